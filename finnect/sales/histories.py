"""Sales histories: files put together, and joined anew by a job whenever one of them comes, goes or is read again.

A file is in one history at most, and in it once: another reading of the same sheet takes the place of the earlier one. What was
joined last stays visible until the next joining is done. A history without files ends.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from finnect import storage
from finnect.jobs import services as jobs
from finnect.jobs.kinds import Run
from finnect.jobs.models import Job
from finnect.kit.errors import NotFound
from finnect.kit.words import N_
from finnect.sales import analysis, queries, services
from finnect.sales.errors import TableNotReady
from finnect.sales.models import Table


@transaction.atomic
def put_in(file: Table, name: str) -> Table:
    """Make `file` a part of its owner's history of this name, which is made if there is none; it counts as soon as it is read."""
    file = _locked(file.id)
    history, _ = Table.objects.get_or_create(owner=file.owner, name=name, defaults={"job": file.job})
    left, file.history = file.history, history
    file.save(update_fields=["history"])
    if left and left != history:
        _renew(left.id)
    if file.status == Job.Status.SUCCESS:
        was_read(file)
    return _locked(history.id)


def add(file: Table, name: str) -> Table:
    """The same, of a file that is known to fit.

    :raises FieldsDiffer:
    :raises TableNotReady: where it could not be read
    """
    if file.status in (Job.Status.FAILURE, Job.Status.CANCELLED):
        raise TableNotReady(status=file.status)
    known = Table.objects.filter(owner=file.owner, name=name).first()
    others = [one for one in queries.files_of(known) if not _replaces(file, one)] if known else []
    if file.status == Job.Status.SUCCESS and (problem := queries.misfit(file, others)):
        raise problem
    return put_in(file, name)


def read_anew(file: Table, *, mapping: dict[str, str], sheet: str) -> Table:
    """As `services.read_anew`; in a history the new reading takes the place of the old one once it is there."""
    made = services.read_anew(file, mapping=mapping, sheet=sheet)
    if file.history and made != file:
        put_in(made, file.history.name)
        made.refresh_from_db()
    return made


@transaction.atomic
def was_read(file: Table) -> None:
    """What a history does when a file of it has been read; a part of the reading job's last step."""
    assert file.history
    files = queries.files_of(file.history)
    replaced = [one for one in files if _replaces(file, one)]
    if queries.misfit(file, [one for one in files if one not in replaced]) is None:
        Table.objects.filter(id__in=[one.id for one in replaced]).update(history=None)
    _renew(file.history.id)


def _replaces(file: Table, other: Table) -> bool:
    """Whether both are readings of the same sheet."""
    return other.id != file.id and (other.upload_id, other.sheet) == (file.upload_id, file.sheet)


@transaction.atomic
def take_out(history: Table, file_id: UUID) -> None:
    """The file stays as a table of its own.

    :raises NotFound: where the history has no such file
    """
    if not history.files.filter(id=file_id).update(history=None):
        raise NotFound(what=N_("table"))
    _renew(history.id)


@transaction.atomic
def end(history: Table) -> None:
    """All files stay as tables of their own."""
    history.files.update(history=None)
    _renew(history.id)


def lost_a_file(history_id: UUID) -> None:
    """After a file was deleted, maybe together with its history."""
    if Table.objects.filter(id=history_id).exists():
        with transaction.atomic():
            _renew(history_id)


def _locked(table_id: UUID) -> Table:
    """Whoever changes a history, or the place of a file, comes after whoever did so before.

    Its jobs are looked up afterwards: rows joined to a locked one may be as they were before the wait.
    """
    return Table.objects.select_for_update().get(id=table_id)


def _renew(history_id: UUID) -> None:
    """Queue a joining if one is due; one that is under way looks at its end whether another is."""
    history = _locked(history_id)
    files = queries.files_of(history)
    wanted = queries.joinable(files)
    if not files:
        _drop(history)
    elif not wanted:
        _await(history, files[0])
    elif _ids(wanted) != _joined_ids(history) and not (history.renewal and history.renewal.is_open):
        history.renewal = jobs.enqueue("sales.join", owner=history.owner, history_id=str(history.id))
        if not history.processed_key:
            history.job = history.renewal
        history.save(update_fields=["renewal", "job"])


def _ids(files: list[Table]) -> list[str]:
    return [str(file.id) for file in files]


def _joined_ids(history: Table) -> list[str]:
    return [file["id"] for file in (history.joined or {}).get("files", ())]


def _await(history: Table, file: Table) -> None:
    """Nothing in it is read: there is nothing to show until its first file is."""
    _forget(history)
    history.job, history.rows, history.mapping = file.job, None, {}
    history.statistics, history.joined, history.processed_key = None, None, ""
    history.save()


def _drop(history: Table) -> None:
    _forget(history)
    history.delete()


def _forget(history: Table) -> None:
    if key := history.processed_key:
        transaction.on_commit(lambda: storage.delete(key))


def join_files(files: list[Table], run: Run) -> dict[str, Any]:
    """The columns of a joined history; its rows are in storage then. Nothing is visible before they are saved."""
    fetched = [storage.fetch(file.processed_key, run.folder / f"{number}.parquet") for number, file in enumerate(files)]
    out = run.folder / "joined.parquet"
    joined = analysis.join(fetched, out, report=run.report)
    kept = storage.put(f"{settings.PROCESSED_FOLDER}/{run.prefix}/table.parquet", out)
    return {
        "rows": joined.rows,
        "mapping": {field: {"column": field, "why": "name"} for field in files[0].mapping},  # the same in all of them
        "statistics": services.numbers(analysis.statistics(out)),
        "joined": {
            "files": [{"id": str(file.id), **found} for file, found in zip(files, joined.files, strict=True)],
            "repeated": services.numbers(joined.repeated),
            "differing": joined.differing,
            "listed": [_listed(one, files) for one in joined.listed],
        },
        "issue_count": sum(file.issue_count for file in files),
        "rows_aside": sum(file.rows_aside for file in files),
        "processed_key": kept.key,
        "measures": {},
    }


def _listed(one: Any, files: list[Table]) -> dict[str, Any]:
    versions = [
        {**version, "file": str(files[version["file"]].id), "revenue": services.number(version["revenue"])} for version in one["versions"]
    ]
    return {**one, "revenue": services.number(one["revenue"]), "versions": versions}


def show_history(history_id: UUID, job_id: UUID, found: dict[str, Any]) -> dict[str, str]:
    """Make what was joined visible, unless its files are others by now; the joining job's last step."""
    history = _locked(history_id) if Table.objects.filter(id=history_id).exists() else None
    wanted = queries.joinable(queries.files_of(history)) if history else []
    if not history or _ids(wanted) != [file["id"] for file in found["joined"]["files"]]:
        transaction.on_commit(lambda: storage.delete(found["processed_key"]))
        if history:
            _renew(history.id)
        return {}
    outlived = history.processed_key
    for name, value in found.items():
        setattr(history, name, value)
    history.job_id, history.handed_in_at = job_id, timezone.now()
    history.save()
    services.measure_later(history, outlived=outlived)
    return {"table_id": str(history.id)}
