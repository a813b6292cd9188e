"""How often customers will buy: the BG/NBD model (Fader, Hardie & Lee 2005, "Counting Your Customers" the Easy Way).

While a customer is active he buys at random with a rate of his own (gamma: r, alpha), and after each purchase he may drop
out with a chance of his own (beta: a, b). Time may be in any unit; alpha is in the same.
"""

from dataclasses import dataclass
from math import lgamma

import numpy as np
from numpy.typing import NDArray

from finnect.sales.analysis.simplex import least

Vector = NDArray[np.float64]
_WIDEST = 12.0  # of the logarithm of a parameter; beyond it the likelihood is flat
_MOST_TERMS = 10_000
_EXACT = 1e-12


@dataclass(frozen=True)
class Histories:
    """Customers: `repeats` purchases after the first, the last of them at `recency`, seen until `age`, both counted from the first."""

    repeats: NDArray[np.int64]
    recency: Vector
    age: Vector


@dataclass(frozen=True)
class Purchasing:
    """The four parameters."""

    r: float
    alpha: float
    a: float
    b: float

    def alive(self, seen: Histories) -> Vector:
        """The chance that each is still active."""
        return 1 / (1 + self._odds_gone(seen))

    def expected(self, seen: Histories, ahead: float) -> Vector:
        """Purchases of each in the time `ahead`, given what was seen (their equation 10).

        By Euler's transformation of the hypergeometric function, which leaves no large numbers to cancel.
        """
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        if abs(a - 1) < 1e-6:
            a = 1 + 1e-6  # a removable singularity
        top: Vector = np.asarray(a + b + seen.repeats - 1)
        z: Vector = np.asarray(ahead / (alpha + seen.age + ahead))
        series = hypergeometric(a + b - 1 - r, a - 1, top, z)
        return np.asarray(top / (a - 1) * (1 - (1 - z) ** (a - 1) * series) / (1 + self._odds_gone(seen)))

    def _odds_gone(self, seen: Histories) -> Vector:
        ratio = (self.alpha + seen.age) / (self.alpha + seen.recency)
        odds = self.a / np.maximum(self.b + seen.repeats - 1, 1e-12) * ratio ** (self.r + seen.repeats)
        return np.asarray(np.where(seen.repeats > 0, odds, 0.0))


def fit_purchasing(seen: Histories) -> Purchasing:
    """The parameters under which these histories are most likely."""
    rows = np.column_stack([seen.repeats.astype(float), seen.recency, seen.age])
    different, counts = np.unique(rows, axis=0, return_counts=True)
    each = Histories(different[:, 0].astype(np.int64), different[:, 1], different[:, 2])
    start = np.log([1.0, max(float(seen.age.mean()) / 2, 1e-3), 1.0, 2.0])
    logs = least(lambda logs: _badness(logs, each, counts), start)
    return Purchasing(*map(float, np.exp(logs)))


def _badness(logs: Vector, seen: Histories, counts: NDArray[np.int64]) -> float:
    """The mean negative logarithm of the likelihood (their equation 6)."""
    if np.abs(logs).max() > _WIDEST:
        return float("inf")
    r, alpha, a, b = np.exp(logs)
    x = seen.repeats
    buying = log_gamma(r, x) - lgamma(r) + r * np.log(alpha)
    staying = lgamma(a + b) + log_gamma(b, x) - lgamma(b) - log_gamma(a + b, x)
    active = -(r + x) * np.log(alpha + seen.age)
    gone = np.log(a) - np.log(np.maximum(b + x - 1, 1e-300)) - (r + x) * np.log(alpha + seen.recency)
    either = np.logaddexp(active, np.where(x > 0, gone, -np.inf))
    return -float((counts * (buying + staying + either)).sum() / counts.sum())


def log_gamma(base: float, whole: NDArray[np.int64], factor: float = 1.0) -> Vector:
    """ln Γ(base + factor × whole), computed once for each different whole number."""
    different, places = np.unique(whole, return_inverse=True)
    return np.array([lgamma(base + factor * float(one)) for one in different])[places]


def hypergeometric(a: float, b: float, c: Vector, z: Vector) -> Vector:
    """₂F₁(a, b; c; z) by its power series, for 0 ≤ z < 1 and c > 0."""
    term = np.ones(np.broadcast(c, z).shape)
    total = term.copy()
    for n in range(_MOST_TERMS):
        term = term * ((a + n) * (b + n) / ((c + n) * (n + 1))) * z
        total += term
        if np.abs(term).max(initial=0.0) <= _EXACT * max(1.0, np.abs(total).max(initial=0.0)):
            break
    return total
