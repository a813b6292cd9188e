"""Numbers that are read from the database when somebody measures."""

from django.db.models import Count
from prometheus_client import Gauge

from finnect.jobs.models import Job

JOBS = Gauge("finnect_jobs", "Jobs by kind and status", ["kind", "status"])


def refresh() -> None:
    JOBS.clear()
    for row in Job.objects.values("kind", "status").annotate(count=Count("id")):
        JOBS.labels(row["kind"], row["status"]).set(row["count"])
