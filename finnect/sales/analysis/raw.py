"""A table as it stands in its file: cells as text under the row numbers of the file, nothing interpreted yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import polars as pl

from finnect.sales.analysis.layout import Layout
from finnect.sales.analysis.records import Record
from finnect.sales.analysis.samples import Sample

ROW = "row"
OVERFLOW = "overflow"  # what stands beyond the last named column
_BATCH = 50_000
_SAMPLED = 1_000


@dataclass(frozen=True)
class RawTable:
    """`frame` has `row`, one text column `c0`, `c1`, … for each name, and `overflow`."""

    frame: pl.LazyFrame
    layout: Layout
    samples: list[Sample]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


def cell_name(index: int) -> str:
    return f"c{index}"


def body_of(records: Iterable[Record], layout: Layout) -> Iterator[Record]:
    """The records below the header."""
    return (record for record in records if record[0] > layout.header_row)


def sample_columns(head: Iterable[Record], layout: Layout) -> list[Sample]:
    rows = [cells for _, cells in islice(body_of(head, layout), _SAMPLED)]
    return [
        Sample([text for cells in rows if index < len(cells) and (text := cells[index].strip())])
        for index in range(len(layout.names))
    ]


def keep_records(records: Iterable[Record], width: int, folder: Path) -> pl.LazyFrame:
    """Write `records` to Parquet files batch by batch, so that memory stays bounded, and scan them."""
    folder.mkdir()
    source = iter(records)
    part = 0
    while (batch := list(islice(source, _BATCH))) or part == 0:
        _batch_frame(batch, width).write_parquet(folder / f"{part:06}.parquet", compression="lz4", statistics=False)
        part += 1
    return pl.scan_parquet(folder / "*.parquet")


def _batch_frame(batch: Sequence[Record], width: int) -> pl.DataFrame:
    padded = [(*cells[:width], *[None] * (width - len(cells)), _overflow(cells[width:])) for _, cells in batch]
    columns = list(zip(*padded, strict=True)) or [()] * (width + 1)
    names = [*map(cell_name, range(width)), OVERFLOW]
    rows = pl.Series(ROW, [number for number, _ in batch], dtype=pl.Int64)
    return pl.DataFrame(
        [rows, *(pl.Series(name, column, dtype=pl.String) for name, column in zip(names, columns, strict=True))]
    )


def _overflow(cells: Sequence[str]) -> str | None:
    return " ".join(cells).strip() or None
