"""Rows as a file for a spreadsheet, CSV or XLSX."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from finnect.kit.hashing import chunks
from finnect.sales import analysis

MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@dataclass(frozen=True)
class Sheet:
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def sheet_of(frame: Any) -> Sheet:
    """A data frame's, row by row."""
    return Sheet(frame.columns, frame.iter_rows())


def pieces(sheet: Sheet, file: str) -> Iterator[bytes]:
    """The bytes of a `file` such as "segments.csv"; a workbook's sheet is called as it is."""
    name, _, ending = file.partition(".")
    return _csv(sheet) if ending == "csv" else _workbook(sheet, name)


def _csv(sheet: Sheet) -> Iterator[bytes]:
    return (lines.encode() for lines in analysis.csv_lines(sheet.columns, sheet.rows))


def _workbook(sheet: Sheet, name: str) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="finnect-export-") as folder:
        path = Path(folder) / "export.xlsx"
        analysis.write_workbook(path, sheet.columns, sheet.rows, sheet=name)
        with path.open("rb") as file:
            yield from chunks(file)
