"""Summaries: the one form in which sales leave their table, whether it lies on one machine or on many.

A summary has one row for all sales that agree in its keys. Summaries of parts of a table merge into the summary of the
whole, exactly, in whatever order they come. Each measure is defined once, as an ordinary calculation on summaries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import polars as pl

ROWS = "rows"


@dataclass(frozen=True)
class Fold:
    """A step that makes a summary smaller where it lies: one row for each of `groups`, with the values that `values` give it.

    `apart` is a key of the summary whose values may be folded in different places. Either it is among `groups`, or the
    values are counts and sums, which add up.
    """

    apart: str
    groups: tuple[str, ...]
    values: tuple[pl.Expr, ...]


@dataclass(frozen=True)
class Summary:
    """Of the sales that meet `where`: `keys`, the number of `rows`, and sums. `beside` are more columns of each CustomerID.

    It travels to other processes, so it holds nothing but expressions and frames.
    """

    keys: tuple[pl.Expr, ...] = ()
    sums: tuple[pl.Expr, ...] = ()
    where: pl.Expr | None = None
    beside: pl.DataFrame | None = None
    fold: Fold | None = None

    def only(self, where: pl.Expr) -> Self:
        """Of the sales that meet this too."""
        return replace(self, where=where if self.where is None else where & self.where)

    def of(self, sales: pl.LazyFrame) -> pl.LazyFrame:
        """Before it is folded."""
        if self.beside is not None:
            sales = sales.join(self.beside.lazy(), on="CustomerID", how="left")
        if self.where is not None:
            sales = sales.filter(self.where)
        return _grouped(sales, self.keys, [*(one.sum() for one in self.sums), pl.len().cast(pl.Int64).alias(ROWS)])

    def merged(self, parts: Iterable[pl.DataFrame]) -> pl.LazyFrame:
        """The summary of the whole, or of all that has these values of `apart`, from those of its parts."""
        return _added(pl.concat([part.lazy() for part in parts]), _names(self.keys))

    def folded(self, summary: pl.LazyFrame) -> pl.LazyFrame:
        return summary if self.fold is None else _grouped(summary, list(map(pl.col, self.fold.groups)), self.fold.values)

    def joined(self, folded: Iterable[pl.DataFrame]) -> pl.LazyFrame:
        """What was folded apart, as one."""
        together = pl.concat([one.lazy() for one in folded])
        return together if self.fold is None or self.fold.apart in self.fold.groups else _added(together, self.fold.groups)

    def split(self, part: pl.DataFrame, into: int) -> list[pl.DataFrame]:
        """Rows with equal values of `apart` land in the same place, on every machine whose Polars hashes as this one's."""
        if self.fold is None:
            raise ValueError("a summary that is not folded is merged in one place")
        place = part.get_column(self.fold.apart).hash() % into
        return [part.filter(place == number) for number in range(into)]


def _grouped(frame: pl.LazyFrame, keys: Sequence[pl.Expr], values: Sequence[pl.Expr]) -> pl.LazyFrame:
    return frame.group_by(keys).agg(values) if keys else frame.select(values)


def _added(frame: pl.LazyFrame, names: Sequence[str]) -> pl.LazyFrame:
    return _grouped(frame, list(map(pl.col, names)), [pl.exclude(names).sum()])


def _names(keys: Sequence[pl.Expr]) -> list[str]:
    return [key.meta.output_name() for key in keys]
