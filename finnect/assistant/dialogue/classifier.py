"""A classifier that learns from a handful of examples in milliseconds and knows how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SHARPNESS = 1.5  # of the kernel exp(sharpness * (cosine - 1)), which lets grams count together
_SHARPNESS_OF_VIEWS = 3.0
_WORTH_OF_VIEWS = 0.9  # beside the texts' own similarity
_DOUBT = 6.0  # over the examples per label: the score from which on square roots are taken
_RIDGE = 0.1
_SMALL = 64  # rows that are inverted at once

Floats = NDArray[np.float32]


class KernelClassifier:
    """Kernel ridge regression to one target per label, twice: over the similarities of texts, then over how much the first
    finds texts to belong to each label (stacked generalisation, Wolpert 1992), which tells labels apart that are easily confused.
    The second sees square roots of those scores, whose cosine is the likeness of two distributions (Bhattacharyya 1943), so that the
    labels that come second and third count too; that tells texts of no label from others. Small scores, which are noise where labels
    have few examples, stay in proportion.

    Leaving each example out in turn costs nothing more (Allen's PRESS: its residual over the diagonal of the inverse), so
    the second learns from scores, and the slope of the softmax that makes probabilities is fitted to scores, of texts that were
    not learnt. `left_out` are the first's scores of each example, as if it had not been learnt.
    """

    def __init__(self, similarities: NDArray[np.floating], labels: Sequence[str]) -> None:
        self.labels = tuple(dict.fromkeys(labels))
        place = {label: at for at, label in enumerate(self.labels)}
        targets = np.array([place[label] for label in labels], dtype=np.int32)
        wanted = np.zeros((len(labels), len(self.labels)), dtype=np.float32)
        wanted[np.arange(len(labels)), targets] = 1
        first = _ridge(_kernel(similarities.astype(np.float32), _SHARPNESS), wanted)
        self.left_out = first.left_out
        self._doubt = np.float32(_DOUBT * len(self.labels) / len(labels))
        share = 1 / wanted.sum(axis=0)[targets, None]
        self._views = self._seen(share * first.fitted + (1 - share) * first.left_out)
        second = _ridge(_kernel(self._together(self._views, similarities), _SHARPNESS_OF_VIEWS), wanted)
        self._duals, self._duals_of_views = first.duals, second.duals
        self._slope = _fitted_slope(second.left_out, targets)

    def scores(self, similarities: NDArray[np.floating]) -> Floats:
        """How much a text belongs to each label, about 1 if it is like an example of it and 0 if not.

        :param similarities: of the text with every example, in the order in which they were learnt.
        """
        view = self._seen(_kernel(similarities.astype(np.float32), _SHARPNESS) @ self._duals)
        scores: Floats = _kernel(self._together(view, similarities), _SHARPNESS_OF_VIEWS) @ self._duals_of_views
        return scores

    def probabilities(self, similarities: NDArray[np.floating]) -> NDArray[np.float64]:
        return _softmax(self.scores(similarities) * self._slope)

    def _seen(self, scores: Floats) -> Floats:
        """Small scores as they are, but for a scale, and large ones as their square roots."""
        roots: Floats = np.sqrt(np.abs(scores) + self._doubt)
        return _directions(scores / roots)

    def _together(self, views: Floats, similarities: NDArray[np.floating]) -> Floats:
        alike: Floats = views @ self._views.T
        alike -= similarities
        alike *= _WORTH_OF_VIEWS
        alike += similarities
        return alike


@dataclass(frozen=True, slots=True)
class _Fit:
    """What ridge regression learnt, and its scores of the examples: learnt, and each as if it had not been."""

    duals: Floats
    fitted: Floats
    left_out: Floats


def _ridge(kernel: Floats, wanted: Floats) -> _Fit:
    """In closed form; the kernel's memory is used up, and given back where nobody else holds it."""
    kernel[np.diag_indices_from(kernel)] += _RIDGE
    root = _inverse_root(kernel)
    duals = root.T @ (root @ wanted)
    diagonal = np.einsum("ij,ij->j", root, root)
    fitted = np.asarray(wanted - _RIDGE * duals, np.float32)
    return _Fit(duals, fitted, wanted - duals / diagonal[:, None])


def _inverse_root(kernel: Floats) -> Floats:
    """Put in the place of a positive definite matrix the lower triangle R for which R.T @ R is its inverse: that of its Cholesky
    factor, by halves, which takes no more memory than the products of its blocks.
    """
    half = len(kernel) // 2
    if half < _SMALL:
        kernel[:] = np.linalg.inv(np.linalg.cholesky(kernel))
        return kernel
    first, rest, below = kernel[:half, :half], kernel[half:, half:], kernel[half:, :half]
    _inverse_root(first)
    below[:] = below @ first.T
    rest -= below @ below.T
    _inverse_root(rest)
    below[:] = -rest @ (below @ first)
    kernel[:half, half:] = 0
    return kernel


def _kernel(kernel: Floats, sharpness: float) -> Floats:
    """Of similarities, in their place."""
    kernel -= 1
    kernel *= sharpness
    return np.exp(kernel, out=kernel)


def _directions(scores: Floats) -> Floats:
    lengths = np.linalg.norm(scores, axis=-1, keepdims=True)
    directions: Floats = scores / np.maximum(lengths, np.finfo(np.float32).tiny)
    return directions


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
