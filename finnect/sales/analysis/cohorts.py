"""Customers through time: who came when, who came back, and what new ones bring beside returning ones."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TypedDict

import polars as pl

from finnect.sales.analysis.conditions import FOLLOWED, first_day, summarise_customers
from finnect.sales.analysis.engine import Sales
from finnect.sales.analysis.summaries import Summary
from finnect.sales.analysis.vocabulary import Period


class Cohort(TypedDict):
    """Customers who first bought in `month`; item n of the lists is n months later, the first being their first month.

    A list ends with the table's last month, which may be unfinished.
    """

    month: date
    customers: int
    active: list[int]
    retention: list[float]
    revenue: list[Decimal]


class Newcomers(TypedDict):
    """Of one period: customers who bought for the first time, and those who had bought in an earlier one."""

    period: date
    new: int
    returning: int
    new_revenue: Decimal
    returning_revenue: Decimal


def retention(sales: Sales) -> list[Cohort]:
    """The monthly retention matrix, oldest cohort first.

    :raises FieldNeeded: where no row names a customer or a date
    """
    found = _by_first(sales, "month")
    cells: dict[date, dict[int, tuple[int, Decimal]]] = defaultdict(dict)
    for first, period, customers, revenue in found.rows():
        cells[first][_month(period) - _month(first)] = customers, revenue
    last = max((_month(period) for period in found["period"]), default=0)
    return [_cohort(first, cells[first], last - _month(first) + 1) for first in sorted(cells)]


def newcomers(sales: Sales, by: Period) -> list[Newcomers]:
    """For each period with sales, oldest first.

    :raises FieldNeeded: where no row names a customer or a date
    """
    is_new = pl.col("first") == pl.col("period")
    split = [
        pl.col("customers").filter(is_new).sum().cast(pl.Int64).alias("new"),
        pl.col("customers").filter(~is_new).sum().cast(pl.Int64).alias("returning"),
        pl.col("revenue").filter(is_new).sum().alias("new_revenue"),
        pl.col("revenue").filter(~is_new).sum().alias("returning_revenue"),
    ]
    return _by_first(sales, by).group_by("period").agg(split).sort("period").to_dicts()  # type: ignore[return-value]


def _by_first(sales: Sales, by: Period) -> pl.DataFrame:
    """`first`, `period`, `customers`, `revenue`: what those who came in one period did in another."""
    keys = (pl.col("CustomerID"), first_day(by).alias("period"))
    each = summarise_customers(sales, Summary(keys, (pl.col("amount"),), where=FOLLOWED))
    first = each.group_by("CustomerID").agg(pl.col("period").min().alias("first"))
    return (
        each.join(first, on="CustomerID")
        .group_by("first", "period")
        .agg(pl.len().alias("customers"), pl.col("amount").sum().alias("revenue"))
    )


def _cohort(first: date, cells: dict[int, tuple[int, Decimal]], months: int) -> Cohort:
    found = [cells.get(month, (0, Decimal(0))) for month in range(months)]
    size = found[0][0]
    return Cohort(
        month=first,
        customers=size,
        active=[count for count, _ in found],
        retention=[count / size for count, _ in found],
        revenue=[revenue for _, revenue in found],
    )


def _month(day: date) -> int:
    return day.year * 12 + day.month
