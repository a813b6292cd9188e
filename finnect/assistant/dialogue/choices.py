"""What else a question may mean, so that it can be asked back: products by a part of their names, categories that nobody has; and
what a table itself calls a country.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import accumulate

from finnect.assistant.dialogue.cutting import Names, joined, places
from finnect.assistant.dialogue.text import is_hangul, tidy
from finnect.assistant.dialogue.wanted import DataQuestion, Query, Wanted
from finnect.assistant.dialogue.world import COUNTRIES

Filters = tuple[tuple[str, str], ...]

MOST = 5
_LONGEST_NAME = 3  # words
_PARTICLE = re.compile(r"(?<=[a-z0-9])[가-힣]+$|(?<=[가-힣])(?:에서|에)?(?:의|은|는)?$|(?<=[가-힣])[이가]$")


def products_meant(wanted: Wanted, names: Names) -> tuple[Query, ...]:
    """The same question about each product whose name holds all the words that were not understood, best seller first."""
    query = _query(wanted)
    words = wanted.unknown
    if query is None or not words or not all(len(word) >= (2 if is_hangul(word[0]) else 3) for word in words):
        return ()
    if "product" in dict(query.filters) or query.group_by == "product":
        return ()
    found = [name for name in names.products if all(_holds(name, word) for word in words)]
    return tuple(replace(query, filters=tuple(sorted((*query.filters, ("product", name))))) for name in found[:MOST])


def product_named(wanted: Wanted, choices: Collection[Query]) -> Wanted | None:
    """The only choice, where it was called by the first words of its name and not by one that may be said of anything ("red")."""
    if len(choices) != 1 or len(wanted.unknown) != 1:
        return None
    (query,), (called,) = choices, wanted.unknown
    name = dict(query.filters)["product"]
    words = list(accumulate(joined(part) for part in name.split()))
    return replace(wanted, asked=query, unknown=()) if called in words[1:] else None


def _holds(name: str, word: str) -> bool:
    """Whether a word stands in a name: "net" is in no cabinet, but Korean words are written together."""
    if word not in joined(name):
        return False
    starts = accumulate((len(joined(part)) for part in name.split()), initial=0)
    return is_hangul(word[0]) or any(joined(name).startswith(word, start) for start in starts)


def in_words_of(query: Query, countries: Collection[str]) -> Query:
    """The query with the countries that it names spelt as a table does: one may have "Japan" where another has "일본"."""
    own = {joined(name): name for name in countries}

    def spelt(pairs: Filters) -> Filters:
        return tuple(sorted({(field, _own_name(value, own) if field == "country" else value) for field, value in pairs}))

    return replace(query, filters=spelt(query.filters), without=spelt(query.without))


def _own_name(country: str, own: Mapping[str, str]) -> str:
    key = joined(country)
    same = next((keys for aliases in COUNTRIES if key in (keys := [joined(alias) for alias in aliases])), [])
    return next((own[one] for one in (key, *same) if one in own), country)


def category_named(question: str, unknown: Collection[str]) -> str:
    """The words of a question that hold what was not understood, without particles: "toothbrush에서" names "toothbrush"."""
    found = words_that_hold(unknown, question)
    return _PARTICLE.sub("", found) if len(found.split()) <= _LONGEST_NAME else ""


def words_that_hold(unknown: Collection[str], question: str) -> str:
    """The words of a question in which what was not understood stands."""
    text = tidy(question)
    held = [place for letters in unknown for place in places(letters, text)]
    words = re.finditer(r"\S+", text)
    found = [word[0] for word in words if any(start < word.end() and word.start() < end for start, end in held)]
    return " ".join(found).strip(" ?!.,'\"")


def _query(wanted: Wanted) -> Query | None:
    asked = wanted.asked
    if isinstance(asked, Query):
        return asked
    if isinstance(asked, DataQuestion) and asked.subject.kind == "table":
        return Query(asked.fields, file=asked.subject.file)
    return None
