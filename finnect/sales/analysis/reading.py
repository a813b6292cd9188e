"""Read any sales table into one cleaned Parquet file, and tell what was understood and what was not."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

import polars as pl

from finnect.kit.progress import Report, silent
from finnect.kit.words import N_
from finnect.sales.analysis import cleaning
from finnect.sales.analysis.cleaning import AMOUNT, DATE, NUMBERS, Evidence, Plan
from finnect.sales.analysis.columns import FIELDS, Choice, choose_columns
from finnect.sales.analysis.issues import Findings, Issue, find_issues, judged
from finnect.sales.analysis.limits import Limits
from finnect.sales.analysis.problems import EmptyTable, TooLarge, TooManyBadRows
from finnect.sales.analysis.raw import ROW, RawTable, cell_name
from finnect.sales.analysis.source import open_table


class Column(TypedDict):
    """A column of the file."""

    name: str
    type: Literal["number", "date", "text"]
    missing: int
    distinct: int


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
    header_row: int
    bad_rows: int
    rows_aside: int
    issues: list[Issue]


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
            raise EmptyTable(filename=filename)
        fields = choose_columns(table.layout.names, table.samples, mapping)
        report(0.3, N_("Looking at every row"))
        seen = cleaning.look(table, fields)
        plan = cleaning.decide(table, fields, seen)
        findings = find_issues(table, plan, limits.kept_issues)
        report(0.6, N_("Keeping the readable rows"))
        rows = _keep(table, plan, out)
    _refuse_bad(rows, findings, filename, limits)
    return Reading(
        rows=rows,
        columns=_columns(table, fields, seen, findings),
        mapping={field: Mapped(column=choice.column, why=choice.why) for field, choice in fields.items()},
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        header_row=table.layout.header_row,
        bad_rows=findings.bad,
        rows_aside=findings.aside,
        issues=list(findings.kept),
    )


def _keep(table: RawTable, plan: Plan, out: Path) -> int:
    sales = judged(table, plan).filter("counts").with_columns(cleaning.amount(plan).alias(AMOUNT))
    sales.select(ROW, *FIELDS, AMOUNT).sink_parquet(out)
    rows, overflowed = pl.scan_parquet(out).select(pl.len(), pl.col(AMOUNT).null_count()).collect().row(0)
    if overflowed:
        raise TooLarge(what=N_("digits in an amount"), limit=38)
    return rows


def _refuse_bad(rows: int, findings: Findings, filename: str, limits: Limits) -> None:
    total = rows + findings.bad
    if findings.first and findings.bad > limits.bad_row_share * total:
        raise TooManyBadRows(
            bad=findings.bad,
            rows=total,
            percent=f"{limits.bad_row_share * 100:g}",
            row=findings.first["row"],
            column=findings.first["column"],
            value=findings.first["value"],
        )
    if rows == 0:
        raise EmptyTable(filename=filename)


def _columns(table: RawTable, fields: Mapping[str, Choice], seen: Evidence, findings: Findings) -> list[Column]:
    field_at = {choice.index: field for field, choice in fields.items()}
    columns = []
    for index, name in enumerate(table.layout.names):
        cell = cell_name(index)
        given = seen[f"{cell}.given"]
        kind: Literal["number", "date", "text"] = "text"
        if field_at.get(index) == DATE:
            kind = "date"
        elif field_at.get(index) in NUMBERS or (given and seen[f"{cell}.plain"] == given):
            kind = "number"
        columns.append(Column(name=name, type=kind, missing=seen["rows"] - given, distinct=seen[f"{cell}.distinct"]))
    return columns
