"""Cutting a question into known words at the least cost, spaces or not, and long words with one wrong key (Viterbi)."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from finnect.assistant.dialogue import slots
from finnect.assistant.dialogue.english import inflected, plural
from finnect.assistant.dialogue.korean import Endings, bases
from finnect.assistant.dialogue.text import is_hangul, jamo, tidy
from finnect.assistant.dialogue.words import ENGLISH_VERBS, VERBS, WORDS
from finnect.assistant.dialogue.world import COUNTRIES, PARTS

_UNKNOWN_COST = 1.0  # per character
_INSIDE_LATIN_COST = 1.5  # a cut within a long run of Latin letters
_INSIDE_HANGUL_COST = 0.02  # spaces are free in everyday Korean, but tell where a word begins
_SHORTEST_JOINED = 10  # letters; shorter runs are single words
_RUNS = re.compile(r"[가-힣]+|[^\W_가-힣]+")
_STRAY = re.compile("[\u1100-\u11ff\u3131-\u318e]+")
_BETWEEN = "[\\W_\u1100-\u11ff\u3131-\u318e]*"  # letters, in a text from which they were joined
_PIECE_COST = 0.05  # prefer few long words to many short ones
_SMALL_COST = 0.06  # "나라+는" rather than "나+라는", and endings seldom stand after a space
_WORDS_OF_ONE = set("좀쫌총몇수표돈달월날원뭐젤템탑톱")  # other words of one syllable stand alone: "다음" is not "다 음"
_NAME_INSIDE_COST = 0.5  # "매출이란" is not about Iran
_LONGEST_ENDING = 10  # syllables, of a Korean verb
_NEVER_ASKED_FOR = ("small", "rank", "weak")  # verbs of: "적어줘" is from 적다, to write, not from 적다, to be few
_TYPO_COST = 0.6
_SHORTEST_TYPO = 7  # in letters; "대출" is not a misspelt "매출", nor "통장" a "송장"
_TYPO_KINDS = {"field", "subject", "defect"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One word of the question: what kind it is (or "unknown"), what it stands for, and how it was written."""

    kind: str
    value: str
    text: str = ""
    typo: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """Names of the asker's own things that a question may hold: `countries` and `products` are values of his tables, but for those
    whose ids are in `unread`, which are still being looked through.
    """

    categories: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


Typos = Mapping[tuple[int, int], tuple[Piece, ...]]
Last = Literal["word", "ending", "unknown"]
State = tuple[float, int, Last, Piece]  # cost so far, where it came from and what came before, last piece
_LAST: dict[str, Last] = {"ending": "ending", "unknown": "unknown"}
_NOTHING = Piece("unknown", "")
_NAMED = {"countries": "country", "products": "product", "categories": "category", "files": "file"}


def cut(text: str, names: Names, after: Last = "unknown") -> list[Piece]:
    """The text as known words and, between them, unknown ones; `after` is what stands right before it."""
    letters, prices = _squeeze(_STRAY.sub("", tidy(text)))
    known = _vocabulary(names)
    pieces = _viterbi(letters, prices, known, {}, after)
    if any(piece.kind == "unknown" for piece in pieces) or not any(piece.kind in _TYPO_KINDS for piece in pieces):
        told = {span: (Piece("small", "small"),) for span in slots.told(tidy(text), known)}
        pieces = _viterbi(letters, prices, known, told | dict(_misspelt(letters, prices)), after)
    return pieces


class _Lexicon:
    """What each word of the lists may mean. Korean verbs are not kept in their hundred thousand forms but as bases and endings."""

    def __init__(self) -> None:
        self._listed: dict[str, tuple[Piece, ...]] = {}
        self._verbs: dict[str, tuple[tuple[Endings, Piece], ...]] = {}
        for word, piece in _listed_words():
            pieces = self._listed.get(word, ())
            self._listed[word] = pieces if piece in pieces else (*pieces, piece)
        for (kind, value), stems in VERBS.items():
            for stem in stems.split(","):
                for base, endings in bases(stem.strip(), asked_for=kind not in _NEVER_ASKED_FOR):
                    self._verbs[base] = (*self._verbs.get(base, ()), (endings, Piece(kind, value)))
        self._longest_base = max(map(len, self._verbs))
        self._initials = {base[0] for base in self._verbs}
        self.longest = max(*map(len, self._listed), self._longest_base + _LONGEST_ENDING)

    def __getitem__(self, word: str) -> tuple[Piece, ...]:
        pieces = self._listed.get(word, ())
        if word[:1] not in self._initials or word == "는":  # a particle, before it is a form of 늘다
            return pieces
        for end in range(max(1, len(word) - _LONGEST_ENDING), min(len(word), self._longest_base) + 1):
            for endings, piece in self._verbs.get(word[:end], ()):
                if word[end:] in endings and piece not in pieces:
                    pieces = (*pieces, piece)
        return pieces


def _listed_words() -> Iterator[tuple[str, Piece]]:
    listed = {joined(word): Piece(*key) for key, words in WORDS.items() for word in words.split(",")}
    yield from ((joined(word), Piece(*key)) for key, words in WORDS.items() for word in words.split(","))
    told = Piece("small", "small")
    yield from ((form, told) for verb in ENGLISH_VERBS.split(",") for form in inflected(verb.strip()) if form not in listed)


_lexicon = cache(_Lexicon)


def is_listed(word: str) -> bool:
    """Whether a word of the lists is written so."""
    return bool(_lexicon()[word])


@lru_cache(maxsize=2**14)  # the names of thousands of products are looked through for each question that names none
def joined(name: str) -> str:
    """The letters and digits alone, as a question is read."""
    return "".join(_RUNS.findall(tidy(name).replace("_", " ")))


def places(letters: str, text: str) -> list[tuple[int, int]]:
    """Where letters stand in a text, whatever signs are between them: the other way round of `joined`."""
    return [found.span() for found in re.finditer(_BETWEEN.join(map(re.escape, letters)), text, re.IGNORECASE)]


def as_written(letters: str, text: str) -> str:
    """Letters as a text says them, "Hamburg branch" for "hamburgbranch"; themselves where it has other signs, as half-width ones."""
    return next((text[start:end] for start, end in places(letters, text)), letters)


class _Vocabulary:
    """The lexicon and, before it, the names of the asker's own things."""

    def __init__(self, names: Names) -> None:
        in_table = {joined(value): value for value in names.countries}
        self._own: dict[str, tuple[Piece, ...]] = {}
        for aliases in COUNTRIES:
            keys = [joined(alias) for alias in aliases]
            value = next((in_table[key] for key in keys if key in in_table), aliases[0])
            self._own |= dict.fromkeys(keys, (Piece("country", value),))
        for name, called in _called(names.categories):
            self._own.setdefault(called, (Piece("category", name),))
        for kind in ("products", "countries", "categories", "files"):
            self._own |= {joined(value): (Piece(_NAMED[kind], value),) for value in getattr(names, kind) if _tells(kind, value)}
        self._own.pop("", None)
        self.longest = max(_lexicon().longest, *map(len, self._own))

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and bool(self[word])

    def __getitem__(self, word: str) -> tuple[Piece, ...]:
        return self._own.get(word) or _lexicon()[word]


def _called(categories: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Other names of the asker's categories: several of them, and the part's usual names."""
    for name in categories:
        key = joined(name)
        for called in {key, *(joined(other) for names in PARTS if joined(names[0]) == key for other in names)}:
            yield name, called
            if called.isascii():
                yield name, plural(called)


def _tells(kind: str, value: str) -> bool:
    """Products are called "check" and "found" in some tables; a question with such a word means the word."""
    word = joined(value)
    return kind != "products" or (not _lexicon()[word] and len(word) >= (2 if is_hangul(word[:1]) else 4))


_vocabulary = lru_cache(maxsize=64)(_Vocabulary)


def _squeeze(text: str) -> tuple[str, list[float]]:
    """The letters and digits alone, and what a cut costs at each place between them."""
    letters, prices = "", [0.0]
    for run in _RUNS.findall(text):
        letters += run
        inside = _INSIDE_HANGUL_COST if is_hangul(run[0]) else _INSIDE_LATIN_COST if len(run) >= _SHORTEST_JOINED else math.inf
        prices += [*[inside] * (len(run) - 1), 0.0]
    return letters, prices


def _viterbi(letters: str, prices: list[float], known: _Vocabulary, typos: Typos, after: Last) -> list[Piece]:
    best: list[dict[Last, State]] = [{} for _ in range(len(letters) + 1)]
    best[0][after] = (0.0, 0, after, _NOTHING)
    for start in range(len(letters)):
        if not best[start]:
            continue
        options = [(start + 1, Piece("unknown", ""), _UNKNOWN_COST)]
        for end in range(start + 1, min(len(letters), start + known.longest) + 1):
            if prices[start] and prices[end] and 0.0 in prices[start:end]:
                continue  # "나누어 제시" is not about "어제"
            if end == start + 1 and letters[start] not in "ai" and max(prices[start], prices[end]) == _INSIDE_LATIN_COST:
                continue  # "questionnaire" is no question "n" something
            if end == start + 1 and is_hangul(letters[start]) and max(prices[start], prices[end]) and letters[start] not in _WORDS_OF_ONE:
                whole = "ending" if prices[start] else "category"  # "병은 몇 개", but not "유리병원"
                options += [
                    (end, piece, _price(piece, prices[start])) for piece in known[letters[start]] if piece.kind in ("ending", whole)
                ]
                continue
            options += [(end, piece, _price(piece, prices[start])) for piece in known[letters[start:end]]]
            options += [(end, piece, _PIECE_COST + _TYPO_COST) for piece in typos.get((start, end), ())]
        for before, (cost, *_) in best[start].items():
            for end, piece, price in options:
                last = _LAST.get(piece.kind, "word")
                if last == "ending" and before == "unknown":
                    continue
                cut_price = 0.0 if last == before == "unknown" or last == "ending" else prices[start]
                total = cost + price + cut_price
                if total < math.inf and (last not in best[end] or total < best[end][last][0]):
                    best[end][last] = (total, start, before, piece)
    return _walk_back(letters, best)


def _price(piece: Piece, cut_price: float) -> float:
    if piece.kind == "country" and cut_price:
        return _PIECE_COST + _NAME_INSIDE_COST
    return _SMALL_COST if piece.kind == "small" or (piece.kind == "ending" and not cut_price) else _PIECE_COST


def _walk_back(letters: str, best: list[dict[Last, State]]) -> list[Piece]:
    place = len(best) - 1
    if not place:
        return []
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
        if prices[start] > _INSIDE_HANGUL_COST:
            continue
        for end in range(start + 2, min(len(letters), start + 20) + 1):
            spelt = jamo(letters[start:end])
            if prices[end] > _INSIDE_HANGUL_COST or len(spelt) < _SHORTEST_TYPO - 1:
                continue
            words = {word for key in _deletions(spelt) for word in near.get(key, ()) if _one_slip(spelt, word)}
            if words:
                yield (start, end), tuple({Piece(p.kind, p.value, typo=True) for w in words for p in _by_jamo()[w]})


@cache
def _by_jamo() -> dict[str, tuple[Piece, ...]]:
    """The words in which a typo is looked for, by their letters; not verbs, whose many forms resemble too much."""
    nouns = {joined(word) for (kind, _), words in WORDS.items() if kind in _TYPO_KINDS for word in words.split(",")}
    return {jamo(word): _lexicon()[word] for word in nouns if len(jamo(word)) >= _SHORTEST_TYPO}


@cache
def _typo_keys() -> dict[str, tuple[str, ...]]:
    """Deletion neighbourhoods (SymSpell): two words one slip apart share a key."""
    keys: dict[str, list[str]] = {}
    for word in _by_jamo():
        for key in _deletions(word):
            keys.setdefault(key, []).append(word)
    return {key: tuple(words) for key, words in keys.items()}


def _deletions(word: str) -> set[str]:
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


def _one_slip(one: str, other: str) -> bool:
    """Whether the words differ by one letter replaced, inserted, removed or swapped with its neighbour."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[start:], other[start:]
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or (one[1::-1] == other[:2] and one[2:] == other[2:])
