"""What the API shows of a job."""

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel

from finnect.jobs.models import Job
from finnect.kit.errors import Problem
from finnect.kit.language import document, say

State = Literal["PENDING", "RUNNING", "SUCCESS", "FAILURE", "CANCELLED"]


class JobOut(BaseModel):
    """`about` is the name of the file that the job reads, where it reads one; `seconds_left`, an estimate, is null unless there is one."""

    id: UUID
    kind: str
    about: str
    status: State
    progress: float
    seconds_left: int | None
    message: str
    attempt: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: dict[str, Any] | None
    result: dict[str, Any]

    @classmethod
    def of(cls, job: Job) -> Self:
        """In the active language."""
        return cls(
            id=job.id,
            kind=job.kind,
            about=job.arguments.get("filename", ""),
            status=job.status,
            progress=job.progress,
            seconds_left=job.seconds_left,
            message=say(job.text, job.text_params),
            attempt=job.attempt,
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            error=document(Problem.restore(job.error)) if job.error else None,
            result=job.result,
        )


class JobPage(BaseModel):
    items: list[JobOut]
    next_cursor: str | None
