"""Which rows count as what; one definition for every measure."""

import polars as pl

from finnect.sales.analysis.problems import FieldNeeded
from finnect.sales.analysis.vocabulary import Period

CANCELLED = pl.col("InvoiceNo").str.contains(r"^[Cc]\d").fill_null(False)
SOLD = (pl.col("Quantity") > 0) & (pl.col("UnitPrice") > 0)
KNOWN = pl.col("CustomerID").is_not_null()
DATED = pl.col("InvoiceDate").is_not_null()
IDENTIFIED = SOLD & ~CANCELLED & KNOWN
STEP: dict[Period, str] = {"month": "1mo", "week": "1w", "day": "1d"}


def identified_sales(sales: pl.LazyFrame) -> pl.LazyFrame:
    """What known customers bought, and when; the basis of everything that follows customers through time.

    :raises FieldNeeded: where no row says who or when
    """
    found = sales.filter(IDENTIFIED & DATED)
    for field in ("CustomerID", "InvoiceDate"):
        if sales.select(pl.col(field).is_not_null().any()).collect().item() is not True:
            raise FieldNeeded(field=field)
    return found


def first_day(by: Period) -> pl.Expr:
    """Of the period in which a row falls."""
    return pl.col("InvoiceDate").dt.truncate(STEP[by]).dt.date()
