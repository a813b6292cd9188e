"""The measures of a cleaned table: exact, and the same in whatever order the rows stand."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl

from finnect.sales.analysis.answers import Entry, Point, Statistics
from finnect.sales.analysis.conditions import DATED, first_day
from finnect.sales.analysis.names import product_names
from finnect.sales.analysis.vocabulary import Dimension, Measure, Period

_KEY: dict[Dimension, str] = {"product": "StockCode", "country": "Country", "customer": "CustomerID"}


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
    sales = pl.scan_parquet(parquet)
    revenue, quantity = _collect(sales.select(measured("total_revenue"), measured("total_quantity"))).row(0)
    return Statistics(
        total_revenue=shortest(revenue),
        num_customers=_distinct(sales, "CustomerID"),
        num_invoices=_distinct(sales, "InvoiceNo"),
        total_quantity=quantity,
    )


def _distinct(sales: pl.LazyFrame, field: str) -> int:
    """As `n_unique` finds it, which keeps every value in memory, not only the different ones."""
    return int(_collect(sales.select(field).drop_nulls().unique().select(pl.len())).item())


def shortest(value: Decimal) -> Decimal:
    """The same number without zeros at the end; `normalize` would round to 28 digits."""
    text = f"{value:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def series(parquet: Path, measure: Measure, by: Period) -> list[Point]:
    """The measure for each period that has sales, oldest first; sales without a date are in none."""
    dated = pl.scan_parquet(parquet).filter(DATED)
    start = first_day(by).alias("period")
    last_day = pl.col("InvoiceDate").max().dt.date().alias("last_day")
    found = _collect(dated.group_by(start).agg(measured(measure).alias("value"), last_day).sort("period"))
    points = [Point(period=period, value=value, complete=True) for period, value, _ in found.rows()]
    if points:
        points[-1]["complete"] = found["last_day"][-1] >= _last_day(points[-1]["period"], by)
    return points


def top(parquet: Path, by: Dimension, measure: Measure, limit: int = 10) -> list[Entry]:
    """The largest first, equal ones in the order of their keys."""
    key = pl.col(_KEY[by]).alias("key")
    sales = pl.scan_parquet(parquet).filter(key.is_not_null())
    ranked = _collect(sales.group_by(key).agg(measured(measure).alias("value")).sort("value", "key", descending=[True, False]).head(limit))
    labels = _names(parquet, ranked["key"].to_list()) if by == "product" else {}
    return [Entry(key=name, label=labels.get(name, name), value=value) for name, value in ranked.rows()]


def _names(parquet: Path, codes: list[str]) -> dict[str, str]:
    return dict(_collect(product_names(pl.scan_parquet(parquet).filter(pl.col("StockCode").is_in(codes)))).rows())


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
