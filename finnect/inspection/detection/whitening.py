"""Directions in which vectors vary, brought to vary alike: of a few pictures, as they stream by."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

DIMENSIONS = 64  # of a whitened vector, at most: the directions in which the vectors vary most
SHRINKAGE = 0.3  # of the correlations of channels towards none
DEAD_CHANNEL = 0.05  # of the median deviation: the noise of channels that hardly vary is not blown up beyond it


class Whitening(NamedTuple):
    """Whitened are (vectors − `mean` `[c]`) × `basis` `[c, d]`."""

    mean: Vectors
    basis: Vectors

    def of(self, vectors: Vectors) -> Vectors:
        """`vectors` `[n, c]` → `[n, d]`."""
        return np.asarray((vectors - self.mean) @ self.basis, np.float32)


class Scatter:
    """Mean and covariance of all vectors that were added."""

    def __init__(self) -> None:
        self._count, self._total, self._products = 0, np.zeros(()), np.zeros(())

    def add(self, vectors: Vectors) -> None:
        """`vectors` `[n, c]`."""
        values = vectors.astype(np.float64)
        self._count, self._total, self._products = (
            self._count + len(values),
            self._total + values.sum(0),
            self._products + values.T @ values,
        )

    def whitening(self) -> Whitening:
        """Channels are first brought to the same deviation; their correlations are then undone as far as `SHRINKAGE` lets them
        (Ledoit and Wolf, 2004, with a fixed share): the least directions are noise."""
        mean = self._total / self._count
        covariance = self._products / self._count - np.outer(mean, mean)
        std = np.sqrt(np.maximum(np.diag(covariance), 0))
        std = np.maximum(std, max(DEAD_CHANNEL * float(np.median(std)), 1e-6))
        variances, directions = np.linalg.eigh(covariance / np.outer(std, std))
        shrunk = (1 - SHRINKAGE) * np.maximum(variances, 0) + SHRINKAGE
        basis = (directions / np.sqrt(shrunk) / std[:, None])[:, -DIMENSIONS:]
        return Whitening(np.asarray(mean, np.float32), np.ascontiguousarray(basis, np.float32))
