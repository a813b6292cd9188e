"""What each measure is: the only place that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import polars as pl

from finnect.sales.analysis.conditions import CANCELLED, KNOWN, SOLD
from finnect.sales.analysis.engine import Sales, summarise
from finnect.sales.analysis.summaries import ROWS, Fold, Summary
from finnect.sales.analysis.vocabulary import Asked

_AMOUNT, _QUANTITY = pl.col("amount"), pl.col("Quantity")
_INVOICE, _CUSTOMER = pl.col("InvoiceNo"), pl.col("CustomerID")
_CANCELLED_INVOICES = _INVOICE.filter(CANCELLED).count()  # those of which any row is


@dataclass(frozen=True)
class Definition:
    """`value` is computed from `parts`, each a sum over rows or, where `counted` names a field, over its different values.

    With each of those come its `amount` and its number of rows; where it is `parted`, of its cancelled and of its other rows.
    """

    value: pl.Expr
    parts: Mapping[str, pl.Expr]
    counted: str | None = None
    parted: bool = False


def _ratio(above: str, below: str) -> pl.Expr:
    """Of two exact sums, so the same in any order of rows; None where there is nothing to divide by."""
    return pl.when(pl.col(below) != 0).then(pl.col(above).cast(pl.Float64) / pl.col(below).cast(pl.Float64))


def _different(field: str) -> Definition:
    return Definition(pl.col(f"{field}s"), {f"{field}s": pl.col(field).count()}, field)


_DEFINED: dict[Asked, Definition] = {
    "total_revenue": Definition(pl.col("revenue"), {"revenue": _AMOUNT}),
    "total_quantity": Definition(pl.col("quantity"), {"quantity": _QUANTITY}),
    "num_customers": _different("CustomerID"),
    "num_invoices": _different("InvoiceNo"),
    "num_products": _different("StockCode"),
    "num_countries": _different("Country"),
    "num_cancellations": Definition(pl.col("cancelled_invoices"), {"cancelled_invoices": _CANCELLED_INVOICES}, "InvoiceNo", parted=True),
    "average_price": Definition(
        _ratio("sold_revenue", "sold_quantity"),
        {"sold_revenue": pl.when(SOLD).then(_AMOUNT), "sold_quantity": pl.when(SOLD).then(_QUANTITY)},
    ),
    "average_basket": Definition(
        _ratio("kept_revenue", "kept_invoices"),
        {"kept_revenue": _AMOUNT.filter(~CANCELLED).sum(), "kept_invoices": _INVOICE.filter(~CANCELLED).count()},
        "InvoiceNo",
        parted=True,
    ),
    "revenue_per_customer": Definition(
        _ratio("known_revenue", "CustomerIDs"),
        {"known_revenue": _AMOUNT.filter(KNOWN).sum(), "CustomerIDs": _CUSTOMER.count()},
        "CustomerID",
    ),
    "cancellation_rate": Definition(
        _ratio("cancelled_invoices", "all_invoices"),
        {"cancelled_invoices": _CANCELLED_INVOICES, "all_invoices": _INVOICE.drop_nulls().n_unique()},
        "InvoiceNo",
        parted=True,
    ),
}


def measured(
    sales: Sales,
    measures: Sequence[Asked],
    groups: Mapping[str, pl.Expr] | None = None,
    *,
    where: pl.Expr | None = None,
    beside: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """`groups` and `measures` of the sales that meet `where`: one row in all, or one for each group that has any."""
    keys = {name: key.alias(name) for name, key in (groups or {}).items()}
    parts = _parts(measures)
    found = summarise(sales, *(_summary(*counted, some, keys, where, beside) for counted, some in parts.items()))
    values = [_DEFINED[measure].value.alias(measure) for measure in measures]
    return reduce(lambda all_, more: _beside(all_, more, list(keys)), found).select(*keys, *values)


def _parts(measures: Sequence[Asked]) -> dict[tuple[str | None, bool], dict[str, pl.Expr]]:
    found: dict[tuple[str | None, bool], dict[str, pl.Expr]] = {}
    for one in map(_DEFINED.__getitem__, measures):
        found.setdefault((one.counted, one.parted), {}).update(one.parts)
    return found


def _summary(
    counted: str | None,
    parted: bool,
    parts: Mapping[str, pl.Expr],
    keys: Mapping[str, pl.Expr],
    where: pl.Expr | None,
    beside: pl.DataFrame | None,
) -> Summary:
    named = [part.alias(name) for name, part in parts.items()]
    if counted is None:
        return Summary(tuple(keys.values()), tuple(named), where, beside)
    sums = (_AMOUNT,) if any("amount" in part.meta.root_names() for part in named) else ()
    fold = Fold(counted, tuple(keys), tuple(named))
    return Summary((*keys.values(), pl.col(counted), *([CANCELLED] if parted else [])), sums, where, beside, fold)


def _beside(left: pl.DataFrame, right: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    right = right.drop(ROWS, strict=False)
    return left.join(right, on=keys, nulls_equal=True) if keys else left.hstack(right)
