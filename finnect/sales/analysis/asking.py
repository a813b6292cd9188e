"""What answers to questions in words take beside closed queries: what a question may name, which days there are, who came again."""

from collections.abc import Sequence
from typing import Literal

import polars as pl

from finnect.sales.analysis.conditions import DATED, DAY
from finnect.sales.analysis.engine import Sales, summarise
from finnect.sales.analysis.query import Filter, Query, parse_query
from finnect.sales.analysis.querying import choose, run_query
from finnect.sales.analysis.rfm import customers
from finnect.sales.analysis.summaries import Summary

Named = Literal["country", "product"]
_MOST_NAMED: dict[Named, int] = {"country": 300, "product": 5000}


def called(sales: Sales, field: Named) -> tuple[str, ...]:
    """What a table calls its countries or products, those of most revenue first."""
    asked = {"measures": ["total_revenue"], "group_by": [field], "order_by": ["-total_revenue"], "limit": _MOST_NAMED[field]}
    answer = run_query(sales, parse_query(asked))
    at = answer["columns"].index("product_name" if field == "product" else field)
    return tuple(dict.fromkeys(row[at] for row in answer["rows"] if row[at]))


def extent(sales: Sales) -> tuple[str, ...]:
    """The first and the last day of a table, as 2011-12-09; nothing where no row has a date."""
    (days,) = summarise(sales, Summary((DAY.alias("day"),), where=DATED))
    return tuple(day.isoformat() for day in (days["day"].min(), days["day"].max()) if day)  # type: ignore[union-attr]


def returning(sales: Sales, filters: Sequence[Filter]) -> dict[str, float | int]:
    """Of the customers who bought what passes the filters, those with at least two orders of it; nothing where nobody did.

    Cancellations are no orders.

    :raises FieldNeeded: where no row names a customer or a date
    """
    orders = customers(choose(sales, Query((), filters=tuple(filters))))["frequency"]
    again = int((orders >= 2).sum())
    return {"repeat_customers": again, "repeat_rate": again / len(orders)} if len(orders) else {}


def first_days(sales: Sales, filters: Sequence[Filter] = ()) -> dict[str, int]:
    """How many customers bought what passes the filters for the first time on each day.

    :raises FieldNeeded: where no row names a customer or a date
    """
    found = customers(choose(sales, Query((), filters=tuple(filters))))
    counted = found.group_by(pl.col("first_purchase").dt.to_string("%Y-%m-%d")).len().sort("first_purchase")
    return dict(counted.rows())
