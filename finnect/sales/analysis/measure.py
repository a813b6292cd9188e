"""The measures of a cleaned table: exact, and the same in whatever order the rows stand."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from finnect.sales.analysis.answers import Entry, Point, Statistics
from finnect.sales.analysis.conditions import DATED, DAY, first_day
from finnect.sales.analysis.definitions import measured
from finnect.sales.analysis.engine import Sales, summarise, whole
from finnect.sales.analysis.names import product_names
from finnect.sales.analysis.summaries import Summary
from finnect.sales.analysis.vocabulary import MEASURES, Dimension, Measure, Period

_KEY: dict[Dimension, str] = {"product": "StockCode", "country": "Country", "customer": "CustomerID"}


def statistics(sales: Sales) -> Statistics:
    found = measured(sales, MEASURES).row(0, named=True)
    return Statistics(
        total_revenue=shortest(found["total_revenue"]),
        num_customers=found["num_customers"],
        num_invoices=found["num_invoices"],
        total_quantity=found["total_quantity"],
    )


def shortest(value: Decimal) -> Decimal:
    """The same number without zeros at the end; `normalize` would round to 28 digits."""
    text = f"{value:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def series(sales: Sales, measure: Measure, by: Period) -> list[Point]:
    """The measure for each period that has sales, oldest first; sales without a date are in none."""
    found = measured(sales, [measure], {"period": first_day(by)}, where=DATED).sort("period")
    points = [Point(period=period, value=value, complete=True) for period, value in found.rows()]
    if points:
        (days,) = summarise(whole(sales), Summary(keys=(DAY.alias("day"),), where=DATED))
        points[-1]["complete"] = max(days["day"]) >= _last_day(points[-1]["period"], by)
    return points


def top(sales: Sales, by: Dimension, measure: Measure, limit: int = 10) -> list[Entry]:
    """The largest first, equal ones in the order of their keys."""
    key = pl.col(_KEY[by])
    found = measured(sales, [measure], {"key": key}, where=key.is_not_null())
    ranked = found.sort(measure, "key", descending=[True, False]).head(limit)
    labels = dict(product_names(sales, ranked["key"]).rows()) if by == "product" else {}
    return [Entry(key=name, label=labels.get(name) or name, value=value) for name, value in ranked.rows()]


def _last_day(start: date, by: Period) -> date:
    match by:
        case "day":
            return start
        case "week":
            return start + timedelta(days=6)
        case "month":
            return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
