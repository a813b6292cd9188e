"""Enqueue, cancel, retry."""

from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Now

from finnect.accounts.models import User
from finnect.jobs import dispatcher
from finnect.jobs.errors import NotCancellable, NotRetryable, TooManyJobs
from finnect.jobs.kinds import kind_of
from finnect.jobs.models import Job

log = structlog.get_logger(__name__)


@transaction.atomic
def enqueue(kind: str, *, owner: User | None, **arguments: Any) -> Job:
    """Write the job in the caller's transaction; its id leaves for the queue after the commit.

    :raises TooManyJobs: when the owner has as many open as he may.
    """
    kind_of(kind)
    check_room(owner)
    job = Job.objects.create(kind=kind, owner=owner, arguments=arguments)
    transaction.on_commit(dispatcher.wake)
    log.info("job.enqueued", job=str(job.id), kind=kind)
    return job


def check_room(owner: User | None) -> None:
    """:raises TooManyJobs:"""
    if owner is None:
        return
    waiting = Job.objects.filter(owner=owner, status__in=Job.OPEN).count()
    if waiting >= settings.MAX_OPEN_JOBS:
        raise TooManyJobs(open=waiting, most=settings.MAX_OPEN_JOBS, headers={"Retry-After": "30"})


def cancel(job: Job) -> Job:
    """A waiting job ends at once; a running one as soon as its worker sees the wish.

    :raises NotCancellable: when it has ended.
    """
    waits = {"status": Job.Status.PENDING}
    cancelled = Job.objects.filter(id=job.id, status__in=Job.OPEN).update(
        cancel_requested=True,
        status=Case(When(**waits, then=Value(Job.Status.CANCELLED)), default=F("status")),
        finished_at=Case(When(**waits, then=Now())),
        version=F("version") + 1,
    )
    if not cancelled:
        raise NotCancellable()
    job.refresh_from_db()
    return job


@transaction.atomic
def retry(job: Job) -> Job:
    """Begin again, with all attempts before it.

    :raises NotRetryable: unless it failed or was cancelled.
    """
    failed = Job.objects.filter(id=job.id, status__in=(Job.Status.FAILURE, Job.Status.CANCELLED))
    again = failed.update(
        status=Job.Status.PENDING,
        attempt=0,
        error=None,
        cancel_requested=False,
        published_at=None,
        not_before=Now(),
        started_at=None,
        finished_at=None,
        progress=0,
        text="",
        text_params={},
        version=F("version") + 1,
    )
    if not again:
        raise NotRetryable()
    transaction.on_commit(dispatcher.wake)
    job.refresh_from_db()
    return job
