"""A linear classifier that learns from a handful of examples in milliseconds and knows how sure it is."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from finnect.assistant.dialogue.vectors import Vector

_SLOPE_WHEN_UNKNOWN = 2.0
_MOST_ROUNDS = 10
_SETTLED = 0.05


class LinearClassifier:
    """One-against-rest linear support vector machine with squared hinge loss.

    Trained by dual coordinate descent (Hsieh et al. 2008, the method of LIBLINEAR), all classes of an example at once.
    Probabilities come from a softmax over the margins; its slope is fitted by cross-validation on the examples.
    """

    def __init__(
        self, vectors: Sequence[Vector], labels: Sequence[str], features: int, *, cost: float = 1.0, folds: int = 3
    ) -> None:
        self.labels = tuple(dict.fromkeys(labels))
        place = {label: at for at, label in enumerate(self.labels)}
        targets = np.array([place[label] for label in labels], dtype=np.int32)
        self._cost = cost
        self._slope = self._fit_slope(vectors, targets, features, folds)
        self._weights = self._train(vectors, targets, features)

    def margins(self, vector: Vector) -> NDArray[np.float32]:
        """How far the text lies on the side of each label, in the order of `labels`; all below 0 means none fits."""
        return _margins(self._weights, vector)

    def probabilities(self, vector: Vector) -> NDArray[np.float64]:
        return _softmax(self.margins(vector) * self._slope)

    def _train(self, vectors: Sequence[Vector], targets: NDArray[np.int32], features: int) -> NDArray[np.float32]:
        """The last row of the weights is the bias."""
        classes = len(self.labels)
        weights = np.zeros((features + 1, classes), dtype=np.float32)
        duals = np.zeros((len(vectors), classes), dtype=np.float32)
        signs = np.where(np.arange(classes) == targets[:, None], 1, -1).astype(np.int8)
        rows = [_with_bias(vector, features) for vector in vectors]
        softness = 1 / (2 * self._cost)
        random = np.random.default_rng(0)
        for _ in range(_MOST_ROUNDS):
            largest_step = 0.0
            for at in random.permutation(len(rows)):
                indices, values = rows[at]
                sign, dual = signs[at], duals[at]
                gradient = sign * (values @ weights[indices]) - 1 + softness * dual
                step = np.maximum(dual - gradient / (values @ values + softness), 0) - dual
                duals[at] += step
                weights[indices] += values[:, None] * (step * sign)
                largest_step = max(largest_step, float(np.abs(step).max()))
            if largest_step < _SETTLED:
                break
        return weights

    def _fit_slope(self, vectors: Sequence[Vector], targets: NDArray[np.int32], features: int, folds: int) -> float:
        if folds < 2 or len(vectors) < 4 * folds:
            return _SLOPE_WHEN_UNKNOWN
        held_out = np.empty((len(vectors), len(self.labels)), dtype=np.float32)
        for fold in range(folds):
            learnt = [at for at in range(len(vectors)) if at % folds != fold]
            weights = self._train([vectors[at] for at in learnt], targets[learnt], features)
            for at in range(fold, len(vectors), folds):
                held_out[at] = _margins(weights, vectors[at])
        right = np.arange(len(targets)), targets
        slopes = np.geomspace(0.5, 16, 31)
        return float(max(slopes, key=lambda slope: np.log(_softmax(held_out * slope)[right] + 1e-12).mean()))


def _with_bias(vector: Vector, features: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    return np.append(vector.indices, np.int32(features)), np.append(vector.weights, np.float32(1))


def _margins(weights: NDArray[np.float32], vector: Vector) -> NDArray[np.float32]:
    margins: NDArray[np.float32] = vector.weights @ weights[vector.indices] + weights[-1]
    return margins


def _softmax(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    powers = np.exp(scores.astype(np.float64) - scores.max(axis=-1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
    return shares
