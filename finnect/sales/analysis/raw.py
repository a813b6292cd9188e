"""A table as it stands in its file: cells as text under the row numbers of the file, nothing interpreted yet."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, zip_longest
from pathlib import Path

import polars as pl

from finnect.sales.analysis.layout import Layout
from finnect.sales.analysis.pieces import Origin
from finnect.sales.analysis.records import Record
from finnect.sales.analysis.samples import Sample

ROW = "row"
OVERFLOW = "overflow"  # what stands beyond the last named column
BATCH = 50_000
_SAMPLED = 1_000


@dataclass(frozen=True)
class RawTable:
    """`opening` reads the file with care; `origin` is where it may be read swiftly."""

    opening: Callable[[], pl.LazyFrame]
    layout: Layout
    samples: list[Sample]
    origin: Origin | None = None
    sheet: str | None = None
    sheets: Sequence[str] = ()

    @cached_property
    def frame(self) -> pl.LazyFrame:
        """It has `row`, one text column `c0`, `c1`, … for each name, and `overflow`."""
        return self.opening()

    @property
    def delimiter(self) -> str | None:
        return self.origin.delimiter if self.origin else None

    @property
    def encoding(self) -> str | None:
        return self.origin.encoding.name if self.origin else None


def cell_name(index: int) -> str:
    return f"c{index}"


def body_of(records: Iterable[Record], layout: Layout) -> Iterator[Record]:
    """The records below the header."""
    return (record for record in records if record[0] > layout.header_row)


def sample_columns(head: Iterable[Record], layout: Layout) -> list[Sample]:
    rows = [cells for _, cells in islice(body_of(head, layout), _SAMPLED)]
    return [Sample([text for cells in rows if index < len(cells) and (text := cells[index].strip())]) for index in range(len(layout.names))]


def keep_records(records: Iterable[Record], width: int, folder: Path) -> pl.LazyFrame:
    """Write `records` to Parquet files batch by batch, so that memory stays bounded, and scan them."""
    folder.mkdir()
    source = iter(records)
    part = 0
    while (batch := list(islice(source, BATCH))) or part == 0:
        columns = [pl.Series(column, dtype=pl.String) for column in zip_longest(*(cells for _, cells in batch))]
        numbers = pl.Series([number for number, _ in batch], dtype=pl.Int64)
        keep_part(numbers, columns, width, folder / f"{part:06}.parquet")
        part += 1
    return pl.scan_parquet(folder / "*.parquet")


def keep_part(numbers: pl.Series, columns: Sequence[pl.Series], width: int, path: Path) -> None:
    """Write some rows; of cells beyond the named columns the text is kept, to be told."""
    named, beyond = columns[:width], columns[width:]
    absent = [pl.lit(None, pl.String).alias(cell_name(index)) for index in range(len(named), width)]
    surplus = pl.lit(None, pl.String)
    if beyond:
        joined = pl.concat_str([cells.fill_null("") for cells in beyond], separator=" ").str.strip_chars()
        surplus = pl.when(joined != "").then(joined)
    cells = [column.alias(cell_name(index)) for index, column in enumerate(named)]
    frame = pl.DataFrame([numbers.alias(ROW), *cells]).with_columns(*absent, surplus.alias(OVERFLOW))
    frame.write_parquet(path, compression="lz4", statistics=False)
