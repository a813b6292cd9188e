"""What can be taken along as CSV or XLSX."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from finnect.kit.hashing import chunks
from finnect.sales import analysis, services
from finnect.sales.analysis import Selection
from finnect.sales.models import Table

MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@dataclass(frozen=True)
class Sheet:
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def _customers(table: Table, selection: Selection) -> Sheet:
    """Everyone with scores and segment."""
    found = services.measured(table, "customers", analysis.customer_rows, selection)
    return Sheet(analysis.CUSTOMER_COLUMNS, ([row[column] for column in analysis.CUSTOMER_COLUMNS] for row in found))


def _cohorts(table: Table, selection: Selection) -> Sheet:
    """One row for each month of first purchase and each month after it."""
    columns = ("first_month", "months_later", "customers", "active", "retention", "revenue")
    rows = (
        (cohort["month"], later, cohort["customers"], active, cohort["retention"][later], cohort["revenue"][later])
        for cohort in services.cohorts(table, selection)
        for later, active in enumerate(cohort["active"])
    )
    return Sheet(columns, rows)


def _clusters(table: Table, selection: Selection) -> Sheet:
    """Everyone with the group of the number of groups that fits best."""
    k = services.groups(table, None, selection)["best"]
    found = services.measured(table, f"clustered:{k}", lambda sales: analysis.cluster_rows(sales, k), selection)
    return Sheet(found.columns, found.iter_rows())


def _value(table: Table, selection: Selection) -> Sheet:
    """Everyone with what is expected of him."""
    found = services.measured(table, "valued", analysis.value_rows, selection, past=True)
    return Sheet(found.columns, found.iter_rows())


EXPORTS: dict[str, Callable[[Table, Selection], Sheet]] = {
    "segments": _customers,
    "cohorts": _cohorts,
    "clusters": _clusters,
    "value": _value,
}


def sheet_of(table: Table, name: str, selection: Selection) -> Sheet:
    """:raises TableNotReady:"""
    return EXPORTS[name](table, selection)


def csv_pieces(sheet: Sheet) -> Iterator[bytes]:
    return (lines.encode() for lines in analysis.csv_lines(sheet.columns, sheet.rows))


def workbook_pieces(sheet: Sheet, name: str) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="finnect-export-") as folder:
        path = Path(folder) / "export.xlsx"
        analysis.write_workbook(path, sheet.columns, sheet.rows, sheet=name)
        with path.open("rb") as file:
            yield from chunks(file)
