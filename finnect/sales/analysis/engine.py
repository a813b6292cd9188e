"""Where summaries are made."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Protocol

import polars as pl

from finnect.sales.analysis.marks import CANCELLED, is_marked
from finnect.sales.analysis.summaries import Summary

_TOGETHER = 4_000_000  # rows
_PART = 500_000  # rows
_PLACE = 1_000_000  # rows of a summary, merged together


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
        sales = self.rows()
        height = sales.select(pl.len()).collect().item()
        if height <= _TOGETHER:
            return [one.folded(one.of(sales)).collect(engine="streaming") for one in summaries]
        return [_in_parts(sales, one, height) for one in summaries]

    def rows(self) -> pl.LazyFrame:
        """Those of a table that was cleaned before marks were looked for are marked here."""
        sales = pl.scan_parquet(self.source, storage_options=dict(self.options) or None, credential_provider=None)
        return sales if CANCELLED in sales.collect_schema() else sales.with_columns(is_marked(pl.col("InvoiceNo")).alias(CANCELLED))


def _in_parts(sales: pl.LazyFrame, summary: Summary, height: int) -> pl.DataFrame:
    """Of a table that may have millions of groups: those that do not fit into memory together wait on disk for their turn."""
    parts = (summary.of(sales.slice(first, _PART)).collect(engine="streaming") for first in range(0, height, _PART))
    first = next(parts)
    places = -(-first.height * height // (_PART * _PLACE)) if summary.fold else 1
    with tempfile.TemporaryDirectory(prefix="finnect-") as folder:
        for number, part in enumerate(chain([first], parts)):
            for place, dealt in enumerate(summary.split(part, places) if places > 1 else [part]):
                dealt.write_ipc(Path(folder, f"{place}-{number}.arrow"))
        return summary.joined(_folded(summary, Path(folder), place) for place in range(places)).collect()


def _folded(summary: Summary, folder: Path, place: int) -> pl.DataFrame:
    parts = (pl.read_ipc(path) for path in sorted(folder.glob(f"{place}-*.arrow")))
    return summary.folded(summary.merged(parts)).collect(engine="streaming")


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
