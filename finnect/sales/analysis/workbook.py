"""An XLSX workbook as a raw table: the sheet that fits best, or the one asked for."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
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

_HEAD_ROWS = 1_100
_SPEAKS_OF_SALES = 3  # fields that a header names


@dataclass(frozen=True)
class _Found:
    """A sheet, its first rows, and how they are laid out."""

    sheet: CalamineSheet
    head: list[Record]
    layout: Layout

    @property
    def fit(self) -> tuple[int, int]:
        return self.layout.recognised, self.sheet.height

    @property
    def has_rows(self) -> bool:
        return any(number > self.layout.header_row and any(cells) for number, cells in self.head)


def open_workbook(path: Path, scratch: Path, limits: Limits, *, filename: str, sheet: str | None = None) -> RawTable:
    check_workbook(path, limits)
    try:
        with CalamineWorkbook.from_path(path) as book:
            names = [one.name for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
            found = _choose_sheet(book, names, limits, sheet)
            frame = _keep(found.sheet, found.layout, scratch / "records")
            samples = sample_columns(found.head, found.layout)
            return RawTable(lambda: frame, found.layout, samples, sheet=found.sheet.name, sheets=names)
    except CalamineError:
        raise DamagedFile(filename=filename, reason=N_("it is no complete workbook")) from None


def _choose_sheet(book: CalamineWorkbook, names: Sequence[str], limits: Limits, asked: str | None) -> _Found:
    """The one asked for, else the one that speaks of most of our fields; where several speak of as many, the user must say."""
    if asked is not None and asked not in names:
        raise UnknownSheet(sheet=asked, present=", ".join(names), sheets=list(names))
    found = [_look(book.get_sheet_by_name(name), limits) for name in ([asked] if asked is not None else names)]
    if not found:
        raise UnknownSheet(sheet=asked or "1", present=", ".join(names), sheets=list(names))
    best = max(found, key=lambda one: one.fit)
    alike = [one.sheet.name for one in found if one.layout.recognised == best.layout.recognised and one.has_rows]
    if best.layout.recognised >= _SPEAKS_OF_SALES and len(alike) > 1:
        raise SheetUnclear(present=", ".join(alike), sheets=alike)
    return best


def _look(sheet: CalamineSheet, limits: Limits) -> _Found:
    head = list(islice(_records(sheet), _HEAD_ROWS))
    return _Found(sheet, head, find_layout(head, limits))


def _records(sheet: CalamineSheet) -> Iterator[Record]:
    """Rows under their numbers in the sheet; columns left of the first filled one do not count."""
    for number, cells in enumerate(sheet.iter_rows(), start=_first_row(sheet)):
        yield number, [_TEXT.get(type(cell), str)(cell) for cell in cells]


def _first_row(sheet: CalamineSheet) -> int:
    return sheet.start[0] + 1 if sheet.start else 1


def _keep(sheet: CalamineSheet, layout: Layout, folder: Path) -> pl.LazyFrame:
    """Write the rows below the header to Parquet files, some at a time, so that memory stays bounded, and scan them."""
    folder.mkdir()
    first = max(layout.header_row + 1, _first_row(sheet))
    rows = islice(sheet.iter_rows(), first - _first_row(sheet), None)
    part = 0
    while (batch := list(islice(rows, BATCH))) or part == 0:
        columns = [_texts(column) for column in zip(*batch, strict=True)]
        numbers = pl.int_range(first, first + len(batch), dtype=pl.Int64, eager=True)
        keep_part(numbers, columns, len(layout.names), folder / f"{part:06}.parquet")
        first += len(batch)
        part += 1
    return pl.scan_parquet(folder / "*.parquet")


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
