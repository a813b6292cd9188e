"""Read any sales table into one cleaned Parquet file, and tell what was understood and what was not."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

import polars as pl

from finnect.kit.progress import Report, silent
from finnect.kit.words import N_
from finnect.sales.analysis import cleaning
from finnect.sales.analysis.cleaning import AMOUNT, DATE, NUMBERS, Plan
from finnect.sales.analysis.columns import Choice, choose_columns
from finnect.sales.analysis.conditions import POSITIVE
from finnect.sales.analysis.issues import Findings, Issue, find_issues, judged
from finnect.sales.analysis.limits import Limits
from finnect.sales.analysis.marks import CANCELLED, speaks_of_cancelling
from finnect.sales.analysis.pieces import NotPlain
from finnect.sales.analysis.problems import EmptyTable, TooLarge, TooManyBadRows, TooManyRowsAside, Unreadable
from finnect.sales.analysis.raw import ROW, RawTable, cell_name
from finnect.sales.analysis.samples import Sample
from finnect.sales.analysis.source import open_table
from finnect.sales.analysis.swift import read_swiftly
from finnect.sales.analysis.vocabulary import FIELDS, STATUS

_MOST_DIGITS = 38
_EXAMPLES = 3  # of the values of a column
_LONGEST_EXAMPLE = 60
_FEW = 10  # rows aside are no matter whatever their share
DATES_FIT_BOTH = N_("All dates could be read with the month or with the day first; the order in which time runs better was taken")

CANCELLED_BUT_POSITIVE = N_(
    "Rows that are marked as cancelled have positive quantities. They are no sales, but the total revenue contains them; the bridge shows "
    "how much they are, and the revenue without them"
)
UNCLEAR_STATUS = N_("Some values speak of cancelling without saying that a row is cancelled; these rows count as sales")
NOT_READ = N_("This column may tell of cancellations too, but is not read")

Kind = Literal["number", "date", "text"]


class Column(TypedDict):
    """A column of the file; `examples` are values from its first rows."""

    name: str
    type: Kind
    missing: int
    distinct: int
    examples: list[str]


class Note(TypedDict):
    """What could have been understood otherwise; `text` is a message id."""

    column: str
    text: str


class Mapped(TypedDict):
    """The column taken for a field, and whether the user, its name or its content decided that."""

    column: str
    why: str


@dataclass(frozen=True)
class Reading:
    """What was understood of a file. `rows` are the sales kept; `bad_rows` and `rows_aside` are listed in `issues`."""

    rows: int
    columns: list[Column]
    mapping: dict[str, Mapped]
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    sheets: list[str]
    header_row: int
    bad_rows: int
    rows_aside: int
    issues: list[Issue]
    notes: list[Note]


def read(
    source: Path,
    *,
    filename: str,
    out: Path,
    limits: Limits,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    report: Report = silent,
) -> Reading:
    """Read `source` and write its sales to `out`; raises a subclass of `Unreadable` where that cannot be done.

    `mapping` says which column to take for a field of ours; the rest is recognised. Rows whose quantity or price cannot
    be read are left out and listed; a date that cannot be read is listed and left blank.
    """
    with tempfile.TemporaryDirectory(dir=out.parent, prefix="reading-") as scratch:
        report(0.0, N_("Opening the file"))
        table = open_table(source, Path(scratch), limits, filename=filename, sheet=sheet)
        if not any(sample.cells for sample in table.samples):
            raise EmptyTable(filename=filename, sheets=list(table.sheets))
        with _saying_what_there_is(table):
            fields = choose_columns(table.layout.names, table.samples, mapping)
            report(0.2, N_("Looking at every row"))
            try:
                understood = _swiftly(table, fields, out, Path(scratch))
            except NotPlain:
                understood = _carefully(table, fields, out, limits, report)
            _refuse_bad(understood, filename, limits)
            _refuse_aside(understood, limits)
    return Reading(
        rows=understood.rows,
        columns=understood.columns,
        mapping={field: Mapped(column=choice.column, why=choice.why) for field, choice in fields.items()},
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        sheets=list(table.sheets),
        header_row=table.layout.header_row,
        bad_rows=understood.findings.bad,
        rows_aside=understood.findings.aside,
        issues=list(understood.findings.kept),
        notes=[*understood.notes, *_notes_on_marks(table, fields, understood, out)],
    )


@contextmanager
def _saying_what_there_is(table: RawTable) -> Iterator[None]:
    """A refusal tells the columns and sheets of the file, so that others may be chosen."""
    try:
        yield
    except Unreadable as problem:
        named = zip(table.layout.names, table.samples, strict=True)
        columns = [{"name": name, "examples": _examples(sample)} for name, sample in named]
        problem.params.update(columns=columns, sheets=list(table.sheets))
        raise


def _examples(sample: Sample) -> list[str]:
    return [cell[:_LONGEST_EXAMPLE] for cell in dict.fromkeys(sample.cells)][:_EXAMPLES]


@dataclass(frozen=True)
class _Understood:
    rows: int
    columns: list[Column]
    findings: Findings
    notes: list[Note]
    unclear: bool  # whether a status speaks of cancelling without saying so
    unread: set[int]  # columns that are none of ours and say of some row that it is cancelled


def _swiftly(table: RawTable, fields: Mapping[str, Choice], out: Path, scratch: Path) -> _Understood:
    tally = read_swiftly(table, fields, out, scratch)
    if len(str(tally.largest)) > _MOST_DIGITS:
        refuse_long_amounts(out)
    return _Understood(
        tally.rows, _columns(table, fields, tally.missing, tally.distinct, tally.numeric), Findings(), [], tally.unclear, tally.unread
    )


def _carefully(table: RawTable, fields: Mapping[str, Choice], out: Path, limits: Limits, report: Report) -> _Understood:
    seen = cleaning.look(table, fields)
    plan = cleaning.decide(table, fields, seen)
    findings = find_issues(table, plan, limits.kept_issues)
    report(0.6, N_("Keeping the readable rows"))
    rows = _keep(table, plan, out)
    refuse_long_amounts(out)
    cells = [cell_name(index) for index in range(len(table.layout.names))]
    given = [seen[f"{cell}.given"] for cell in cells]
    missing = [seen["rows"] - count for count in given]
    numeric = [seen[f"{cell}.plain"] == count for cell, count in zip(cells, given, strict=True)]
    distinct = [seen[f"{cell}.distinct"] for cell in cells]
    unread = {int(cell[1:]) for cell in cleaning.unread_cells(table, fields) if seen[f"{cell}.says"]}
    notes = [Note(column=fields[DATE].column, text=DATES_FIT_BOTH)] if plan.dates_fit_both else []
    return _Understood(rows, _columns(table, fields, missing, distinct, numeric), findings, notes, bool(seen["unclear"]), unread)


def _notes_on_marks(table: RawTable, fields: Mapping[str, Choice], understood: _Understood, out: Path) -> Iterator[Note]:
    if pl.scan_parquet(out).filter(CANCELLED).select(POSITIVE.any()).collect(engine="streaming").item():
        yield Note(column=fields.get(STATUS, fields["InvoiceNo"]).column, text=CANCELLED_BUT_POSITIVE)
    if understood.unclear:
        yield Note(column=fields[STATUS].column, text=UNCLEAR_STATUS)
    for index in (int(cell[1:]) for cell in cleaning.unread_cells(table, fields)):
        name = table.layout.names[index]
        if index in understood.unread or (table.samples[index].cells and speaks_of_cancelling(name)):
            yield Note(column=name, text=NOT_READ)


def _keep(table: RawTable, plan: Plan, out: Path) -> int:
    sales = judged(table, plan).filter("counts").with_columns(cleaning.amount(plan).alias(AMOUNT))
    try:
        sales.select(ROW, *FIELDS, CANCELLED, AMOUNT).sink_parquet(out)
    except pl.exceptions.ComputeError as error:
        if "overflow in decimal" not in str(error):
            raise
        raise _too_many_digits() from None
    return int(pl.scan_parquet(out).select(pl.len()).collect().item())


def refuse_long_amounts(out: Path) -> None:
    """A sum of decimals beyond 38 digits would wrap around."""
    amount = pl.col(AMOUNT)
    found = pl.scan_parquet(out).select(pl.len(), amount.null_count().alias("lost"), amount.abs().max().alias("largest"))
    rows, lost, largest = found.collect(engine="streaming").row(0)
    digits = int("".join(map(str, largest.as_tuple().digits))) if rows and not lost else 0
    if lost or len(str(digits * rows)) > _MOST_DIGITS:
        raise _too_many_digits()


def _too_many_digits() -> TooLarge:
    return TooLarge(what=N_("digits in an amount or in their sum"), limit=_MOST_DIGITS)


def _refuse_bad(understood: _Understood, filename: str, limits: Limits) -> None:
    findings = understood.findings
    total = understood.rows + findings.bad
    if findings.first and findings.bad > limits.bad_row_share * total:
        raise TooManyBadRows(
            bad=findings.bad,
            rows=total,
            percent=f"{limits.bad_row_share * 100:g}",
            row=findings.first["row"],
            column=findings.first["column"],
            value=findings.first["value"],
        )
    if understood.rows == 0:
        raise EmptyTable(filename=filename)


def _refuse_aside(understood: _Understood, limits: Limits) -> None:
    findings = understood.findings
    total = understood.rows + findings.bad + findings.aside
    if findings.aside > max(limits.aside_row_share * total, _FEW):
        raise TooManyRowsAside(
            aside=findings.aside,
            rows=total,
            percent=f"{limits.aside_row_share * 100:g}",
            row=findings.first_aside["row"] if findings.first_aside else 0,
            value=findings.first_aside["value"] if findings.first_aside else "",
        )


def _columns(
    table: RawTable, fields: Mapping[str, Choice], missing: Sequence[int], distinct: Sequence[int], numeric: Sequence[bool]
) -> list[Column]:
    field_at = {choice.index: field for field, choice in fields.items()}

    def kind(index: int) -> Kind:
        if field_at.get(index) == DATE:
            return "date"
        return "number" if field_at.get(index) in NUMBERS or (numeric[index] and distinct[index]) else "text"

    return [
        Column(name=name, type=kind(index), missing=missing[index], distinct=distinct[index], examples=_examples(table.samples[index]))
        for index, name in enumerate(table.layout.names)
    ]
