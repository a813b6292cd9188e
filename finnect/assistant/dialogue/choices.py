"""What else a question may mean, so that it can be asked back: products by a part of their names."""

from dataclasses import replace

from finnect.assistant.dialogue.cutting import Names, joined
from finnect.assistant.dialogue.text import is_hangul
from finnect.assistant.dialogue.wanted import DataQuestion, Query, Wanted

MOST = 5


def products_meant(wanted: Wanted, names: Names) -> tuple[Query, ...]:
    """The same question about each product whose name holds all the words that were not understood, best seller first."""
    query = _query(wanted)
    words = wanted.unknown
    if query is None or not words or not all(len(word) >= (2 if is_hangul(word[0]) else 3) for word in words):
        return ()
    if "product" in dict(query.filters) or query.group_by == "product":
        return ()
    found = [name for name in names.products if all(word in joined(name) for word in words)]
    return tuple(replace(query, filters=tuple(sorted((*query.filters, ("product", name))))) for name in found[:MOST])


def _query(wanted: Wanted) -> Query | None:
    asked = wanted.asked
    if isinstance(asked, Query):
        return asked
    if isinstance(asked, DataQuestion) and asked.subject.kind == "table":
        return Query(asked.fields, file=asked.subject.file)
    return None
