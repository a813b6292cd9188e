"""A workbook read in slices reads like one read at once."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from finnect.sales.analysis import Limits, Reading, Unreadable
from finnect.sales.analysis.problems import UnsafeWorkbook
from finnect.sales.analysis.slices import slices
from tests.sales.analysis.tables import HEADER, ROWS, workbook

IN_SLICES = Limits(slice_bytes=64 << 10)  # of some 150 rows
MANY = [row for _ in range(100) for row in ROWS]
SHEET = "xl/worksheets/sheet2.xml"


def rows_of(parquet: Path) -> list[dict[str, object]]:
    return pl.read_parquet(parquet).to_dicts()


def without_examples(reading: Reading) -> Reading:
    """They are looked for in the first slice, which is a short one here."""
    return replace(reading, columns=[{**column, "examples": []} for column in reading.columns])  # type: ignore[typeddict-item]


def placed(*, row: int, column: int, beside: tuple[int, int] | None = None) -> bytes:
    """The sales from some cell on, blank rows between them, and perhaps a lone cell beside."""
    book = openpyxl.Workbook()
    sheet = book.active
    for number, cells in enumerate([HEADER, *MANY]):
        for offset, cell in enumerate(cells):
            sheet.cell(row + 2 * number, column + offset, cell)
    if beside:
        sheet.cell(*beside, "?")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def spelled(change: Callable[[bytes], bytes], name: str = SHEET) -> bytes:
    """The sales with the XML of their sheet written in another way."""
    source = zipfile.ZipFile(io.BytesIO(workbook([HEADER, *MANY])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for one in source.namelist():
            target.writestr(one, change(source.read(one)) if one == name else source.read(one))
    return out.getvalue()


WORKBOOKS = {
    "plain": workbook([HEADER, *MANY]),
    "several sheets": workbook([HEADER, *MANY], other_sheets=["first", "second"]),
    "a banner": workbook([["Sales of 2011"], [], HEADER, *MANY]),
    "further down, to the right": placed(row=4, column=3),
    "a cell left of the table, far down": placed(row=2, column=3, beside=(901, 1)),
    "a cell right of the table": placed(row=2, column=3, beside=(5, 15)),
    "a price that is none": workbook([HEADER, *MANY, ("1", "2", "x", 3, "2011-01-01", "dear", "7", "일본"), *MANY]),
    "a total": workbook([HEADER, *MANY, ("Total", "", "", 1235, "", "", "", "")]),
    "rows without numbers": spelled(lambda xml: re.sub(rb'<row r="\d+"', b"<row", xml)),
    "tags with a prefix": spelled(
        lambda xml: re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml).replace(b"<x:worksheet xmlns=", b"<x:worksheet xmlns:x=")
    ),
}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_workbook_in_slices_reads_like_one_at_once(name, read_bytes):
    at_once, parquet = read_bytes(WORKBOOKS[name])
    rows = rows_of(parquet)

    in_slices, parquet = read_bytes(WORKBOOKS[name], limits=IN_SLICES)

    assert without_examples(in_slices) == without_examples(at_once)
    assert rows_of(parquet) == rows


def test_rows_are_numbered_as_the_sheet_numbers_them(read_bytes):
    reading, parquet = read_bytes(placed(row=4, column=3, beside=(8, 6)))

    assert reading.header_row == 4
    assert [row["row"] for row in rows_of(parquet)][:4] == [6, 10, 12, 14]
    assert [(issue["row"], issue["column"], issue["value"]) for issue in reading.issues] == [(8, "Quantity", "?")]


def test_a_long_sheet_is_cut_between_rows_and_nothing_is_lost(tmp_path):
    path = tmp_path / "long.xlsx"
    path.write_bytes(workbook([HEADER, *MANY * 12]))
    found: list[bytes] = []
    sizes = []
    for part in slices(path, tmp_path, Limits(slice_bytes=256 << 10)):
        with zipfile.ZipFile(part) as archive:
            found += re.findall(rb'<row r="(\d+)"', archive.read(SHEET))
            sizes.append(archive.getinfo(SHEET).file_size)
        assert list(tmp_path.glob("slice*")) == [part]

    assert [int(number) for number in found] == list(range(1, 6_002))
    assert len(sizes) > 3
    assert max(sizes) < 1 << 20
    assert not list(tmp_path.glob("slice*"))


def test_what_stands_far_down_a_long_sheet_is_told_with_its_row(read_bytes):
    sales = [HEADER, *MANY * 6, ("1", "2", "x", 3, "2011-01-01", "dear", "7", "UK")]

    reading, _ = read_bytes(workbook(sales), limits=Limits(slice_bytes=256 << 10))

    assert reading.rows == 3_000
    assert [(issue["row"], issue["column"], issue["value"]) for issue in reading.issues] == [(3_002, "UnitPrice", "dear")]


def test_a_sheet_that_cannot_be_cut_is_bounded_too(read_bytes):
    content = spelled(lambda xml: re.sub(rb'<row r="\d+"', b"<row", xml))

    with pytest.raises(UnsafeWorkbook, match="too many cells"):
        read_bytes(content, limits=replace(IN_SLICES, cells=20))


def test_a_part_that_is_there_twice_is_refused(read_bytes):
    content = io.BytesIO(workbook([HEADER, *MANY]))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr(SHEET.replace("xl/", "XL/"), "<worksheet/>")

    with pytest.raises(Unreadable, match="is there twice"):
        read_bytes(content.getvalue())
