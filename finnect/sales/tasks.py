"""Sales' kinds of job. Heavy imports wait for the work: this module is read by every process."""

from typing import Any

from finnect.jobs.kinds import LastStep, Run, job


@job("sales.read", ahead=("finnect.sales.analysis.reading", "finnect.sales.analysis.measure"))
def read_table(run: Run, *, filename: str) -> LastStep:
    from finnect.sales import histories, services
    from finnect.sales.models import Table

    table = Table.objects.select_related("upload").filter(job_id=run.job_id, upload__isnull=False).first()
    if table is None:  # deleted meanwhile
        return dict
    found = services.read_table(table, run)
    return lambda: histories.show_file(table, found)


@job("sales.join")
def join_files(run: Run, *, history_id: str) -> LastStep:
    from finnect.sales import histories, queries
    from finnect.sales.models import Table

    history = Table.objects.filter(id=history_id).first()
    files = queries.joinable(queries.files_of(history)) if history else []
    if not history or not files:  # it has ended meanwhile, or lost them all
        return dict
    found = histories.join_files(files, run)
    return lambda: histories.show_history(history, run.job_id, found)


@job("sales.measure")
def measure(run: Run, *, table_id: str, outlived: list[str]) -> LastStep:
    from finnect.sales import services
    from finnect.sales.deleting import delete_later

    services.measure(run, table_id)

    def last_step() -> dict[str, Any]:
        delete_later(*outlived)
        return {}

    return last_step
