"""An XLSX workbook as a raw table: the sheet that fits best, or the one asked for."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from finnect.kit.words import N_
from finnect.sales.analysis.archives import check_workbook
from finnect.sales.analysis.layout import Layout, find_layout
from finnect.sales.analysis.limits import Limits
from finnect.sales.analysis.problems import DamagedFile, UnknownSheet
from finnect.sales.analysis.raw import RawTable, body_of, keep_records, sample_columns
from finnect.sales.analysis.records import Record

_HEAD_ROWS = 1_100


def open_workbook(path: Path, scratch: Path, limits: Limits, *, filename: str, sheet: str | None = None) -> RawTable:
    check_workbook(path, limits)
    try:
        with CalamineWorkbook.from_path(path) as book:
            chosen, head, layout = _choose_sheet(book, limits, sheet)
            frame = keep_records(body_of(_records(chosen), layout), len(layout.names), scratch / "records")
            return RawTable(frame, layout, sample_columns(head, layout), sheet=chosen.name)
    except CalamineError:
        raise DamagedFile(filename=filename, reason=N_("it is no complete workbook")) from None


def _choose_sheet(
    book: CalamineWorkbook, limits: Limits, asked: str | None
) -> tuple[CalamineSheet, list[Record], Layout]:
    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    if asked is not None and asked not in names:
        raise UnknownSheet(sheet=asked, present=", ".join(names))
    best = None
    for name in [asked] if asked is not None else names:
        sheet = book.get_sheet_by_name(name)
        head = list(islice(_records(sheet), _HEAD_ROWS))
        layout = find_layout(head, limits)
        fit = (layout.recognised, sheet.height)
        if best is None or fit > best[0]:
            best = fit, sheet, head, layout
    if best is None:
        raise UnknownSheet(sheet=asked or "1", present=", ".join(names))
    return best[1:]


def _records(sheet: CalamineSheet) -> Iterator[Record]:
    """Rows under their numbers in the sheet; columns left of the first filled one do not count."""
    first = sheet.start[0] + 1 if sheet.start else 1
    for number, cells in enumerate(sheet.iter_rows(), start=first):
        yield number, [_TEXT.get(type(cell), str)(cell) for cell in cells]


def _number(value: float) -> str:
    """With the 15 digits that a spreadsheet keeps."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"


_TEXT: dict[type, Callable[[Any], str]] = {
    str: str,
    float: _number,
    bool: lambda value: str(value).upper(),
    datetime: lambda value: value.isoformat(" ", "seconds"),
    date: date.isoformat,
}
