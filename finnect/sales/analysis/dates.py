"""Dates as people write them: which of day and month comes first is decided on all values of a column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

Order = Literal["month first", "day first"]

_YEARS = (1900, 2100)
_TIMES = ("", " %H:%M", " %H:%M:%S")
_DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%d-%m-%Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%y")
PLAIN_FORMATS = (*(day + time for day in _DAYS for time in _TIMES), "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_STEPS = (
    (r"\([^)]*\)", " "),
    (r"^(\d{4})(\d{2})(\d{2})$", "${1}-${2}-${3}"),
    (r"(오전|오후|\b(?i:am|pm))\s*(\d.*)$", "${2} ${1}"),
    (r"^(\d{4})\s*[년./-]\s*(\d{1,2})\s*[월./-]\s*(\d{1,2})\s*[일.]?", "${1}-${2}-${3} "),
    (r"^(\d+-\d+-\d+) T", "${1} "),
    (r"^(?:[A-Za-z]{3,9},\s+)?([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})", "${2}-${1}-${3}"),
)
_PARTS = (
    r"^(?P<first>\d{1,4})[-/.\s]+(?P<second>\d{1,2}|[A-Za-z]{3,9})[-/.,\s]+(?P<third>\d{1,4})\.?"
    r"(?:[T,\s]+(?P<hour>\d{1,2})[:시]\s*(?:(?P<minute>\d{1,2})분?)?(?::?\s*(?P<seconds>\d{1,2})(?:\.\d+)?초?)?"
    r"\s*(?P<half>(?i:am|pm|a\.m\.|p\.m\.)|오전|오후)?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?$"
)
MONTH_FIRST, DAY_FIRST = "date.month_first", "date.day_first"
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
    return _fitting(sample, _fitting(sample.head(1), PLAIN_FORMATS))


def _fitting(cells: pl.Series, formats: Sequence[str]) -> list[str]:
    fits = [read_dates(pl.col("cell"), DateFormat(form, "month first")).is_not_null().all().alias(form) for form in formats]
    return [form for form, fit in cells.to_frame("cell").select(fits).row(0, named=True).items() if fit] if fits else []


def plain_evidence(cell: pl.Expr, name: str, formats: list[str]) -> list[pl.Expr]:
    """For each format how many values fit it, and how often time runs backwards when they are read so."""
    evidence = []
    for form in formats:
        date = read_dates(cell, DateFormat(form, "month first"))
        evidence.append(date.is_not_null().sum().alias(f"{name}.{form}"))
        if len(formats) > 1:
            evidence.append((date < date.shift(1)).sum().alias(f"{name}.{form}.back"))
    return evidence


def order_evidence() -> list[pl.Expr]:
    """How many values only fit with the month first, how many only with the day first, which runs back less,
    and how many fit both but differ."""
    month, day = pl.col(MONTH_FIRST), pl.col(DAY_FIRST)
    return [
        (month.is_not_null() & day.is_null()).sum().alias("month"),
        (day.is_not_null() & month.is_null()).sum().alias("day"),
        (month < month.shift(1)).sum().alias("month_back"),
        (day < day.shift(1)).sum().alias("day_back"),
        (month != day).sum().alias("differ"),
    ]


def read_dates(cell: pl.Expr, form: DateFormat) -> pl.Expr:
    """The dates to the second, null where a cell is no date under this format.

    Without a plain format it needs a frame that went through `with_both_orders`.
    """
    if not form.plain:
        return pl.col(MONTH_FIRST if form.order == "month first" else DAY_FIRST)
    return _sensible(cell.str.to_datetime(form.plain, time_unit="us", strict=False))


def with_both_orders(frame: pl.LazyFrame, cell: pl.Expr) -> pl.LazyFrame:
    """Add the dates in `cell`, however written, read with the month and with the day first.

    It goes step by step over columns, for an expression that mentions a costly one twice computes it twice.
    """
    token = cell.str.normalize("NFKC").str.strip_chars()
    for pattern, written in _STEPS:
        token = token.str.replace(pattern, written)
    part = {name: pl.col("date.parts").struct.field(name) for name in re.findall(r"\?P<(\w+)>", _PARTS)}
    number = {"date." + name: part[name].cast(pl.Int32, strict=False) for name in part}
    names = {name: number for number, name in enumerate(_MONTHS, start=1)}
    month = part["second"].str.to_lowercase().str.head(3).replace_strict(names, default=None, return_dtype=pl.Int32)
    return (
        frame.with_columns(token.str.strip_chars().alias("date.token"))
        .with_columns(pl.col("date.token").str.extract_groups(_PARTS).alias("date.parts"))
        .with_columns(
            **number,
            **{
                "date.month": month,
                "date.afternoon": part["half"].str.contains(r"(?i)^p|오후"),
                "date.long": part["first"].str.len_bytes() == 4,
                "date.short": part["third"].str.len_bytes() <= 2,
            },
        )
        .with_columns(_from_serial(pl.col("date.token")).alias("date.serial"), _hour().alias("date.hour"))
        .with_columns(_assembled("month first").alias(MONTH_FIRST), _assembled("day first").alias(DAY_FIRST))
    )


def _assembled(order: Order) -> pl.Expr:
    first, second, third, month = (pl.col(f"date.{name}") for name in ("first", "second", "third", "month"))
    full_year = pl.when(pl.col("date.short")).then(third + pl.when(third < 70).then(2000).otherwise(1900)).otherwise(third)
    day_first = month.is_not_null() | pl.lit(order == "day first")
    text = pl.format(
        "{}-{}-{} {}:{}:{}",
        pl.when(pl.col("date.long")).then(first).otherwise(full_year),
        pl.when(pl.col("date.long") | day_first).then(pl.coalesce(month, second)).otherwise(first),
        pl.when(pl.col("date.long")).then(third).when(day_first).then(first).otherwise(second),
        pl.col("date.hour"),
        pl.col("date.minute").fill_null(0),
        pl.col("date.seconds").fill_null(0),
    )
    written = text.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    return _sensible(pl.coalesce(written, pl.col("date.serial")))


def _hour() -> pl.Expr:
    hour, afternoon = pl.col("date.hour").fill_null(0), pl.col("date.afternoon")
    return pl.when(afternoon & (hour < 12)).then(hour + 12).when(~afternoon & (hour == 12)).then(0).otherwise(hour)


def _from_serial(token: pl.Expr) -> pl.Expr:
    """Days since the last day but one of 1899, as Excel counts them; to the second."""
    days = pl.when(token.str.contains(r"^[2-7]\d{4}(?:\.\d+)?$")).then(token).cast(pl.Float64, strict=False)
    return pl.datetime(1899, 12, 30) + pl.duration(microseconds=(days * 86_400).round().cast(pl.Int64) * 1_000_000)


def are_sensible(values: pl.Series) -> bool:
    return bool(values.dt.year().is_between(*_YEARS).all())


def _sensible(date: pl.Expr) -> pl.Expr:
    """strptime takes "10" for the year 10."""
    return pl.when(date.dt.year().is_between(*_YEARS)).then(date)
