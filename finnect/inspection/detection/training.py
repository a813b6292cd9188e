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
from finnect.inspection.detection.coreset import StreamingCover, Vectors, merge, spacing
from finnect.inspection.detection.detector import AnomalyMap, Detector
from finnect.inspection.detection.evaluation import evaluate
from finnect.inspection.detection.folds import fold_of, held_out
from finnect.inspection.detection.graph import MemoryBank
from finnect.inspection.detection.ground import ground_of, is_worth_it
from finnect.inspection.detection.loudness import Loudness
from finnect.inspection.detection.pictures import MAX_PIXELS, Picture, Source, count_pixels, decode
from finnect.inspection.detection.session import DEFAULT_THREADS, InferenceSession, open_session
from finnect.inspection.detection.spool import Seen, Spool
from finnect.kit.progress import Report, part, silent
from finnect.kit.words import N_

FOLDS = 5
SCALE_PICTURES = 32  # from which mean and covariance of the channels are taken
GROUND_PICTURES = 32  # in which what parts lie on is looked for
DIMENSIONS = 64  # of a patch: the directions in which features vary most
FOLD_SHARE = 0.8  # of the bank's size for the cover of one fold
FEWER = 0.85  # of the radius of the whole bank: less than any without one fold needs, so that they are not thinned from far below
SHOWN_SHARE = 0.5  # of a picture's patches, drawn at random, for the cover: neighbours are much alike
SHRINKAGE = 0.3  # of the correlations of channels towards none
LEARNING = N_("Learning picture %(number)s of %(count)s")
COMBINING = N_("Combining what was learnt, %(number)s of %(count)s")
DEAD_CHANNEL = 0.05  # of the median deviation: the noise of channels that hardly vary is not blown up beyond it


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
    with Spool(folder) as spool, Spool(folder) as maps:
        bank, banks = _memory_banks(good, backbone, options, spool, report)
        loudness = _compare(spool, len(good), banks, maps, options, part(report, 0.6, 0.73))
        scores, medians = _cross_fitted(maps, len(good), loudness, options, part(report, 0.73, 0.74))
        if bank.ground:
            weighed, weighed_medians = _cross_fitted(maps, len(good), loudness, options, part(report, 0.74, 0.75), weighed=True)
            if is_worth_it(scores, weighed, options.false_alarm_rate):
                scores, medians = weighed, weighed_medians
            else:
                bank = replace(bank, ground=None)
    calibration = calibrate(scores, medians, false_alarm_rate=options.false_alarm_rate)
    model = graph.detector_model(backbone, options.resolution, bank, loudness.tolerance(), detail=options.detail)
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


def _memory_banks(
    good: Sequence[Source], backbone: Backbone, options: TrainingOptions, spool: Spool, report: Report
) -> tuple[MemoryBank, list[MemoryBank]]:
    """The bank of all pictures, and for each fold the bank of all the others."""
    features = Features(backbone, options)
    mean, basis = whitening(good, features, options, part(report, 0, 0.05))
    covers = [StreamingCover(int(FOLD_SHARE * options.bank_size), basis.shape[1]) for _ in range(FOLDS)]
    random = np.random.default_rng(options.seed)
    looked_at = set(_spread(len(good), GROUND_PICTURES)) if options.ground and options.detail == 1 else set()
    examples: list[NDArray[np.float16]] = []
    learning = part(report, 0.05, 0.55)
    for index, picture in enumerate(decoded(good, options)):
        learning(index / len(good), LEARNING, number=index + 1, count=len(good))
        seen = [(np.asarray((rows - mean) @ basis, np.float32), cells) for rows, cells in features.of(picture)]
        for patches, _cells in seen:
            covers[fold_of(index, len(good), FOLDS)].add(patches[random.permutation(len(patches))[: ceil(SHOWN_SHARE * len(patches))]])
        if index in looked_at:
            examples += [patches.reshape(*cells, -1).astype(np.float16) for patches, cells in seen]
        spool.append(Seen(picture.shape[:2], seen))
    ground = ground_of(examples) if examples else None
    combining = part(report, 0.55, 0.6)

    def bank(number: int, chosen: list[StreamingCover], radius: float = 0.0) -> tuple[MemoryBank, float]:
        combining((number - 1) / (FOLDS + 1), COMBINING, number=number, count=FOLDS + 1)
        cover = merge(chosen, options.bank_size, radius=radius)
        return MemoryBank(mean, basis, cover.vectors, spacing(cover.vectors), ground), cover.radius

    whole, radius = bank(1, covers)
    radius *= FEWER
    return whole, [bank(fold + 2, [*covers[:fold], *covers[fold + 1 :]], radius)[0] for fold in range(FOLDS)]


class Features:
    """What the backbone sees in a picture, tile by tile."""

    def __init__(self, backbone: Backbone, options: TrainingOptions) -> None:
        self._session = open_session(graph.features_model(backbone, options.resolution), threads=options.threads)
        self._detail = options.detail

    def of(self, picture: Picture) -> Iterator[tuple[Vectors, tuple[int, int]]]:
        """Of each tile the features `[gh × gw, c]` and the cells (gh, gw)."""
        for tile in tiles.cut(picture, self._detail):
            features: NDArray[np.float32] = self._session.run(["features"], {"image": tile[None]})[0][0]
            yield np.ascontiguousarray(features.reshape(len(features), -1).T), features.shape[1:]


def decoded(sources: Sequence[Source], options: TrainingOptions) -> Iterator[Picture]:
    """The pictures; the next one is decoded while the last is worked on."""
    with ThreadPoolExecutor(1) as pool:
        ahead = [pool.submit(decode, source, max_pixels=options.max_pixels) for source in sources[:1]]
        for following in [*sources[1:], None]:
            picture = ahead.pop().result()
            if following is not None:
                ahead.append(pool.submit(decode, following, max_pixels=options.max_pixels))
            yield picture


def whitening(good: Sequence[Source], features: Features, options: TrainingOptions, report: Report) -> tuple[Vectors, Vectors]:
    """Mean `[c]` of the features, and the basis `[c, d]` of the directions in which they vary most, brought to vary alike.

    From pictures spread evenly through the set. Channels are first brought to the same deviation; their correlations are
    then undone as far as `SHRINKAGE` lets them (Ledoit and Wolf, 2004, with a fixed share): the least directions are noise.
    """
    chosen = [good[index] for index in _spread(len(good), SCALE_PICTURES)]
    count, total, products = 0, np.zeros(()), np.zeros(())
    for done, picture in enumerate(decoded(chosen, options)):
        report(done / len(chosen), N_("Measuring the features"))
        for rows, _cells in features.of(picture):
            values = rows.astype(np.float64)
            count, total, products = count + len(values), total + values.sum(0), products + values.T @ values
    mean = total / count
    covariance = products / count - np.outer(mean, mean)
    std = np.sqrt(np.maximum(np.diag(covariance), 0))
    std = np.maximum(std, max(DEAD_CHANNEL * float(np.median(std)), 1e-6))
    variances, directions = np.linalg.eigh(covariance / np.outer(std, std))
    shrunk = (1 - SHRINKAGE) * np.maximum(variances, 0) + SHRINKAGE
    basis = (directions / np.sqrt(shrunk) / std[:, None])[:, -DIMENSIONS:]
    return np.asarray(mean, np.float32), np.ascontiguousarray(basis, np.float32)


def _compare(spool: Spool, count: int, banks: list[MemoryBank], maps: Spool, options: TrainingOptions, report: Report) -> Loudness:
    """Keep the smoothed distances of each good picture to the bank that has not seen it, and learn where they are large.

    Where there is a ground, each cell has two: as they are, and weighed.
    """
    loudness, fold = Loudness(FOLDS), -1
    for index, seen in enumerate(spool):
        report(index / count, N_("Comparing picture %(number)s of %(count)s"), number=index + 1, count=count)
        if fold_of(index, count, FOLDS) != fold:
            fold = fold_of(index, count, FOLDS)
            session = open_session(graph.bank_model(banks[fold]), threads=options.threads)
        found = []
        for patches, cells in seen.tiles:
            outputs = ["loud", "weighed"] if banks[fold].ground else ["loud"]
            kept = session.run(outputs, {"patches": patches, "coarse_shape": np.array([1, 1, *cells])})
            loudness.add(fold, kept[0][0, 0])
            found.append((np.stack([values.ravel() for values in kept], axis=1), kept[0].shape[2:]))
        maps.append(Seen(seen.size, found))
    return loudness


def _cross_fitted(
    maps: Spool, count: int, loudness: Loudness, options: TrainingOptions, report: Report, *, weighed: bool = False
) -> tuple[list[float], list[float]]:
    """Score of each good picture, and median of its map, by the bank and the tolerance that have not seen it."""

    def opened(fold: int) -> InferenceSession:
        return open_session(graph.verdict_model(loudness.tolerance(without=fold)), threads=options.threads)

    def measured(session: InferenceSession, seen: Seen) -> tuple[float, AnomalyMap]:
        found = []
        for kept, size in seen.tiles:
            score, anomaly = session.run(["score", "map"], {"weighed": kept[:, int(weighed)].reshape(1, 1, *size)})
            found.append((float(score[0]), anomaly[0]))
        return tiles.whole(found, seen.size, options.detail)

    return held_out(maps, count, FOLDS, opened, measured, report)


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
