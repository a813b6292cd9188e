"""From gross sales to the stated revenue, line by line, and the other revenues that people mean."""

from decimal import Decimal
from pathlib import Path

import polars as pl

from finnect.kit.words import N_
from finnect.sales.analysis.answers import Bridge, Line
from finnect.sales.analysis.conditions import CANCELLED, DATED, IDENTIFIED, KNOWN, SOLD
from finnect.sales.analysis.vocabulary import FIELDS

# Each row belongs to the first line whose condition it meets, so the lines sum to the whole.
_LINES: tuple[tuple[str, str, pl.Expr], ...] = (
    ("cancellations", N_("Cancelled invoices (C…)"), CANCELLED),
    ("gross_sales", N_("Gross sales: quantity and price above zero"), SOLD),
    ("negative_prices", N_("Adjustments booked with a negative price"), pl.col("UnitPrice") < 0),
    ("free_items", N_("Items without a price"), pl.col("UnitPrice") == 0),
    ("returns", N_("Negative quantities outside cancelled invoices"), pl.lit(True)),
)
_ORDER = ("gross_sales", "cancellations", "returns", "negative_prices", "free_items")
_DEFINITIONS: tuple[tuple[str, str, str, pl.Expr], ...] = (
    ("stated", N_("All rows"), N_("What remains after cancellations and adjustments: for the books"), pl.lit(True)),
    ("positive", N_("Quantity and price above zero"), N_("What was sold before anything came back: for demand"), SOLD),
    (
        "identified",
        N_("The same, of known customers only"),
        N_("What can be traced to someone: for segments and customer value"),
        IDENTIFIED,
    ),
)
_WITHIN: tuple[tuple[str, str, pl.Expr], ...] = (
    ("no_customer", N_("Rows without a customer"), ~KNOWN),
    ("no_date", N_("Rows without a date"), ~DATED),
)


def bridge(parquet: Path) -> Bridge:
    sales = pl.scan_parquet(parquet)
    lines = {line.name: line for line in _lines(sales)}
    definitions = [_part(sales, name, label, where, purpose) for name, label, purpose, where in _DEFINITIONS]
    within = [_part(sales, name, label, where) for name, label, where in _WITHIN]
    return Bridge(
        lines=[lines[name] for name in _ORDER],
        total=definitions[0].value,
        definitions=definitions,
        within=[*within, _duplicates(sales)],
    )


def _lines(sales: pl.LazyFrame) -> list[Line]:
    chosen: pl.Expr = pl.lit(None, dtype=pl.String)
    for name, _, where in reversed(_LINES):
        chosen = pl.when(where).then(pl.lit(name)).otherwise(chosen)
    found = sales.group_by(chosen.alias("name")).agg(pl.len(), pl.col("amount").sum())
    by_name = {name: (rows, value) for name, rows, value in found.collect(engine="streaming").rows()}
    return [Line(name, label, *by_name.get(name, (0, Decimal(0)))) for name, label, _ in _LINES]


def _part(sales: pl.LazyFrame, name: str, label: str, where: pl.Expr, purpose: str = "") -> Line:
    part = sales.filter(where).select(pl.len(), pl.col("amount").sum(), pl.col("CustomerID").drop_nulls().n_unique())
    rows, value, customers = part.collect(engine="streaming").row(0)
    return Line(name, label, rows, value, purpose, customers)


def _duplicates(sales: pl.LazyFrame) -> Line:
    """Rows that repeat an earlier one in every field: counted in the revenue, for they may be right."""
    same = sales.group_by(FIELDS).agg((pl.len() - 1).alias("again"), pl.col("amount").first())
    again = same.filter(pl.col("again") > 0).select(pl.col("again").sum(), (pl.col("amount") * pl.col("again")).sum())
    rows, value = again.collect(engine="streaming").row(0)
    return Line("duplicates", N_("Rows that repeat another exactly"), rows or 0, value or Decimal(0))
