"""What cannot be read is told, with its place; nothing is dropped in silence."""

import gzip
import io
import time
import zipfile

import pytest

from finnect.sales.analysis import Limits, statistics
from finnect.sales.analysis.problems import (
    ColumnsNotFound,
    DamagedFile,
    EmptyTable,
    LineTooLong,
    NotText,
    TooLarge,
    TooManyBadRows,
    TooManyRowsAside,
    UndecodableByte,
    UnknownColumn,
    UnknownSheet,
    Unreadable,
    UnsafeWorkbook,
    UnsupportedFile,
)
from tests.sales.analysis.tables import HEADER, ROWS, TRUTH, table, workbook

LENIENT = Limits(bad_row_share=0.5)
SHEET = "xl/worksheets/sheet1.xml"


def changed(members: dict[str, bytes], *, base: bytes | None = None) -> bytes:
    """A workbook with some of its parts replaced."""
    source = zipfile.ZipFile(io.BytesIO(base or workbook([HEADER, *ROWS])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in {*source.namelist(), *members}:
            target.writestr(name, members.get(name) or source.read(name))
    return out.getvalue()


def sheet(rows: str) -> bytes:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("line", "column", "value", "reason"),
    [
        ("1,2,x,many,2011-01-01,1.5,7,UK", "Quantity", "many", "not a number"),
        ("1,2,x,3,2011-01-01,,7,UK", "UnitPrice", "", "missing"),
        ("1,2,x,3,2011-02-30,1.5,7,UK", "InvoiceDate", "2011-02-30", "not a date"),
        ("1,2,x,3,2011-01-01,1,50,7,UK", "", "UK", "more cells than columns"),
        ("1,2,x,3,2011-01-01,1.2.3,7,UK", "UnitPrice", "1.2.3", "not a number"),
        ("1,2,x,3,2011-01-01,5%,7,UK", "UnitPrice", "5%", "not a number"),
        ("1,2,x,3,2011-01-01,1234567890123,7,UK", "UnitPrice", "1234567890123", "not a number"),
        ("1,2,x,0.1234567,2011-01-01,5,7,UK", "Quantity", "0.1234567", "not a number"),
    ],
)
def test_a_row_that_cannot_be_read_is_listed(line, column, value, reason, read_bytes):
    reading, _ = read_bytes((table() + line + "\n").encode(), limits=LENIENT)

    assert reading.issues == [{"row": 7, "column": column, "value": value, "reason": reason}]
    assert reading.bad_rows == 1
    assert reading.rows == (len(ROWS) if column != "InvoiceDate" else len(ROWS) + 1)


def test_surplus_cells_in_the_first_row_are_listed(read_bytes):
    first = ",".join(HEADER) + "\n" + "1,2,x,3,2011-01-01,1,7,UK,surplus\n"

    reading, _ = read_bytes((first + "".join(table().splitlines(keepends=True)[1:])).encode(), limits=LENIENT)

    assert [(issue["row"], issue["value"], issue["reason"]) for issue in reading.issues] == [(2, "surplus", "more cells than columns")]


def test_totals_are_listed_but_not_bad(read_bytes):
    reading, parquet = read_bytes((table() + "Total,,,1235,,1266.941,,\n").encode())

    assert [(issue["row"], issue["reason"]) for issue in reading.issues] == [(7, "a total, not a sale")]
    assert (reading.bad_rows, reading.rows_aside) == (0, 1)
    assert statistics(parquet) == TRUTH


def test_too_many_bad_rows_fail_with_the_first(read_bytes):
    with pytest.raises(TooManyBadRows) as caught:
        read_bytes(table().replace("1200", "lots").encode())

    assert {name: caught.value.params[name] for name in ("row", "column", "value")} == {
        "row": 4, "column": "Quantity", "value": "lots"
    }  # fmt: skip


def test_all_issues_are_counted_and_the_first_kept(read_bytes):
    lines = "".join("1,2,x,?,2011-01-01,1.5,7,UK\n" for _ in range(30))

    reading, _ = read_bytes((table() + lines).encode(), limits=Limits(bad_row_share=1, kept_issues=10))

    assert reading.bad_rows == 30
    assert [issue["row"] for issue in reading.issues] == list(range(7, 17))


@pytest.mark.parametrize("content", [b"", b"\n\n", (",".join(HEADER) + "\n").encode(), workbook([HEADER])])
def test_a_file_without_data_is_empty(content, read_bytes):
    with pytest.raises(EmptyTable):
        read_bytes(content)


def test_missing_columns_are_named(read_bytes):
    with pytest.raises(ColumnsNotFound) as caught:
        read_bytes(b"name,colour\nAnn,red\nBob,blue\nCarol,green\n")

    assert caught.value.params["missing"] == "InvoiceNo, Quantity, UnitPrice"
    assert caught.value.params["present"] == "name, colour"


def test_a_broken_utf8_file_is_not_guessed_to_be_latin(read_bytes):
    content = bytearray(table().encode())
    place = content.index("할인".encode())
    content[place : place + 3] = b"\xff"

    with pytest.raises(UndecodableByte) as caught:
        read_bytes(bytes(content))

    assert caught.value.params["offset"] == place


def test_a_broken_korean_file_is_told_with_its_offset(read_bytes):
    content = table().encode("cp949").replace("할인".encode("cp949"), b"\xff\xff")

    with pytest.raises(UndecodableByte) as caught:
        read_bytes(content)

    assert content[caught.value.params["offset"]] == 0xFF


def test_a_break_far_down_in_a_korean_file_is_told_with_its_offset(read_bytes):
    content = (table() + "".join(table().splitlines(keepends=True)[1:]) * 12_000).encode("cp949")
    place = content.rindex("할인".encode("cp949"))
    content = content[:place] + b"\xff" + content[place + 1 :]

    with pytest.raises(UndecodableByte) as caught:
        read_bytes(content)

    assert caught.value.params["offset"] == place


def test_unknown_columns_and_sheets_are_refused(read_bytes):
    with pytest.raises(UnknownColumn):
        read_bytes(table().encode(), mapping={"UnitPrice": "nowhere"})
    with pytest.raises(UnknownSheet):
        read_bytes(workbook([HEADER, *ROWS]), sheet="nowhere")


SPARSE = sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
UNPLACED = sheet("<row>" + "<c><v>1</v></c>" * 9000 + "</row>" + '<row r="1048576"><c><v>1</v></c></row>')
DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + sheet("")[21:]
HOSTILE = {
    "sparse": (changed({SHEET: SPARSE}), UnsafeWorkbook),
    "sparse without places": (changed({SHEET: UNPLACED}), UnsafeWorkbook),
    "sparse single quotes": (changed({SHEET: SPARSE.replace(b'r="XFD1048576"', b"r = 'XFD1048576'")}), UnsafeWorkbook),
    "entities": (changed({SHEET: DTD}), UnsafeWorkbook),
    "entities in strings": (changed({"xl/sharedStrings.xml": DTD}), UnsafeWorkbook),
    "utf-16 part": (changed({SHEET: DTD.decode().encode("utf-16")}), UnsafeWorkbook),
    "dense": (changed({SHEET: sheet("<row>" + "<c><v>1</v></c>" * 5_100_000 + "</row>")}), UnsafeWorkbook),
    "zeros": (changed({"xl/media/image1.png": bytes(300 << 20)}), UnsafeWorkbook),
    "macros": (changed({"xl/vbaProject.bin": b"x"}), UnsafeWorkbook),
    "many sheets": (workbook([HEADER, *ROWS], other_sheets=[f"s{n}" for n in range(40)]), UnsafeWorkbook),
    "cut workbook": (workbook([HEADER, *ROWS])[:-200], DamagedFile),
    "cut gzip": (gzip.compress(table().encode() * 99)[:-20], DamagedFile),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), UnsupportedFile),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(512), UnsupportedFile),
    "archive": (changed({}, base=None).replace(b"xl/workbook.xml", b"xl/workbook.xxx"), UnsupportedFile),
    "long line": (table().encode() + b"x" * (100 << 20), LineTooLong),
    "many columns": (",".join(f"c{n}" for n in range(100_000)).encode() + b"\n1,2\n", TooLarge),
    "zero bytes": (table().encode() + b"\x00" * 50, NotText),
    "open quotation mark": (table().encode() + b'1,2,"' + b"x,\n" * 50_000, Unreadable),
    "words": ("이것은 표가 아닙니다.\n그냥 글입니다.\n".encode(), Unreadable),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_clear_error_within_seconds(name, read_bytes):
    content, problem = HOSTILE[name]
    began = time.monotonic()

    with pytest.raises(problem) as caught:
        read_bytes(content)

    assert caught.value.detail % caught.value.params
    assert time.monotonic() - began < 20


def test_a_bomb_in_gzip_is_cut_off(read_bytes):
    with pytest.raises(TooLarge):
        read_bytes(gzip.compress(bytes(8 << 20)), limits=Limits(text_bytes=4 << 20))


def test_cells_are_counted_whatever_they_compress_to(read_bytes):
    with pytest.raises(UnsafeWorkbook, match="too many cells"):
        read_bytes(workbook([HEADER, *ROWS]), limits=Limits(cells=20))


def test_a_slip_of_the_quotation_mark_on_every_line_takes_no_longer(read_bytes):
    lines = '1,2,"x,3,2011-01-01,1.5,7,UK\n' * 20_000
    began = time.monotonic()

    reading, _ = read_bytes((table() + lines).encode())

    assert reading.rows == len(ROWS) + 20_000
    assert time.monotonic() - began < 20


def test_dates_that_fit_both_orders_are_told(read_bytes):
    lines = "".join(f"{n},1,x,2,{n:02}/{n + 2:02}/2011,1.5,7,UK\n" for n in range(1, 9))

    reading, _ = read_bytes((",".join(HEADER) + "\n" + lines).encode())

    assert [note["column"] for note in reading.notes] == ["InvoiceDate"]


def test_a_sum_beyond_38_digits_is_refused(read_bytes):
    lines = "".join(f"{n},1,x,{'9' * 12},2011-01-01,{'9' * 12}.{'9' * 17},7,UK\n" for n in range(30))

    with pytest.raises(TooLarge, match="38"):
        read_bytes((",".join(HEADER) + "\n" + lines).encode())


def test_a_file_that_is_mostly_totals_is_refused(read_bytes):
    lines = "Total,,,2,,3.0,,\n" * 20

    with pytest.raises(TooManyRowsAside) as caught:
        read_bytes((table() + lines).encode())

    assert caught.value.params["row"] == 7


def test_a_text_among_numbers_of_a_sheet_is_not_guessed(read_bytes):
    rows = [list(row) for row in ROWS]
    rows[0][5] = "1.234"

    reading, _ = read_bytes(workbook([HEADER, *rows]), limits=LENIENT)

    assert [(issue["row"], issue["value"]) for issue in reading.issues] == [(2, "'1.234")]


def test_numbers_of_a_sheet_never_pass_for_thousands(read_bytes):
    rows = [[*row[:5], text, *row[6:]] for row, text in zip(ROWS, [1.234, "1.234,50", "2,5", "3,75", "0,5"], strict=True)]

    reading, parquet = read_bytes(workbook([HEADER, *rows]), limits=LENIENT)

    assert [issue["row"] for issue in reading.issues] == [2]
    assert statistics(parquet)["total_quantity"] == TRUTH["total_quantity"] - 6
