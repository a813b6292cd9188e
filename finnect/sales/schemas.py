"""What the API shows of tables."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel

from finnect.jobs.schemas import JobOut
from finnect.kit.errors import Problem
from finnect.kit.language import document
from finnect.sales.models import Table


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
            issues=row.issues,
            issue_count=row.issue_count,
            error=document(Problem.restore(row.job.error)) if row.job.error else None,
        )


class TablePage(BaseModel):
    items: list[TableOut]
    next_cursor: str | None


class TableAccepted(BaseModel):
    table: TableOut
    job: JobOut
