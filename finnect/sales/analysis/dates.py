"""Dates as people write them: which of day and month comes first is decided on all values of a column."""

import re
from dataclasses import dataclass
from typing import Literal

import polars as pl

Order = Literal["month first", "day first"]

_TIMES = ("", " %H:%M", " %H:%M:%S")
_DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%d-%m-%Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%y")
PLAIN_FORMATS = (*(day + time for day in _DAYS for time in _TIMES), "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_KOREAN_TIME = r"(오전|오후)\s*(\d{1,2}(?::\d{2}){1,2})"
_YEAR_FIRST = r"^(\d{4})\s*[년./-]\s*(\d{1,2})\s*[월./-]\s*(\d{1,2})\s*[일.]?"
_MONTH_NAME_FIRST = r"^(?:[A-Za-z]{3,9},\s+)?([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})"
_PARTS = (
    r"^(?P<a>\d{1,4})[-/.\s]+(?P<b>\d{1,2}|[A-Za-z]{3,9})[-/.,\s]+(?P<c>\d{1,4})"
    r"(?:[T,\s]+(?P<hour>\d{1,2})[:시]\s*(?P<minute>\d{1,2})분?(?::?\s*(?P<second>\d{1,2})(?:[.]\d+)?초?)?"
    r"\s*(?P<half>(?i:am|pm|a\.m\.|p\.m\.)|오전|오후)?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?$"
)
_LOOKS = re.compile(
    r"(?:\d{4}\s*[년./-]\s*\d{1,2}\s*[월./-]\s*\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|\d{1,2}[-\s][A-Za-z]{3,9}[-,\s]+\d{2,4}|[A-Za-z]{3,9}\.?\s+\d{1,2},?\s+\d{4}|(?:19|20)\d{2}(?:0\d|1[0-2])[0-3]\d$)"
)


@dataclass(frozen=True)
class DateFormat:
    """A format of strptime that fits every value, or else the order in which numbers are read."""

    plain: str | None
    order: Order


def looks_like_date(cell: str) -> bool:
    return _LOOKS.match(cell.strip()) is not None


def plain_formats(sample: pl.Series) -> list[str]:
    """Formats that fit every value of a sample; all values will be asked again."""
    fits = [
        read_dates(pl.col("cell"), DateFormat(form, "month first")).is_not_null().all().alias(form)
        for form in PLAIN_FORMATS
    ]
    return [form for form, fit in sample.to_frame("cell").select(fits).row(0, named=True).items() if fit]


def plain_evidence(cell: pl.Expr, name: str, formats: list[str]) -> list[pl.Expr]:
    """For each format how many values fit it, and how often time runs backwards when they are read so."""
    evidence = []
    for form in formats:
        date = read_dates(cell, DateFormat(form, "month first"))
        evidence.append(date.is_not_null().sum().alias(f"{name}.{form}"))
        if len(formats) > 1:
            evidence.append((date < date.shift(1)).sum().alias(f"{name}.{form}.back"))
    return evidence


def order_evidence(cell: pl.Expr, name: str) -> list[pl.Expr]:
    """How many values only fit with the month first, how many only with the day first, and which runs back less."""
    both = {order: read_dates(cell, DateFormat(None, order)) for order in ("month first", "day first")}
    month, day = both.values()
    return [
        (month.is_not_null() & day.is_null()).sum().alias(f"{name}.month"),
        (day.is_not_null() & month.is_null()).sum().alias(f"{name}.day"),
        (month < month.shift(1)).sum().alias(f"{name}.month_back"),
        (day < day.shift(1)).sum().alias(f"{name}.day_back"),
    ]


def read_dates(cell: pl.Expr, form: DateFormat) -> pl.Expr:
    """The dates to the second, null where a cell is no date under this format."""
    date = cell.str.to_datetime(form.plain, time_unit="us", strict=False) if form.plain else _read_any(cell, form.order)
    # strptime takes "10" for the year 10
    return pl.when(date.dt.year().is_between(1900, 2100)).then(date)


def _read_any(cell: pl.Expr, order: Order) -> pl.Expr:
    token = (
        cell.str.normalize("NFKC")
        .str.strip_chars()
        .str.replace_all(r"\([^)]*\)", " ")
        .str.replace(_KOREAN_TIME, "${2} ${1}")
        .str.replace(_YEAR_FIRST, "${1}-${2}-${3} ")
        .str.replace(r"^(\d+-\d+-\d+) +T", "${1} ")
        .str.replace(_MONTH_NAME_FIRST, "${2}-${1}-${3}")
        .str.strip_chars()
    )
    parts = token.str.extract_groups(_PARTS)
    return pl.coalesce(_from_parts(parts, order), _from_serial(token), _compact(token))


def _from_parts(parts: pl.Expr, order: Order) -> pl.Expr:
    part = {name: parts.struct.field(name) for name in ("a", "b", "c", "hour", "minute", "second", "half")}
    named = (
        part["b"]
        .str.to_lowercase()
        .str.head(3)
        .replace_strict({name: f"{number}" for number, name in enumerate(_MONTHS, start=1)}, default=None)
    )
    year_first = part["a"].str.len_bytes() == 4
    day_first = named.is_not_null() if order == "month first" else pl.lit(True)
    middle = pl.coalesce(named, part["b"])
    year = pl.when(year_first).then(part["a"]).otherwise(_full_year(part["c"]))
    month = pl.when(year_first | day_first).then(middle).otherwise(part["a"])
    day = pl.when(year_first).then(part["c"]).when(day_first).then(part["a"]).otherwise(middle)
    text = pl.format(
        "{}-{}-{} {}:{}:{}", year, month, day, _hour(part), part["minute"].fill_null("0"), part["second"].fill_null("0")
    )
    return text.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)


def _full_year(year: pl.Expr) -> pl.Expr:
    number = year.cast(pl.Int32, strict=False)
    short = pl.when(number < 70).then(number + 2000).otherwise(number + 1900)
    return pl.when(year.str.len_bytes() == 2).then(short).otherwise(number).cast(pl.String)


def _hour(part: dict[str, pl.Expr]) -> pl.Expr:
    hour = part["hour"].cast(pl.Int32, strict=False).fill_null(0)
    afternoon = part["half"].str.contains(r"(?i)^p|오후").fill_null(False)
    morning = part["half"].str.contains(r"(?i)^a|오전").fill_null(False)
    return (
        pl.when(afternoon & (hour < 12))
        .then(hour + 12)
        .when(morning & (hour == 12))
        .then(0)
        .otherwise(hour)
        .cast(pl.String)
    )


def _from_serial(token: pl.Expr) -> pl.Expr:
    """Days since the last day but one of 1899, as Excel counts them; to the second."""
    days = pl.when(token.str.contains(r"^[2-7]\d{4}(?:\.\d+)?$")).then(token).cast(pl.Float64, strict=False)
    return pl.datetime(1899, 12, 30) + pl.duration(microseconds=(days * 86_400).round().cast(pl.Int64) * 1_000_000)


def _compact(token: pl.Expr) -> pl.Expr:
    whole = pl.when(token.str.contains(r"^\d{8}$")).then(token)
    return whole.str.to_datetime("%Y%m%d", time_unit="us", strict=False)
