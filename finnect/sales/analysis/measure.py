"""The measures of a cleaned table: exact, and the same in whatever order the rows stand."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypedDict, get_args

import polars as pl

Measure = Literal["total_revenue", "num_customers", "num_invoices", "total_quantity"]
Period = Literal["month", "week", "day"]
Dimension = Literal["product", "country", "customer"]
MEASURES: tuple[Measure, ...] = get_args(Measure)

_KEY: dict[Dimension, str] = {"product": "StockCode", "country": "Country", "customer": "CustomerID"}
_STEP: dict[Period, str] = {"month": "1mo", "week": "1w", "day": "1d"}


class Statistics(TypedDict):
    """Revenue in the table's own currency."""

    total_revenue: Decimal
    num_customers: int
    num_invoices: int
    total_quantity: int | Decimal


class Point(TypedDict):
    """`period` is its first day; it is `complete` if the table reaches its last one."""

    period: date
    value: Decimal | int
    complete: bool


class Entry(TypedDict):
    key: str
    label: str
    value: Decimal | int


def measured(measure: Measure) -> pl.Expr:
    match measure:
        case "total_revenue":
            value = pl.col("amount").sum()
        case "num_customers":
            value = pl.col("CustomerID").drop_nulls().n_unique()
        case "num_invoices":
            value = pl.col("InvoiceNo").drop_nulls().n_unique()
        case "total_quantity":
            value = pl.col("Quantity").sum()
    return value.alias(measure)


def statistics(parquet: Path) -> Statistics:
    values = _collect(pl.scan_parquet(parquet).select(map(measured, MEASURES))).row(0)
    revenue, customers, invoices, quantity = values
    return Statistics(total_revenue=revenue, num_customers=customers, num_invoices=invoices, total_quantity=quantity)


def series(parquet: Path, measure: Measure, by: Period) -> list[Point]:
    """The measure for each period that has sales, oldest first; sales without a date are in none."""
    dated = pl.scan_parquet(parquet).filter(pl.col("InvoiceDate").is_not_null())
    start = pl.col("InvoiceDate").dt.truncate(_STEP[by]).dt.date().alias("period")
    last_day = pl.col("InvoiceDate").max().dt.date().alias("last_day")
    found = _collect(dated.group_by(start).agg(measured(measure).alias("value"), last_day).sort("period"))
    points = [Point(period=period, value=value, complete=True) for period, value, _ in found.rows()]
    if points:
        points[-1]["complete"] = found["last_day"][-1] >= _last_day(points[-1]["period"], by)
    return points


def top(parquet: Path, by: Dimension, measure: Measure, limit: int = 10) -> list[Entry]:
    """The largest first, equal ones in the order of their keys; a product is called what it is called most often."""
    key = pl.col(_KEY[by]).alias("key")
    sales = pl.scan_parquet(parquet).filter(key.is_not_null())
    ranked = _collect(
        sales.group_by(key)
        .agg(measured(measure).alias("value"))
        .sort("value", "key", descending=[True, False])
        .head(limit)
    )
    labels = _descriptions(parquet, ranked["key"].to_list()) if by == "product" else {}
    return [Entry(key=name, label=labels.get(name, name), value=value) for name, value in ranked.rows()]


def _descriptions(parquet: Path, codes: list[str]) -> dict[str, str]:
    named = pl.scan_parquet(parquet).filter(pl.col("StockCode").is_in(codes) & pl.col("Description").is_not_null())
    counted = named.group_by("StockCode", "Description").len()
    usual = counted.sort("len", "Description", descending=[True, False]).unique(
        "StockCode", keep="first", maintain_order=True
    )
    return dict(_collect(usual.select("StockCode", "Description")).rows())


def _last_day(start: date, by: Period) -> date:
    match by:
        case "day":
            return start
        case "week":
            return start + timedelta(days=6)
        case "month":
            return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _collect(frame: pl.LazyFrame) -> pl.DataFrame:
    return frame.collect(engine="streaming")
