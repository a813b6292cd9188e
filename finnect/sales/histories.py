"""Sales histories: files put together, and joined anew by a job whenever one of them comes, goes or is read again.

A file is in one history at most, and in it once: another reading of the same sheet takes the place of the earlier one. What was
joined last stays visible until the next joining is done. A history without files ends.
"""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from finnect import storage
from finnect.accounts import services as accounts
from finnect.jobs import services as jobs
from finnect.jobs.errors import NotCancellable
from finnect.jobs.kinds import Run
from finnect.jobs.models import Job
from finnect.kit.errors import NotFound
from finnect.kit.words import N_
from finnect.sales import analysis, measurements, queries, services
from finnect.sales.deleting import delete_later
from finnect.sales.errors import TableNotReady
from finnect.sales.models import Table
from finnect.uploads.models import Upload


@transaction.atomic
def put_in(file: Table, name: str) -> Table:
    """Make `file` a part of its owner's history of this name, which is made if there is none; it counts as soon as it is read.

    :raises NotFound: where the file was deleted meanwhile
    """
    _alone(file.owner_id)
    if not (found := Table.objects.filter(id=file.id).first()):
        raise NotFound(what=N_("table"))
    history, _ = Table.objects.get_or_create(owner=found.owner, name=name, defaults={"job": found.job})
    left, found.history = found.history_id, history
    found.save(update_fields=["history"])
    if left and left != history.id:
        _renew(left)
    if found.status == Job.Status.SUCCESS:
        was_read(found)
    history.refresh_from_db()
    return history


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


@transaction.atomic
def read_anew(file: Table, *, mapping: dict[str, str], sheet: str) -> Table:
    """As `services.read_anew`; in a history the new reading takes the place of the old one once it is there.

    :raises NotFound: where the file was deleted meanwhile
    """
    _alone(file.owner_id)
    found = Table.objects.select_related("history").filter(id=file.id).first()
    if not found:
        raise NotFound(what=N_("table"))
    made = services.read_anew(found, mapping=mapping, sheet=sheet)
    if found.history and made != found:
        put_in(made, found.history.name)
        made.refresh_from_db()
    return made


def show_file(file: Table, found: dict[str, Any]) -> dict[str, str]:
    """Make what was read visible, to its history too; the reading job's last step."""
    _alone(file.owner_id)
    now = Table.objects.filter(id=file.id).first()
    if now is None:
        delete_later(found["processed_key"])
        return {}
    shown = services.show_table(now, found)
    if now.history:
        was_read(now)
    else:
        services.measure_later(now)
    return shown


def was_read(file: Table) -> None:
    """What a history does when a file of it has been read."""
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
    _alone(history.owner_id)
    if not history.files.filter(id=file_id).update(history=None):
        raise NotFound(what=N_("table"))
    _renew(history.id)


def delete(table: Table) -> None:
    """With what was handed in, unless another table is read from it too. A history ends; its files stay as tables of their own.

    :raises NotFound: where it was deleted meanwhile
    """
    if table.upload and table.job.is_open:
        with suppress(NotCancellable):  # it has ended just now
            jobs.cancel(table.job)  # before we are alone: a job that ends holds its row when it wants to be that
    _delete(table)


@transaction.atomic
def _delete(table: Table) -> None:
    _alone(table.owner_id)
    upload = Upload.objects.select_for_update().filter(id=table.upload_id).first()  # so that nobody has it read again meanwhile
    if not Table.objects.filter(id=table.id).delete()[0]:
        raise NotFound(what=N_("table"))
    if upload and not upload.tables.exists():
        upload.delete()


@transaction.atomic
def end(history: Table) -> None:
    """All files stay as tables of their own."""
    _alone(history.owner_id)
    history.files.update(history=None)
    _renew(history.id)


def forget(table: Table) -> None:
    """Before a table, or a history, is deleted in the same transaction: its rows in storage go after it."""
    _alone(table.owner_id)
    table.files.update(history=None)  # also those that came while we waited
    for now in Table.objects.filter(id=table.id):
        _forget(now)
        delete_later(*measurements.files_of(now.measurements.all()))


def gone(table: Table) -> None:
    """After it was deleted in the same transaction, maybe together with its history: who lists his jobs is not led to it any more."""
    if table.history_id:
        _renew(table.history_id)
    Job.objects.filter(id=table.job_id, tables=None).exclude(status__in=Job.OPEN).delete()


def _alone(owner_id: UUID) -> None:
    """Until the transaction ends nobody else changes this person's histories, or the place of a file in them.

    One lock for all of them, taken first, so that no two wait for each other. What was read before it may be out of date.
    """
    accounts.hold(owner_id)


def _renew(history_id: UUID) -> None:
    """Queue a joining if one is due; one that is under way looks at its end whether another is. Nothing if the history has ended."""
    history = Table.objects.filter(id=history_id).first()
    if history is None:
        return
    files = queries.files_of(history)
    wanted = queries.joinable(files)
    if not files:
        history.delete()
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


def _forget(table: Table) -> None:
    if key := table.processed_key:
        delete_later(key)


def join_files(files: list[Table], run: Run) -> dict[str, Any]:
    """The columns of a joined history; its rows are in storage then. Nothing is visible before they are saved."""
    fetched = [storage.fetch(file.processed_key, run.folder / f"{number}.parquet") for number, file in enumerate(files)]
    out = run.folder / "joined.parquet"
    joined = analysis.join(fetched, out, report=run.report)
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
        "processed_key": services.keep_rows(out, run),
    }


def _listed(one: Any, files: list[Table]) -> dict[str, Any]:
    versions = [
        {**version, "file": str(files[version["file"]].id), "revenue": services.number(version["revenue"])} for version in one["versions"]
    ]
    return {**one, "revenue": services.number(one["revenue"]), "versions": versions}


def show_history(history: Table, job_id: UUID, found: dict[str, Any]) -> dict[str, str]:
    """Make what was joined visible, unless its files are others by now; the joining job's last step."""
    _alone(history.owner_id)
    now = Table.objects.filter(id=history.id).first()
    wanted = queries.joinable(queries.files_of(history))
    if not now or _ids(wanted) != [file["id"] for file in found["joined"]["files"]]:
        delete_later(found["processed_key"])
        _renew(history.id)
        return {}
    outlived = now.processed_key
    for name, value in found.items():
        setattr(now, name, value)
    now.job_id, now.handed_in_at = job_id, timezone.now()
    now.save()
    services.measure_later(now, outlived=outlived)
    return {"table_id": str(now.id)}
