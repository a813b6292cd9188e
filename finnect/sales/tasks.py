"""Sales' kind of job. Heavy imports wait for the work: this module is read by every process."""

from finnect.jobs.kinds import LastStep, Run, job


@job("sales.read")
def read_table(run: Run, *, filename: str) -> LastStep:
    from finnect.sales import services
    from finnect.sales.models import Table

    table = Table.objects.select_related("upload").get(job_id=run.job_id)
    found = services.read_table(table, run)
    return lambda: services.show_table(table, found)
