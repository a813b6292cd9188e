"""Rows that are not readable sales: counted, and the first of them told one by one."""

from dataclasses import dataclass
from typing import TypedDict

import polars as pl

from finnect.sales.analysis.cleaning import (
    DATE,
    IS_MISSING,
    NOT_A_DATE,
    NOT_A_NUMBER,
    NUMBERS,
    TOO_MANY_CELLS,
    Plan,
    aside,
    blank,
    given,
    with_values,
)
from finnect.sales.analysis.raw import OVERFLOW, ROW, RawTable

_NO_SALE = "aside"


class Issue(TypedDict):
    """Where a row could not be read; `reason` is a message id."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Findings:
    """`bad` rows have a value that cannot be read; `aside` are totals, notes and repeated headers."""

    bad: int = 0
    aside: int = 0
    first: Issue | None = None  # of the bad ones
    first_aside: Issue | None = None
    kept: tuple[Issue, ...] = ()


def judged(table: RawTable, plan: Plan) -> pl.LazyFrame:
    """All rows with our fields, `aside`, and whether a row `counts` as a sale."""
    frame = with_values(table.frame, plan)
    if not plan.suspicious:
        return frame.with_columns(pl.lit(None, dtype=pl.String).alias(_NO_SALE), pl.lit(True).alias("counts"))
    readable = pl.all_horizontal(pl.col(field).is_not_null() for field in NUMBERS) & pl.col(OVERFLOW).is_null()
    return frame.with_columns(aside(table, plan).alias(_NO_SALE)).with_columns((readable & pl.col(_NO_SALE).is_null()).alias("counts"))


def find_issues(table: RawTable, plan: Plan, keep: int) -> Findings:
    if not plan.suspicious:
        return Findings()
    no_date = _has(plan, DATE) & pl.col(DATE).is_null() if DATE in plan.cells else pl.lit(False)
    odd = judged(table, plan).filter((~pl.col("counts") | no_date) & ~blank(table))
    is_bad = pl.col(_NO_SALE).is_null()
    bad, set_aside = odd.select(is_bad.sum(), (~is_bad).sum().alias("no")).collect(engine="streaming").row(0)
    kept = _first(odd, keep) if bad or set_aside else []
    first = [row for row in kept if not row[_NO_SALE]] or (_first(odd.filter(is_bad), 1) if bad else [])
    none = [row for row in kept if row[_NO_SALE]] or (_first(odd.filter(~is_bad), 1) if set_aside else [])
    issues = tuple(_issue(row, table, plan) for row in kept)
    return Findings(
        bad=bad,
        aside=set_aside,
        first=_issue(first[0], table, plan) if first else None,
        first_aside=_issue(none[0], table, plan) if none else None,
        kept=issues,
    )


def _first(rows: pl.LazyFrame, count: int) -> list[dict[str, object]]:
    return rows.head(count).collect(engine="streaming").to_dicts()


def _has(plan: Plan, field: str) -> pl.Expr:
    return given(plan.cells[field]).is_not_null()


def _issue(row: dict[str, object], table: RawTable, plan: Plan) -> Issue:
    def issue(field: str, reason: str) -> Issue:
        cell = plan.cells[field]
        value = str(row[cell] or "")
        return Issue(row=int(str(row[ROW])), column=table.layout.names[int(cell[1:])], value=value[:200], reason=reason)

    if row[_NO_SALE]:
        shown = " ".join(str(row[f"c{index}"] or "") for index in range(len(table.layout.names)))
        return Issue(row=int(str(row[ROW])), column="", value=" ".join(shown.split())[:200], reason=str(row[_NO_SALE]))
    if row[OVERFLOW] is not None:
        return Issue(row=int(str(row[ROW])), column="", value=str(row[OVERFLOW])[:200], reason=TOO_MANY_CELLS)
    for field in NUMBERS:
        if row[field] is None:
            return issue(field, NOT_A_NUMBER if str(row[plan.cells[field]] or "").strip() else IS_MISSING)
    return issue(DATE, NOT_A_DATE)
