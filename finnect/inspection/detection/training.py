"""From good pictures to a detector.

Pictures stream through twice, so memory does not grow with their number: once to cover their features (one cover per
contiguous fold, merged at the end), once to score each with the bank of the other folds.
"""

import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from finnect.inspection.detection import graph
from finnect.inspection.detection.backbone import Backbone
from finnect.inspection.detection.calibration import (
    DEFAULT_FALSE_ALARM_RATE,
    Calibration,
    TooFewPictures,
    calibrate,
    with_defects,
)
from finnect.inspection.detection.coreset import StreamingCover, Vectors, merge, spacing
from finnect.inspection.detection.detector import Detector
from finnect.inspection.detection.evaluation import evaluate
from finnect.inspection.detection.graph import MemoryBank
from finnect.inspection.detection.pictures import MAX_PIXELS, Source, decode
from finnect.inspection.detection.session import DEFAULT_THREADS, open_session
from finnect.kit.progress import Report, silent
from finnect.kit.words import N_

FOLDS = 5
SCALE_PICTURES = 32  # from which mean and deviation of each channel are taken
SHRINKAGE = 0.3  # of the correlations of channels towards none
DEAD_CHANNEL = 0.05  # of the median deviation: the noise of channels that hardly vary is not blown up beyond it


@dataclass(frozen=True)
class TrainingOptions:
    """`resolution`: side, in pixels, of a square with the area that each picture is brought to."""

    resolution: int = 384
    bank_size: int = 5000
    false_alarm_rate: float = DEFAULT_FALSE_ALARM_RATE
    seed: int = 0
    threads: int = DEFAULT_THREADS
    max_pixels: int = MAX_PIXELS


@dataclass(frozen=True)
class Trained:
    """A detector's file and what is known of it.

    `metrics` is None where no defects were given (names in `evaluation.Evaluation.metrics`). `scores` are raw, by "train"
    (cross-fitted), "good" (test) and kind of defect, in the order of the pictures. `training` holds seconds, peak_rss_bytes
    of the process and images.
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
    report: Report = silent,
) -> Trained:
    """Train on `good`, in the order they were taken; `test_good`, `defects` (by kind) and their `masks` only measure and calibrate.

    `report` may raise to cancel. Raises TooFewPictures, and what `decode` raises for a picture that cannot be read.
    """
    started = time.monotonic()
    if len(good) < FOLDS:
        raise TooFewPictures(count=len(good), least=FOLDS)
    options = options or TrainingOptions()
    bank, held_out = _memory_banks(good, backbone, options, report)
    scores, medians = _cross_fitted(good, held_out, backbone, options, report)
    calibration = calibrate(scores, medians, false_alarm_rate=options.false_alarm_rate)
    model = graph.detector_model(backbone, options.resolution, bank)
    found, metrics = {"train": scores}, None
    if defects and any(defects.values()):
        detector = Detector(model, calibration, threads=options.threads)
        result = evaluate(
            detector,
            test_good,
            defects,
            masks or {},
            cross_fitted=scores,
            max_pixels=options.max_pixels,
            report=_part(report, 0.75, 1),
        )
        calibration = with_defects(calibration, result.good, result.defects)
        found |= result.scores
        metrics = result.metrics
    report(1.0, N_("Trained on %(count)s pictures"), count=len(good))
    return Trained(
        onnx=model,
        calibration=calibration,
        metrics=metrics,
        scores=found,
        training={"seconds": time.monotonic() - started, "peak_rss_bytes": peak_rss_bytes(), "images": len(good)},
    )


def _memory_banks(
    good: Sequence[Source], backbone: Backbone, options: TrainingOptions, report: Report
) -> tuple[MemoryBank, list[MemoryBank]]:
    """The bank of all pictures, and for each contiguous fold the bank of all the others.

    Near-duplicates follow each other where pictures are frames, so folds must not be drawn at random.
    """
    session = open_session(graph.features_model(backbone, options.resolution), threads=options.threads)

    def patches(source: Source) -> Vectors:
        image = decode(source, max_pixels=options.max_pixels)[None]
        features: NDArray[np.float32] = session.run(["features"], {"image": image})[0][0]
        return np.ascontiguousarray(features.reshape(len(features), -1).T)

    mean, basis = _whitening(good, patches, _part(report, 0, 0.05))
    covers = [StreamingCover(options.bank_size, len(mean), seed=options.seed) for _ in range(FOLDS)]
    for index, source in enumerate(good):
        report(
            0.05 + 0.4 * index / len(good),
            N_("Learning picture %(number)s of %(count)s"),
            number=index + 1,
            count=len(good),
        )
        covers[_fold(index, len(good))].add(np.asarray((patches(source) - mean) @ basis, np.float32))

    def bank(chosen: list[StreamingCover]) -> MemoryBank:
        vectors = merge(chosen, options.bank_size, seed=options.seed)
        return MemoryBank(mean, basis, vectors, spacing(vectors))

    return bank(covers), [bank([cover for cover in covers if cover is not left_out]) for left_out in covers]


def _whitening(good: Sequence[Source], patches: Callable[[Source], Vectors], report: Report) -> tuple[Vectors, Vectors]:
    """Mean `[c]` of the features, and the basis `[c, c]` in which they vary alike in every direction.

    From pictures spread evenly through the set. Channels are first brought to the same deviation; their correlations are
    then undone as far as `SHRINKAGE` lets them (Ledoit and Wolf, 2004, with a fixed share): the least directions are noise.
    """
    chosen = np.unique(np.linspace(0, len(good) - 1, SCALE_PICTURES).astype(int))
    count, total, products = 0, np.zeros(()), np.zeros(())
    for done, index in enumerate(chosen):
        report(done / len(chosen), N_("Measuring the features"))
        values = patches(good[index]).astype(np.float64)
        count, total, products = count + len(values), total + values.sum(0), products + values.T @ values
    mean = total / count
    covariance = products / count - np.outer(mean, mean)
    std = np.sqrt(np.maximum(np.diag(covariance), 0))
    std = np.maximum(std, max(DEAD_CHANNEL * float(np.median(std)), 1e-6))
    variances, directions = np.linalg.eigh(covariance / np.outer(std, std))
    shrunk = (1 - SHRINKAGE) * np.maximum(variances, 0) + SHRINKAGE
    return np.asarray(mean, np.float32), np.asarray(directions / np.sqrt(shrunk) / std[:, None], np.float32)


def _cross_fitted(
    good: Sequence[Source], banks: list[MemoryBank], backbone: Backbone, options: TrainingOptions, report: Report
) -> tuple[list[float], list[float]]:
    """Score of each good picture, and median of its map, by the bank that has not seen it."""
    scores, medians, fold = [], [], -1
    for index, source in enumerate(good):
        report(
            0.45 + 0.3 * index / len(good),
            N_("Checking picture %(number)s of %(count)s"),
            number=index + 1,
            count=len(good),
        )
        if _fold(index, len(good)) != fold:
            fold = _fold(index, len(good))
            session = open_session(graph.detector_model(backbone, options.resolution, banks[fold]), threads=options.threads)
        picture = decode(source, max_pixels=options.max_pixels)
        score, anomaly = session.run(["score", "map"], {"image": picture[None]})
        scores.append(float(score[0]))
        medians.append(float(np.median(anomaly)))
    return scores, medians


def _fold(index: int, count: int) -> int:
    return index * FOLDS // count


def _part(report: Report, start: float, end: float) -> Report:
    """A report whose 0…1 is `start`…`end` of `report`."""

    def partial(fraction: float, text: str = "", **params: object) -> None:
        report(start + (end - start) * fraction, text, **params)

    return partial


def peak_rss_bytes() -> int:
    """Most resident memory this process has ever had."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
