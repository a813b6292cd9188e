"""The one who talks to the queue: sends the ids of waiting jobs, now and again, and takes jobs from the dead.

Requests only wake it, so that a queue that hangs or is gone never holds one up. A job written by a process that died
before sending, wiped from the queue, or lost with its worker, is found here at the next look.
"""

import threading
from typing import Any

import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.db.models import Min, Q
from django.db.models.functions import Now
from django.utils import timezone

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
            except DatabaseError as error:
                log.warning("dispatcher.database_unavailable", error=str(error))
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


def _until_due(waiting: Any) -> float:
    due = waiting.filter(published_at=None).aggregate(due=Min("not_before"))["due"]
    seconds = (due - timezone.now()).total_seconds() if due else settings.REAPER_SECONDS
    return min(max(seconds, 0.05), settings.REAPER_SECONDS)


def _sent(job_id: Any) -> bool:
    try:
        run_job.apply_async((str(job_id),), retry=False)
    except Exception as error:  # whatever the broker's client raises means the same: not sent, so try again soon
        log.warning("dispatcher.broker_unavailable", error=str(error))
        return False
    return True
