"""Any table in any dialect reads back to the same numbers."""

import gzip
from datetime import datetime
from decimal import Decimal

import polars as pl
import pytest

from finnect.sales.analysis import statistics
from tests.sales.analysis.tables import HEADER, KOREAN_HEADER, ROWS, TRUTH, dated, numbered, plain, table, workbook

LATIN = table().translate(str.maketrans({"흰": "é", "금": "ü", "장": "£", "할": "ß", "잼": "ñ"})).encode("latin-1", "ignore")


def german(value: Decimal | int) -> str:
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


def french(value: Decimal | int) -> str:
    return f"{value:,}".translate(str.maketrans({",": "\N{NARROW NO-BREAK SPACE}", ".": ","}))


def accounting(value: Decimal | int) -> str:
    return f"({-value:,})" if value < 0 else f"{value:,}"


def currency(value: Decimal | int) -> str:
    return f"₩ {value:,}" if isinstance(value, Decimal) else f"{value}"


def triangle(value: Decimal | int) -> str:
    return f"△{-value:,}" if value < 0 else f"{value:,}원" if isinstance(value, Decimal) else f"{value:,}"


DATES = {
    "iso T": "%Y-%m-%dT%H:%M:%S",
    "us": "%m/%d/%Y %H:%M",
    "us 12 hours": "%m/%d/%Y %I:%M %p",
    "us short": "%m/%d/%y %H:%M",
    "european": "%d.%m.%Y %H:%M",
    "european slash": "%d/%m/%Y %H:%M:%S",
    "korean dots": "%Y. %m. %d. %H:%M",
    "korean words": "%Y년 %m월 %d일 %H:%M",
    "korean hours": "%Y년 %m월 %d일 %H시 %M분",
    "named": "%d-%b-%Y %H:%M",
    "named short year": "%d-%b-%y %H:%M",
    "iso zone": "%Y-%m-%dT%H:%M:%S.000+09:00",
    "korean half days": "%Y. %m. %d. %p %I:%M",
    "named first": "%B %d, %Y %H:%M",
    "slashes": "%Y/%m/%d %H:%M",
}
FILES = {
    "utf-8": table().encode(),
    "utf-8 bom": table().encode("utf-8-sig"),
    "utf-16": table().encode("utf-16"),
    "utf-16-le": table().encode("utf-16-le"),
    "utf-16-be": table().encode("utf-16-be"),
    "cp949": table().encode("cp949"),
    "euc-kr": table(header=KOREAN_HEADER).encode("euc-kr"),
    "latin-1": LATIN,
    "windows-1252": LATIN.replace(b"\xa3", b"\x80"),
    "korean header": table(header=KOREAN_HEADER).encode(),
    "spaced header": table(header=[f" {name.upper()} " for name in HEADER]).encode(),
    "semicolon": table(delimiter=";").encode(),
    "tab": table(delimiter="\t").encode(),
    "pipe": table(delimiter="|").encode(),
    "sep line": ("sep=;\n" + table(delimiter=";")).encode(),
    "crlf": table(end="\r\n").encode(),
    "cr": table(end="\r").encode(),
    "no last line end": table().rstrip("\n").encode(),
    "mixed line ends": table().replace("\n", "\r\n", 3).encode(),
    "all quoted": table(quote_all=True).encode(),
    "gzip": gzip.compress(table().encode()),
    "german numbers": table(delimiter=";", write=numbered(german)).encode(),
    "german numbers quoted": table(write=numbered(german)).encode(),
    "french numbers": table(delimiter=";", write=numbered(french)).encode(),
    "accounting": table(write=numbered(accounting)).encode(),
    "currency": table(write=numbered(currency)).encode(),
    "korean minus": table(write=numbered(triangle)).encode(),
    "padded": table(write=lambda cell: f"  {plain(cell)} ").encode(),
    "banner": ("Sales report\n\nPrinted 2011-02-01,,,\n" + table()).encode(),
    "blank rows": table().replace("\n", "\n\n,,,,,,,\n").encode(),
    "total row": (table() + "합계,,,1235,,1266.941,,\n").encode(),
    "unnamed total": (table() + ",,,1235,,1266.941,,\n").encode(),
    "footnote": (table() + "Prices without tax\n").encode(),
    "header again": (table() + ",".join(HEADER) + "\n").encode(),
    "stray quotation mark": table().replace("금속 등", '금속 12" 등').encode(),
    "opening quotation mark": table().replace("금속 등", '"금속 등').encode(),
    "quoted line end": table().replace("금속 등", '"금속\n등"').encode(),
    "trailing delimiters": table().replace("\n", ",,\n").encode(),
    **{name: table(write=dated(form)).encode() for name, form in DATES.items()},
}
WORKBOOKS = {
    "sheet": workbook([HEADER, *ROWS]),
    "banner": workbook([["Report"], [], HEADER, *ROWS]),
    "total": workbook([HEADER, *ROWS, ["Total", None, None, 1235]]),
    "text": workbook([HEADER, *(map(plain, row) for row in ROWS)]),
    "gzip": gzip.compress(workbook([KOREAN_HEADER, *ROWS])),
}


@pytest.mark.parametrize("name", FILES)
def test_a_text_reads_to_the_same_numbers(name, read_bytes):
    reading, parquet = read_bytes(FILES[name])

    assert statistics(parquet) == TRUTH
    assert reading.rows == len(ROWS)
    assert reading.bad_rows == 0


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("latin-1", "windows-1252")])
def test_dates_read_to_the_same_moments(name, read_bytes):
    _, parquet = read_bytes(FILES[name])

    assert pl.read_parquet(parquet)["InvoiceDate"].to_list() == [row[4] for row in ROWS]


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_workbook_reads_to_the_same_numbers(name, read_bytes):
    reading, parquet = read_bytes(WORKBOOKS[name], "sales.xlsx")

    assert statistics(parquet) == TRUTH
    assert reading.sheet == "Sales"
    assert pl.read_parquet(parquet)["InvoiceDate"].to_list() == [row[4] for row in ROWS]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8 bom", "UTF-8 BOM"),
        ("utf-16", "UTF-16LE"),
        ("utf-16-be", "UTF-16BE"),
        ("cp949", "CP949"),
        ("euc-kr", "CP949"),
        ("latin-1", "ISO-8859-1"),
        ("windows-1252", "Windows-1252"),
    ],
)
def test_the_encoding_is_told(name, encoding, read_bytes):
    reading, _ = read_bytes(FILES[name])

    assert reading.encoding == encoding


def test_excel_serials_are_dates(read_bytes):
    epoch = datetime(1899, 12, 30)
    serial = lambda cell: f"{(cell - epoch).total_seconds() / 86400:.8f}" if isinstance(cell, datetime) else plain(cell)  # noqa: E731

    _, parquet = read_bytes(table(write=serial).encode())

    assert pl.read_parquet(parquet)["InvoiceDate"].to_list() == [row[4] for row in ROWS]


def test_columns_without_telling_names_are_told_by_content(read_bytes):
    lines = [f"{1000 + n // 3},{n % 7 + 1},2011-01-{n % 28 + 1:02},{n % 5}.25" for n in range(60)]

    reading, parquet = read_bytes("\n".join(["a,b,c,d", *lines]).encode())

    assert {field: choice["column"] for field, choice in reading.mapping.items()} == {
        "InvoiceNo": "a", "Quantity": "b", "InvoiceDate": "c", "UnitPrice": "d"
    }  # fmt: skip
    assert all(choice["why"] == "content" for choice in reading.mapping.values())
    assert statistics(parquet)["num_invoices"] == 20


def test_the_mapping_of_the_user_wins(read_bytes):
    content = table(header=("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "x", "CustomerID", "Price"))

    reading, parquet = read_bytes(content.encode(), mapping={"UnitPrice": "x", "Country": "Price"})

    assert reading.mapping["UnitPrice"] == {"column": "x", "why": "user"}
    assert statistics(parquet) == TRUTH


@pytest.mark.parametrize("name", ["banner", "quoted line end", "blank rows", "opening quotation mark"])
def test_row_numbers_are_those_of_the_file(name, read_bytes):
    lines = FILES[name].decode().split("\n")

    _, parquet = read_bytes(FILES[name])

    for row, code in pl.read_parquet(parquet).select("row", "StockCode").rows():
        assert f",{code}," in lines[row - 1]
