"""How good a detector is: image and pixel AUROC, AUPRO, F1 and calibration error."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from finnect.inspection.detection.components import label

Scores = Sequence[float] | NDArray[np.floating]
AUPRO_LIMIT = 0.3  # false-positive rate up to which per-region overlap counts (Bergmann et al., 2021)
_BIN_BITS = 12  # of the mantissa dropped: bins are 0.05 % wide


def auroc(good: Scores, defects: Scores) -> float:
    """Probability that a defect scores above a good one, ties counting half (Mann and Whitney)."""
    ordered = np.sort(np.asarray(good, float))
    below = np.searchsorted(ordered, defects, side="left")
    not_above = np.searchsorted(ordered, defects, side="right")
    return float((below + not_above).mean() / 2 / len(ordered))


def roc(good: Scores, defects: Scores) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """False-alarm rate and recall, from the strictest threshold to the loosest; both start at 0 and end at 1."""
    thresholds = np.unique(np.concatenate([good, defects]))[::-1]
    false_alarms = 1 - np.searchsorted(np.sort(good), thresholds, side="left") / len(good)
    recalls = 1 - np.searchsorted(np.sort(defects), thresholds, side="left") / len(defects)
    return np.concatenate([[0.0], false_alarms]), np.concatenate([[0.0], recalls])


def f1(good: Scores, defects: Scores, threshold: float) -> float:
    """Harmonic mean of precision and recall where scores above `threshold` are called defects."""
    hits = int(np.sum(np.asarray(defects) > threshold))
    false_alarms = int(np.sum(np.asarray(good) > threshold))
    return 2 * hits / (hits + len(defects) + false_alarms)


def expected_calibration_error(probabilities: Scores, outcomes: Sequence[bool] | NDArray[np.bool_], bins: int = 10) -> float:
    """Mean distance between stated probability and observed share, over `bins` groups of equal size (Naeini et al., 2015)."""
    stated, happened = np.asarray(probabilities, float), np.asarray(outcomes, float)
    groups = np.array_split(np.argsort(stated, kind="stable"), bins)
    return float(sum(abs(stated[group].mean() - happened[group].mean()) * len(group) for group in groups if len(group)) / len(stated))


class PixelScores:
    """Anomaly values of good and defective pixels, kept as histograms: memory does not grow with the pictures.

    Positive float32 values order as their bit patterns do, so the leading bits serve as the bin.
    """

    def __init__(self) -> None:
        bins = 1 << (31 - _BIN_BITS)
        self._good = np.zeros(bins)
        self._defective = np.zeros(bins)
        self._overlap = np.zeros(bins)  # like _defective, each region weighing 1
        self.regions = 0

    def add(self, anomaly: NDArray[np.float32], mask: NDArray[np.bool_]) -> None:
        """One picture: its anomaly map brought to the size of its mask, both `[h, w]`; values ≥ 0."""
        bins = np.ascontiguousarray(anomaly, np.float32).view(np.uint32) >> _BIN_BITS
        _count(self._good, bins[~mask], 1.0)
        _count(self._defective, bins[mask], 1.0)
        labels, count = label(mask)
        for region in range(1, count + 1):
            inside = bins[labels == region]
            _count(self._overlap, inside, 1 / len(inside))
        self.regions += count

    def auroc(self) -> float:
        """Pixel AUROC."""
        false_alarms, recalls = _falling(self._good), _falling(self._defective)
        return float(np.trapezoid(recalls, false_alarms))

    def aupro(self, limit: float = AUPRO_LIMIT) -> float:
        """Area under the per-region overlap up to the false-positive rate `limit`, as a share of it."""
        false_alarms, overlaps = _falling(self._good), _falling(self._overlap)
        until = int(np.searchsorted(false_alarms, limit, side="right"))
        last = np.interp(limit, false_alarms, overlaps)
        x, y = np.append(false_alarms[:until], limit), np.append(overlaps[:until], last)
        return float(np.trapezoid(y, x) / limit)


def _count(histogram: NDArray[np.float64], bins: NDArray[np.integer], weight: float) -> None:
    found, times = np.unique(bins, return_counts=True)
    histogram[found] += times * weight


def _falling(histogram: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share above each bin's lower edge, from the highest bin down, starting at 0."""
    return np.concatenate([[0.0], np.cumsum(histogram[::-1]) / histogram.sum()])
