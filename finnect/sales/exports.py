"""What can be taken along as CSV or XLSX."""

from collections.abc import Iterator
from dataclasses import replace

from finnect.sales import services, sheets
from finnect.sales.analysis import Selection
from finnect.sales.measurements import Question
from finnect.sales.models import Table
from finnect.sales.sheets import Sheet

NAMES = ("segments", "cohorts", "clusters", "value")


def file_of(table: Table, name: str, ending: str, selection: Selection) -> Iterator[bytes]:
    """In pieces. Lists of customers are as long as a table is large: of a large one a job makes the file, which is kept for a while.

    :raises TableNotReady:
    :raises BeingMeasured: until then
    """
    file = f"{name}.{ending}"
    if name == "cohorts":
        return sheets.pieces(_cohorts(table, selection), file)
    question, past = _customers(table, name, selection), name == "value"
    if services.is_measured_by_jobs(table):
        return services.filed(table, replace(question, file=file), selection, past=past)
    return sheets.pieces(sheets.sheet_of(services.told(table, question, selection, past=past)), file)


def _cohorts(table: Table, selection: Selection) -> Sheet:
    """One row for each month of first purchase and each month after it."""
    columns = ("first_month", "months_later", "customers", "active", "retention", "revenue")
    rows = (
        (cohort["month"], later, cohort["customers"], active, cohort["retention"][later], cohort["revenue"][later])
        for cohort in services.cohorts(table, selection)
        for later, active in enumerate(cohort["active"])
    )
    return Sheet(columns, rows)


def _customers(table: Table, name: str, selection: Selection) -> Question:
    """Everyone with scores and segment, with the group of the number of groups that fits best, or with what is expected of him."""
    if name == "clusters":
        return Question("clustered", (services.groups(table, None, selection)["best"],))
    return Question("scored" if name == "segments" else "valued")
