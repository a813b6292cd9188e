"""Texts as sparse TF-IDF vectors over letters, words, pairs of words and meanings, and the nearest among them.

Hangul is read by the syllable, spaced and unspaced (spacing is free in everyday Korean), and by three keys, which a typo or
an ending changes less; the head of each word is counted again because that is where Korean keeps the meaning. Latin words
are read whole and by their letters. Words that stand together anywhere in a text make pairs: they tell "cancel my order"
from "order a pizza".
"""

import re
from collections import Counter
from collections.abc import ItemsView, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from sys import intern

import numpy as np
from numpy.typing import NDArray

from finnect.assistant.dialogue.keys import keys
from finnect.assistant.dialogue.meanings import meanings

Indices = NDArray[np.int32]
Weights = NDArray[np.float32]

_RUNS = re.compile(r"[가-힣]+|[^\s가-힣]+")
_LETTERS, _WORDS, _PAIRS = _ALL = 0, 1, 2
_TOGETHER = 256  # texts; the grams of thousands at once would take hundreds of MB
_VIEWS = len(_ALL)
_VIEW_OF = {"=": _WORDS, "&": _WORDS, "%": _PAIRS}  # by the first sign of a gram
_WORTH_OF_PAIRS = 0.5
_FEWEST_OF_A_PAIR = 2  # texts that hold a pair of Latin words


@dataclass(frozen=True, slots=True)
class Vector:
    """A sparse vector of length one (or empty); `known` is the share of the text's length in known letters."""

    indices: Indices
    weights: Weights
    known: float


def grams(text: str) -> ItemsView[str, int]:
    """The features of a text in the form of `plain` and how often each occurs; Latin ones never meet Hangul ones."""
    return Counter(_spelt(text)).items()


@lru_cache(maxsize=4096)  # an edit leaves most phrases as they were
def _spelt(text: str) -> tuple[str, ...]:
    return tuple(map(intern, (*_hangul(text), *_latin(text))))


def _hangul(text: str) -> Iterator[str]:
    words = korean_words(text)
    if not words:
        return
    unspaced = "".join(run if "가" <= run[0] <= "힣" else " " for run in _RUNS.findall(text))
    yield from _ngrams(unspaced, 1, 2)
    yield from ("~" + gram for gram in _ngrams(keys(unspaced), 3, 3))
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
        size = 0
        for size, text in enumerate(texts, start=1):  # noqa: B007 the last is how many
            spread.update(gram for gram, _ in grams(text))
        found = spread.most_common(most) if len(spread) > most else spread.items()
        kept = [(gram, often) for gram, often in found if often >= _FEWEST_OF_A_PAIR or gram[0] != "&"]
        self._place = {gram: place for place, (gram, _) in enumerate(kept)}
        self._idf = _idf(size, np.array([often for _, often in kept], dtype=np.float32))
        self._view = np.array([_VIEW_OF.get(gram[0], _LETTERS) for gram, _ in kept], dtype=np.int8)
        self._idf_of_unseen = float(_idf(size, np.zeros(1, np.float32))[0])

    def __len__(self) -> int:
        return len(self._place)

    def __call__(self, text: str) -> Vector:
        return self.each([text])[0]

    def each(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text; of many together, far quicker than one by one."""
        return [vector for at in range(0, len(texts), _TOGETHER) for vector in self._each(texts[at : at + _TOGETHER])]

    def _each(self, texts: Sequence[str]) -> list[Vector]:
        counts = [grams(text) for text in texts]
        spelt = [gram for one in counts for gram, _ in one]
        places = np.fromiter((self._place.get(gram, -1) for gram in spelt), np.int32, len(spelt))
        often = np.fromiter((times for one in counts for _, times in one), np.float32, len(spelt))
        owners = np.repeat(np.arange(len(texts)), [len(one) for one in counts])
        unseen = self._unseen(spelt, places, owners, len(texts))
        seen = np.flatnonzero(places >= 0)
        owners, often, places = owners[seen], often[seen], places[seen]
        weights = (1 + np.log(often)) * self._idf[places]
        cells = owners * _VIEWS + self._view[places]
        squares = np.bincount(cells, weights**2, minlength=_VIEWS * len(texts)).reshape(-1, _VIEWS)
        known = np.sqrt(squares[:, _LETTERS] / np.maximum(squares[:, _LETTERS] + unseen, 1e-9))
        worth = np.array([_worth(text) for text in texts])
        weights = weights * np.sqrt(worth / np.maximum(squares, 1e-9)).ravel()[cells]
        weights = weights / np.maximum(np.sqrt(np.bincount(owners, weights**2, minlength=len(texts))), 1e-9)[owners]
        ends = np.cumsum(np.bincount(owners, minlength=len(texts)))[:-1]
        parts = zip(np.split(places, ends), np.split(weights.astype(np.float32), ends), known.tolist(), strict=True)
        return [Vector(*part) for part in parts]

    def _unseen(self, spelt: list[str], places: Indices, owners: NDArray[np.int64], texts: int) -> NDArray[np.float64]:
        """How much of each text is in letters that no learnt text has."""
        lost = [at for at in np.flatnonzero(places < 0) if spelt[at][0] not in _VIEW_OF]
        return (np.bincount(owners[lost], minlength=texts) * self._idf_of_unseen**2).astype(np.float64)


def _worth(text: str) -> NDArray[np.float64]:
    """What each view counts: in Latin script words as much as letters, in Hangul mostly letters."""
    hangul = sum("가" <= sign <= "힣" for sign in text) / max(1, len(text.replace(" ", "")))
    return np.array([1.0, 1.0 - hangul, _WORTH_OF_PAIRS * hangul])


def _idf(texts: int, containing: Weights) -> Weights:
    """Dampened: with the full logarithm, rare endings of Korean verbs outweigh the nouns."""
    return ((np.log((1 + texts) / (1 + containing)) + 1) ** 0.75).astype(np.float32)


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
