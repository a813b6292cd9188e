"""Texts as sparse TF-IDF vectors over character n-grams and words, and the nearest among them.

Hangul is read by the syllable, spaced and unspaced (spacing is free in everyday Korean), with the head of each word
counted again because that is where Korean keeps the meaning; Latin words are read whole, in pairs and by their letters.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int32]
Weights = NDArray[np.float32]

_RUNS = re.compile(r"[가-힣]+|[^\s가-힣]+")


@dataclass(frozen=True, slots=True)
class Vector:
    """A sparse vector of length one (or empty); `known` is the share of the text's length in known n-grams."""

    indices: Indices
    weights: Weights
    known: float


def grams(text: str) -> Iterator[str]:
    """The features of a text in the form of `plain`; Latin ones are marked so that they never meet the Hangul ones."""
    korean = "".join(run if "가" <= run[0] <= "힣" else " " for run in _RUNS.findall(text))
    if korean.strip():
        yield from _ngrams(korean, 1, 2)
        yield from _ngrams(re.sub(r"[^가-힣\s]", " ", text), 1, 2)
        for word in korean_words(text):
            yield "^" + word[:1]
            yield "^" + word[:2]
    latin = [run for run in _RUNS.findall(text) if not "가" <= run[0] <= "힣"]
    for word in latin:
        yield "=" + word
        yield from _ngrams(f"<{word}>", 3, 5)
    for first, second in zip(["<", *latin], [*latin, ">"], strict=True):
        yield f"={first} {second}"


def korean_words(text: str) -> list[str]:
    return [run for run in _RUNS.findall(text) if "가" <= run[0] <= "힣"]


def _ngrams(text: str, shortest: int, longest: int) -> Iterator[str]:
    for size in range(shortest, longest + 1):
        for start in range(len(text) - size + 1):
            gram = text[start : start + size]
            if not gram.isspace():
                yield gram


class Vectoriser:
    """Learns which n-grams a collection uses and how telling each is (smooth idf, sublinear tf)."""

    def __init__(self, texts: Iterable[str], *, most: int = 60_000) -> None:
        spread: Counter[str] = Counter()
        count = 0
        for text in texts:
            spread.update(set(grams(text)))
            count += 1
        kept = spread.most_common(most)
        self._place = {gram: place for place, (gram, _) in enumerate(kept)}
        self._idf = np.array([_idf(count, found) for _, found in kept], dtype=np.float32)
        self._idf_of_unseen = _idf(count, 0)

    def __len__(self) -> int:
        return len(self._place)

    def __call__(self, text: str) -> Vector:
        counts = Counter(grams(text))
        found = [(place, often) for gram, often in counts.items() if (place := self._place.get(gram)) is not None]
        indices = np.array([place for place, _ in found], dtype=np.int32)
        weights = (1 + np.log(np.array([often for _, often in found], dtype=np.float32))) * self._idf[indices]
        length = float(weights @ weights)
        unseen = (len(counts) - len(found)) * self._idf_of_unseen**2
        return Vector(indices, weights / max(math.sqrt(length), 1e-9), math.sqrt(length / max(length + unseen, 1e-9)))


def _idf(texts: int, containing: int) -> float:
    """Dampened: with the full logarithm, rare endings of Korean verbs outweigh the nouns."""
    return float((math.log((1 + texts) / (1 + containing)) + 1) ** 0.75)


class Index:
    """Vectors by feature, to be searched for those that resemble a question (cosine)."""

    def __init__(self, vectors: Sequence[Vector], features: int) -> None:
        owners = np.repeat(np.arange(len(vectors), dtype=np.int32), [len(vector.indices) for vector in vectors])
        indices = np.concatenate([np.empty(0, np.int32), *(vector.indices for vector in vectors)])
        weights = np.concatenate([np.empty(0, np.float32), *(vector.weights for vector in vectors)])
        order = np.argsort(indices, kind="stable")
        self._size = len(vectors)
        self._owners, self._weights = owners[order], weights[order]
        self._starts = np.searchsorted(indices[order], np.arange(features + 1))

    def similarities(self, vector: Vector) -> NDArray[np.float64]:
        """The cosine of the vector with each stored one, in the order in which they were given."""
        starts, ends = self._starts[vector.indices], self._starts[vector.indices + 1]
        lengths = ends - starts
        places = np.arange(lengths.sum()) + np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        products = self._weights[places] * np.repeat(vector.weights, lengths)
        return np.bincount(self._owners[places], products, self._size).astype(np.float64)
