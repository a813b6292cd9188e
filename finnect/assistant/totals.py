"""Totals of tables, kept in each process: most questions are answered from some ten thousand rows instead of all.

A summary of sales merges exactly from a finer one (`finnect.sales.analysis.summaries`). Three are fine enough for nearly all
that is asked, and small. What they cannot tell, the table is asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from finnect.sales.analysis.conditions import FOLLOWED
from finnect.sales.analysis.engine import Engine
from finnect.sales.analysis.summaries import ROWS, Summary

MOST_TABLES = 3
MOST_BYTES = 8 * 2**20  # of one summary
_SUMS = ("amount", "Quantity")
_BY_PRODUCT = ("StockCode", "Description", "Country")
_BY_INVOICE = ("InvoiceNo", "cancelled", "CustomerID", "InvoiceDate", "Country")
_KEPT = tuple(
    Summary(tuple(map(pl.col, keys)), tuple(map(pl.col, _SUMS)), where)
    for keys, where in ((_BY_PRODUCT, None), (_BY_INVOICE, None), (_BY_INVOICE, FOLLOWED))
)


def with_totals(engine: Engine) -> Engine:
    """The engine of a table, with totals that answer in its place."""
    return WithTotals(engine, _totals_of(engine))  # type: ignore[arg-type] # engines are frozen


@dataclass(frozen=True)
class Total:
    """`kept` of a table, summed up."""

    kept: Summary
    sums: pl.DataFrame

    def tells(self, asked: Summary) -> bool:
        """Whether each row is, for what is asked, as good as the sales that it sums up."""
        columns = _roots(self.kept.keys)
        if asked.beside is not None:
            if "CustomerID" not in columns:
                return False
            columns |= set(asked.beside.columns)
        filters = [] if asked.where is None or self._is_filtered_for(asked) else [asked.where]
        sums = [one.meta.undo_aliases() for one in asked.sums]
        return (
            (self.kept.where is None or self._is_filtered_for(asked))
            and _roots([*asked.keys, *filters]) <= columns
            and all(one.meta.is_column() for one in sums)
            and _roots(sums) <= {*_SUMS}
        )

    def told(self, asked: Summary) -> pl.DataFrame:
        """What the table would answer."""
        sums = self.sums if asked.beside is None else self.sums.join(asked.beside, on="CustomerID", how="left")
        if asked.where is not None and not self._is_filtered_for(asked):
            sums = sums.filter(asked.where)
        return asked.folded(asked.merged([sums.select(*asked.keys, *asked.sums, ROWS)])).collect()

    def _is_filtered_for(self, asked: Summary) -> bool:
        both = self.kept.where is not None and asked.where is not None
        return both and asked.where.meta == self.kept.where  # type: ignore[union-attr]


@lru_cache(maxsize=MOST_TABLES)
def _totals_of(engine: Engine) -> tuple[Total, ...]:
    """A cleaned table never changes: a file that is read anew has another key, and so another engine."""
    found = zip(_KEPT, engine.summarise(*_KEPT), strict=True)
    return tuple(Total(kept, sums) for kept, sums in found if sums.estimated_size() <= MOST_BYTES)


@dataclass(frozen=True)
class WithTotals:
    """An engine that takes from `totals`, the first that can tell, what is asked, and asks `table` for the rest."""

    table: Engine
    totals: tuple[Total, ...]

    def summarise(self, *summaries: Summary) -> list[pl.DataFrame]:
        telling = [next((total for total in self.totals if total.tells(asked)), None) for asked in summaries]
        if None in telling:
            return self.table.summarise(*summaries)
        return [total.told(asked) for total, asked in zip(telling, summaries, strict=True) if total]


def _roots(expressions: Iterable[pl.Expr]) -> set[str]:
    return {name for one in expressions for name in one.meta.root_names()}
