"""What each good picture gets from that which has not seen it: the figures from which threshold and likeness follow."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from finnect.inspection.detection import graph, tiles
from finnect.inspection.detection.detector import AnomalyMap
from finnect.inspection.detection.folds import fold_of, held_out
from finnect.inspection.detection.graph import MemoryBank
from finnect.inspection.detection.loudness import Loudness
from finnect.inspection.detection.session import InferenceSession, open_session
from finnect.inspection.detection.spool import Seen, Sheet, Spool
from finnect.inspection.detection.surroundings import Moments, Reservoirs
from finnect.kit.progress import Report
from finnect.kit.words import N_


@dataclass(frozen=True)
class Kept:
    """Of each good picture, on disk and in order: its patches and its wide surroundings; then its smoothed distances, and beside them
    the weighed ones where there is a ground."""

    patches: Spool
    surroundings: Spool
    maps: Spool

    @classmethod
    @contextmanager
    def within(cls, folder: Path | None) -> Iterator["Kept"]:
        with ExitStack() as stack:
            yield cls(*(stack.enter_context(Spool(folder)) for _ in range(3)))


@dataclass(frozen=True)
class Verdicts:
    """Score of each good picture, and median of its map, not quieted; `level` is the mean of all maps."""

    scores: list[float]
    medians: list[float]
    level: float


@dataclass(frozen=True)
class CrossFit:
    """`count` good pictures in `folds` contiguous parts, cut as `detail` says."""

    kept: Kept
    count: int
    folds: int
    detail: int
    threads: int

    def compared(self, banks: Sequence[MemoryBank], reservoirs: Reservoirs, report: Report) -> tuple[Loudness, Moments]:
        """Keep the distances of each picture to what is known without its fold, and learn where they are large: in the maps, and
        of the surroundings altogether."""
        loudness, strangeness, fold = Loudness(self.folds), Moments(), -1
        for index, (seen, around) in enumerate(zip(self.kept.patches, self.kept.surroundings, strict=True)):
            report(index / self.count, N_("Comparing picture %(number)s of %(count)s"), number=index + 1, count=self.count)
            if fold_of(index, self.count, self.folds) != fold:
                fold = fold_of(index, self.count, self.folds)
                near = open_session(graph.bank_model(banks[fold]), threads=self.threads)
                wide = open_session(graph.strangeness_model(reservoirs.bank(without=fold)), threads=self.threads)
            maps = [_map_of(near, tile, with_weighed=banks[fold].ground is not None) for tile in seen.tiles]
            for values, size in maps:
                loudness.add(fold, values[:, 0].reshape(size))
            for rows, places in around.tiles:
                strangeness.add(wide.run(None, {"surroundings": rows, "places_shape": np.array([1, 1, *places])})[0])
            self.kept.maps.append(Seen(seen.size, maps))
        return loudness, strangeness

    def verdicts(self, loudness: Loudness, report: Report, *, weighed: bool = False) -> Verdicts:
        """By the last steps of the file, with the tolerance that has not seen the fold, after `compared`."""
        level = Moments()

        def opened(fold: int) -> InferenceSession:
            return open_session(graph.verdict_model(loudness.tolerance(without=fold)), threads=self.threads)

        def measured(session: InferenceSession, seen: Seen) -> tuple[float, AnomalyMap]:
            found = []
            for values, size in seen.tiles:
                score, heard = session.run(["score", "heard"], {"weighed": values[:, int(weighed)].reshape(1, 1, *size)})
                found.append((float(score[0]), heard[0]))
            whole = tiles.whole(found, seen.size, self.detail)
            level.add(whole[1])
            return whole

        return Verdicts(*held_out(self.kept.maps, self.count, self.folds, opened, measured, report), level.mean)


def _map_of(session: InferenceSession, patches: Sheet, *, with_weighed: bool) -> Sheet:
    rows, cells = patches
    outputs = ["loud", "weighed"] if with_weighed else ["loud"]
    kept = session.run(outputs, {"patches": rows, "coarse_shape": np.array([1, 1, *cells])})
    return np.stack([values.ravel() for values in kept], axis=1), kept[0].shape[2:]
