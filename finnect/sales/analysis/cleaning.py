"""From cells to values: formats decided on every row, and what cannot be read told apart from what can."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from finnect.kit.words import N_
from finnect.sales.analysis import dates, numbers
from finnect.sales.analysis.columns import Choice
from finnect.sales.analysis.dates import DateFormat
from finnect.sales.analysis.marks import CANCELLED, is_marked, is_unclear, says_cancelled
from finnect.sales.analysis.numbers import MAX_DECIMALS, Mark, NumberFormat
from finnect.sales.analysis.raw import OVERFLOW, ROW, RawTable, cell_name
from finnect.sales.analysis.vocabulary import FIELDS, STATUS

AMOUNT = "amount"
NUMBERS = ("Quantity", "UnitPrice")
DATE = "InvoiceDate"
MISSING = ("", "-", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "Null", "null", "None", "NaT", "<NA>")
TOTAL = (
    r"(?i)^\s*(?:(?:grand|sub|net)?[\s-]*totals?|sum|summe|gesamt(?:summe)?"
    r"|합\s*계|총\s*계|소\s*계|총\s*합계|누\s*계|계)\s*[:：]?\s*$"
)

NOT_A_NUMBER = N_("not a number")
NOT_A_DATE = N_("not a date")
IS_MISSING = N_("missing")
TOO_MANY_CELLS = N_("more cells than columns")
ISTOTAL = N_("a total, not a sale")
IS_NOTE = N_("a note, not a sale")
IS_HEADER = N_("the header again")


@dataclass(frozen=True)
class Evidence:
    """What one look at all rows has counted; keys are made of a column's name and what was counted."""

    counts: Mapping[str, Any]
    date_formats: list[str]

    def __getitem__(self, key: str) -> Any:
        return self.counts[key]


@dataclass(frozen=True)
class Plan:
    """How each field is read, decided on all rows."""

    cells: Mapping[str, str]  # field → column of the raw frame
    numbers: Mapping[str, NumberFormat]
    date: DateFormat | None
    suspicious: bool  # whether any row may be other than a plain, readable sale
    last_row: int
    dates_fit_both: bool  # whether all dates may be read with the month or with the day first
    status: str  # the column that says what was cancelled; empty where none does

    @property
    def scale(self) -> int:
        return sum(form.decimals for form in self.numbers.values())


def given(cell: str) -> pl.Expr:
    """The cell without the blanks around it; null if it only says that there is no value."""
    bare = pl.col(cell).str.strip_chars()
    return pl.when(~bare.is_in(MISSING)).then(bare)


def look(table: RawTable, fields: Mapping[str, Choice]) -> Evidence:
    """One pass over all rows: what is missing, how many values differ, which formats fit."""
    cells = {field: cell_name(choice.index) for field, choice in fields.items()}
    counts = [pl.len().alias("rows"), pl.col(ROW).max().alias("last_row"), pl.col(OVERFLOW).count().alias("overflow")]
    for index in range(len(table.layout.names)):
        name = cell_name(index)
        counts += [
            given(name).count().alias(f"{name}.given"),
            given(name).drop_nulls().n_unique().alias(f"{name}.distinct"),
            *numbers.plain_evidence(pl.col(name), name),
        ]
    counts.append(given(cells["InvoiceNo"]).str.contains(TOTAL).sum().alias("totals"))
    unclear = is_unclear(given(cells[STATUS]), fields[STATUS].column) if STATUS in fields else pl.lit(False)
    counts.append(unclear.any().alias("unclear"))
    counts += [says_cancelled(given(cell), "").any().alias(f"{cell}.says") for cell in unread_cells(table, fields)]
    formats: list[str] = []
    if DATE in fields:
        formats = dates.plain_formats(pl.Series(table.samples[fields[DATE].index].cells, dtype=pl.String))
        counts += dates.plain_evidence(pl.col(cells[DATE]), cells[DATE], formats)
    return Evidence(table.frame.select(counts).collect(engine="streaming").row(0, named=True), formats)


def unread_cells(table: RawTable, fields: Mapping[str, Choice]) -> list[str]:
    """Those of columns that are none of ours."""
    taken = {choice.index for choice in fields.values()}
    return [cell_name(index) for index in range(len(table.layout.names)) if index not in taken]


def decide(table: RawTable, fields: Mapping[str, Choice], seen: Evidence) -> Plan:
    cells = {field: cell_name(choice.index) for field, choice in fields.items()}
    forms = _number_formats(table, {field: cells[field] for field in NUMBERS}, seen)
    date, dates_fail, fit_both = _date_format(table, cells[DATE], seen) if DATE in cells else (None, False, False)
    plain = all(form.plain and seen[f"{cells[field]}.plain"] == seen["rows"] for field, form in forms.items())
    nameless = seen[f"{cells['InvoiceNo']}.given"] < seen["rows"] or seen["totals"]
    return Plan(
        cells=cells,
        numbers=forms,
        date=date,
        suspicious=not plain or dates_fail or bool(nameless) or seen["overflow"] > 0,
        last_row=seen["last_row"] or 0,
        dates_fit_both=fit_both,
        status=fields[STATUS].column if STATUS in fields else "",
    )


def _number_formats(table: RawTable, cells: Mapping[str, str], seen: Evidence) -> dict[str, NumberFormat]:
    odd = {
        field: cell
        for field, cell in cells.items()
        if seen[f"{cell}.plain"] < seen[f"{cell}.given"] or seen[f"{cell}.decimals"] > MAX_DECIMALS[field]
    }
    if table.delimiter and (odd or table.delimiter == ";"):
        # "1.200" looks plain, but beside "2,50" it is a thousand
        odd |= {field: cell for field, cell in cells.items() if seen[f"{cell}.decimals"]}
    counted: dict[str, Any] = {}
    if odd:
        evidence = [expr for cell in odd.values() for expr in numbers.written_evidence(given(cell), cell)]
        counted = table.frame.select(evidence).collect(engine="streaming").row(0, named=True)
    commas = sum(counted[f"{cell}.comma"] for cell in odd.values())
    points = sum(counted[f"{cell}.point"] for cell in odd.values())
    # "1,234" alone may be either: the other number column decides, then the delimiter
    usual: Mark = "," if commas > points or (commas == points and table.delimiter == ";") else "."
    forms = {}
    for field, cell in cells.items():
        if field not in odd:
            forms[field] = NumberFormat(True, ".", seen[f"{cell}.decimals"])
            continue
        comma, point = counted[f"{cell}.comma"], counted[f"{cell}.point"]
        mark: Mark = usual if comma == point else "," if comma > point else "."
        decimals = counted[f"{cell}.comma_decimals" if mark == "," else f"{cell}.point_decimals"]
        forms[field] = NumberFormat(False, mark, min(decimals, MAX_DECIMALS[field]))
    return forms


def _date_format(table: RawTable, cell: str, seen: Evidence) -> tuple[DateFormat, bool, bool]:
    """The format, whether any value may not fit it, and whether all fit the other order too."""
    fitting = [form for form in seen.date_formats if seen[f"{cell}.{form}"] == seen[f"{cell}.given"]]
    if fitting:
        best = min(fitting, key=lambda form: seen[f"{cell}.{form}.back"] if len(seen.date_formats) > 1 else 0)
        return DateFormat(best, "month first"), False, len(fitting) > 1
    both = dates.with_both_orders(table.frame.select(cell), given(cell))
    found = both.select(dates.order_evidence()).collect(engine="streaming").row(0, named=True)
    month, day = ((found[order], -found[f"{order}_back"]) for order in ("month", "day"))
    # neither fits more values nor keeps time running better: a comma for decimals speaks for the day
    day_first = day > month or (day == month and table.delimiter == ";")
    fit_both = found["differ"] > 0 and not found["month"] and not found["day"]
    return DateFormat(None, "day first" if day_first else "month first"), True, fit_both


def with_values(frame: pl.LazyFrame, plan: Plan) -> pl.LazyFrame:
    """Add our fields, read, and whether a row is cancelled; a field that the table lacks is null."""
    if plan.date and not plan.date.plain:
        frame = dates.with_both_orders(frame, given(plan.cells[DATE]))
    cancelled = is_marked(given(plan.cells["InvoiceNo"]))
    if plan.status:
        cancelled |= says_cancelled(given(plan.cells[STATUS]), plan.status).fill_null(False)
    return frame.with_columns(cancelled.alias(CANCELLED), *(_value(field, plan).alias(field) for field in FIELDS))


def _value(field: str, plan: Plan) -> pl.Expr:
    if field not in plan.cells:
        return pl.lit(None, dtype=pl.Datetime("us") if field == DATE else pl.String)
    cell = plan.cells[field]
    if field in NUMBERS:
        form = plan.numbers[field]
        number = numbers.read_numbers(pl.col(cell) if form.plain else given(cell), form, form.decimals)
        return number.cast(pl.Int64) if field == "Quantity" and form.decimals == 0 else number
    if field == DATE and plan.date:
        return dates.read_dates(pl.col(cell), plan.date)
    return identifier(cell) if field in ("InvoiceNo", "CustomerID") else given(cell)


def identifier(cell: str) -> pl.Expr:
    """“17850.0” is what programs make of 17850 where some cells are blank."""
    return given(cell).str.replace(r"^(\d+)\.0$", "${1}")


def amount(plan: Plan) -> pl.Expr:
    """Quantity × unit price; a decimal product keeps the larger scale only, so the price is widened first."""
    price = pl.col("UnitPrice").cast(pl.Decimal(38, plan.scale))
    return price * pl.col("Quantity").cast(pl.Decimal(38, plan.numbers["Quantity"].decimals))


def aside(table: RawTable, plan: Plan) -> pl.Expr:
    """Why a row is no sale though it may look like one; null for all others."""
    cells = [cell_name(index) for index in range(len(table.layout.names))]
    filled = pl.sum_horizontal(given(cell).is_not_null() for cell in cells)
    invoice = given(plan.cells["InvoiceNo"])
    nameless = invoice.is_null() | invoice.str.contains(TOTAL)
    says_total = pl.any_horizontal(pl.col(cell).str.contains(TOTAL).fill_null(False) for cell in cells)
    names = [plan.cells[field] for field in FIELDS if field in plan.cells and field not in (*NUMBERS, "Country")]
    unnamed_total = (pl.col(ROW) == plan.last_row) & pl.all_horizontal(given(cell).is_null() for cell in names)
    header = pl.all_horizontal(
        pl.col(plan.cells[field]).str.strip_chars() == table.layout.names[int(plan.cells[field][1:])] for field in NUMBERS
    )
    return (
        pl.when(nameless & says_total | unnamed_total)
        .then(pl.lit(ISTOTAL))
        .when(header)
        .then(pl.lit(IS_HEADER))
        .when((filled == 1) & pl.col(OVERFLOW).is_null())
        .then(pl.lit(IS_NOTE))
    )


def blank(table: RawTable) -> pl.Expr:
    cells = [cell_name(index) for index in range(len(table.layout.names))]
    return pl.all_horizontal(given(cell).is_null() for cell in cells) & pl.col(OVERFLOW).is_null()
