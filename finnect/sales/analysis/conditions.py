"""Which rows count as what; one definition for every measure."""

import polars as pl

from finnect.sales.analysis import marks
from finnect.sales.analysis.engine import Sales, summarise, whole
from finnect.sales.analysis.problems import FieldNeeded
from finnect.sales.analysis.summaries import Summary
from finnect.sales.analysis.vocabulary import Period

CANCELLED = pl.col(marks.CANCELLED)
POSITIVE = (pl.col("Quantity") > 0) & (pl.col("UnitPrice") > 0)
SOLD = POSITIVE & ~CANCELLED
TAKEN_BACK = CANCELLED & ~POSITIVE  # a cancelled row that is positive is the sale itself: nothing was added that could be taken off
KNOWN = pl.col("CustomerID").is_not_null()
DATED = pl.col("InvoiceDate").is_not_null()
IDENTIFIED = SOLD & KNOWN
FOLLOWED = IDENTIFIED & DATED  # what known customers bought, and when: the basis of all that follows customers through time
DAY = pl.col("InvoiceDate").dt.date()
STEP: dict[Period, str] = {"month": "1mo", "week": "1w", "day": "1d"}


def summarise_customers(sales: Sales, summary: Summary) -> pl.DataFrame:
    """A summary of sales with customer and date.

    :raises FieldNeeded: where no row of the whole table says who or when
    """
    (found,) = summarise(sales, summary)
    if found.is_empty():
        (given,) = summarise(whole(sales), Summary(keys=(KNOWN.alias("CustomerID"), DATED.alias("InvoiceDate"))))
        for field in ("CustomerID", "InvoiceDate"):
            if not given[field].any():
                raise FieldNeeded(field=field)
    return found


def first_day(by: Period) -> pl.Expr:
    """Of the period in which a row falls."""
    return pl.col("InvoiceDate").dt.truncate(STEP[by]).dt.date()
