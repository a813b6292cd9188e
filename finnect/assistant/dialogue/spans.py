"""Periods as days: which days "last month" or "November" are."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

_OLD = timedelta(days=31)  # a table that ended longer ago is history: "last month" is counted from its last day
Unit = Literal["day", "week", "month", "quarter", "half", "year", "days"]
_UNIT_OF: dict[str, Unit] = {"week": "week", "month": "month", "quarter": "quarter", "half": "half", "year": "year"}
_MONTHS_OF: dict[Unit, int] = {"quarter": 3, "half": 6}
_PARTS: dict[str, Unit] = {"q": "quarter", "h": "half"}  # as in "3q" and "2h"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both within; of the unit "days" where they are no day, week, … of the calendar."""

    first: date
    last: date
    unit: Unit = "day"


def now_of(table: Span | None, today: date) -> date:
    """The day from which relative periods count: today, or the last day of a table that is old."""
    return table.last if table and today - table.last > _OLD else today


def spans(period: str, now: date, within: Span | None = None) -> list[Span]:
    """The days of a period in the form of `wanted.Query`; several where a part of no stated year came more than once `within`."""
    if is_stretch(period):
        return [_stretch(period, now, within)]
    word, _, rest = period.partition("-")
    if word == "last" and rest:
        span = _part(now.year, rest)
        return [span if span.last < now else _part(now.year - 1, rest)]
    if word in ("last_year", "this_year") and rest:
        return [_part(now.year - (word == "last_year"), rest)]
    if not word[0].isdigit():
        return [_relative(period, now)]
    if len(word) == 4:
        return [_exact(*period.split("-"))]
    years = range(within.first.year, within.last.year + 1) if within else range(now.year, now.year + 1)
    found = [_exact(str(year), *period.split("-")) for year in years]
    return [one for one in found if within is None or (one.last >= within.first and one.first <= within.last)] or found[-1:]


def is_stretch(period: str) -> bool:
    """Whether it has no other of its kind before it, as a month has."""
    return ".." in period or period.startswith("past_")


def _stretch(period: str, now: date, within: Span | None) -> Span:
    if ".." not in period:
        _, number, unit = period.split("_")
        return Span(_ago(now, int(number), _UNIT_OF.get(unit, "day")) + timedelta(days=1), now, "days")
    begin, _, end = period.partition("..")
    ends = spans(end, now, within)[-1] if end else None
    if not begin:
        assert ends
        return Span(min(within.first, ends.last) if within else ends.first, ends.last, "days")
    if _has_no_year(begin) and ends:
        starts = spans(begin, ends.last)[-1]
        starts = starts if starts.first <= ends.last else spans(begin, ends.last.replace(year=ends.last.year - 1, day=1))[-1]
    else:
        starts = spans(begin, now, within)[-1]
    if end and _has_no_year(end) and not _has_no_year(begin):
        ends = spans(end, starts.first)[-1]
        ends = ends if ends.last >= starts.first else spans(end, starts.first.replace(year=starts.first.year + 1, day=1))[-1]
    last = ends.last if ends else max(within.last, starts.last) if within else now
    return Span(min(starts.first, last), max(starts.last, last), "days")


def _has_no_year(period: str) -> bool:
    word = period.partition("-")[0]
    return word[0].isdigit() and len(word) < 4


def _ago(day: date, number: int, unit: Unit) -> date:
    """So many days, weeks, months or years before, or the last day of that month where there is no such day."""
    if unit in ("day", "week"):
        return day - timedelta(days=number * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 - number * (12 if unit == "year" else 1)
    month = month_of(months // 12, months % 12 + 1)
    return month.first.replace(day=min(day.day, month.last.day))


def is_possible(period: str) -> bool:
    """Whether there is such a month or day in the calendar."""
    if ".." in period:
        return all(is_possible(part) for part in period.split("..") if part)
    parts = [int(part) for part in period.split("-") if part.isdigit()]
    parts = parts if parts and parts[0] > 31 else [2000, *parts]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        return False
    return True


def before(span: Span) -> Span:
    """The period of the same kind that ends the day before."""
    last = span.first - timedelta(days=1)
    return around(last, span.unit)


def year_ago(span: Span) -> Span:
    """The same day, week of the calendar, month, quarter, half or year of the year before."""
    if span.unit == "week":
        return around(span.first - timedelta(weeks=52), "week")
    last_day = calendar.monthrange(span.first.year - 1, span.first.month)[1]
    return around(span.first.replace(year=span.first.year - 1, day=min(span.first.day, last_day)), span.unit)


def around(day: date, unit: Unit) -> Span:
    """The day, week (from Monday), month, quarter, half or year that a day lies in."""
    if unit == "year":
        return Span(date(day.year, 1, 1), date(day.year, 12, 31), "year")
    if unit == "month":
        return month_of(day.year, day.month)
    if unit in _MONTHS_OF:
        return _months(day.year, (day.month - 1) // _MONTHS_OF[unit] + 1, unit)
    first = day - timedelta(days=day.weekday()) if unit == "week" else day
    return Span(first, first + timedelta(days=6) if unit == "week" else day, unit)


def month_of(year: int, month: int) -> Span:
    return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")


def _relative(period: str, now: date) -> Span:
    if period in ("today", "yesterday"):
        return around(now if period == "today" else now - timedelta(days=1), "day")
    which, _, unit = period.partition("_")
    span = around(now, _UNIT_OF[unit])
    return span if which == "this" else before(span)


def _exact(year: str, part: str = "", day: str = "") -> Span:
    if not part:
        return around(date(int(year), 1, 1), "year")
    if not day:
        return _part(int(year), part)
    month = _part(int(year), part)
    return around(month.first.replace(day=min(int(day), month.last.day)), "day")


def _part(year: int, part: str) -> Span:
    """A month ("11"), quarter ("3q") or half ("2h") of a year."""
    return month_of(year, int(part)) if part.isdigit() else _months(year, int(part[:-1]), _PARTS[part[-1]])


def _months(year: int, place: int, unit: Unit) -> Span:
    size = _MONTHS_OF[unit]
    return Span(date(year, (place - 1) * size + 1, 1), month_of(year, place * size).last, unit)


def written(span: Span) -> str:
    """A day, month, quarter, half or year in the form of `wanted.Query`."""
    if span.unit in _MONTHS_OF:
        return f"{span.first.year}-{span.last.month // _MONTHS_OF[span.unit]}{span.unit[0]}"
    return span.first.isoformat()[: {"year": 4, "month": 7}.get(span.unit, 10)]
