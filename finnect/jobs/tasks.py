"""What the queue delivers: a job's id."""

from uuid import UUID

from celery import shared_task


@shared_task(name="finnect.jobs.run", ignore_result=True)
def run_job(job_id: str) -> None:
    from finnect.jobs.supervisor import supervise

    supervise(UUID(job_id))
