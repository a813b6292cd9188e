"""Whether words that nobody listed narrow what is asked: "online" in "online revenue" does, "deck" in "revenue for my deck" does not.

A logistic regression, learnt from what people said whose words were hidden from the lists by turns (`bench/assistant/narrowing.py`):
it hears how an unknown word is written, and which pieces stand around it.
"""

import math
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from finnect.assistant.dialogue.cutting import Piece
from finnect.assistant.dialogue.text import Language

WEIGHTS = Path(__file__).with_suffix(".npy")
BUCKETS = 1 << 15
SURE = 0.97
_ALWAYS = re.compile(
    r"^(?:not|non|only|but|except|exclud|without|minus|unless)|^(?:he|she|him|her|his)$|^[가-힣]$|\d|[가-힣]만$|빼|제외|말고|아닌|외에"
)
_LONGEST = 24  # letters of a word that are looked at
_EDGE = Piece("edge", "")
_FAR = 5  # pieces


def chance_that_nothing_narrows(pieces: Sequence[Piece], language: Language) -> float:
    """That the unknown words of a question can be passed over."""
    if any(piece.kind == "unknown" and _ALWAYS.search(piece.text) for piece in pieces):
        return 0.0
    weights = _weights()
    return 1 / (1 + math.exp(-float(weights[-1] + weights[heard(pieces, language)].sum())))


@cache
def _weights() -> NDArray[np.float32]:
    """One for each bucket, and the bias."""
    return np.load(WEIGHTS).astype(np.float32)


def heard(pieces: Sequence[Piece], language: Language) -> list[int]:
    """The buckets of what is heard of a question's unknown words, each once."""
    return sorted({crc32(told.encode()) % BUCKETS for told in _told(pieces, language)})


def _told(pieces: Sequence[Piece], language: Language) -> Iterator[str]:
    unknown = [place for place, piece in enumerate(pieces) if piece.kind == "unknown"]
    fields = [place for place, piece in enumerate(pieces) if piece.kind in ("field", "defect")]
    around = [_EDGE, _EDGE, *pieces, _EDGE, _EDGE]
    for place in unknown:
        yield from _of_its_letters(pieces[place].text)
        yield from _of_its_neighbours(around[place : place + 5], language)
        nearest = min((place - field for field in fields), key=abs, default=0)
        yield f"{language} far {max(-_FAR, min(nearest, _FAR))}"
    letters = sum(len(piece.text) for piece in pieces) or 1
    yield f"words {min(len(unknown), 4)}"
    yield f"share {10 * sum(len(pieces[place].text) for place in unknown) // letters}"


def _of_its_letters(text: str) -> Iterator[str]:
    yield text
    shape = f"<{text[:_LONGEST]}>"
    for size in (2, 3, 4, 5):
        yield from (f"={shape[at : at + size]}" for at in range(len(shape) - size + 1))


def _of_its_neighbours(five: Sequence[Piece], language: Language) -> Iterator[str]:
    """The unknown word in the middle."""
    farther, before, piece, behind, beyond = five
    text = piece.text
    start, end = text[:3], text[-2:]
    yield from (f"{language} {before.kind} _", f"{before.kind}/{before.value} _", f"{before.text} _", f"{before.text} _{end}")
    yield from (f"{language} _ {behind.kind}", f"_ {behind.kind}/{behind.value}", f"_ {behind.text}", f"{start}_ {behind.text}")
    yield from (f"{farther.kind} * _", f"_ * {beyond.kind}", f"{before.kind} _ {behind.kind}")
    yield from (f"{before.kind} _{start}", f"{end}_ {behind.kind}", f"{text[-3:]}_ {behind.kind}", f"{language} {min(len(text), 9)}")
