"""A checked query answered from a cleaned table."""

from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, TypedDict

import polars as pl

from finnect.sales.analysis.conditions import CANCELLED, SOLD
from finnect.sales.analysis.names import product_names
from finnect.sales.analysis.query import Filter, Query
from finnect.sales.analysis.rfm import customers
from finnect.sales.analysis.vocabulary import Asked, Group

_DATE, _INVOICE, _AMOUNT, _QUANTITY = (pl.col(name) for name in ("InvoiceDate", "InvoiceNo", "amount", "Quantity"))
_KEYS: dict[Group, pl.Expr] = {
    "country": pl.col("Country"),
    "product": pl.col("StockCode"),
    "customer": pl.col("CustomerID"),
    "segment": pl.col("segment"),
    "year": _DATE.dt.truncate("1y").dt.date(),
    "quarter": _DATE.dt.truncate("1q").dt.date(),
    "month": _DATE.dt.truncate("1mo").dt.date(),
    "week": _DATE.dt.truncate("1w").dt.date(),
    "day": _DATE.dt.date(),
    "weekday": _DATE.dt.weekday(),
    "hour": _DATE.dt.hour(),
}
_SHOWN: dict[Group, pl.Expr] = {
    "year": pl.col("year").dt.year(),
    "quarter": pl.format("{}-Q{}", pl.col("quarter").dt.year(), pl.col("quarter").dt.quarter()),
    "month": pl.col("month").dt.strftime("%Y-%m"),
    "week": pl.col("week").dt.strftime("%G-W%V"),
    "day": pl.col("day").dt.strftime("%Y-%m-%d"),
}


class Answer(TypedDict):
    """`rows` as lists in the order of `columns`; a group by product has the product's name beside its code."""

    columns: list[str]
    rows: list[list[Any]]


def run_query(parquet: Path, query: Query) -> Answer:
    """Groups without a value (sales without a customer, a date, …) are one group, None, behind all others."""
    sales = _with_segments(pl.scan_parquet(parquet), query)
    for one in query.filters:
        sales = _filtered(sales, one)
    measures = [_measured(measure).alias(measure) for measure in query.measures]
    if query.group_by:
        found = sales.group_by(_KEYS[group].alias(group) for group in query.group_by).agg(measures)
        found = found.sort(
            [pl.col(order.column) for order in query.order_by],
            descending=[order.descending for order in query.order_by],
            nulls_last=True,
        )
        nameless = pl.any_horizontal(pl.col(group).is_null() for group in query.group_by)
        found = found.sort(nameless, maintain_order=True).head(query.limit)
    else:
        found = sales.select(measures)
    table = found.collect().with_columns(_SHOWN[group].alias(group) for group in query.group_by if group in _SHOWN)
    if "product" in query.group_by:
        table = _named(table, parquet)
    return Answer(columns=table.columns, rows=[list(row) for row in table.rows()])


def _measured(measure: Asked) -> pl.Expr:
    match measure:
        case "total_revenue":
            return _AMOUNT.sum()
        case "num_customers":
            return pl.col("CustomerID").drop_nulls().n_unique()
        case "num_invoices":
            return _INVOICE.drop_nulls().n_unique()
        case "total_quantity":
            return _QUANTITY.sum()
        case "num_products":
            return pl.col("StockCode").drop_nulls().n_unique()
        case "average_basket":
            return _ratio(_AMOUNT.filter(~CANCELLED).sum(), _INVOICE.filter(~CANCELLED).drop_nulls().n_unique())
        case "average_price":
            return _ratio(_AMOUNT.filter(SOLD).sum(), _QUANTITY.filter(SOLD).sum())
        case "cancellation_rate":
            return _ratio(_INVOICE.filter(CANCELLED).n_unique(), _INVOICE.drop_nulls().n_unique())


def _ratio(above: pl.Expr, below: pl.Expr) -> pl.Expr:
    """Of two exact sums, so the same in any order of rows; None where there is nothing to divide by."""
    return pl.when(below != 0).then(above.cast(pl.Float64) / below.cast(pl.Float64))


def _with_segments(sales: pl.LazyFrame, query: Query) -> pl.LazyFrame:
    if "segment" not in (*query.group_by, *(one.field for one in query.filters)):
        return sales
    segments = customers(sales).select(pl.col("customer").alias("CustomerID"), "segment")
    return sales.join(segments, on="CustomerID", how="left")


def _filtered(sales: pl.LazyFrame, one: Filter) -> pl.LazyFrame:
    if one.field == "product":
        names = product_names(sales)
        codes = sales.select("StockCode").unique().join(names, on="StockCode", how="left")
        matching = codes.filter(_matches(pl.col("StockCode"), one) | _matches(pl.col("product_name"), one))
        return sales.join(matching, on="StockCode", how="semi")
    key = _KEYS[one.field]
    match one.operator:
        case "from":
            return sales.filter(key >= one.values[0])
        case "to":
            return sales.filter(key <= one.values[0])
    if one.field in ("country", "customer"):
        return sales.filter(_matches(key, one))
    return sales.filter(reduce(or_, (key == value for value in one.values)))


def _matches(text: pl.Expr, one: Filter) -> pl.Expr:
    """Whatever the case."""
    values = [str(value).lower() for value in one.values]
    lower = text.str.to_lowercase()
    found = lower.str.contains(values[0], literal=True) if one.operator == "contains" else lower.is_in(values)
    return found.fill_null(False)


def _named(table: pl.DataFrame, parquet: Path) -> pl.DataFrame:
    shown = table.get_column("product").drop_nulls().implode()
    sales = pl.scan_parquet(parquet).filter(pl.col("StockCode").is_in(shown))
    names = product_names(sales).rename({"StockCode": "product"}).collect()
    named = table.join(names, on="product", how="left", maintain_order="left")
    at = table.columns.index("product") + 1
    return named.select(*table.columns[:at], "product_name", *table.columns[at:])
