"""Reading a question for numbers: which fields, of what, and whether every word of it was understood.

A question is cut into known words at the least cost, spaces or not (Viterbi over `lexicon.WORDS`, the names of the
user's own files and categories, and long words with one wrong key). Whatever remains is in `DataQuestion.unknown`;
a number is only given when nothing remains: "영국 매출" answered with the revenue of all countries would be a lie.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from finnect.assistant.dialogue.lexicon import FIELDS, IMAGE_FIELDS, TABLE_FIELDS, WORDS
from finnect.assistant.dialogue.text import FILE_NAME, Language, is_hangul, jamo, tidy

_UNKNOWN_COST = 1.0  # per character
_INSIDE_LATIN_COST = 1.5  # a cut within a long run of Latin letters
_SHORTEST_JOINED = 10  # letters; shorter runs are single words
_RUNS = re.compile(r"[가-힣]+|[^\W_가-힣]+")
_PIECE_COST = 0.05  # prefer few long words to many short ones
_TYPO_COST = 0.6
_SHORTEST_TYPO = 6  # in letters; "대출" is not a misspelt "매출"
_TYPO_KINDS = {"field", "subject"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One word of the question: what kind it is (or "unknown"), what it stands for, and how it was written."""

    kind: str
    value: str
    text: str = ""
    typo: bool = False


_NOTHING = Piece("unknown", "")


@dataclass(frozen=True, slots=True)
class Subject:
    """Which result is asked about: the newest of its kind unless a file or a category is named."""

    kind: Literal["image", "table"]
    file: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class DataQuestion:
    """What is wanted of which result. `unknown` lists words beyond the grammar: only without any may it be answered."""

    fields: tuple[str, ...]
    subject: Subject
    language: Language
    certainty: float
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """Names of the asker's own things that a question may hold."""

    categories: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def read_data_question(question: str, language: Language, names: Names | None = None) -> DataQuestion | None:
    """The data question in a text, or None when no field is asked for."""
    names = names or Names()
    pieces = cut(question, names)
    return interpret(pieces, language)


def interpret(pieces: Iterable[Piece], language: Language) -> DataQuestion | None:
    pieces = tuple(pieces)
    found = {(piece.kind, piece.value) for piece in pieces}
    kinds = {piece.kind for piece in pieces}
    fields = tuple(name for name in FIELDS if ("field", name) in found)
    if not fields or ("subject", "model") in found:
        return None
    if fields == ("confidence",) and _asks_what_it_is(kinds):
        return None
    kind = _subject_kind(fields, found)
    if kind is None:
        return None
    file = next((piece.value for piece in pieces if piece.kind == "file"), None)
    category = next((piece.value for piece in pieces if piece.kind == "category"), None)
    unknown = tuple(piece.text for piece in pieces if piece.kind == "unknown")
    size = sum(len(piece.text) for piece in pieces)
    certainty = (1 - min(1.0, 2 * sum(map(len, unknown)) / size)) * 0.95 ** sum(piece.typo for piece in pieces)
    return DataQuestion(fields, Subject(kind, file, category), language, round(certainty, 3), unknown)


def _asks_what_it_is(kinds: set[str]) -> bool:
    """ "What is confidence?" wants an explanation, "what is the confidence?" a number."""
    return "what" in kinds and not kinds & {"newest", "subject", "the", "file", "category", "ask"}


def _subject_kind(fields: tuple[str, ...], found: set[tuple[str, str]]) -> Literal["image", "table"] | None:
    """None when the fields belong to different things, or are asked of something that has none."""
    if set(fields) <= set(IMAGE_FIELDS):
        return None if found & {("subject", "table"), ("subject", "upload")} else "image"
    if set(fields) <= set(TABLE_FIELDS):
        return None if ("subject", "image") in found else "table"
    return None


def cut(question: str, names: Names) -> list[Piece]:
    """The question as known words and, between them, unknown ones."""
    known = _with_names(names)
    pieces: list[Piece] = []
    rest = unicodedata.normalize("NFKC", question)
    for name in FILE_NAME.findall(rest):
        before, rest = rest.split(name, 1)
        pieces += [*_cheapest_cut(tidy(before), known), Piece("file", name, name)]
    return pieces + _cheapest_cut(tidy(rest), known)


@cache
def _lexicon() -> dict[str, tuple[Piece, ...]]:
    known: dict[str, tuple[Piece, ...]] = {}
    for (kind, value), words in WORDS.items():
        for word in words.split(","):
            squeezed = "".join(word.split())
            known[squeezed] = (*known.get(squeezed, ()), Piece(kind, value))
    return known


def _with_names(names: Names) -> Mapping[str, tuple[Piece, ...]]:
    own = {"".join(tidy(name).replace("_", " ").split()): (Piece("category", name),) for name in names.categories}
    own |= {"".join(tidy(name).split()): (Piece("file", name),) for name in names.files}
    return {**_lexicon(), **own} if own else _lexicon()


def _cheapest_cut(text: str, known: Mapping[str, tuple[Piece, ...]]) -> list[Piece]:
    letters, prices = _squeeze(text)
    pieces = _viterbi(letters, prices, known, {})
    if any(piece.kind == "unknown" for piece in pieces):
        pieces = _viterbi(letters, prices, known, dict(_misspelt(letters, prices)))
    return pieces


def _squeeze(text: str) -> tuple[str, list[float]]:
    """The letters and digits alone, and what a cut costs at each place between them."""
    letters, prices = "", [0.0]
    for run in _RUNS.findall(text):
        letters += run
        inside = 0.0 if is_hangul(run[0]) else _INSIDE_LATIN_COST if len(run) >= _SHORTEST_JOINED else math.inf
        prices += [*[inside] * (len(run) - 1), 0.0]
    return letters, prices


Typos = Mapping[tuple[int, int], tuple[Piece, ...]]
Last = Literal["word", "ending", "unknown"]
_LAST: dict[str, Last] = {"ending": "ending", "unknown": "unknown"}
State = tuple[float, int, Last, Piece]  # cost so far, where it came from and what came before, last piece


def _viterbi(letters: str, prices: list[float], known: Mapping[str, tuple[Piece, ...]], typos: Typos) -> list[Piece]:
    longest = max(map(len, known))
    best: list[dict[Last, State]] = [{} for _ in range(len(letters) + 1)]
    best[0]["unknown"] = (0.0, 0, "unknown", _NOTHING)
    for start in range(len(letters)):
        options = [(start + 1, Piece("unknown", ""), _UNKNOWN_COST)]
        for end in range(start + 1, min(len(letters), start + longest) + 1):
            options += [(end, piece, _PIECE_COST) for piece in known.get(letters[start:end], ())]
            options += [(end, piece, _PIECE_COST + _TYPO_COST) for piece in typos.get((start, end), ())]
        for before, (cost, *_) in best[start].items():
            for end, piece, price in options:
                last = _LAST.get(piece.kind, "word")
                if last == "ending" and before != "word":
                    continue
                cut_price = 0.0 if last == before == "unknown" else prices[start]
                total = cost + price + cut_price
                if last not in best[end] or total < best[end][last][0]:
                    best[end][last] = (total, start, before, piece)
    return _walk_back(letters, best)


def _walk_back(letters: str, best: list[dict[Last, State]]) -> list[Piece]:
    place = len(best) - 1
    last = min(best[place], key=lambda key: best[place][key][0])
    pieces: list[Piece] = []
    while place:
        _, start, before, piece = best[place][last]
        text = letters[start:place]
        if pieces and last == pieces[-1].kind == "unknown":
            text += pieces.pop().text
        pieces.append(replace(piece, text=text))
        place, last = start, before
    return pieces[::-1]


def _misspelt(letters: str, prices: list[float]) -> Iterator[tuple[tuple[int, int], tuple[Piece, ...]]]:
    """Places that hold a long word of the lexicon with one key wrong, missing, doubled or swapped with the next."""
    near = _typo_keys()
    for start in range(len(letters)):
        if prices[start]:
            continue
        for end in range(start + 2, min(len(letters), start + 20) + 1):
            spelt = jamo(letters[start:end])
            if prices[end] or len(spelt) < _SHORTEST_TYPO - 1:
                continue
            words = {word for key in _deletions(spelt) for word in near.get(key, ()) if _one_slip(spelt, word)}
            if words:
                yield (start, end), tuple({Piece(p.kind, p.value, typo=True) for w in words for p in _by_jamo()[w]})


@cache
def _by_jamo() -> dict[str, tuple[Piece, ...]]:
    """The words in which a typo is looked for, by their letters."""
    return {
        jamo(word): pieces
        for word, pieces in _lexicon().items()
        if len(jamo(word)) >= _SHORTEST_TYPO and pieces[0].kind in _TYPO_KINDS
    }


@cache
def _typo_keys() -> dict[str, tuple[str, ...]]:
    """Deletion neighbourhoods (SymSpell): two words one slip apart share a key."""
    keys: dict[str, tuple[str, ...]] = {}
    for word in _by_jamo():
        for key in _deletions(word):
            keys[key] = (*keys.get(key, ()), word)
    return keys


def _deletions(word: str) -> set[str]:
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


def _one_slip(one: str, other: str) -> bool:
    """Whether the words differ by one letter replaced, inserted, removed or swapped with its neighbour."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[start:], other[start:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[1::-1] == other[:2] and one[2:] == other[2:])
    )
