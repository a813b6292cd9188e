"""Measuring a detector on pictures whose truth is known, through the same class that serves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from finnect.inspection.detection import metrics
from finnect.inspection.detection.calibration import Calibration, with_defects
from finnect.inspection.detection.detector import Detector, stretched
from finnect.inspection.detection.pictures import MAX_PIXELS, Source, decode
from finnect.kit.progress import Report, silent
from finnect.kit.words import N_

FOLDS = 5
MOST_COMPARED = 2_000_000  # pixels of a map that are compared with its mask: more only cost memory


@dataclass(frozen=True)
class Evaluation:
    """Raw `scores` by kind ("good" and the kinds of defect) in the order of the pictures.

    `good` and `defects` are what they were compared as: `good` falls back on the cross-fitted scores of the training
    pictures where no good test picture was given. `metrics`: image_auroc, f1, recall and false_alarm_rate at the threshold,
    calibration_error (cross-fitted), and with masks pixel_auroc and aupro.
    """

    scores: dict[str, list[float]]
    good: list[float]
    defects: list[float]
    metrics: dict[str, float]


def evaluate(
    detector: Detector,
    good: Sequence[Source],
    defects: Mapping[str, Sequence[Source]],
    masks: Mapping[Source, Source],
    *,
    cross_fitted: Sequence[float] = (),
    max_pixels: int = MAX_PIXELS,
    report: Report = silent,
) -> Evaluation:
    """Inspect everything once. Defective pictures without a mask count for the picture, not for its pixels."""
    pixels = metrics.PixelScores()
    scores: dict[str, list[float]] = {}
    groups = {"good": good, **defects}
    count, number = sum(map(len, groups.values())), 0
    for kind, sources in groups.items():
        scores[kind] = []
        for source in sources:
            number += 1
            report((number - 1) / count, N_("Testing picture %(number)s of %(count)s"), number=number, count=count)
            picture = decode(source, max_pixels=max_pixels)
            score, anomaly = detector.measure(picture)
            scores[kind].append(score)
            size = _compared(picture.shape[:2])
            mask = np.zeros(size, bool) if kind == "good" else mask_of(masks.get(source), size)
            if mask is not None:
                pixels.add(stretched(anomaly, mask.shape), mask)
    sound = scores["good"] or list(cross_fitted)
    faulty = [score for kind in defects for score in scores[kind]]
    threshold = detector.calibration.threshold
    found = {
        "image_auroc": metrics.auroc(sound, faulty),
        "f1": metrics.f1(sound, faulty, threshold),
        "recall": float(np.mean(np.array(faulty) > threshold)),
        "false_alarm_rate": float(np.mean(np.array(sound) > threshold)),
        "calibration_error": _calibration_error(detector.calibration, sound, faulty),
    }
    if pixels.regions:
        found |= {"pixel_auroc": pixels.auroc(), "aupro": pixels.aupro()}
    return Evaluation(scores, sound, faulty, found)


def _compared(size: tuple[int, int]) -> tuple[int, int]:
    """The size (height, width) at which map and mask are compared: that of the picture, a whole part of it where it is large."""
    part = ceil(sqrt(size[0] * size[1] / MOST_COMPARED))
    return max(size[0] // part, 1), max(size[1] // part, 1)


def mask_of(source: Source | None, size: tuple[int, int]) -> NDArray[np.bool_] | None:
    """The mask, brought to `size`; pictures are sometimes kept smaller than their masks."""
    if source is None:
        return None
    mask = Image.fromarray(decode(source)[..., 0])
    return np.asarray(mask.resize((size[1], size[0]), Image.Resampling.NEAREST)) > 127


def _calibration_error(calibration: Calibration, good: list[float], defects: list[float]) -> float:
    """Expected calibration error of the probability of a defect, each fifth judged by a fit to the other four."""
    scores = np.array(good + defects)
    labels = np.repeat([False, True], [len(good), len(defects)])
    folds = np.random.default_rng(0).permutation(len(scores)) % FOLDS
    stated = np.empty(len(scores))
    for fold in range(FOLDS):
        known = folds != fold
        fitted = with_defects(calibration, scores[known & ~labels], scores[known & labels])
        stated[~known] = [fitted.defect_probability(score) for score in scores[~known]]
    return metrics.expected_calibration_error(stated, labels)
