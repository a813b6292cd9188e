"""How much a purchase is worth: the Gamma-Gamma model (Fader & Hardie 2013, "The Gamma-Gamma Model of Monetary Value").

A customer's purchases vary around a mean of his own, and these means vary between customers; how often he buys says
nothing about how much. With few purchases seen, his mean is drawn towards everybody's.
"""

from dataclasses import dataclass
from math import lgamma

import numpy as np
from numpy.typing import NDArray

from finnect.sales.analysis.purchasing import log_gamma
from finnect.sales.analysis.simplex import least

Vector = NDArray[np.float64]
_WIDEST = 20.0


@dataclass(frozen=True)
class Spending:
    """Shape p of the purchases; shape q (above 1) and scale v of the customers."""

    p: float
    q: float
    v: float

    @property
    def mean(self) -> float:
        """Of a customer of whom nothing is known."""
        return self.p * self.v / (self.q - 1)

    def expected(self, purchases: NDArray[np.int64], mean: Vector) -> Vector:
        """The worth of each one's next purchase, given how many he made and what they were worth on average."""
        return np.asarray(self.p * (self.v + purchases * mean) / (self.p * purchases + self.q - 1))


def fit_spending(purchases: NDArray[np.int64], mean: Vector) -> Spending:
    """The parameters under which these means, all above zero, are most likely; money is scaled meanwhile."""
    unit = float(np.median(mean))
    start = np.log([2.0, 2.0, 1.0])
    p, over, v = np.exp(least(lambda logs: _badness(logs, purchases, mean / unit), start))
    return Spending(float(p), float(1 + over), float(v * unit))


def _badness(logs: Vector, x: NDArray[np.int64], m: Vector) -> float:
    if np.abs(logs).max() > _WIDEST:
        return float("inf")
    p, over, v = np.exp(logs)
    q = 1 + over
    shapes = log_gamma(q, x, p) - log_gamma(0.0, x, p) - lgamma(q)
    worth = q * np.log(v) + (p * x - 1) * np.log(m) + p * x * np.log(x) - (p * x + q) * np.log(x * m + v)
    return -float((shapes + worth).mean())
