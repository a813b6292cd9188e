"""The closed query of `POST …/query`: measures × groups × filters × order × limit, checked word by word; and, in its words, a selection.

    parse_query({
        "measures": ["total_revenue", "num_customers"],
        "group_by": ["country"],
        "filters": [{"field": "month", "operator": "from", "value": "2011-03"}],
        "order_by": ["-total_revenue"],
        "limit": 10,
    })

Periods are written 2011, 2011-Q4, 2011-12, 2011-W49 and 2011-12-01; a weekday is 1 (Monday) to 7, an hour 0 to 23.
Nothing here loads Polars.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NoReturn, Self, TypeVar

from finnect.kit.words import N_
from finnect.sales.analysis.problems import FieldNeeded, NotInTable, QueryNotUnderstood, TooManyEntries, UnknownWord
from finnect.sales.analysis.vocabulary import ASKED, GROUPS, OPERATORS, SEGMENTS, TIMES, Asked, Group, Operator

MAX_ROWS = 10_000
DEFAULT_ROWS = 100
_MAX_FILTERS = 20
_MAX_CHOICES = 1_000
_MOST_NAMED = 50  # countries in a refusal
_KEYS = ("measures", "group_by", "filters", "order_by", "limit")

Word = TypeVar("Word", bound=str)
Value = str | int | date


@dataclass(frozen=True)
class Filter:
    """Rows whose `field` has one of `values` (`equals`, `in`) or none of them (`not_in`), or lies at or beyond the only one."""

    field: Group
    operator: Operator
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Selection:
    """The sales that an answer is of: those of a `country`, in the months from `since` to `until`, both included.

    The answer is that of a table of these sales alone, apart from what only the whole table tells: what products are
    called, and whether its last period is complete.
    """

    country: Filter | None = None
    since: Filter | None = None
    until: Filter | None = None

    @property
    def filters(self) -> tuple[Filter, ...]:
        return tuple(one for one in (self.country, self.since, self.until) if one)

    def with_past(self) -> Self:
        """And of what was sold before."""
        return replace(self, since=None)


@dataclass(frozen=True)
class Reach:
    """What can be selected of a table: its countries by name, and its first and last month with a sale."""

    countries: tuple[str, ...]
    months: tuple[date, date] | None

    def check(self, chosen: Selection) -> None:
        """:raises NotInTable: where the table has nothing of it :raises FieldNeeded: where it tells no countries, or no dates"""
        if chosen.country:
            self._check_country(str(chosen.country.values[0]))
        for place, one in (("from", chosen.since), ("to", chosen.until)):
            if one:
                self._check_month(place, one.values[0])

    def _check_country(self, name: str) -> None:
        if not self.countries:
            raise FieldNeeded(field="Country")
        if name.lower() not in map(str.lower, self.countries):
            there = ", ".join(self.countries[:_MOST_NAMED]) + (" …" if len(self.countries) > _MOST_NAMED else "")
            raise NotInTable(place="country", given=name, there=there)

    def _check_month(self, place: str, month: Any) -> None:
        if not self.months:
            raise FieldNeeded(field="InvoiceDate")
        first, last = self.months
        if month > last if place == "from" else month < first:
            raise NotInTable(place=place, given=f"{month:%Y-%m}", there=f"{first:%Y-%m} – {last:%Y-%m}")


@dataclass(frozen=True)
class Order:
    column: Asked | Group
    descending: bool


@dataclass(frozen=True)
class Query:
    """`order_by` never leaves two groups equal: the groups themselves come last in it."""

    measures: tuple[Asked, ...]
    group_by: tuple[Group, ...] = ()
    filters: tuple[Filter, ...] = ()
    order_by: tuple[Order, ...] = ()
    limit: int = DEFAULT_ROWS


def parse_query(document: object) -> Query:
    """The query that a JSON document asks.

    :raises QueryNotUnderstood: naming the place and what would be right there
    """
    if not isinstance(document, Mapping):
        _refuse("query", N_("an object"), document)
    for key in document:
        _known("query", key, _KEYS)
    measures = _words(document, "measures", ASKED)
    if not measures:
        _refuse("measures", N_("a list with at least one measure"), [])
    group_by = _words(document, "group_by", GROUPS)
    return Query(
        measures=measures,
        group_by=group_by,
        filters=tuple(_filter(f"filters[{at}]", one) for at, one in enumerate(_list(document, "filters", _MAX_FILTERS))),
        order_by=_order(document, measures, group_by),
        limit=_whole("limit", document.get("limit", DEFAULT_ROWS), 1, MAX_ROWS),
    )


def parse_selection(country: str = "", since: str = "", until: str = "") -> Selection:
    """The selection that the parameters `country`, `from` and `to` ask, of which any may be empty.

    :raises QueryNotUnderstood: naming the place and what would be right there
    """
    chosen = Selection(
        Filter("country", "equals", (_value("country", "country", country),)) if country else None,
        Filter("month", "from", (_value("from", "month", since),)) if since else None,
        Filter("month", "to", (_value("to", "month", until),)) if until else None,
    )
    if chosen.since and chosen.until and chosen.since.values > chosen.until.values:
        _refuse("to", N_("not before “from”"), until)
    return chosen


def _order(document: Mapping[str, Any], measures: tuple[Asked, ...], groups: tuple[Group, ...]) -> tuple[Order, ...]:
    columns = (*groups, *measures)
    asked = [
        Order(_known("order_by", word.removeprefix("-"), columns), word.startswith("-"))
        for word in map(str, _list(document, "order_by", len(columns)))
    ]
    in_time = any(group in TIMES for group in groups)
    usual = [] if in_time or not groups else [Order(measures[0], True)]
    chosen = asked or usual
    named = {order.column for order in chosen}
    return (*chosen, *(Order(group, False) for group in groups if group not in named))


def _filter(place: str, one: object) -> Filter:
    if not isinstance(one, Mapping) or set(one) != {"field", "operator", "value"}:
        _refuse(place, '{"field": …, "operator": …, "value": …}', one)
    field = _known(f"{place}.field", one["field"], GROUPS)
    operator = _known(f"{place}.operator", one["operator"], _operators(field))
    many = one["value"] if operator in ("in", "not_in") else [one["value"]]
    if not isinstance(many, list | tuple) or not many:
        _refuse(f"{place}.value", N_("a list of values"), many)
    if len(many) > _MAX_CHOICES:
        raise TooManyEntries(place=f"{place}.value", most=_MAX_CHOICES, given=len(many))
    return Filter(field, operator, tuple(_value(f"{place}.value", field, value) for value in many))


def _operators(field: Group) -> tuple[Operator, ...]:
    """Which of them make sense for a field."""
    refused = {"contains"} if field in TIMES or field == "segment" else {"from", "to"}
    return tuple(operator for operator in OPERATORS if operator not in refused)


def _value(place: str, field: Group, value: object) -> Value:
    match field:
        case "weekday":
            return _whole(place, value, 1, 7)
        case "hour":
            return _whole(place, value, 0, 23)
        case "year" | "quarter" | "month" | "week" | "day":
            return _period_start(place, field, value)
        case "segment":
            return _known(place, value, SEGMENTS)
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text or _refuse(place, N_("a text"), value)


def _period_start(place: str, field: Group, value: object) -> date:
    example, pattern, start = _PERIODS[field]
    if match := re.fullmatch(pattern, str(value)):
        try:
            return start(*map(int, match.groups()))
        except ValueError:
            pass
    return _refuse(place, example, value)


_PERIODS: dict[Group, tuple[str, str, Callable[..., date]]] = {
    "year": (N_("a year such as 2011"), r"(\d{4})", lambda year: date(year, 1, 1)),
    "quarter": (N_("a quarter such as 2011-Q4"), r"(\d{4})-?Q([1-4])", lambda year, quarter: date(year, quarter * 3 - 2, 1)),
    "month": (N_("a month such as 2011-12"), r"(\d{4})-(\d{2})", lambda year, month: date(year, month, 1)),
    "week": (N_("a week such as 2011-W49"), r"(\d{4})-?W(\d{2})", lambda year, week: date.fromisocalendar(year, week, 1)),
    "day": (N_("a day such as 2011-12-01"), r"(\d{4})-(\d{2})-(\d{2})", date),
}


def _words(document: Mapping[str, Any], key: str, known: Sequence[Word]) -> tuple[Word, ...]:
    words = tuple(_known(key, word, known) for word in _list(document, key, len(known)))
    if len(set(words)) < len(words):
        _refuse(key, N_("a list without repetitions"), list(words))
    return words


def _known(place: str, word: object, known: Sequence[Word]) -> Word:
    for one in known:
        if word == one:
            return one
    raise UnknownWord(place=place, word=str(word)[:100], known=", ".join(known))


def _list(document: Mapping[str, Any], key: str, longest: int) -> Sequence[Any]:
    found = document.get(key)
    if found is None:
        return ()
    if not isinstance(found, list | tuple):
        _refuse(key, N_("a list"), found)
    if len(found) > longest:
        raise TooManyEntries(place=key, most=longest, given=len(found))
    return found


def _whole(place: str, value: object, low: int, high: int) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return value
    return _refuse(place, f"{low} – {high}", value)


def _refuse(place: str, expected: str, given: object) -> NoReturn:
    raise QueryNotUnderstood(place=place, expected=expected, given=str(given)[:100])
