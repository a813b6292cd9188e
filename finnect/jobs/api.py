"""`/api/v1/jobs`: look, cancel, retry, follow."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse

from finnect.accounts.acting import Acting
from finnect.accounts.models import User
from finnect.jobs import queries, services
from finnect.jobs.models import Job
from finnect.jobs.schemas import JobOut, JobPage, State
from finnect.kit.django_thread import DjangoRoute, give_back_connections, on_django_thread
from finnect.kit.paging import page

router = APIRouter(prefix="/api/v1/jobs", tags=["jobs"], route_class=DjangoRoute)
LOOK_SECONDS = 0.25
KEEP_ALIVE_LOOKS = 60


@router.get("", response_model=JobPage)
def list_jobs(user: Acting, status: State | None = None, kind: str | None = None, cursor: str | None = None) -> dict[str, Any]:
    asked = {name: value for name, value in (("status", status), ("kind", kind)) if value}
    return page(queries.visible_jobs(user).filter(**asked), cursor, JobOut.of)


@router.get("/{job_id}", response_model=JobOut)
def get_job(job_id: UUID, user: Acting) -> JobOut:
    return JobOut.of(queries.visible_job(user, job_id))


@router.post("/{job_id}/cancel", response_model=JobOut, status_code=202)
def cancel_job(job_id: UUID, user: Acting) -> JobOut:
    return JobOut.of(services.cancel(queries.visible_job(user, job_id)))


@router.post("/{job_id}/retry", response_model=JobOut, status_code=202)
def retry_job(job_id: UUID, user: Acting) -> JobOut:
    return JobOut.of(services.retry(queries.visible_job(user, job_id)))


@router.get("/{job_id}/events", response_class=StreamingResponse)
async def follow_job(job_id: UUID, user: Acting, last_event_id: Annotated[int, Header()] = -1) -> StreamingResponse:
    """Server-sent events `progress` and `end`; an event's id is the job's version, so a reader who comes back misses nothing."""
    await on_django_thread(queries.visible_job)(user, job_id)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(user, job_id, last_event_id), media_type="text/event-stream", headers=headers)


async def _events(user: User, job_id: UUID, seen: int) -> AsyncIterator[str]:
    looks, told = 0, ""
    while True:
        job, shown = await on_django_thread(_look)(user, job_id)
        # Between two versions only the seconds that are left change.
        if job.version > seen or not job.is_open or (told and shown != told):
            seen, told = job.version, shown
            yield f"id: {seen}\nevent: {'progress' if job.is_open else 'end'}\ndata: {shown}\n\n"
        if not job.is_open:
            return
        looks += 1
        if looks % KEEP_ALIVE_LOOKS == 0:
            yield ": still here\n\n"
        await asyncio.sleep(LOOK_SECONDS)


def _look(user: User, job_id: UUID) -> tuple[Job, str]:
    """One look at the job; the connection is given back until the next."""
    job = queries.visible_job(user, job_id)
    shown = JobOut.of(job).model_dump_json()
    give_back_connections(before_a_wait=True)
    return job, shown
