"""How selling goes: what is cancelled, when people buy, how large a basket is."""

from decimal import Decimal
from typing import TypedDict

import polars as pl

from finnect.sales.analysis.conditions import CANCELLED, DATED, SOLD, TAKEN_BACK
from finnect.sales.analysis.definitions import measured
from finnect.sales.analysis.engine import Sales, summarise
from finnect.sales.analysis.summaries import Fold, Summary
from finnect.sales.analysis.vocabulary import Measure

_INVOICE = pl.col("InvoiceNo")


class Cancellations(TypedDict):
    """`rate` is the share of invoices, None where there are none; `value` is what they take off the revenue."""

    invoices: int
    cancelled: int
    rate: float | None
    value: Decimal


class HourOfWeek(TypedDict):
    """`weekday` is 1 (Monday) to 7, `hour` 0 to 23."""

    weekday: int
    hour: int
    value: Decimal | int


class Spread(TypedDict):
    """Over all baskets; None where there is none. A quartile is the value of a basket that exists."""

    mean: float | None
    lowest_quarter: float | None
    median: float | None
    highest_quarter: float | None
    largest: float | None


class Baskets(TypedDict):
    """What invoices that sold something hold: `lines` different products, `size` pieces, `value` money."""

    invoices: int
    lines: Spread
    size: Spread
    value: Spread


def cancellations(sales: Sales) -> Cancellations:
    counts = (
        _INVOICE.drop_nulls().n_unique().cast(pl.Int64).alias("invoices"),
        _INVOICE.filter(CANCELLED).drop_nulls().n_unique().cast(pl.Int64).alias("cancelled_invoices"),
        pl.col("taken_back").sum().alias("value"),
    )
    taken_back = pl.when(TAKEN_BACK).then(pl.col("amount")).alias("taken_back")
    (found,) = summarise(sales, Summary((_INVOICE, CANCELLED), (taken_back,), fold=Fold("InvoiceNo", (), counts)))
    invoices, count, value = found.row(0)
    return Cancellations(invoices=invoices, cancelled=count, rate=count / invoices if invoices else None, value=value)


def hours_of_week(sales: Sales, measure: Measure) -> list[HourOfWeek]:
    """The hours that have sales, from Monday on; sales without a date are in none."""
    when = {"weekday": pl.col("InvoiceDate").dt.weekday(), "hour": pl.col("InvoiceDate").dt.hour()}
    found = measured(sales, [measure], when, where=DATED).rename({measure: "value"})
    return found.sort("weekday", "hour").to_dicts()  # type: ignore[return-value]


def baskets(sales: Sales) -> Baskets:
    sums = (pl.col("Quantity"), pl.col("amount"))
    values = (
        pl.len().cast(pl.Int64).alias("lines"),
        pl.col("Quantity").sum().alias("size"),
        pl.col("amount").sum().alias("value"),
    )
    summary = Summary((_INVOICE, pl.col("StockCode")), sums, where=SOLD, fold=Fold("InvoiceNo", ("InvoiceNo",), values))
    (each,) = summarise(sales, summary)
    return Baskets(invoices=each.height, lines=_spread(each["lines"]), size=_spread(each["size"]), value=_spread(each["value"]))


def _spread(values: pl.Series) -> Spread:
    ordered = values.sort().to_list()
    if not ordered:
        return Spread(mean=None, lowest_quarter=None, median=None, highest_quarter=None, largest=None)
    last = len(ordered) - 1
    return Spread(
        mean=float(sum(ordered) / len(ordered)),
        lowest_quarter=float(ordered[last // 4]),
        median=float(ordered[last // 2]),
        highest_quarter=float(ordered[last * 3 // 4]),
        largest=float(ordered[last]),
    )
