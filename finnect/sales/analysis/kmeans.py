"""k-means with its own choice of k: k-means++ (Arthur & Vassilvitskii 2007), Lloyd's steps, and the mean silhouette (Rousseeuw 1987)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]  # (points, features)

_STARTS = 8
_MOST_STEPS = 100
_MOST_STARTED = 1_000  # points on which starts are compared
_MOST_JUDGED = 2_000  # the silhouette compares each point with every other


@dataclass(frozen=True)
class Clustering:
    """`labels` of the points in 0…k-1; `inertia` is the sum of squared distances to the centres."""

    centres: Points
    labels: NDArray[np.intp]
    inertia: float


def cluster(points: Points, k: int, seed: int) -> Clustering:
    """From the best of some starts, which a part of the points tells; the same for the same points in the same order."""
    rng = np.random.default_rng(seed)
    some = evenly(points, _MOST_STARTED)
    begun = min((_settled(some, _spread_start(some, k, rng)) for _ in range(_STARTS)), key=lambda one: one.inertia)
    return _settled(points, begun.centres)


def evenly(points: Points, most: int) -> Points:
    """At most so many of them, taken at even distances."""
    return points[:: max(-(-len(points) // most), 1)]


def nearest(points: Points, centres: Points) -> NDArray[np.intp]:
    """Which centre each point is nearest to."""
    return _squared(points, centres).argmin(axis=1)


def silhouettes(points: Points, labelings: Sequence[NDArray[np.intp]], seed: int) -> list[float]:
    """Of each labeling: how much nearer points are to their own cluster than to the next, -1…1; of a sample where there are many."""
    chosen = np.arange(len(points))
    if len(points) > _MOST_JUDGED:
        chosen = np.random.default_rng(seed).choice(len(points), _MOST_JUDGED, replace=False)
    distances = np.sqrt(_squared(points[chosen], points[chosen]))
    return [_silhouette(distances, labels[chosen]) for labels in labelings]


def _silhouette(distances: Points, labels: NDArray[np.intp]) -> float:
    kinds = np.unique(labels)
    if len(kinds) < 2:
        return 0.0
    members = labels[:, None] == kinds
    sizes = members.sum(axis=0)
    sums = distances @ members.astype(float)
    own = members.argmax(axis=1)
    inside = sums[np.arange(len(labels)), own] / np.maximum(sizes[own] - 1, 1)
    outside = np.where(members, np.inf, sums / sizes).min(axis=1)
    width = np.where(sizes[own] > 1, (outside - inside) / np.maximum(np.maximum(outside, inside), 1e-300), 0.0)
    return float(width.mean())


def _spread_start(points: Points, k: int, rng: np.random.Generator) -> Points:
    centres = [points[rng.integers(len(points))]]
    apart = _squared(points, centres[0][None])[:, 0]
    while len(centres) < k:
        total = apart.sum()
        chances = apart / total if total > 0 else None
        centres.append(points[rng.choice(len(points), p=chances)])
        apart = np.minimum(apart, _squared(points, centres[-1][None])[:, 0])
    return np.array(centres)


def _settled(points: Points, centres: Points) -> Clustering:
    labels = np.full(len(points), -1)
    for _ in range(_MOST_STEPS):
        closest = nearest(points, centres)
        if np.array_equal(closest, labels):
            break
        labels = closest
        counts = np.bincount(labels, minlength=len(centres))
        sums = np.stack([np.bincount(labels, feature, len(centres)) for feature in points.T], axis=1)
        centres = np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], centres)
    return Clustering(centres, labels, float(_squared(points, centres)[np.arange(len(points)), labels].sum()))


def _squared(points: Points, centres: Points) -> Points:
    squares = (points**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1) - 2 * points @ centres.T
    return np.maximum(squares, 0.0)
