"""Who may work on a job. Every change here is one conditional UPDATE: whoever changes 0 rows has lost the race.

Times are the database's own, so that a worker with a wrong clock neither steals nor loses a lease.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Case, DateTimeField, ExpressionWrapper, F, QuerySet, Value, When
from django.db.models.functions import Coalesce, Now

from finnect.jobs.errors import JobKilled
from finnect.jobs.kinds import Kind, LastStep, attempts_of, kind_of, known_kinds
from finnect.jobs.models import Job
from finnect.kit.errors import Problem

ENDED: dict[str, Any] = {"lease_token": None, "lease_until": None, "finished_at": Now()}


@dataclass(frozen=True, slots=True)
class Lease:
    job_id: UUID
    token: UUID
    attempt: int
    owner_id: UUID | None
    arguments: dict[str, Any]
    kind: Kind

    @property
    def row(self) -> QuerySet[Job]:
        """The job while the lease holds, else nothing."""
        return Job.objects.filter(id=self.job_id, lease_token=self.token, status=Job.Status.RUNNING)


class LostLease(Exception):
    """Somebody else has the job now; what this attempt made must not become visible."""


def after(seconds: float) -> ExpressionWrapper:
    """The database's time, so many seconds from now."""
    return ExpressionWrapper(Now() + Value(timedelta(seconds=seconds)), output_field=DateTimeField())


def take(job_id: UUID) -> Lease | None:
    """Take a waiting job, or None when it is not there to take. Counts the attempt before the work begins.

    A kind unknown here is left to workers of the version that knows it.
    """
    token = uuid.uuid4()
    waiting = Job.objects.filter(id=job_id, kind__in=known_kinds(), status=Job.Status.PENDING, not_before__lte=Now())
    taken = waiting.update(
        status=Job.Status.RUNNING,
        lease_token=token,
        lease_until=after(settings.LEASE_SECONDS),
        attempt=F("attempt") + 1,
        started_at=Coalesce(F("started_at"), Now()),
        expected_at=None,
        version=F("version") + 1,
    )
    if not taken:
        return None
    row = Job.objects.get(id=job_id)
    return Lease(row.id, token, row.attempt, row.owner_id, row.arguments, kind_of(row.kind))


def renew(lease: Lease, **seen: Any) -> bool:
    """Heartbeat, with whatever progress there is to show; whether the lease still holds."""
    changes = {**seen, "version": F("version") + 1} if seen else {}
    return bool(lease.row.update(lease_until=after(settings.LEASE_SECONDS), **changes))


def is_cancel_requested(lease: Lease) -> bool:
    return lease.row.filter(cancel_requested=True).exists()


def finish(lease: Lease, last_step: LastStep) -> None:
    """End the job and take its last step, both or neither.

    :raises LostLease: when the job is no longer ours; nothing has changed then.
    """
    with transaction.atomic():
        ours = lease.row.update(status=Job.Status.SUCCESS, progress=1, text="", text_params={}, version=F("version") + 1, **ENDED)
        if not ours:
            raise LostLease(lease.job_id)
        Job.objects.filter(id=lease.job_id).update(result=last_step())


def fail(lease: Lease, problem: Problem) -> None:
    lease.row.update(status=Job.Status.FAILURE, error=problem.as_record(), version=F("version") + 1, **ENDED)


def cancel(lease: Lease) -> None:
    lease.row.update(status=Job.Status.CANCELLED, version=F("version") + 1, **ENDED)


def give_back(lease: Lease) -> None:
    """Back to the queue through no fault of the job's: the attempt does not count."""
    _again(lease.row, attempt=F("attempt") - 1)


def retry_or_fail(lease: Lease, problem: Problem) -> None:
    """After an accident: again a little later, until the attempts are used up."""
    if lease.attempt >= lease.kind.attempts:
        fail(lease, problem)
    else:
        _again(lease.row, not_before=after(min(2.0 ** (lease.attempt - 1), 60)))


def reap() -> int:
    """Take jobs from workers that were not heard of in time; how many."""
    lost = Job.objects.filter(status=Job.Status.RUNNING, lease_until__lt=Now())
    count = 0
    for row in lost:
        mine = lost.filter(id=row.id, lease_token=row.lease_token)
        attempts = attempts_of(row.kind)
        if row.attempt >= attempts and not row.cancel_requested:
            error = JobKilled(attempts=attempts).as_record()
            count += mine.update(status=Job.Status.FAILURE, error=error, version=F("version") + 1, **ENDED)
        else:
            count += _again(mine)
    return count


def _again(rows: QuerySet[Job], **changes: Any) -> int:
    """Back to the waiting ones; or to an end, where its owner has asked for that in the meantime."""
    unwanted = {"cancel_requested": True}
    return rows.update(
        status=Case(When(**unwanted, then=Value(Job.Status.CANCELLED)), default=Value(Job.Status.PENDING)),
        finished_at=Case(When(**unwanted, then=Now())),
        lease_token=None,
        lease_until=None,
        published_at=None,
        progress=0,
        version=F("version") + 1,
        **changes,
    )
