"""What each of our fields holds in a cleaned table."""

from datetime import datetime
from decimal import Decimal
from typing import TypedDict

import polars as pl

from finnect.sales.analysis.engine import Sales, summarise
from finnect.sales.analysis.summaries import ROWS, Summary
from finnect.sales.analysis.vocabulary import FIELDS

Value = str | int | Decimal | datetime
_SHOWN = 5


class Frequent(TypedDict):
    value: Value
    rows: int


class FieldProfile(TypedDict):
    """`smallest` and `largest` of numbers and dates, `mean` of numbers; `frequent` are the values of most rows."""

    field: str
    missing: int
    distinct: int
    smallest: Value | None
    largest: Value | None
    mean: float | None
    zero: int | None
    negative: int | None
    frequent: list[Frequent]


def profile(sales: Sales) -> list[FieldProfile]:
    """Of every field that has a value in any row."""
    counted = (summarise(sales, Summary(keys=(pl.col(field).alias("value"),)))[0] for field in FIELDS)
    found = [_profile(field, values) for field, values in zip(FIELDS, counted, strict=True)]
    return [one for one in found if one["distinct"]]


def _profile(field: str, counted: pl.DataFrame) -> FieldProfile:
    given = counted.filter(pl.col("value").is_not_null())
    kind = counted.schema["value"]
    rows, value = pl.col(ROWS), pl.col("value")
    numeric, ordered = kind.is_numeric(), not isinstance(kind, pl.String)
    total = given.select((value.cast(pl.Decimal(38, _scale(kind))) * rows).sum()).item() if numeric else None
    count = given.select(rows.sum()).item()
    return FieldProfile(
        field=field,
        missing=counted.select(rows.sum()).item() - count,
        distinct=given.height,
        smallest=given["value"].min() if ordered else None,  # type: ignore[typeddict-item]
        largest=given["value"].max() if ordered else None,  # type: ignore[typeddict-item]
        mean=float(total / count) if total is not None and count else None,
        zero=given.select(rows.filter(value == 0).sum()).item() if numeric else None,
        negative=given.select(rows.filter(value < 0).sum()).item() if numeric else None,
        frequent=given.sort(ROWS, "value", descending=[True, False]).head(_SHOWN).to_dicts(),  # type: ignore[typeddict-item]
    )


def _scale(kind: pl.DataType) -> int:
    return kind.scale if isinstance(kind, pl.Decimal) else 0
