"""What the API shows of tables."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel

from finnect.jobs.schemas import JobOut
from finnect.kit.errors import Problem
from finnect.kit.language import document, say
from finnect.sales.analysis import Bridge, Line
from finnect.sales.models import Table
from finnect.sales.services import number


class TableOut(BaseModel):
    id: UUID
    filename: str
    file_size: int
    sha256: str
    status: str
    created_at: datetime
    job_id: UUID
    rows: int | None
    columns: list[dict[str, Any]]
    mapping: dict[str, Any]
    encoding: str
    delimiter: str
    statistics: dict[str, Any] | None
    issues: list[dict[str, Any]]
    issue_count: int
    error: dict[str, Any] | None

    @classmethod
    def of(cls, row: Table) -> Self:
        return cls(
            id=row.id,
            filename=row.upload.filename,
            file_size=row.upload.size,
            sha256=row.upload.sha256,
            status=row.status,
            created_at=row.created_at,
            job_id=row.job_id,
            rows=row.rows,
            columns=row.columns,
            mapping=row.mapping,
            encoding=row.encoding,
            delimiter=row.delimiter,
            statistics=row.statistics,
            issues=[{**issue, "reason": say(issue["reason"], {})} for issue in row.issues],
            issue_count=row.issue_count,
            error=document(Problem.restore(row.job.error)) if row.job.error else None,
        )


class TablePage(BaseModel):
    items: list[TableOut]
    next_cursor: str | None


class TableAccepted(BaseModel):
    table: TableOut
    job: JobOut


class LineOut(BaseModel):
    name: str
    label: str
    rows: int
    value: int | float
    purpose: str
    customers: int | None

    @classmethod
    def of(cls, line: Line) -> Self:
        """In the active language."""
        return cls(
            name=line.name,
            label=say(line.label, {}),
            rows=line.rows,
            value=number(line.value),
            purpose=say(line.purpose, {}),
            customers=line.customers,
        )


class BridgeOut(BaseModel):
    """The lines sum to the total; `definitions` are other totals in use, `within` what the total holds and may surprise."""

    lines: list[LineOut]
    total: int | float
    definitions: list[LineOut]
    within: list[LineOut]

    @classmethod
    def of(cls, bridge: Bridge) -> Self:
        return cls(
            lines=[LineOut.of(line) for line in bridge.lines],
            total=number(bridge.total),
            definitions=[LineOut.of(line) for line in bridge.definitions],
            within=[LineOut.of(line) for line in bridge.within],
        )


class PointOut(BaseModel):
    period: date
    value: int | float
    complete: bool


class EntryOut(BaseModel):
    key: str
    label: str
    value: int | float


class SegmentOut(BaseModel):
    """`recency_days`, `frequency` and `monetary` are means of the segment's customers; None where it has none."""

    segment: str
    customers: int
    share: float
    revenue: int | float
    recency_days: float | None
    frequency: float | None
    monetary: float | None
    bounds: dict[str, tuple[int | float, int | float] | None]


class CohortOut(BaseModel):
    """Customers by the month of their first purchase; item n of the lists is n months later."""

    month: date
    customers: int
    active: list[int]
    retention: list[float]
    revenue: list[float]


class QueryOut(BaseModel):
    columns: list[str]
    rows: list[list[Any]]

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Self:
        rows = [[number(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in answer["rows"]]
        return cls(columns=answer["columns"], rows=rows)
