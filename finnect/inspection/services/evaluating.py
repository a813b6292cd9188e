"""What a detector's stored scores say: its curve, its threshold, and its worst errors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from finnect.inspection.detection import Calibration, Threshold
from finnect.inspection.detection.metrics import roc
from finnect.inspection.models import Detector

WORST = 12
ODDEST = 10
BINS = 30


@dataclass(frozen=True, slots=True)
class ScoredPicture:
    """`picture_id` is None for detectors that were trained before ids were kept."""

    picture_id: int | None
    label: str
    score: float


@dataclass(frozen=True)
class Evaluation:
    """`roc` holds (false-alarm rate, recall); it and `recall` are None without known defects, `false_alarm_rate` without good
    test pictures. `histogram` counts scores by "train" (cross-fitted), "good" (test) and kind of defect between `edges`.

    `oddest` are the good training pictures that look least like the others: they set the threshold.
    """

    roc: list[tuple[float, float]] | None
    recall: float | None
    false_alarm_rate: float | None
    edges: list[float]
    histogram: dict[str, list[int]]
    missed: list[ScoredPicture]
    false_alarms: list[ScoredPicture]
    oddest: list[ScoredPicture]

    @property
    def picture_ids(self) -> list[int]:
        """Of all pictures that are named."""
        return [one.picture_id for one in (*self.missed, *self.false_alarms, *self.oddest) if one.picture_id]


def evaluation_of(detector: Detector) -> Evaluation:
    """At the threshold that is set now."""
    groups = _scored(detector)
    train, good = groups.get("train", []), groups.get("good", [])
    defects = [scored for kind, group in groups.items() if kind not in ("train", "good") for scored in group]
    edges, histogram = _histogram({name: [scored.score for scored in group] for name, group in groups.items()})
    limit = detector.threshold
    return Evaluation(
        roc=_curve(good or train, defects) if defects else None,
        recall=sum(scored.score > limit for scored in defects) / len(defects) if defects else None,
        false_alarm_rate=sum(scored.score > limit for scored in good) / len(good) if good else None,
        edges=edges,
        histogram=histogram,
        missed=_lowest([scored for scored in defects if scored.score <= limit]),
        false_alarms=_highest([scored for scored in good if scored.score > limit], WORST),
        oddest=_highest(train, ODDEST),
    )


def threshold_of(detector: Detector) -> Threshold:
    """The threshold in use with the interval of its false-alarm rate; one that was set by hand by the good scores above it."""
    calibration = Calibration.from_dict(detector.calibration)
    above = sum(score > detector.threshold for score in calibration.good)
    return calibration.threshold_at(detector.false_alarm_rate or (above + 1) / (len(calibration.good) + 1))


def _scored(detector: Detector) -> dict[str, list[ScoredPicture]]:
    scores: dict[str, list[float]] = detector.training.get("scores", {})
    ids: dict[str, list[int]] = detector.training.get("pictures", {})
    return {
        name: [
            ScoredPicture(picture_id, name, score)
            for picture_id, score in zip(ids.get(name, [None] * len(values)), values, strict=True)
        ]
        for name, values in scores.items()
    }  # fmt: skip


def _curve(good: list[ScoredPicture], defects: list[ScoredPicture]) -> list[tuple[float, float]]:
    """The ROC curve without the points that lie on a straight line between their neighbours."""
    x, y = roc([scored.score for scored in good], [scored.score for scored in defects])
    dx, dy = np.diff(x), np.diff(y)
    turns = np.abs(dx[:-1] * dy[1:] - dx[1:] * dy[:-1]) > 1e-12
    kept = np.concatenate([[True], turns, [True]])
    return [(float(a), float(b)) for a, b in zip(x[kept], y[kept], strict=True)]


def _histogram(scores: dict[str, list[float]]) -> tuple[list[float], dict[str, list[int]]]:
    everything: NDArray[np.float64] = np.concatenate([[], *scores.values()])
    if not len(everything):
        return [], {}
    edges = np.histogram_bin_edges(everything, BINS)
    return edges.tolist(), {name: np.histogram(values, edges)[0].tolist() for name, values in scores.items()}


def _highest(scored: Sequence[ScoredPicture], most: int) -> list[ScoredPicture]:
    return sorted(scored, key=lambda one: -one.score)[:most]


def _lowest(scored: Sequence[ScoredPicture]) -> list[ScoredPicture]:
    return sorted(scored, key=lambda one: one.score)[:WORST]
