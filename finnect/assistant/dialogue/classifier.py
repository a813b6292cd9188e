"""A classifier that learns from a handful of examples in milliseconds and knows how sure it is."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SHARPNESS = 1.5  # of the kernel exp(sharpness * (cosine - 1)), which lets grams count together
_RIDGE = 0.1
_SLOPE_WHEN_UNKNOWN = 10.0
_SMALL = 64  # rows that are inverted at once

Floats = NDArray[np.float32]


class KernelClassifier:
    """Kernel ridge regression to one target per label, in closed form, over the similarities of texts.

    Leaving each example out in turn costs nothing more (Allen's PRESS: its residual over the diagonal of the inverse), so
    the slope of the softmax that makes probabilities of scores is fitted to scores of texts that were not learnt.
    """

    def __init__(self, similarities: Floats, labels: Sequence[str], *, calibrate: bool = True) -> None:
        self.labels = tuple(dict.fromkeys(labels))
        place = {label: at for at, label in enumerate(self.labels)}
        targets = np.array([place[label] for label in labels], dtype=np.int32)
        wanted = np.zeros((len(labels), len(self.labels)), dtype=np.float32)
        wanted[np.arange(len(labels)), targets] = 1
        system = _kernel(similarities)
        system[np.diag_indices_from(system)] += _RIDGE
        if not calibrate:
            self._duals, self._slope = np.linalg.solve(system, wanted), _SLOPE_WHEN_UNKNOWN
            return
        inverse = _inverse(system)
        self._duals = inverse @ wanted
        left_out = wanted - self._duals / np.diag(inverse)[:, None]
        self._slope = _fitted_slope(left_out, targets)

    def scores(self, similarities: NDArray[np.floating]) -> Floats:
        """How much a text belongs to each label, about 1 if it is like an example of it and 0 if not.

        :param similarities: of the text with every example, in the order in which they were learnt.
        """
        scores: Floats = _kernel(similarities) @ self._duals
        return scores

    def probabilities(self, similarities: NDArray[np.floating]) -> NDArray[np.float64]:
        return _softmax(self.scores(similarities) * self._slope)


def _inverse(matrix: Floats) -> Floats:
    """Of a positive definite matrix, by halves: products of blocks take a third of the time of the general way."""
    half = len(matrix) // 2
    if half < _SMALL:
        return np.linalg.inv(matrix)
    first, between = _inverse(matrix[:half, :half]), matrix[:half, half:]
    carried = first @ between
    rest = _inverse(matrix[half:, half:] - between.T @ carried)
    across = carried @ rest
    return np.block([[first + across @ carried.T, -across], [-across.T, rest]])


def _kernel(similarities: NDArray[np.floating]) -> Floats:
    kernel = similarities.astype(np.float32)
    kernel -= 1
    kernel *= _SHARPNESS
    return np.exp(kernel, out=kernel)


def _fitted_slope(scores: Floats, targets: NDArray[np.int32]) -> float:
    """The slope of the softmax under which the right labels are likeliest."""
    behind = scores - scores.max(axis=1, keepdims=True)
    right = behind[np.arange(len(targets)), targets]

    def likelihood(slope: np.float32) -> float:
        return float((slope * right - np.log(np.exp(slope * behind).sum(axis=1))).mean())

    return float(max(np.geomspace(2, 64, 31, dtype=np.float32), key=likelihood))


def _softmax(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    powers = np.exp(scores.astype(np.float64) - scores.max(axis=-1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
    return shares
