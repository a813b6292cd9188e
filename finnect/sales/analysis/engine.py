"""Where summaries are made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import polars as pl

from finnect.sales.analysis.summaries import Summary


class Engine(Protocol):
    """A cleaned table and the machines that work on it."""

    def summarise(self, *summaries: Summary) -> list[pl.DataFrame]:
        """Each of them, folded; rows in no particular order."""


Sales = Path | Engine  # a path is a Parquet file on this machine


@dataclass(frozen=True)
class OneMachine:
    """A Parquet file, or the address of one with what opens it, read by this process in pieces."""

    source: str | Path
    options: Mapping[str, str] = field(default_factory=dict, repr=False)

    def summarise(self, *summaries: Summary) -> list[pl.DataFrame]:
        return [one.folded(one.of(self.rows())).collect(engine="streaming") for one in summaries]

    def rows(self) -> pl.LazyFrame:
        return pl.scan_parquet(self.source, storage_options=dict(self.options) or None, credential_provider=None)


@dataclass(frozen=True)
class Chosen:
    """The sales of a `whole` that meet `where`: an engine like any other, so that every measure can be taken of them."""

    whole: Sales
    where: pl.Expr

    def summarise(self, *summaries: Summary) -> list[pl.DataFrame]:
        return summarise(self.whole, *(one.only(self.where) for one in summaries))


def whole(sales: Sales) -> Sales:
    """For what only the whole table tells, such as the names of products and its last day."""
    return sales.whole if isinstance(sales, Chosen) else sales


def summarise(sales: Sales, *summaries: Summary) -> list[pl.DataFrame]:
    engine = OneMachine(sales) if isinstance(sales, Path) else sales
    return engine.summarise(*summaries)
