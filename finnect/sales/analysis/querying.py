"""A checked query answered from a cleaned table, and a selection made from it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any, TypedDict

import polars as pl

from finnect.sales.analysis.conditions import DATED, first_day
from finnect.sales.analysis.definitions import measured
from finnect.sales.analysis.engine import Chosen, Sales, summarise
from finnect.sales.analysis.names import product_names
from finnect.sales.analysis.query import Filter, Query, Reach, Selection
from finnect.sales.analysis.rfm import customers
from finnect.sales.analysis.summaries import Summary
from finnect.sales.analysis.vocabulary import Group

_DATE = pl.col("InvoiceDate")
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


def run_query(sales: Sales, query: Query) -> Answer:
    """Groups without a value (sales without a customer, a date, …) are one group, None, behind all others."""
    groups: dict[str, pl.Expr] = {group: _KEYS[group] for group in query.group_by}
    found = measured(sales, query.measures, groups, where=_where(sales, query.filters), beside=_segments(sales, query))
    if groups:
        nameless = pl.any_horizontal(pl.col(group).is_null() for group in groups)
        by = [nameless, *(pl.col(order.column) for order in query.order_by)]
        found = found.sort(by, descending=[False, *(order.descending for order in query.order_by)], nulls_last=True).head(query.limit)
    table = found.with_columns(_SHOWN[group].alias(group) for group in query.group_by if group in _SHOWN)
    if "product" in groups:
        table = _named(table, sales)
    return Answer(columns=table.columns, rows=[list(row) for row in table.rows()])


def choose(sales: Sales, selection: Selection | Query) -> Sales:
    """The sales of a selection, or those that pass a query's filters, of which none is a segment; whatever is measured of them is
    measured of nothing else.
    """
    where = _where(sales, selection.filters)
    return sales if where is None else Chosen(sales, where)


def reach(sales: Sales) -> Reach:
    """What may be selected of them."""
    country = pl.col("Country")
    countries, months = summarise(
        sales, Summary((country,), where=country.is_not_null()), Summary((first_day("month").alias("month"),), where=DATED)
    )
    named, found = sorted(countries["Country"]), months["month"].to_list()
    return Reach(tuple(named), (min(found), max(found)) if found else None)


def _where(sales: Sales, filters: Sequence[Filter]) -> pl.Expr | None:
    return pl.all_horizontal(_condition(sales, one) for one in filters) if filters else None


def _segments(sales: Sales, query: Query) -> pl.DataFrame | None:
    if "segment" not in (*query.group_by, *(one.field for one in query.filters)):
        return None
    return customers(sales).select(pl.col("customer").alias("CustomerID"), "segment")


def _condition(sales: Sales, one: Filter) -> pl.Expr:
    if one.operator == "not_in":  # what has no value has none of these
        return ~_condition(sales, replace(one, operator="in")).fill_null(False)
    if one.field == "product":
        names = product_names(sales)
        matching = names.filter(_matches(pl.col("StockCode"), one) | _matches(pl.col("product_name"), one))
        return pl.col("StockCode").is_in(matching["StockCode"].drop_nulls().implode())
    key = _KEYS[one.field]
    match one.operator:
        case "from":
            return key >= one.values[0]
        case "to":
            return key <= one.values[0]
    if one.field in ("country", "customer"):
        return _matches(key, one)
    return reduce(or_, (key == value for value in one.values))


def _matches(text: pl.Expr, one: Filter) -> pl.Expr:
    """Whatever the case."""
    values = [str(value).lower() for value in one.values]
    lower = text.str.to_lowercase()
    found = lower.str.contains(values[0], literal=True) if one.operator == "contains" else lower.is_in(values)
    return found.fill_null(False)


def _named(table: pl.DataFrame, sales: Sales) -> pl.DataFrame:
    names = product_names(sales, table["product"]).rename({"StockCode": "product"})
    named = table.join(names, on="product", how="left", maintain_order="left")
    at = table.columns.index("product") + 1
    return named.select(*table.columns[:at], "product_name", *table.columns[at:])
