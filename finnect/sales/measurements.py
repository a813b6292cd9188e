"""What a job measures, so that no request has to: everything of a large table, and of any what takes long."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from finnect.jobs import leases
from finnect.jobs import services as jobs
from finnect.jobs.errors import TooManyJobs
from finnect.jobs.models import Job
from finnect.kit.errors import NotFound, Problem
from finnect.kit.words import N_
from finnect.sales import analysis
from finnect.sales.deleting import delete_later
from finnect.sales.errors import BeingMeasured
from finnect.sales.models import Measurement, Table
from finnect.sales.packing import pack, unpack

LARGE_ROWS = 2_000_000  # beyond it some measures take more than a second
MOST_OPEN = 30  # of one table
MOST_KEPT = 200  # of one table
MOST_FILES = 10  # of one table: they may be as large as it has customers
AFTER_SECONDS = 20.0  # files that come one after another are read first
LOOK_AGAIN_SECONDS = 2
_MEASURES = {
    **{name: name for name in ("bridge", "series", "top", "profile", "segments", "reach")},
    "cohorts": "retention",
    "groups": "clusterings",
    "value": "customer_value",
    "query": "run_query",
    "scored": "customer_rows",
    "clustered": "cluster_rows",
    "valued": "value_rows",
    "names": "called",
    "extent": "extent",
    "returning": "returning",
    "newcomers": "first_days",
}
_NEVER_OLD = ("names", "extent")  # without them no question in words has an answer
_NOT_MEASURED = Q(answer__isnull=True, problem__isnull=True, file="")


@dataclass(frozen=True)
class Question:
    """A measure of sales in words, which name it in the cache, and travel to the job that takes it.

    With a `file`, such as "segments.csv", the answer is that file.
    """

    name: str
    words: tuple[Any, ...] = ()
    file: str = ""

    def __str__(self) -> str:
        return ":".join([self.name, *map(str, self.words), *filter(None, [self.file])])

    def __call__(self, sales: Any) -> Any:
        return getattr(analysis, _MEASURES[self.name])(sales, *self.words)


@dataclass(frozen=True)
class Asked:
    """A question of the sales of a selection, under the key of its answer."""

    key: str
    question: Question
    selection: analysis.Selection

    def packed(self) -> dict[str, Any]:
        file = {"file": self.question.file} if self.question.file else {}
        return {"name": self.question.name, "words": pack(self.question.words), **file, "selection": pack(self.selection)}


def asked_by(row: Measurement) -> Asked:
    asked = row.asked
    return Asked(row.key, Question(asked["name"], unpack(asked["words"]), asked.get("file", "")), unpack(asked["selection"]))


def is_large(table: Table) -> bool:
    return (table.rows or 0) > LARGE_ROWS


def kept(key: str) -> Any:
    """What a job has measured; None where none has.

    :raises Problem: where the table does not tell it
    """
    row = _row(key)
    return unpack(row.answer) if row else None


def kept_file(key: str) -> str:
    """The storage key of the file that a job has made; "" and :raises Problem: as `kept`."""
    row = _row(key)
    return row.file if row else ""


def _row(key: str) -> Measurement | None:
    row = Measurement.objects.filter(key=key).first()
    if row and row.problem:
        raise Problem.restore(row.problem)
    return row


def order(table: Table, asked: Asked) -> Problem:
    """Have a job measure it, unless one does; the problem that it is not there yet, or of the job that ended over it.

    :raises NotFound: where the table was deleted meanwhile
    :raises TooManyJobs: where too much is being measured of it
    """
    with transaction.atomic():
        if not Table.objects.select_for_update(no_key=True).filter(id=table.id).first():
            raise NotFound(what=N_("table"))
        row = Measurement.objects.select_related("job").filter(key=asked.key).first() or _new(table, asked)
        if row.begun and row.job and row.job.error:  # whoever asks again has it tried again
            row.delete()
            return Problem.restore(row.job.error)
        if not row.answer and not (row.job and row.job.is_open):
            row.job, row.begun = _job_for(table), False
            row.save()
    return BeingMeasured(headers={"Retry-After": str(LOOK_AGAIN_SECONDS)})


def _job_for(table: Table) -> Job:
    """One that is at it, or is about to be, takes what comes; one that ends just now leaves it, and whoever asks again orders another."""
    at_it = Job.objects.filter(kind="sales.measure", status__in=Job.OPEN, arguments__table_id=str(table.id), not_before__lte=Now())
    return at_it.order_by("created_at").first() or jobs.enqueue("sales.measure", owner=None, table_id=str(table.id), outlived=[])


def _new(table: Table, asked: Asked) -> Measurement:
    being = table.measurements.filter(_NOT_MEASURED, job__status__in=Job.OPEN).count()
    if being >= MOST_OPEN:
        raise TooManyJobs(open=being, most=MOST_OPEN, headers={"Retry-After": "30"})
    _make_room(table.measurements.exclude(asked__name__in=_NEVER_OLD), MOST_KEPT)
    if asked.question.file:
        _make_room(table.measurements.filter(asked__has_key="file"), MOST_FILES - 1)
    return Measurement(table=table, key=asked.key, asked=asked.packed())


def _make_room(rows: QuerySet[Measurement], most: int) -> None:
    old = rows.order_by("-created_at").values_list("key", flat=True)[most:]
    _delete(rows.filter(key__in=list(old)))


def files_of(rows: QuerySet[Measurement]) -> list[str]:
    """The storage keys of files that jobs have made."""
    return list(rows.exclude(file="").values_list("file", flat=True))


def _delete(rows: QuerySet[Measurement]) -> None:
    """With their files. No signal does it: what is ordered while a table is deleted would outlive that with it."""
    delete_later(*files_of(rows))
    rows.delete()


def measure_later(table: Table, asked: Sequence[Asked], *, outlived: str = "") -> None:
    """Of content that is new: nothing that was measured before is of it. `outlived` is a cleaned table to delete then.

    A job that waits already for the same table waits a little longer.
    """
    waiting = Job.objects.filter(kind="sales.measure", status=Job.Status.PENDING, arguments__table_id=str(table.id))
    with transaction.atomic():
        # one that somebody takes just now is locked, and another is queued
        job = waiting.select_for_update(skip_locked=True).first() or jobs.enqueue(
            "sales.measure", owner=None, table_id=str(table.id), outlived=[]
        )
        job.arguments["outlived"] += filter(None, [outlived])
        Job.objects.filter(id=job.id).update(not_before=leases.after(AFTER_SECONDS), arguments=job.arguments)
        _delete(table.measurements.all())
        Measurement.objects.bulk_create(Measurement(table=table, key=one.key, asked=one.packed(), job=job) for one in asked)


def begin_next(job_id: UUID) -> Asked | None:
    """What the job is to measure next: what it has begun in vain before comes last."""
    row = Measurement.objects.filter(_NOT_MEASURED, job_id=job_id).order_by("begun", "created_at").first()
    if row is None:
        return None
    Measurement.objects.filter(key=row.key).update(begun=True)
    return asked_by(row)


def keep(key: str, *, answer: Any = None, file: str = "", problem: Problem | None = None) -> bool:
    """It may be seen at once, for it is of the content that its key names; not kept, and False, where nobody waits for it any more."""
    told = problem.as_record() if problem else None
    packed = None if told or file else pack(answer)
    return bool(Measurement.objects.filter(_NOT_MEASURED, key=key).update(answer=packed, file=file, problem=told))


def drop(key: str) -> None:
    """Nobody can ask for it any more."""
    _delete(Measurement.objects.filter(key=key))
