"""Good pictures scored by what has not seen them."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import numpy as np

from finnect.inspection.detection.detector import AnomalyMap
from finnect.kit.progress import Report
from finnect.kit.words import N_

T = TypeVar("T")
S = TypeVar("S")


def fold_of(index: int, count: int, folds: int) -> int:
    """Contiguous, because near-duplicates follow each other where pictures are frames: drawn at random, a fold would know its twins."""
    return index * folds // count


def held_out(
    pictures: Iterable[T],
    count: int,
    folds: int,
    opened: Callable[[int], S],
    measure: Callable[[S, T], tuple[float, AnomalyMap]],
    report: Report,
) -> tuple[list[float], list[float]]:
    """Score of each of the `count` pictures, and median of its map, by `opened(fold)`, which has not seen the pictures of that fold."""
    scores, medians, fold = [], [], -1
    for index, picture in enumerate(pictures):
        report(index / count, N_("Checking picture %(number)s of %(count)s"), number=index + 1, count=count)
        if fold_of(index, count, folds) != fold:
            fold = fold_of(index, count, folds)
            model = opened(fold)
        score, anomaly = measure(model, picture)
        scores.append(score)
        medians.append(float(np.median(anomaly)))
    return scores, medians
