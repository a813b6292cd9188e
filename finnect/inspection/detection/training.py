"""From good pictures to a detector.

Pictures stream through, so memory does not grow with their number: a few to learn how features vary, then all of them into
one cover per contiguous fold, merged at the end. Their patches wait on disk to be scored with the bank of the other folds.
"""

import resource
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from finnect.inspection.detection import graph, tiles
from finnect.inspection.detection.backbone import Backbone
from finnect.inspection.detection.calibration import (
    DEFAULT_FALSE_ALARM_RATE,
    Calibration,
    TooFewPictures,
    calibrate,
    with_defects,
)
from finnect.inspection.detection.coreset import StreamingCover, merge, spacing
from finnect.inspection.detection.crossfitting import CrossFit, Kept
from finnect.inspection.detection.detector import Detector
from finnect.inspection.detection.evaluation import evaluate
from finnect.inspection.detection.folds import fold_of
from finnect.inspection.detection.graph import MemoryBank
from finnect.inspection.detection.ground import Ground, ground_of, is_worth_it
from finnect.inspection.detection.pictures import MAX_PIXELS, Picture, Source, count_pixels, decode
from finnect.inspection.detection.session import DEFAULT_THREADS, open_session
from finnect.inspection.detection.spool import Seen, Sheet
from finnect.inspection.detection.surroundings import Quieting, Reservoirs, Surroundings
from finnect.inspection.detection.whitening import Scatter, Whitening
from finnect.kit.progress import Report, part, silent
from finnect.kit.words import N_

FOLDS = 5
SCALE_PICTURES = 32  # from which mean and covariance of the channels are taken
GROUND_PICTURES = 32  # in which what parts lie on is looked for
FOLD_SHARE = 0.8  # of the bank's size for the cover of one fold
FEWER = 0.85  # of the radius of the whole bank: less than any without one fold needs, so that they are not thinned from far below
SHOWN_SHARE = 0.5  # of a picture's patches, drawn at random, for the cover: neighbours are much alike
LEARNING = N_("Learning picture %(number)s of %(count)s")
COMBINING = N_("Combining what was learnt, %(number)s of %(count)s")


@dataclass(frozen=True)
class TrainingOptions:
    """`resolution`: side, in pixels, of a square with the area that each picture, or each tile of one, is brought to.

    `detail`: tiles along a side of a square picture; 0 decides by the size of the pictures, see `tiles.detail_for`.
    `ground`: what the part lies on weighs less, where pictures that are looked at whole show such a ground.
    """

    resolution: int = 384
    detail: int = 0
    bank_size: int = 10_000
    false_alarm_rate: float = DEFAULT_FALSE_ALARM_RATE
    seed: int = 0
    threads: int = DEFAULT_THREADS
    max_pixels: int = MAX_PIXELS
    ground: bool = True


@dataclass(frozen=True)
class Trained:
    """A detector's file and what is known of it.

    `metrics` is None where no defects were given (names in `evaluation.Evaluation.metrics`). `scores` are raw, by "train"
    (cross-fitted), "good" (test) and kind of defect, in the order of the pictures. `training` holds seconds, peak_rss_bytes
    of the process, images, and ground: 1 where what the part lies on weighs less, else 0.
    """

    onnx: bytes
    calibration: Calibration
    metrics: dict[str, float] | None
    scores: dict[str, list[float]]
    training: dict[str, float]


def train(
    good: Sequence[Source],
    *,
    backbone: Backbone,
    options: TrainingOptions | None = None,
    test_good: Sequence[Source] = (),
    defects: Mapping[str, Sequence[Source]] | None = None,
    masks: Mapping[Source, Source] | None = None,
    folder: Path | None = None,
    report: Report = silent,
) -> Trained:
    """Train on `good`, in the order they were taken; `test_good`, `defects` (by kind) and their `masks` only measure and calibrate.

    `folder` takes a temporary file, some 300 kB for each picture or tile of one. `report` may raise to cancel. Raises
    TooFewPictures, and what `decode` raises for a picture that cannot be read.
    """
    started = time.monotonic()
    if len(good) < FOLDS:
        raise TooFewPictures(count=len(good), least=FOLDS)
    options = options or TrainingOptions()
    options = replace(options, detail=options.detail or detail_of(good, options))
    with Kept.within(folder) as kept:
        learnt = _learnt(good, backbone, options, kept, report)
        bank, fit = learnt.bank, CrossFit(kept, len(good), FOLDS, options.detail, options.threads)
        loudness, strangeness = fit.compared(learnt.banks, learnt.reservoirs, part(report, 0.6, 0.73))
        heard = fit.verdicts(loudness, part(report, 0.73, 0.74))
        if bank.ground:
            weighed = fit.verdicts(loudness, part(report, 0.74, 0.75), weighed=True)
            if is_worth_it(heard.scores, weighed.scores, options.false_alarm_rate):
                heard = weighed
            else:
                bank = replace(bank, ground=None)
    scores, calibration = heard.scores, calibrate(heard.scores, heard.medians, false_alarm_rate=options.false_alarm_rate)
    quieting = Quieting(strangeness.mean, strangeness.deviation, heard.level, calibration.threshold)
    surroundings = Surroundings(*learnt.around, learnt.reservoirs.bank(), quieting)
    model = graph.detector_model(backbone, options.resolution, bank, loudness.tolerance(), surroundings, detail=options.detail)
    calibration, found, metrics = tested(
        Detector(model, calibration, threads=options.threads),
        scores,
        test_good=test_good,
        defects=defects or {},
        masks=masks or {},
        max_pixels=options.max_pixels,
        report=part(report, 0.75, 1),
    )
    report(1.0, N_("Trained on %(count)s pictures"), count=len(good))
    return Trained(
        onnx=model,
        calibration=calibration,
        metrics=metrics,
        scores=found,
        training={
            "seconds": time.monotonic() - started,
            "peak_rss_bytes": peak_rss_bytes(),
            "images": len(good),
            "ground": float(bank.ground is not None),
        },
    )


def tested(
    detector: Detector,
    cross_fitted: list[float],
    *,
    test_good: Sequence[Source],
    defects: Mapping[str, Sequence[Source]],
    masks: Mapping[Source, Source],
    max_pixels: int,
    report: Report,
) -> tuple[Calibration, dict[str, list[float]], dict[str, float] | None]:
    """What known defects tell of a detector: its calibration with them, the scores of all pictures, and the metrics, if there are any."""
    if not any(defects.values()):
        return detector.calibration, {"train": cross_fitted}, None
    result = evaluate(detector, test_good, defects, masks, cross_fitted=cross_fitted, max_pixels=max_pixels, report=report)
    calibration = with_defects(detector.calibration, result.good, result.defects)
    return calibration, {"train": cross_fitted} | result.scores, result.metrics


def detail_of(good: Sequence[Source], options: TrainingOptions) -> int:
    """The detail that the size of these pictures asks for."""
    chosen = [good[index] for index in _spread(len(good), SCALE_PICTURES)]
    pixels = [count_pixels(source, max_pixels=options.max_pixels) for source in chosen]
    return tiles.detail_for(float(np.median(pixels)), options.resolution)


@dataclass(frozen=True)
class _Learnt:
    """The bank of all pictures, and for each fold the bank of all the others; how surroundings are whitened, and those drawn."""

    bank: MemoryBank
    banks: list[MemoryBank]
    around: Whitening
    reservoirs: Reservoirs


def _learnt(good: Sequence[Source], backbone: Backbone, options: TrainingOptions, kept: Kept, report: Report) -> _Learnt:
    features = Features(backbone, options)
    whitened, around = whitening(good, features, options, part(report, 0, 0.05))
    covers = [StreamingCover(int(FOLD_SHARE * options.bank_size), whitened.basis.shape[1]) for _ in range(FOLDS)]
    reservoirs = Reservoirs(FOLDS, around.basis.shape[1], seed=options.seed)
    random = np.random.default_rng(options.seed)
    looked_at = set(_spread(len(good), GROUND_PICTURES)) if options.ground and options.detail == 1 else set()
    examples: list[NDArray[np.float16]] = []
    learning = part(report, 0.05, 0.55)
    for index, picture in enumerate(decoded(good, options)):
        learning(index / len(good), LEARNING, number=index + 1, count=len(good))
        fold, size, seen = fold_of(index, len(good), FOLDS), picture.shape[:2], list(features.of(picture))
        near = [(whitened.of(rows), cells) for (rows, cells), _windows in seen]
        wide = [(around.of(rows), places) for _features, (rows, places) in seen]
        for patches, _cells in near:
            covers[fold].add(patches[random.permutation(len(patches))[: ceil(SHOWN_SHARE * len(patches))]])
        for surroundings, _places in wide:
            reservoirs.add(fold, surroundings)
        if index in looked_at:
            examples += [patches.reshape(*cells, -1).astype(np.float16) for patches, cells in near]
        kept.patches.append(Seen(size, near))
        kept.surroundings.append(Seen(size, wide))
    ground = ground_of(examples) if examples else None
    return _Learnt(*_memory_banks(covers, whitened, ground, options, part(report, 0.55, 0.6)), around, reservoirs)


def _memory_banks(
    covers: list[StreamingCover], whitened: Whitening, ground: Ground | None, options: TrainingOptions, report: Report
) -> tuple[MemoryBank, list[MemoryBank]]:
    def bank(number: int, chosen: list[StreamingCover], radius: float = 0.0) -> tuple[MemoryBank, float]:
        report((number - 1) / (FOLDS + 1), COMBINING, number=number, count=FOLDS + 1)
        cover = merge(chosen, options.bank_size, radius=radius)
        return MemoryBank(*whitened, cover.vectors, spacing(cover.vectors), ground), cover.radius

    whole, radius = bank(1, covers)
    radius *= FEWER
    return whole, [bank(fold + 2, [*covers[:fold], *covers[fold + 1 :]], radius)[0] for fold in range(FOLDS)]


class Features:
    """What the backbone sees in a picture, tile by tile."""

    def __init__(self, backbone: Backbone, options: TrainingOptions) -> None:
        self._session = open_session(graph.features_model(backbone, options.resolution), threads=options.threads)
        self._detail = options.detail

    def of(self, picture: Picture) -> Iterator[tuple[Sheet, Sheet]]:
        """Of each tile the features `[gh × gw, c]` and the means over wide windows `[ph × pw, c0]`."""
        for tile in tiles.cut(picture, self._detail):
            features, windows = (_sheet(values[0]) for values in self._session.run(["features", "windows"], {"image": tile[None]}))
            yield features, windows


def _sheet(values: NDArray[np.float32]) -> Sheet:
    return np.ascontiguousarray(values.reshape(len(values), -1).T), values.shape[1:]


def decoded(sources: Sequence[Source], options: TrainingOptions) -> Iterator[Picture]:
    """The pictures; the next one is decoded while the last is worked on."""
    with ThreadPoolExecutor(1) as pool:
        ahead = [pool.submit(decode, source, max_pixels=options.max_pixels) for source in sources[:1]]
        for following in [*sources[1:], None]:
            picture = ahead.pop().result()
            if following is not None:
                ahead.append(pool.submit(decode, following, max_pixels=options.max_pixels))
            yield picture


def whitening(good: Sequence[Source], features: Features, options: TrainingOptions, report: Report) -> tuple[Whitening, Whitening]:
    """Of the features, and of the means over wide windows; from pictures spread evenly through the set."""
    chosen = [good[index] for index in _spread(len(good), SCALE_PICTURES)]
    near, wide = Scatter(), Scatter()
    for done, picture in enumerate(decoded(chosen, options)):
        report(done / len(chosen), N_("Measuring the features"))
        for (rows, _cells), (windows, _places) in features.of(picture):
            near.add(rows)
            wide.add(windows)
    return near.whitening(), wide.whitening()


def _spread(count: int, wanted: int) -> list[int]:
    """Up to `wanted` indices spread evenly through 0…`count` − 1."""
    return sorted(set(np.linspace(0, count - 1, wanted).astype(int).tolist()))


def peak_rss_bytes() -> int:
    """Most resident memory this process has ever had.

    Linux hands `ru_maxrss` on from the process that started this one: a child would answer for its parent.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
