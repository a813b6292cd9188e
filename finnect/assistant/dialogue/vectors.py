"""Texts as sparse TF-IDF vectors over letters, words, pairs of words and meanings, and the nearest among them.

Hangul is read by the syllable, spaced and unspaced (spacing is free in everyday Korean), with the head of each word
counted again because that is where Korean keeps the meaning; Latin words are read whole and by their letters. Words that
stand together anywhere in a text make pairs: they tell "cancel my order" from "order a pizza".
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from finnect.assistant.dialogue.meanings import meanings

Indices = NDArray[np.int32]
Weights = NDArray[np.float32]

_RUNS = re.compile(r"[가-힣]+|[^\s가-힣]+")
_LETTERS, _WORDS, _PAIRS = 0, 1, 2
_VIEW_OF = {"=": _WORDS, "&": _WORDS, "%": _PAIRS}  # by the first sign of a gram
_WORTH_OF_PAIRS = 0.25
_FEWEST_OF_A_PAIR = 2  # texts that hold a pair of Latin words


@dataclass(frozen=True, slots=True)
class Vector:
    """A sparse vector of length one (or empty); `known` is the share of the text's length in known letters."""

    indices: Indices
    weights: Weights
    known: float


@lru_cache(maxsize=4096)
def grams(text: str) -> tuple[tuple[str, int], ...]:
    """The features of a text in the form of `plain` and how often each occurs; Latin ones never meet Hangul ones."""
    return tuple(Counter((*_hangul(text), *_latin(text))).items())


def _hangul(text: str) -> Iterator[str]:
    words = korean_words(text)
    if not words:
        return
    yield from _ngrams("".join(run if "가" <= run[0] <= "힣" else " " for run in _RUNS.findall(text)), 1, 2)
    yield from _ngrams(re.sub(r"[^가-힣\s]", " ", text), 1, 2)
    heads = [word[:2] for word in words]
    for head in heads:
        yield "^" + head[:1]
        yield "^" + head
    for one, other in combinations([head[0] for head in heads], 2):
        yield f"%{min(one, other)}{max(one, other)}"
    for meaning in meanings(text):
        yield f"%{meaning}"
        for head in dict.fromkeys(heads):
            yield f"%{meaning} {head}"


def _latin(text: str) -> Iterator[str]:
    words = [run for run in _RUNS.findall(text) if not "가" <= run[0] <= "힣"]
    for word in words:
        yield "=" + word
        yield from ("<" + gram for gram in _ngrams(f"<{word}>", 2, 5))
    for first, second in zip(["<", *words], [*words, ">"], strict=True):
        yield f"={first} {second}"
    for one, other in combinations(words, 2):
        yield f"&{min(one, other)} {max(one, other)}"


def korean_words(text: str) -> list[str]:
    return [run for run in _RUNS.findall(text) if "가" <= run[0] <= "힣"]


def _ngrams(text: str, shortest: int, longest: int) -> Iterator[str]:
    for size in range(shortest, longest + 1):
        for start in range(len(text) - size + 1):
            gram = text[start : start + size]
            if not gram.isspace():
                yield gram


class Vectoriser:
    """Learns which grams a collection uses and how telling each is (smooth idf, sublinear tf)."""

    def __init__(self, texts: Iterable[str], *, most: int = 60_000) -> None:
        spread: Counter[str] = Counter()
        count = 0
        for text in texts:
            spread.update([gram for gram, _ in grams(text)])
            count += 1
        kept = [(gram, found) for gram, found in spread.most_common(most) if found >= _FEWEST_OF_A_PAIR or gram[0] != "&"]
        self._place = {gram: place for place, (gram, _) in enumerate(kept)}
        self._idf = np.array([_idf(count, found) for _, found in kept], dtype=np.float32)
        self._view = np.array([_VIEW_OF.get(gram[0], _LETTERS) for gram, _ in kept], dtype=np.int8)
        self._idf_of_unseen = _idf(count, 0)

    def __len__(self) -> int:
        return len(self._place)

    def __call__(self, text: str) -> Vector:
        counts = grams(text)
        found = [(place, often) for gram, often in counts if (place := self._place.get(gram)) is not None]
        indices = np.array([place for place, _ in found], dtype=np.int32)
        weights = (1 + np.log(np.array([often for _, often in found], dtype=np.float32))) * self._idf[indices]
        views = self._view[indices]
        squares = np.bincount(views, weights**2, minlength=3)
        unseen = sum(gram not in self._place for gram, _ in counts if gram[0] not in _VIEW_OF) * self._idf_of_unseen**2
        known = math.sqrt(squares[_LETTERS] / max(squares[_LETTERS] + unseen, 1e-9))
        weights *= np.sqrt(_worth(text) / np.maximum(squares, 1e-9))[views]
        return Vector(indices, (weights / max(math.sqrt(float(weights @ weights)), 1e-9)).astype(np.float32), known)


def _worth(text: str) -> NDArray[np.float64]:
    """What each view counts: in Latin script words as much as letters, in Hangul mostly letters."""
    hangul = sum("가" <= sign <= "힣" for sign in text) / max(1, len(text.replace(" ", "")))
    return np.array([1.0, 1.0 - hangul, _WORTH_OF_PAIRS * hangul])


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
