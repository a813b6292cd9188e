"""One small table with known truth, written in any dialect."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

import openpyxl

from finnect.sales.analysis import Statistics

HEADER = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
KOREAN_HEADER = ("주문번호", "상품코드", "상품명", "수량", "주문일자", "단가", "고객번호", "국가")
ROWS: tuple[tuple[str, str, str, int, datetime, Decimal, str, str], ...] = (
    ("536365", "85123A", "흰색 하트 조명", 6, datetime(2010, 12, 1, 8, 26), Decimal("2.55"), "17850", "대한민국"),
    ("536365", "71053", "금속 등", 6, datetime(2010, 12, 1, 8, 26), Decimal("3.39"), "17850", "대한민국"),
    ("536366", "22633", "장갑, 따뜻한", 1200, datetime(2010, 12, 13, 15, 5), Decimal("1234.50"), "17851", "일본"),
    ("C536379", "D", "할인", -1, datetime(2010, 12, 14, 0, 30), Decimal("27.50"), "14527", "대한민국"),
    ("536380", "22961", "잼 만들기", 24, datetime(2011, 1, 31, 23, 59), Decimal("0.001"), "", "대한민국"),
)
TRUTH = Statistics(total_revenue=Decimal("1481408.164"), num_customers=3, num_invoices=4, total_quantity=1235)

Cell = object
Writer = Callable[[Cell], str]


def plain(cell: Cell) -> str:
    return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else str(cell)


def dated(form: str) -> Writer:
    return lambda cell: f"{cell:{form}}" if isinstance(cell, datetime) else plain(cell)


def numbered(write: Callable[[Decimal | int], str]) -> Writer:
    return lambda cell: write(cell) if isinstance(cell, Decimal | int) else plain(cell)


def table(
    *,
    delimiter: str = ",",
    header: Sequence[str] = HEADER,
    write: Writer = plain,
    end: str = "\n",
    quote_all: bool = False,
) -> str:
    def cell(text: str) -> str:
        needs = quote_all or any(mark in text for mark in (delimiter, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if needs else text

    lines = [list(header), *([write(value) for value in row] for row in ROWS)]
    return "".join(delimiter.join(map(cell, line)) + end for line in lines)


def workbook(rows: Sequence[Sequence[object]], *, other_sheets: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["Nothing to see here"])
    for name in [*other_sheets, "Sales"]:
        book.create_sheet(name)
    for row in rows:
        book["Sales"].append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
