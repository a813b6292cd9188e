"""What a score means: where the threshold lies, and how likely a verdict is right.

The threshold comes from good pictures only, as a conformal rank (Vovk et al., 2005) over scores that each picture got
from a bank that had not seen it (5-fold cross-fitting). Everything here stands beside the ONNX file and changes live.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import ceil, exp, lgamma, log, log1p
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finnect.kit.errors import Problem
from finnect.kit.words import N_

DEFAULT_FALSE_ALARM_RATE = 0.01
INTERVAL = 0.95
ASSUMED_DEFECT_SHARE = 0.01  # of all pictures, where no defect was ever shown
TAIL_SHARE = 0.5  # of the good scores, on which the tail is fitted
LEAST_DEVIATION = 0.05  # of log values: a set of near-identical pictures must not reject the next lamp or the next lens
SMALLEST = 1e-12  # scores below count as this: a logarithm is taken


class TooFewPictures(Problem):
    status = 422
    code = "TOO_FEW_PICTURES"
    title = N_("There are too few good pictures")
    detail = N_("There are %(count)s good pictures; at least %(least)s are needed, and 100 or more are better.")


@dataclass(frozen=True)
class Threshold:
    """A picture whose score exceeds `value` is a defect.

    `rate` is the false-alarm rate to expect: at most `asked`, unless the good pictures are too few to support that little.
    The true rate lies within `low`…`high` with 95 % probability.
    """

    value: float
    asked: float
    rate: float
    low: float
    high: float

    @property
    def is_supported(self) -> bool:
        return self.rate <= self.asked + 1e-9


@dataclass(frozen=True)
class Calibration:
    """Scores of good pictures and the odds of a defect fitted to them; JSON through `to_dict` and `from_dict`.

    `good` are the cross-fitted scores, ascending. The log odds of a defect are `slope` × log(score) + `offset`, learned from
    `basis` ("defects" or "good pictures"), trusted up to ±log(`evidence` + 1). `typical` is the mean and the standard
    deviation of the log median of the anomaly map over good pictures.
    """

    good: tuple[float, ...]
    slope: float
    offset: float
    evidence: int
    basis: str
    typical: tuple[float, float]
    false_alarm_rate: float = DEFAULT_FALSE_ALARM_RATE

    @property
    def supported_rate(self) -> float:
        """The lowest false-alarm rate that this number of good pictures can support."""
        return 1 / (len(self.good) + 1)

    @property
    def threshold(self) -> float:
        """The threshold at the chosen false-alarm rate."""
        return self.threshold_at(self.false_alarm_rate).value

    def threshold_at(self, false_alarm_rate: float) -> Threshold:
        """The threshold that a good picture exceeds with probability `false_alarm_rate` (0…1, exclusive)."""
        count = len(self.good)
        # The small allowance keeps 0.99 × 100 at rank 99 whatever its last bit says.
        rank = min(max(ceil((1 - false_alarm_rate) * (count + 1) - 1e-9), 1), count)
        above = count + 1 - rank  # the true rate is distributed as Beta(above, rank)
        return Threshold(
            value=self.good[rank - 1],
            asked=false_alarm_rate,
            rate=above / (count + 1),
            low=_beta_quantile((1 - INTERVAL) / 2, above, rank),
            high=_beta_quantile((1 + INTERVAL) / 2, above, rank),
        )

    def at_rate(self, false_alarm_rate: float) -> "Calibration":
        """The same with another chosen false-alarm rate."""
        return replace(self, false_alarm_rate=false_alarm_rate)

    def defect_probability(self, score: float) -> float:
        """Probability that a picture with this score is a defect: strictly increasing, never 0 or 1."""
        odds = self.slope * log(max(score, SMALLEST)) + self.offset
        return _logistic(_tempered(odds, log(self.evidence + 1)))

    def confidence(self, score: float, *, is_defect: bool) -> float:
        """Probability that this verdict is right."""
        probability = self.defect_probability(score)
        return probability if is_defect else 1 - probability

    def likeness(self, median: float, score: float) -> float:
        """How much a picture resembles the good pictures, by the median of its anomaly map and its score: 0…1, 0.5 at 4 σ.

        A stranger's map is too high all over; a picture with nothing on it is too quiet even where it is loudest.
        """
        mean, deviation = self.typical
        logs = np.log(self.good)
        strange = (log(max(median, SMALLEST)) - mean) / deviation
        empty = (float(logs.mean()) - log(max(score, SMALLEST))) / max(float(logs.std()), LEAST_DEVIATION)
        return _logistic(4 - max(strange, empty))

    def to_dict(self) -> dict[str, Any]:
        """Itself as JSON values."""
        return asdict(self) | {"good": list(self.good), "typical": list(self.typical)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Calibration":
        """What `to_dict` gave."""
        return cls(**{**values, "good": tuple(values["good"]), "typical": tuple(values["typical"])})


def calibrate(good: Sequence[float], medians: Sequence[float], *, false_alarm_rate: float = DEFAULT_FALSE_ALARM_RATE) -> Calibration:
    """Calibration from good pictures only: their cross-fitted scores and the medians of their anomaly maps.

    The upper half of the good scores is taken as a Pareto tail (Hill, 1975); a score s then means the odds
    share / P(good > s), as if one picture in a hundred were a defect that scores above every good one.
    """
    scores = np.sort(np.maximum(np.asarray(good, float), SMALLEST))
    middle = float(np.quantile(scores, 1 - TAIL_SHARE))
    excess = float(np.mean(np.log(scores[scores > middle] / middle))) if scores[-1] > middle else 0.0
    slope = 1 / max(excess, 1e-3)
    prior = log(ASSUMED_DEFECT_SHARE / (1 - ASSUMED_DEFECT_SHARE) / TAIL_SHARE)
    logs = np.log(np.maximum(np.asarray(medians, float), SMALLEST))
    return Calibration(
        good=tuple(float(score) for score in scores),
        slope=slope,
        offset=prior - slope * log(middle),
        evidence=len(scores),
        basis="good pictures",
        typical=(float(logs.mean()), max(float(logs.std()), LEAST_DEVIATION)),
        false_alarm_rate=false_alarm_rate,
    )


def with_defects(calibration: Calibration, good: Sequence[float], defects: Sequence[float]) -> Calibration:
    """The calibration with its odds fitted to pictures known to be good or defective (Platt, 1999, on log scores)."""
    scores = np.log(np.maximum(np.concatenate([good, defects]).astype(float), SMALLEST))
    labels = np.repeat([0.0, 1.0], [len(good), len(defects)])
    slope, offset = _fit_logistic(scores, labels)
    return replace(calibration, slope=slope, offset=offset, evidence=len(scores), basis="defects")


def _fit_logistic(x: NDArray[np.float64], labels: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and offset of the log odds, by Newton's method on Platt's smoothed targets; the slope stays positive."""
    positive = labels.sum()
    targets = np.where(labels > 0, (positive + 1) / (positive + 2), 1 / (len(labels) - positive + 2))
    centre, spread = x.mean(), max(float(x.std()), 1e-6)
    design = np.stack([(x - centre) / spread, np.ones_like(x)], axis=1)
    weights = np.array([1.0, 0.0])
    ridge = np.diag([1e-3, 0.0])
    for _ in range(50):
        chances = 0.5 * (1 + np.tanh(0.5 * design @ weights))
        gradient = design.T @ (chances - targets) + ridge @ weights
        curvature = (design * (chances * (1 - chances))[:, None]).T @ design + ridge + 1e-9 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        weights -= step * min(1.0, 2 / max(float(np.abs(step).max()), 1e-12))
    # A falling fit means that these defects look better than the good: rank by score all the same.
    slope = max(float(weights[0]), 1e-3)
    return slope / spread, float(weights[1]) - slope * float(centre) / spread


def _tempered(odds: float, limit: float) -> float:
    """`odds` as they are up to ±`limit`, beyond it growing only with the logarithm: n pictures cannot prove more."""
    excess = abs(odds) - limit
    return odds if excess <= 0 else (limit + log1p(excess)) * (1 if odds > 0 else -1)


def _logistic(x: float) -> float:
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


def _beta_quantile(probability: float, a: int, b: int) -> float:
    """Quantile of Beta(a, b) for whole a and b, by bisection of the binomial tail that equals its distribution function."""
    trials = a + b - 1
    k = np.arange(a, trials + 1)
    choose = np.array([lgamma(trials + 1) - lgamma(i + 1) - lgamma(trials - i + 1) for i in k])
    low, high = 0.0, 1.0
    for _ in range(60):
        x = (low + high) / 2
        below = np.exp(choose + k * log(max(x, 1e-300)) + (trials - k) * log1p(-x)).sum()
        low, high = (x, high) if below < probability else (low, x)
    return (low + high) / 2
