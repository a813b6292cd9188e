"""RFM: how lately, how often and for how much each customer bought, and the ten segments that follow.

Each of the three is scored 1 to 5 by the share of customers who do worse, equal ones counted half: customers who do the
same get the same score whatever the order of rows, and where all do the same they get 3. The segment is a cell of the
grid of recency and *value*, the mean of the scores of frequency and monetary, half a point rounded up.
"""

from decimal import Decimal
from typing import TypedDict

import polars as pl

from finnect.sales.analysis.conditions import DAY, FOLLOWED, summarise_customers
from finnect.sales.analysis.engine import Sales
from finnect.sales.analysis.summaries import Fold, Summary
from finnect.sales.analysis.vocabulary import SEGMENTS, Segment

CUSTOMER_COLUMNS = (
    "customer",
    "segment",
    "recency_days",
    "frequency",
    "monetary",
    "recency_score",
    "frequency_score",
    "monetary_score",
    "first_purchase",
    "last_purchase",
)
# segment → its recency scores and its value scores, lowest and highest; the cells cover the grid once
_GRID: dict[Segment, tuple[tuple[int, int], tuple[int, int]]] = {
    "champions": ((5, 5), (4, 5)),
    "loyal": ((3, 4), (4, 5)),
    "potential_loyalists": ((4, 5), (2, 3)),
    "new": ((5, 5), (1, 1)),
    "promising": ((4, 4), (1, 1)),
    "need_attention": ((3, 3), (3, 3)),
    "about_to_sleep": ((3, 3), (1, 2)),
    "at_risk": ((1, 2), (3, 4)),
    "cannot_lose": ((1, 2), (5, 5)),
    "lost": ((1, 2), (1, 2)),
}
_SCORED = {"recency_score": -pl.col("recency_days"), "frequency_score": pl.col("frequency"), "monetary_score": pl.col("monetary")}


class Bounds(TypedDict):
    """Lowest and highest score of a segment, and what its customers really reach."""

    recency_score: tuple[int, int]
    value_score: tuple[int, int]
    recency_days: tuple[int, int] | None
    frequency: tuple[int, int] | None
    monetary: tuple[Decimal, Decimal] | None


class SegmentRow(TypedDict):
    """`recency_days`, `frequency` and `monetary` are means, None where the segment is empty."""

    segment: Segment
    customers: int
    share: float
    revenue: Decimal
    recency_days: float | None
    frequency: float | None
    monetary: float | None
    bounds: Bounds


def segments(sales: Sales) -> list[SegmentRow]:
    """All ten, best first, also the empty ones; their revenues sum to the bridge's “identified”.

    :raises FieldNeeded: where no row names a customer or a date
    """
    found = customers(sales)
    groups = {name: group for (name,), group in found.partition_by("segment", as_dict=True).items()}
    return [_segment(name, groups.get(name, found.clear()), found.height) for name in SEGMENTS]


def customer_rows(sales: Sales) -> pl.DataFrame:
    """`CUSTOMER_COLUMNS` of every customer, the best segment first, in it the one who spent most."""
    place = {name: at for at, name in enumerate(SEGMENTS)}
    rank = pl.col("segment").replace_strict(place, return_dtype=pl.Int32)
    return customers(sales).sort(rank, -pl.col("monetary"), "customer")


def customers(sales: Sales) -> pl.DataFrame:
    """`CUSTOMER_COLUMNS` of each customer who bought; recency counts from the day after the last purchase of all.

    :raises FieldNeeded: where no row names a customer or a date
    """
    day = pl.col("day")
    values = (
        day.min().alias("first_purchase"),
        day.max().alias("last_purchase"),
        pl.col("InvoiceNo").n_unique().cast(pl.Int64).alias("frequency"),
        pl.col("amount").sum().alias("monetary"),
    )
    keys = (pl.col("CustomerID").alias("customer"), pl.col("InvoiceNo"), DAY.alias("day"))
    summary = Summary(keys, (pl.col("amount"),), where=FOLLOWED, fold=Fold("customer", ("customer",), values))
    each = summarise_customers(sales, summary)
    recency = (pl.col("last_purchase").max() - pl.col("last_purchase")).dt.total_days() + 1
    scored = each.with_columns(recency.alias("recency_days")).with_columns(_score(value).alias(name) for name, value in _SCORED.items())
    return scored.with_columns(_segment_name().alias("segment")).select(CUSTOMER_COLUMNS)


def _score(value: pl.Expr) -> pl.Expr:
    # 1 + ⌊5 × (worse + equal / 2) / all⌋ in whole numbers; the two ranks count the worse, and the worse and equal
    worse_twice = value.rank("min").cast(pl.Int64) - 1 + value.rank("max").cast(pl.Int64)
    return 1 + (5 * worse_twice) // (2 * pl.len().cast(pl.Int64))


def _segment_name() -> pl.Expr:
    recency = pl.col("recency_score")
    worth = (pl.col("frequency_score") + pl.col("monetary_score") + 1) // 2
    name: pl.Expr = pl.lit(None, dtype=pl.String)
    for segment, (recencies, worths) in _GRID.items():
        name = pl.when(recency.is_between(*recencies) & worth.is_between(*worths)).then(pl.lit(segment)).otherwise(name)
    return name


def _segment(name: Segment, group: pl.DataFrame, everyone: int) -> SegmentRow:
    count = group.height
    totals = group.select(pl.col("monetary", "recency_days", "frequency").sum()).row(0)
    revenue, days, invoices = totals
    recencies, worths = _GRID[name]
    return SegmentRow(
        segment=name,
        customers=count,
        share=count / everyone if everyone else 0.0,
        revenue=revenue,
        recency_days=days / count if count else None,
        frequency=invoices / count if count else None,
        monetary=float(revenue / count) if count else None,
        bounds=Bounds(
            recency_score=recencies,
            value_score=worths,
            recency_days=_span(group["recency_days"]),
            frequency=_span(group["frequency"]),
            monetary=_span(group["monetary"]),
        ),
    )


def _span(values: pl.Series) -> tuple | None:  # type: ignore[type-arg]
    return (values.min(), values.max()) if len(values) else None
