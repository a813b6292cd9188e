"""Dirty tables with known truth: each seed makes one file, and all seeds together every kind of dirt."""

import gzip
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import openpyxl

HEADERS = (
    ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"),
    ("주문번호", "상품코드", "상품명", "수량", "주문일자", "단가", "고객번호", "국가"),
    ("Invoice", "SKU", "Product", "Qty", "Order Date", "Price", "Customer ID", "Country"),
    ("ORDER NUMBER", "item_code", "item-name", "Units", "Date", "Unit Price (KRW)", "Client ID", "Region"),
    ("Rechnungsnummer", "Artikelnummer", "Bezeichnung", "Menge", "Datum", "Einzelpreis", "Kundennummer", "Land"),
)
KOREAN = ("흰색 하트 조명", "금속 등", "잼 만들기 세트", "따뜻한 장갑", "크리스마스 카드")
LATIN = ("Café crème", "Größe Müller", "Señor £5", "Plain mug", "Crème brûlée dish")
PLAIN = ("White lamp", "Metal sign", "Jam set", "Warm gloves", "Cards, pack of 6")

Row = tuple[str, str, str, int, datetime, Decimal, str, str]
Number = Decimal | int


@dataclass(frozen=True)
class Truth:
    """What a reader must find; `bad` rows are left out of the numbers and listed."""

    total_revenue: Decimal
    num_customers: int
    num_invoices: int
    total_quantity: int
    moments: list[datetime]
    bad: int


@dataclass(frozen=True)
class DirtyFile:
    name: str
    content: bytes
    truth: Truth


def truth_of(rows: Sequence[Row], bad: int = 0) -> Truth:
    return Truth(
        total_revenue=sum((row[3] * row[5] for row in rows), Decimal(0)),
        num_customers=len({row[6] for row in rows} - {""}),
        num_invoices=len({row[0] for row in rows}),
        total_quantity=sum(row[3] for row in rows),
        moments=[row[4] for row in rows],
        bad=bad,
    )


def sales(chance: random.Random, names: Sequence[str]) -> list[Row]:
    """Invoices of a few lines in order of time: returns, cancellations, gifts, thousands, tenths of a cent, no customer."""
    rows: list[Row] = []
    when = datetime(2010, 12, 1, 8, 26) + timedelta(days=chance.randrange(300))
    for number in range(chance.randrange(8, 20)):
        cancelled = chance.random() < 0.15
        invoice = f"{'C' if cancelled else ''}{536_000 + number}"
        customer = "" if chance.random() < 0.2 else str(chance.randrange(12_000, 12_030))
        when += timedelta(minutes=chance.randrange(1, 9_000))
        for _ in range(chance.randrange(1, 4)):
            quantity = chance.choice((1, 2, 6, 12, 1_200, 12_345)) * (-1 if cancelled or chance.random() < 0.05 else 1)
            price = Decimal(chance.choice(("0", "2.55", "1234.5", "12345678.90", "0.001", "10", "7.95")))
            code = f"{chance.randrange(10_000, 99_999)}{chance.choice(('', 'A', 'B'))}"
            rows.append((invoice, code, chance.choice(names), quantity, when, price, customer, "United Kingdom"))
    return rows


def grouped(value: Number, thousands: str, decimal: str) -> str:
    return f"{value:,}".translate(str.maketrans({",": thousands, ".": decimal}))


NUMBERS: dict[str, Callable[[Number], str]] = {
    "plain": str,
    "english": lambda value: f"{value:,}",
    "german": lambda value: grouped(value, ".", ","),
    "decimal comma": lambda value: str(value).replace(".", ","),
    "french": lambda value: grouped(value, "\N{NO-BREAK SPACE}", ","),
    "swiss": lambda value: grouped(value, "'", "."),
    "accounting": lambda value: f"({-value:,})" if value < 0 else f"{value:,}",
    "won": lambda value: f"₩{value:,}" if isinstance(value, Decimal) else f"{value:,}",
    "dollar": lambda value: f"${value:,}" if isinstance(value, Decimal) and value >= 0 else f"{value:,}",
    "triangle": lambda value: f"△{-value:,}" if value < 0 else f"{value:,}",
    "minus behind": lambda value: f"{-value}-" if value < 0 else str(value),
    "true minus": lambda value: f"{value}".replace("-", "\N{MINUS SIGN}"),
    "pieces": lambda value: f"{value:,}원" if isinstance(value, Decimal) else f"{value:,}개",
}
ASCII_NUMBERS = ("plain", "english", "german", "decimal comma", "swiss", "accounting", "dollar", "minus behind")
DATES = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M", "%Y/%m/%d %H:%M",
    "%Y. %m. %d. %H:%M", "%Y년 %m월 %d일 %H:%M", "%Y년 %m월 %d일 %H시 %M분", "%d-%b-%Y %H:%M", "%m/%d/%Y %I:%M %p",
    "%B %d, %Y %H:%M", "%Y-%m-%dT%H:%M:00.000Z", "serial",
)  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949", "latin-1", "cp1252")
DELIMITERS = (",", ";", "\t", "|")
ENDS = ("\n", "\r\n", "\r")
DIRT = (
    "none", "banner", "blank rows", "total", "korean total", "unnamed total", "footnote", "header again", "stray quote",
    "open quote", "quoted line end", "all quoted", "padded", "trailing delimiters", "sep line", "gzip", "bad number",
    "missing price", "short row", "surplus cells", "words for missing", "extra columns", "shuffled columns", "no last end",
)  # fmt: skip


def moment(form: str, when: datetime) -> str:
    if form == "serial":
        return f"{(when - datetime(1899, 12, 30)).total_seconds() / 86_400:.9f}"
    return f"{when:{form}}"


def text_file(seed: int) -> DirtyFile:
    """Every dimension runs through its values at a step of its own, so that they meet in ever new pairs."""
    encoding, end = ENCODINGS[(seed + seed // len(DIRT)) % len(ENCODINGS)], ENDS[(seed + seed // len(DIRT)) % len(ENDS)]
    delimiter, dirt = DELIMITERS[(seed // 2 + seed // len(DIRT)) % len(DELIMITERS)], DIRT[seed * 7 % len(DIRT)]
    style, form = list(NUMBERS)[seed * 3 % len(NUMBERS)], DATES[seed * 5 % len(DATES)]
    header, words = HEADERS[seed % len(HEADERS)], KOREAN
    if encoding in ("latin-1", "cp1252"):
        header, words = HEADERS[(0, 2, 3, 4)[seed % 4]], LATIN
    dirty, truth = _text(random.Random(seed), delimiter, end, dirt, style, form, header, words)
    try:
        data = dirty.encode(encoding)
    except UnicodeEncodeError:
        style, form = "plain", "%Y-%m-%d %H:%M:%S"
        dirty, truth = _text(random.Random(seed), delimiter, end, "none", style, form, header, words)
        data = dirty.encode(encoding)
    name = f"{seed:03} {encoding} {delimiter!r} {end!r} {style}, {form}, {dirt}"
    return DirtyFile(name, gzip.compress(data) if dirt == "gzip" else data, truth)


def _text(
    chance: random.Random, delimiter: str, end: str, dirt: str, style: str, form: str, header: Sequence[str], words: Sequence[str]
) -> tuple[str, Truth]:
    rows, write = sales(chance, words), NUMBERS[style]
    lines = [[row[0], row[1], row[2], write(row[3]), moment(form, row[4]), write(row[5]), row[6], row[7]] for row in rows]
    truth, victim = truth_of(rows), chance.randrange(len(rows))
    without = [*rows[:victim], *rows[victim + 1 :]]
    table, before, after = [list(header), *lines], "", ""
    line = table[victim + 1]
    match dirt:
        case "banner":
            before = f"Sales report{end}{end}Printed 2011-12-09{delimiter}{delimiter}{end}"
        case "blank rows":
            table = [one for each in table for one in (each, [""] * 8, [])]
        case "total" | "korean total":
            word = "Total" if dirt == "total" or not header[0][0] > "z" else "합계"
            after = delimiter.join([word, "", "", "99", "", "1", "", ""]) + end
        case "unnamed total":
            after = delimiter.join(["", "", "", "99", "", "1", "", ""]) + end
        case "footnote":
            after = f"Prices without tax{end}"
        case "header again":
            table.append(list(header))
        case "padded":
            table = [[f"  {cell} " for cell in each] for each in table]
        case "trailing delimiters":
            table = [[*each, "", ""] for each in table]
        case "sep line":
            before = f"sep={delimiter}{end}"
        case "quoted line end":
            line[2] = "two\nlines"
        case "bad number":
            line[3], truth = "many", truth_of(without, bad=1)
        case "missing price":
            line[5], truth = "", truth_of(without, bad=1)
        case "short row":
            del line[4:]
            truth = truth_of(without, bad=1)
        case "surplus cells":
            line.extend(["", "", "", "surplus"])
            truth = truth_of(without, bad=1)
        case "words for missing":
            for each in table[1:]:
                each[6] = each[6] or chance.choice(("NULL", "N/A", "nan", "-"))
        case "extra columns":
            table = [[str(at), *each, "x"] for at, each in enumerate(table)]
            table[0][0], table[0][-1] = "No.", "Remark"
        case "shuffled columns":
            order = chance.sample(range(8), 8)
            table = [[each[at] for at in order] for each in table]
    text = before + "".join(_line(each, delimiter, end, dirt == "all quoted") for each in table) + after
    if dirt == "stray quote":
        text = text.replace(words[1], f'{words[1]} 12" x', 1)
    if dirt == "open quote" and '"' not in text:
        text = text.replace(words[1], f'"{words[1]}', 1)
    return text.removesuffix(end) if dirt == "no last end" else text, truth


def _line(cells: Sequence[str], delimiter: str, end: str, quote_all: bool) -> str:
    marks = (delimiter, '"', "\n")
    quoted = ['"' + cell.replace('"', '""') + '"' if quote_all or any(mark in cell for mark in marks) else cell for cell in cells]
    return delimiter.join(quoted) + end


MARKS = (
    ("취소-{}", "", ""), ("{}-취소", "", ""), ("[반품] {}", "", ""), ("{}(환불)", "", ""), ("CANCEL-{}", "", ""), ("{}_refund", "", ""),
    ("{}", "상태", "취소"), ("{}", "주문상태", "취소완료"), ("{}", "처리상태", "반품 완료"), ("{}", "매출구분", "환불"),
    ("{}", "취소여부", "Y"),
    ("{}", "Order Status", "Cancelled"), ("{}", "status", "refunded"), ("{}", "is_cancelled", "TRUE"), ("{}", "Remark", "Order cancelled"),
    ("{}", "비고", "주문취소"), ("{}", "Status", "storniert"),
)  # fmt: skip
KEPT = {"취소여부": "N", "is_cancelled": "FALSE", "비고": "", "Remark": ""}


@dataclass(frozen=True)
class MarkedFile:
    """A table that marks what was cancelled in one of the ways there are, with its revenue by what a row is."""

    name: str
    content: bytes
    truth: Truth
    revenue: dict[str, Decimal]


def marked_file(seed: int) -> MarkedFile:
    """Cancelled rows are negative in every other round, and keep their quantity in the rounds between; the first eleven sales stay."""
    chance = random.Random(1_000 + seed)
    form, column, word = MARKS[seed % len(MARKS)]
    keeps, style = seed // len(MARKS) % 2 == 1, ("plain", "accounting", "english")[seed % 3]
    revenue = dict.fromkeys(("sold", "cancelled_sales", "cancellations", "rest"), Decimal(0))
    rows: list[Row] = []
    lines: list[list[object]] = []
    for place, row in enumerate(row for row in sales(chance, KOREAN) if not row[0].startswith("C")):
        is_cancelled = place > 10 and chance.random() < 0.4
        quantity = abs(row[3]) * (-1 if is_cancelled and not keeps else 1)
        invoice = form.format(row[0]) if is_cancelled else row[0]
        kept: Row = (invoice, *row[1:3], quantity, *row[4:])
        is_sale = quantity * row[5] > 0
        kind = ("cancelled_sales" if is_sale else "cancellations") if is_cancelled else "sold" if is_sale else "rest"
        revenue[kind] += quantity * row[5]
        rows.append(kept)
        write = NUMBERS[style]
        said = word if is_cancelled else KEPT.get(column, "정상")
        lines.append([*kept[:3], write(quantity), f"{row[4]:%Y-%m-%d %H:%M}", write(row[5]), *row[6:], *([said] if column else [])])
    table = [[*HEADERS[seed % 4], *([column] if column else [])], *lines]
    name = f"{seed:03} {form} {column} {word} {'kept' if keeps else 'negative'} {style}"
    if seed % 5 == 4:
        book, out = openpyxl.Workbook(), io.BytesIO()
        for line in table:
            book.active.append(line)
        book.save(out)
        return MarkedFile(f"{name} workbook", out.getvalue(), truth_of(rows), revenue)
    text = "".join(_line([str(cell) for cell in line], ",", "\n", False) for line in table)
    return MarkedFile(name, text.encode("cp949" if seed % 2 else "utf-8"), truth_of(rows), revenue)


SHEET_DIRT = (
    "none", "banner", "blank rows", "total", "footnote", "numbers as text", "some numbers as text", "dates as text", "serials",
    "other sheets", "first columns blank", "words for missing", "bad number", "missing price", "extra columns", "shuffled columns",
    "rows start late", "gzip",
)  # fmt: skip


def workbook_file(seed: int) -> DirtyFile:
    chance = random.Random(seed)
    dirt, header = SHEET_DIRT[seed % len(SHEET_DIRT)], HEADERS[seed // 2 % len(HEADERS)]
    rows = sales(chance, (KOREAN, LATIN, PLAIN)[seed % 3])
    truth, victim = truth_of(rows), chance.randrange(len(rows))
    without = [*rows[:victim], *rows[victim + 1 :]]
    lines: list[list[object]] = [[*row[:5], float(row[5]), int(row[6]) if row[6] else None, row[7]] for row in rows]
    table: list[list[object]] = [list(header), *lines]
    line = lines[victim]
    match dirt:
        case "banner":
            table = [["Sales report"], [], ["Printed", datetime(2011, 12, 9)], *table]
        case "blank rows":
            table = [one for each in table for one in (each, [])]
        case "total":
            table.append(["합계", None, None, 99, None, 1.5])
        case "footnote":
            table.append(["Prices without tax"])
        case "numbers as text":
            table = [table[0], *([*one[:3], f"{one[3]:,}", one[4], f"{row[5]:,}", *one[6:]] for one, row in zip(lines, rows, strict=True))]
        case "some numbers as text":
            line[5] = "12345678.9"
            truth = truth_of([*rows[:victim], (*rows[victim][:5], Decimal("12345678.9"), *rows[victim][6:]), *rows[victim + 1 :]])
        case "dates as text":
            for one in lines:
                one[4] = f"{one[4]:%d.%m.%Y %H:%M}"
        case "serials":
            for one in lines:
                one[4] = (one[4] - datetime(1899, 12, 30)).total_seconds() / 86_400  # type: ignore[operator]
        case "first columns blank":
            table = [[None, None, *one] for one in table]
        case "words for missing":
            for one in lines:
                one[6] = one[6] or "N/A"
        case "bad number":
            line[3], truth = "many", truth_of(without, bad=1)
        case "missing price":
            line[5], truth = None, truth_of(without, bad=1)
        case "extra columns":
            table = [[at, *one, True] for at, one in enumerate(table)]
            table[0][0], table[0][-1] = "No.", "Paid"
        case "shuffled columns":
            order = chance.sample(range(8), 8)
            table = [[one[at] for at in order] for one in table]
        case "rows start late":
            table = [[], [], [], *table]
    book = openpyxl.Workbook()
    sheet = book.active
    if dirt == "other sheets":
        sheet.append(["Read me first"])
        book.create_sheet("Prices").append(["SKU", "Price"])
        sheet = book.create_sheet("Data")
    for one in table:
        sheet.append(one)
    out = io.BytesIO()
    book.save(out)
    data = gzip.compress(out.getvalue()) if dirt == "gzip" else out.getvalue()
    return DirtyFile(f"{seed:03} workbook {dirt} {header[0]}", data, truth)
