"""The one who talks to the queue: sends the ids of waiting jobs, now and again, and takes jobs from the dead.

Requests only wake it, so that a queue that hangs or is gone never holds one up. A job written by a process that died
before sending, wiped from the queue, or lost with its worker, is found here at the next look.
"""

import threading
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import close_old_connections
from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Now

from finnect.jobs import leases
from finnect.jobs.models import Job
from finnect.jobs.tasks import run_job

log = structlog.get_logger(__name__)
BATCH = 100
SOON_SECONDS = 1.0
_woken = threading.Event()


def wake() -> None:
    """Look now; costs nothing and never waits."""
    _woken.set()


class Dispatcher(threading.Thread):
    """A thread of every web and worker process."""

    def __init__(self) -> None:
        super().__init__(name="dispatcher", daemon=True)
        self._stopped = False

    def stop(self) -> None:
        self._stopped = True
        wake()

    def run(self) -> None:
        while not self._stopped:
            wait = SOON_SECONDS
            try:
                leases.reap()
                wait = send_waiting()
            except Exception as error:  # noqa: BLE001 - without this thread nothing is ever sent again, so it outlives everything
                log.warning("dispatcher.failed", error=str(error), kind=type(error).__name__)
            finally:
                close_old_connections()
            _woken.wait(wait)
            _woken.clear()


def send_waiting() -> float:
    """Send every job that is due and not on its way; the seconds until the next look."""
    stale = leases.after(-settings.RESEND_SECONDS)
    waiting = Job.objects.filter(Q(published_at=None) | Q(published_at__lt=stale), status=Job.Status.PENDING)
    for job_id in waiting.filter(not_before__lte=Now()).order_by("created_at").values_list("id", flat=True)[:BATCH]:
        # Several dispatchers look at once; the one that changes the row sends.
        mine = waiting.filter(id=job_id)
        if mine.update(published_at=Now()) and not _sent(job_id):
            Job.objects.filter(id=job_id, status=Job.Status.PENDING).update(published_at=None)
            return SOON_SECONDS
    if waiting.filter(not_before__lte=Now()).exists():
        return 0
    return _until_due(waiting)


def _until_due(waiting: QuerySet[Job]) -> float:
    wait: Any = ExpressionWrapper(F("not_before") - Now(), output_field=DurationField())
    first = waiting.order_by("not_before").values_list(wait, flat=True).first()
    return min(max(first.total_seconds(), 0.05), settings.REAPER_SECONDS) if first is not None else settings.REAPER_SECONDS


def _sent(job_id: UUID) -> bool:
    try:
        run_job.apply_async((str(job_id),), retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the broker's client raises means the same: not sent, so try again soon
        log.warning("dispatcher.broker_unavailable", error=str(error))
        return False
    return True
