"""Phrases as an embedding model sees them, beside our own likeness: whether that helps, and how much of it.

Vectors of one model lie in a narrow cone; about their mean, cosines tell near from far whatever the model.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from finnect.assistant.dialogue.classifier import KernelClassifier

Floats = NDArray[np.float32]
Embed = Callable[[str], Floats | None]
"""A text's vector, or None where the model does not answer."""

_SHARES = (0.5, 0.25, 0.75)  # of equals, the first


@dataclass(frozen=True, slots=True)
class Comparison:
    """Of a model whose vectors have `length` numbers: how many of the administrators' own `phrases` were told from those of other
    labels, each left out in turn (the only phrase of a label cannot be), by our own likeness and with `share` of the model's in
    it. It is used where it tells more apart than chance would: by two standard deviations of the phrases that only one of the
    two got right.
    """

    model: str
    length: int
    phrases: int
    ours: int
    together: int
    share: float
    is_used: bool


class Space:
    """The phrases' vectors about their mean.

    :raises ValueError: for vectors of different lengths, or that are no numbers.
    """

    def __init__(self, vectors: Sequence[Floats]) -> None:
        stacked = np.stack(vectors).astype(np.float32)
        if stacked.ndim != 2 or not np.isfinite(stacked).all():
            raise ValueError("an embedding is a list of finite numbers")
        self._mean = stacked.mean(axis=0)
        self._directions = _directions(stacked - self._mean)

    def similarities(self, vector: Floats) -> Floats:
        """The cosine of a text's vector with each phrase's.

        :raises ValueError: for a vector of another length, or one that is not all numbers.
        """
        if vector.shape != self._mean.shape or not np.isfinite(vector).all():
            raise ValueError(f"{vector.shape[-1]} numbers are no embedding among {len(self._mean)}")
        alike: Floats = self._directions @ _directions(vector - self._mean)
        return alike

    def alike(self) -> Floats:
        found: Floats = self._directions @ self._directions.T
        return found


@dataclass(frozen=True, slots=True)
class Together:
    """What was learnt from both likenesses."""

    space: Space
    classifier: KernelClassifier
    comparison: Comparison

    def similarities(self, ours: NDArray[np.float64], vector: Floats) -> NDArray[np.float64]:
        """:raises ValueError:"""
        return np.asarray(blend(ours, self.space.similarities(vector), self.comparison.share), np.float64)


def blend(ours: NDArray[np.floating], theirs: NDArray[np.floating], share: float) -> NDArray[np.floating]:
    mixed: NDArray[np.floating] = (1 - share) * ours + share * theirs
    return mixed


def learn_together(
    model: str, vectors: Sequence[Floats], ours: NDArray[np.floating], alone: KernelClassifier, labels: Sequence[str], *, but: str = ""
) -> Together:
    """The best of a few shares of the model, compared with our own likeness alone.

    :param ours: similarities of the phrases, from which `alone` has learnt.
    :param but: a label whose phrases are not asked for.
    :raises ValueError: as `Space` does.
    """
    space = Space(vectors)
    theirs = space.alike()
    tried = [(share, KernelClassifier(np.asarray(blend(ours, theirs, share), np.float32), labels)) for share in _SHARES]
    before, asked = _told_apart(alone, labels, but)
    after, share, classifier = max(
        ((_told_apart(one, labels, but)[0], share, one) for share, one in tried), key=lambda found: int(found[0].sum())
    )
    gained, lost = int((after & ~before).sum()), int((before & ~after).sum())
    comparison = Comparison(
        model, len(vectors[0]), asked, int(before.sum()), int(after.sum()), share, gained - lost > 2 * (gained + lost) ** 0.5
    )
    return Together(space, classifier, comparison)


def _told_apart(classifier: KernelClassifier, labels: Sequence[str], but: str) -> tuple[NDArray[np.bool_], int]:
    """Which phrases find their label without themselves, and how many were asked to: those of labels with several."""
    place = {label: at for at, label in enumerate(classifier.labels)}
    often = Counter(labels)
    asked = np.array([label != but and often[label] > 1 for label in labels])
    scores = classifier.left_out.copy()
    if but in place:
        scores[:, place[but]] = -np.inf
    return asked & (scores.argmax(axis=1) == np.array([place[label] for label in labels])), int(asked.sum())


def _directions(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    directions: Floats = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
    return directions
