"""Where in a picture good ones differ most: at its border, where a part sticks out, or where light plays. There, more is normal."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Map = NDArray[np.float32]

SIDE = 24  # places along a side of the picture
DEVIATIONS = 3  # above the mean: what a place is expected to show at times
PRIOR = 10  # maps like the average place that each place is thought to have seen before: a few pictures say little of one place


class Loudness:
    """Mean and deviation of the maps of good pictures at each of `SIDE` × `SIDE` places, by fold."""

    def __init__(self, folds: int) -> None:
        self._counts = np.zeros(folds)
        self._sums = np.zeros((folds, SIDE, SIDE))
        self._squares = np.zeros((folds, SIDE, SIDE))

    def add(self, fold: int, anomaly: Map) -> None:
        """`anomaly` `[mh, mw]`, of a picture or of a tile, whatever its size."""
        seen = np.asarray(Image.fromarray(anomaly).resize((SIDE, SIDE), Image.Resampling.BILINEAR), np.float64)
        self._counts[fold] += 1
        self._sums[fold] += seen
        self._squares[fold] += seen**2

    def tolerance(self, *, without: int | None = None) -> Map:
        """What distances at each place `[SIDE, SIDE]` are to be divided by, at least 1; `without` is a fold that does not count."""
        others = [fold for fold in range(len(self._counts)) if fold != without]
        count, total, squares = (values[others].sum(axis=0) for values in (self._counts, self._sums, self._squares))
        mean = total / count
        variance = np.maximum(squares / count - mean**2, 0)
        weight = count / (count + PRIOR)
        expected = _shrunk(mean, weight) + DEVIATIONS * np.sqrt(_shrunk(variance, weight))
        average = expected.mean()
        return np.asarray(np.maximum(expected / average, 1) if average > 0 else np.ones_like(expected), np.float32)


def _shrunk(values: NDArray[np.float64], weight: float) -> NDArray[np.float64]:
    return np.asarray(weight * values + (1 - weight) * values.mean())
