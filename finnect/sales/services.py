"""Take in tables, read them, and answer from them."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from finnect import storage
from finnect.accounts.models import User
from finnect.jobs import services as jobs
from finnect.jobs.kinds import Run
from finnect.jobs.models import Job
from finnect.kit.errors import NotFound
from finnect.kit.words import N_
from finnect.sales import analysis, measurements, queries, sheets
from finnect.sales.measurements import Asked, Question
from finnect.sales.models import Table
from finnect.uploads.models import Upload
from finnect.uploads.pipeline import FileKind, receive
from finnect.uploads.services import is_repeated, once

EXTENSIONS = (".csv", ".tsv", ".txt", ".xlsx", ".csv.gz", ".tsv.gz", ".txt.gz", ".xlsx.gz")
READING_VERSION = 5  # raised when reading or measuring changes what it finds, so that cached results grow stale
EVERYTHING = analysis.Selection()
VALUE, GROUPS = Question("value"), Question("groups")
COUNTRIES, PRODUCTS, EXTENT = Question("names", ("country",)), Question("names", ("product",)), Question("extent")


def table_kind() -> FileKind:
    return FileKind(
        name="table", prefix=settings.RAW_FOLDER, max_bytes=settings.MAX_TABLE_BYTES, extensions=EXTENSIONS, media_type_of=_table_type
    )


def _table_type(head: bytes, extension: str) -> str | None:
    if extension.endswith(".gz"):
        return "application/gzip" if head.startswith(b"\x1f\x8b") else None
    is_zip = head.startswith(b"PK\x03\x04")
    if extension == ".xlsx":
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" if is_zip else None
    return None if is_zip or head.startswith((b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff")) else "text/csv"


def receive_table(
    *,
    owner: User,
    file: BinaryIO,
    filename: str,
    mapping: dict[str, str] | None = None,
    sheet: str = "",
    idempotency_key: str | None = None,
) -> Table:
    """Keep a table and queue its reading. The same file with the same choices is the earlier table, unless that one failed."""
    if not is_repeated(owner=owner, key=idempotency_key):
        jobs.check_room(owner)
    upload = receive(owner=owner, kind=table_kind(), file=file, filename=filename)
    choices = {"asked_mapping": mapping or {}, "asked_sheet": sheet}
    asked = {"sha256": upload.sha256, "mapping": mapping or {}, **({"sheet": sheet} if sheet else {})}
    return once(Table, lambda: _queue_reading(owner, upload, choices), owner=owner, key=idempotency_key, request=asked)


def read_anew(table: Table, *, mapping: dict[str, str], sheet: str = "") -> Table:
    """Queue another reading of the same file, with the columns and the sheet that the user says; the owner stays, and so does `table`."""
    return _queue_reading(table.owner, table.file, {"asked_mapping": mapping, "asked_sheet": sheet})


@transaction.atomic
def _queue_reading(owner: User, upload: Upload, choices: dict[str, Any]) -> Table:
    """:raises NotFound: where the file was deleted meanwhile"""
    if not Upload.objects.select_for_update(no_key=True).filter(id=upload.id).first():
        raise NotFound(what=N_("file"))
    ended_badly = (Job.Status.FAILURE, Job.Status.CANCELLED)
    earlier = queries.visible_tables(owner).filter(upload=upload, owner=owner, **choices)
    if found := earlier.exclude(job__status__in=ended_badly).first():
        found.handed_in_at = timezone.now()
        found.save(update_fields=["handed_in_at"])
        return found
    job = jobs.enqueue("sales.read", owner=owner, filename=upload.filename)
    return Table.objects.create(owner=owner, upload=upload, job=job, **choices)


def read_table(table: Table, run: Run) -> dict[str, Any]:
    """The columns of a read table; its cleaned rows are in storage then. Nothing is visible before they are saved.

    What the same bytes under the same choices gave before, to anybody, is taken from the cache.
    """
    choices = [table.asked_mapping, table.asked_sheet, settings.MAX_BAD_ROW_SHARE]
    upload = table.file
    asked = json.dumps([upload.sha256, upload.media_type, *choices], sort_keys=True)
    name = f"table:{READING_VERSION}:{hashlib.sha256(asked.encode()).hexdigest()}"
    known = cache.get(name)
    if known and (key := _copied(known["processed_key"], run)):
        return {**known, "processed_key": key}
    source = storage.fetch(upload.key, run.folder / "source", sha256=upload.sha256)
    cleaned = run.folder / "cleaned.parquet"
    limits = replace(analysis.Limits(), bad_row_share=settings.MAX_BAD_ROW_SHARE)
    reading = analysis.read(
        source,
        filename=upload.filename,
        out=cleaned,
        mapping=table.asked_mapping,
        sheet=table.asked_sheet or None,
        limits=limits,
        report=run.report,
    )
    found = {
        "rows": reading.rows,
        "columns": list(reading.columns),
        "mapping": dict(reading.mapping),
        "encoding": reading.encoding or "",
        "delimiter": reading.delimiter or "",
        "sheet": (reading.sheet or "")[:100],
        "sheets": reading.sheets,
        "notes": list(reading.notes),
        "statistics": numbers(analysis.statistics(cleaned)),
        "issues": list(reading.issues),
        "issue_count": reading.bad_rows,
        "rows_aside": reading.rows_aside,
        "processed_key": keep_rows(cleaned, run),
    }
    cache.set(name, found)
    return found


def keep_rows(cleaned: Path, run: Run) -> str:
    """The key of the rows in storage: a table's own, for they go with it."""
    return storage.put(f"{settings.PROCESSED_FOLDER}/{run.prefix}/table.parquet", cleaned).key


def _copied(key: str, run: Run) -> str | None:
    """None where the table that had them is gone."""
    try:
        return keep_rows(storage.fetch(key, run.folder / "known.parquet"), run)
    except FileNotFoundError:
        return None


def number(value: Any) -> int | float:
    """As JSON has it: a whole number exactly, any other as the nearest double, which keeps 15 digits."""
    return int(value) if value == int(value) else float(value)


def numbers(found: Mapping[str, Any]) -> dict[str, int | float]:
    return {name: number(value) for name, value in found.items()}


def show_table(table: Table, found: dict[str, Any]) -> dict[str, str]:
    """Make what was read visible."""
    for name, value in found.items():
        setattr(table, name, value)
    table.save(update_fields=list(found))
    return {"table_id": str(table.id)}


def measure_later(table: Table, *, outlived: str = "") -> None:
    """What takes seconds of any table, and what every question about a large one needs, is measured by a job of nobody's; see
    `measurements`.
    """
    needed = (COUNTRIES, PRODUCTS, EXTENT) if measurements.is_large(table) else ()
    measurements.measure_later(table, [_asked(table, question, EVERYTHING) for question in (*needed, VALUE, GROUPS)], outlived=outlived)


def measure(run: Run, table_id: str) -> None:
    """All that the job is to measure of the table, also what is ordered meanwhile."""
    while asked := measurements.begin_next(run.job_id):
        table = Table.objects.select_related("job").filter(id=table_id).first()
        if not table or asked != _asked(table, asked.question, asked.selection):  # it has other content by now
            measurements.drop(asked.key)
            continue
        try:
            _keep(asked, _measured_now(table, asked.question, asked.selection), run)
        except (analysis.FieldNeeded, analysis.TooLittleHistory) as problem:
            measurements.keep(asked.key, problem=problem)
        except NotFound:
            measurements.drop(asked.key)


def _keep(asked: Asked, answer: Any, run: Run) -> None:
    name = asked.question.file
    if not name:
        measurements.keep(asked.key, answer=answer)
        return
    key = storage.new_key(f"{settings.PROCESSED_FOLDER}/{run.prefix}", f"-{name}")
    storage.put(key, sheets.pieces(sheets.sheet_of(answer), name))
    if not measurements.keep(asked.key, file=key):
        storage.delete(key)


def groups(table: Table, k: int | None = None, selection: analysis.Selection = EVERYTHING) -> dict[str, Any]:
    """Of customers: `k`, or as many as they form best.

    :raises TableNotReady:
    """
    found = told(table, GROUPS, selection)
    return next(one for one in found if one["k"] == (k or one["best"]))


def cohorts(table: Table, selection: analysis.Selection) -> list[dict[str, Any]]:
    """Those who bought for the first time in the months of the selection; who bought before them is no newcomer there.

    :raises TableNotReady:
    """
    found: list[dict[str, Any]] = told(table, Question("cohorts"), selection, past=True)
    return [one for one in found if not selection.since or one["month"] >= selection.since.values[0]]


def value(table: Table, selection: analysis.Selection) -> dict[str, Any]:
    """Of the past of the selection's customers up to its end: what is expected of them follows from all that they did.

    :raises TableNotReady:
    """
    found: dict[str, Any] = told(table, VALUE, selection, past=True)
    return found


def told(table: Table, question: Question, selection: analysis.Selection = EVERYTHING, *, past: bool = False) -> Any:
    """The answer to a question; as `measured`, but where it takes long a job measures it.

    :raises BeingMeasured: until then
    """
    return measured(table, str(question), question, selection, past=past)


def is_measured_by_jobs(table: Table) -> bool:
    """Whether no request may wait for what is measured of it."""
    return measurements.is_large(table) and table.status == Job.Status.SUCCESS


def filed(table: Table, question: Question, selection: analysis.Selection, *, past: bool) -> Iterator[bytes]:
    """The file that a job has made in answer to a question, in pieces; otherwise as `told`.

    :raises BeingMeasured: until then
    """
    asked = _asked(table, question, _checked(table, selection, past=past))
    if key := measurements.kept_file(asked.key):
        with suppress(FileNotFoundError):  # it had to make room just now
            return storage.stream(key)
        measurements.drop(asked.key)
    raise measurements.order(table, asked)


def measured(
    table: Table, name: str, measure: Callable[[Any], Any], selection: analysis.Selection = EVERYTHING, *, past: bool = False
) -> Any:
    """`measure` of the sales chosen, wherever they are worked on; kept in the cache under `name` while the table's content is the same.

    With `past`, also of what was sold before the selection begins.

    :raises TableNotReady:
    :raises NotFound: where the table was deleted meanwhile
    :raises NotInTable: where the table has nothing of the country or the period chosen
    """
    selection = _checked(table, selection, past=past)
    key = _key(table, name, selection)
    known = cache.get(key)
    if known is None:
        known = _answered(table, measure, selection) if isinstance(measure, Question) else _measured_now(table, measure, selection)
        cache.set(key, known)
    return known


def _checked(table: Table, selection: analysis.Selection, *, past: bool) -> analysis.Selection:
    if selection.filters:
        told(table, Question("reach")).check(selection)
    return selection.with_past() if past else selection


def _key(table: Table, name: str, selection: analysis.Selection) -> str:
    name = f"{name}:{selection}" if selection.filters else name
    named = hashlib.sha256(f"{table.processed_key}:{name}".encode()).hexdigest()  # a query is long and holds what users typed
    return f"measure:{READING_VERSION}:{named}"


def _asked(table: Table, question: Question, selection: analysis.Selection) -> Asked:
    return Asked(_key(table, str(question), selection), question, selection)


def _answered(table: Table, question: Question, selection: analysis.Selection) -> Any:
    asked = _asked(table, question, selection)
    known = measurements.kept(asked.key)
    if known is None and is_measured_by_jobs(table):
        raise measurements.order(table, asked)
    return _measured_now(table, question, selection) if known is None else known


def _measured_now(table: Table, measure: Callable[[Any], Any], selection: analysis.Selection) -> Any:
    from finnect.sales.engines import engine_for  # Polars takes 60 MB, which what is known already need not spend

    with unless_deleted(table):
        table.refresh_from_db(fields=["id"])  # its rows may be there for a moment longer
        return measure(analysis.choose(engine_for(table), selection))


@contextmanager
def unless_deleted(table: Table) -> Iterator[None]:
    """Its rows, and what was left out when it was looked up, are gone when somebody deletes it meanwhile.

    :raises NotFound: then
    """
    try:
        yield
    except (FileNotFoundError, Table.DoesNotExist):
        if Table.objects.filter(id=table.id).exists():
            raise
        raise NotFound(what=N_("table")) from None
