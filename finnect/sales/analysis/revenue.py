"""From gross sales to the stated revenue, line by line, and the other revenues that people mean."""

from typing import Any

import polars as pl

from finnect.kit.words import N_
from finnect.sales.analysis.answers import Bridge, Line
from finnect.sales.analysis.conditions import CANCELLED, DATED, IDENTIFIED, KNOWN, POSITIVE, SOLD
from finnect.sales.analysis.engine import Sales, summarise
from finnect.sales.analysis.summaries import ROWS, Fold, Summary
from finnect.sales.analysis.vocabulary import FIELDS

# Each row belongs to the first line whose condition it meets, so the lines sum to the whole.
_LINES: tuple[tuple[str, str, pl.Expr], ...] = (
    ("cancelled_sales", N_("Marked as cancelled, but booked like a sale"), CANCELLED & POSITIVE),
    ("cancellations", N_("Cancellations: invoices C…, or marked as such"), CANCELLED),
    ("gross_sales", N_("Gross sales: quantity and price above zero"), SOLD),
    ("negative_prices", N_("Adjustments booked with a negative price"), pl.col("UnitPrice") < 0),
    ("free_items", N_("Items without a price"), pl.col("UnitPrice") == 0),
    ("returns", N_("Negative quantities outside cancelled invoices"), pl.lit(True)),
)
_ORDER = ("gross_sales", "cancelled_sales", "cancellations", "returns", "negative_prices", "free_items")
_ALL = pl.lit(True)
_RARE = ("cancelled_sales", "uncancelled")  # told where there are any cancelled sales
_DEFINITIONS: tuple[tuple[str, str, str, pl.Expr], ...] = (
    ("stated", N_("All rows"), N_("What remains after cancellations and adjustments: for the books"), _ALL),
    (
        "uncancelled",
        N_("All rows but cancelled ones that are booked like sales"),
        N_("What remains where a cancelled order keeps its quantity: for tables that mark it in place"),
        pl.col("line") != "cancelled_sales",
    ),
    ("positive", N_("Quantity and price above zero"), N_("What was sold before anything came back: for demand"), pl.col("sold")),
    (
        "identified",
        N_("The same, of known customers only"),
        N_("What can be traced to someone: for segments and customer value"),
        pl.col("identified"),
    ),
)
_WITHIN: tuple[tuple[str, str, pl.Expr], ...] = (
    ("no_customer", N_("Rows without a customer"), ~KNOWN),
    ("no_date", N_("Rows without a date"), ~pl.col("dated")),
)


def bridge(sales: Sales) -> Bridge:
    found, again = (one.row(0, named=True) for one in summarise(sales, _by_kind(), _repeated()))
    lines = {name: Line(name, label, found[f"{name}.rows"], found[f"{name}.value"]) for name, label, _ in _LINES}
    left_out = () if lines["cancelled_sales"].rows else _RARE
    definitions = [_part(found, name, label, purpose) for name, label, purpose, _ in _DEFINITIONS if name not in left_out]
    within = [_part(found, name, label) for name, label, _ in _WITHIN]
    return Bridge(
        lines=[lines[name] for name in _ORDER if name not in left_out],
        total=definitions[0].value,
        definitions=definitions,
        within=[*within, Line("duplicates", N_("Rows that repeat another exactly"), again["rows"], again["value"])],
    )


def _by_kind() -> Summary:
    """Rows, value and customers of each part of the revenue, found on one row for each customer and kind of row."""
    chosen: pl.Expr = pl.lit(None, dtype=pl.String)
    for name, _, where in reversed(_LINES):
        chosen = pl.when(where).then(pl.lit(name)).otherwise(chosen)
    kinds = (chosen.alias("line"), SOLD.alias("sold"), IDENTIFIED.alias("identified"), DATED.alias("dated"))
    parts = {name: pl.col("line") == name for name in _ORDER}
    parts |= {name: where for name, _, _, where in _DEFINITIONS} | {name: where for name, _, where in _WITHIN}
    values = tuple(value for name, where in parts.items() for value in _values(name, where))
    return Summary((pl.col("CustomerID"), *kinds), (pl.col("amount"),), fold=Fold("CustomerID", (), values))


def _values(name: str, where: pl.Expr) -> list[pl.Expr]:
    return [
        pl.col(ROWS).filter(where).sum().alias(f"{name}.rows"),
        pl.col("amount").filter(where).sum().alias(f"{name}.value"),
        pl.col("CustomerID").filter(where & KNOWN).n_unique().cast(pl.Int64).alias(f"{name}.customers"),
    ]


def _part(found: dict[str, Any], name: str, label: str, purpose: str = "") -> Line:
    return Line(name, label, found[f"{name}.rows"], found[f"{name}.value"], purpose, found[f"{name}.customers"])


def _repeated() -> Summary:
    """Rows that repeat an earlier one in every field: counted in the revenue, for they may be right.

    They are told apart by two hashes of 64 bits and the amount: of 100 million rows, two different ones are taken for the
    same with a chance of 1 in 10²². Holding all fields of all rows would take gigabytes.
    """
    again = pl.col(ROWS) - 1
    values = (again.sum().alias("rows"), (pl.col("amount") * again).sum().alias("value"))
    hashes = (pl.struct(*FIELDS, CANCELLED).hash(seed).alias(f"hash_{seed}") for seed in (1, 2))
    return Summary((*hashes, pl.col("amount")), fold=Fold("hash_1", (), values))
