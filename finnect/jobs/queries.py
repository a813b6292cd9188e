"""Reading jobs."""

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now

from finnect.accounts.models import User
from finnect.jobs.models import Job, Worker
from finnect.kit.errors import NotFound
from finnect.kit.words import N_

SILENT_SECONDS = 90


def visible_jobs(user: User) -> QuerySet[Job]:
    """A user sees his own, an administrator all."""
    return Job.objects.all() if user.is_admin else Job.objects.filter(owner=user)


def visible_job(user: User, job_id: UUID) -> Job:
    """:raises NotFound: for unknown and foreign ids alike."""
    job = visible_jobs(user).filter(id=job_id).first()
    if job is None:
        raise NotFound(what=N_("job"))
    return job


def is_worker_alive() -> bool:
    return Worker.objects.filter(seen_at__gt=Now() - timedelta(seconds=SILENT_SECONDS)).exists()
