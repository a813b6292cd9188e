"""Pictures from files to patches, by tf.data: a few are in memory at a time, however many there are."""

from collections.abc import Iterator, Sequence

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from finnect.inspection.detection import Source, decode
from finnect.inspection.detection.training import Features

Floats = NDArray[np.float32]

AHEAD = 1  # pictures prepared while one is learned


class Feed:
    """The patches of pictures, `[p, d]` in the order of their positions: (features − `mean`) × `basis`."""

    def __init__(self, good: Sequence[Source], features: Features, mean: Floats, basis: Floats, *, max_pixels: int) -> None:
        self.good = good
        self._features = features
        self._mean = mean
        self._basis = basis
        self._max_pixels = max_pixels
        self._failure: Exception | None = None

    def patches(self, source: Source) -> Floats:
        """Those of one picture."""
        seen = self._features.of(decode(source, max_pixels=self._max_pixels))
        return np.concatenate([np.asarray((rows - self._mean) @ self._basis, np.float32) for (rows, _cells), _windows in seen])

    def pictures(self, order: NDArray[np.int64]) -> Iterator[tuple[int, Floats]]:
        """Number and patches of the pictures numbered in `order`.

        Raises what `decode` raises for a picture that cannot be read.
        """
        numbers = tf.data.Dataset.from_tensor_slices(order)
        data = numbers.map(lambda number: (number, tf.numpy_function(self._numbered, [number], tf.float32))).prefetch(AHEAD)
        try:
            for number, patches in data.as_numpy_iterator():
                yield int(number), patches
        except tf.errors.OpError as error:
            raise self._failure or error from None

    def _numbered(self, number: np.int64) -> Floats:
        """TensorFlow would make of a refused picture an error of its own, so it is kept here."""
        try:
            return self.patches(self.good[int(number)])
        except Exception as error:
            self._failure = error
            raise
