"""An XLSX workbook as a raw table: the sheet that fits best, or the one asked for."""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, count, islice
from pathlib import Path
from typing import Any

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from finnect.kit.words import N_
from finnect.sales.analysis.archives import check_workbook
from finnect.sales.analysis.layout import Layout, find_layout
from finnect.sales.analysis.limits import Limits
from finnect.sales.analysis.problems import DamagedFile, SheetUnclear, UnknownSheet
from finnect.sales.analysis.raw import BATCH, RawTable, keep_part, sample_columns
from finnect.sales.analysis.records import Record
from finnect.sales.analysis.slices import slices

_HEAD_ROWS = 1_100
_SPEAKS_OF_SALES = 3  # fields that a header names


@dataclass(frozen=True)
class _Found:
    """A sheet as its first slice shows it; its table's first column is `left` (0 is A)."""

    name: str
    height: int
    left: int
    head: list[Record]
    layout: Layout

    @property
    def fit(self) -> tuple[int, int]:
        return self.layout.recognised, self.height

    @property
    def has_rows(self) -> bool:
        return any(number > self.layout.header_row and any(cells) for number, cells in self.head)


class _FurtherLeft(Exception):
    """A later slice has cells left of the first one's."""

    def __init__(self, left: int) -> None:
        self.left = left


def open_workbook(path: Path, scratch: Path, limits: Limits, *, filename: str, sheet: str | None = None) -> RawTable:
    check_workbook(path, limits)
    left = None
    while True:
        try:
            return _open(path, scratch, limits, sheet, left)
        except _FurtherLeft as further:
            left = further.left
        except CalamineError:
            raise DamagedFile(filename=filename, reason=N_("it is no complete workbook")) from None


def _open(path: Path, scratch: Path, limits: Limits, asked: str | None, left: int | None) -> RawTable:
    with tempfile.TemporaryDirectory(dir=scratch) as folder, closing(slices(path, Path(folder), limits)) as parts:
        first = next(parts)
        with CalamineWorkbook.from_path(first) as book:
            names = [one.name for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
            found = _choose_sheet(book, names, limits, asked, left)
        frame = _keep(chain([first], parts), found, Path(tempfile.mkdtemp(dir=scratch, prefix="records-")))
    samples = sample_columns(found.head, found.layout)
    return RawTable(lambda: frame, found.layout, samples, sheet=found.name, sheets=names)


def _choose_sheet(book: CalamineWorkbook, names: Sequence[str], limits: Limits, asked: str | None, left: int | None) -> _Found:
    """The one asked for, else the one that speaks of most of our fields; where several speak of as many, the user must say."""
    if asked is not None and asked not in names:
        raise UnknownSheet(sheet=asked, present=", ".join(names), sheets=list(names))
    found = [_look(book.get_sheet_by_name(name), limits, left) for name in ([asked] if asked is not None else names)]
    if not found:
        raise UnknownSheet(sheet=asked or "1", present=", ".join(names), sheets=list(names))
    best = max(found, key=lambda one: one.fit)
    alike = [one.name for one in found if one.layout.recognised == best.layout.recognised and one.has_rows]
    if best.layout.recognised >= _SPEAKS_OF_SALES and len(alike) > 1:
        raise SheetUnclear(present=", ".join(alike), sheets=alike)
    return best


def _look(sheet: CalamineSheet, limits: Limits, left: int | None) -> _Found:
    _, column = sheet.start or (0, 0)
    left = column if left is None else min(left, column)
    blank = [""] * (column - left)
    rows = enumerate(islice(sheet.iter_rows(), _HEAD_ROWS), start=1)
    head = [(number, [*blank, *(_TEXT.get(type(cell), str)(cell) for cell in cells)]) for number, cells in rows]
    return _Found(sheet.name, sheet.height, left, head, find_layout(head, limits))


def _keep(parts: Iterable[Path], found: _Found, folder: Path) -> pl.LazyFrame:
    """Write the rows below the header to Parquet files, some at a time, so that memory stays bounded, and scan them."""
    width, numbers, last = len(found.layout.names), count(), found.layout.header_row
    keep_part(pl.Series([], dtype=pl.Int64), [], width, folder / f"{next(numbers):06}.parquet")
    for part in parts:
        with CalamineWorkbook.from_path(part) as book:
            for columns in _batches(book.get_sheet_by_name(found.name), found.left, last):
                rows = pl.int_range(last + 1, last + 1 + len(columns[0]), dtype=pl.Int64, eager=True)
                keep_part(rows, columns, width, folder / f"{next(numbers):06}.parquet")
                last += len(rows)
    return pl.scan_parquet(folder / "*.parquet")


def _batches(sheet: CalamineSheet, left: int, last: int) -> Iterator[list[pl.Series]]:
    """The columns from `left` on, of the rows after the `last` one that was read."""
    _, column = sheet.start or (0, left)
    if column < left:
        raise _FurtherLeft(column)
    rows = islice(sheet.iter_rows(), last, None)  # it starts at the sheet's first row, whatever is in it
    while batch := list(islice(rows, BATCH)):
        blank = pl.repeat("", len(batch), dtype=pl.String, eager=True)
        yield [*[blank] * (column - left), *(_texts(cells) for cells in zip(*batch, strict=True))]


def _texts(cells: Sequence[Any]) -> pl.Series:
    """A column as text; Python looks only at what differs, for a sheet has millions of cells."""
    kinds = set(map(type, cells))
    if kinds <= {str}:
        return pl.Series(cells, dtype=pl.String)
    parts = []
    for kind in kinds:
        own = pl.Series([cell if type(cell) is kind else None for cell in cells], dtype=_DTYPES.get(kind), strict=kind in _DTYPES)
        if kind is str and float in kinds:
            own = own.str.replace(_EITHER_WAY, "'${0}")
        elif kind is not str:
            different = own.drop_nulls().unique()
            texts = [_TEXT.get(kind, str)(cell) for cell in different]
            own = own.replace_strict(different, texts, default=None, return_dtype=pl.String)
        parts.append(own)
    return pl.select(pl.coalesce(parts)).to_series()


def _number(value: float) -> str:
    """With the 15 digits that a spreadsheet keeps, and never three after the point: that could pass for thousands."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.15g}"
    return f"{text}0" if _EITHER_WAY_RE.fullmatch(text) else text


# A text among numbers that may be read two ways keeps the apostrophe that says it is one, and so is no number.
_EITHER_WAY = r"^\s*[+-]?\d{1,3}[.,]\d{3}\s*$"
_EITHER_WAY_RE = re.compile(_EITHER_WAY)
_DTYPES: dict[type, pl.DataType] = {str: pl.String(), float: pl.Float64(), bool: pl.Boolean(), datetime: pl.Datetime("us"), date: pl.Date()}
_TEXT: dict[type, Callable[[Any], str]] = {
    str: str,
    float: _number,
    bool: lambda value: str(value).upper(),
    datetime: lambda value: value.isoformat(" ", "seconds"),
    date: date.isoformat,
}
