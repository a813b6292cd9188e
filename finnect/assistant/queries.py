"""What the assistant may tell this asker: facts from his own results, and what administrators wrote."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from finnect.accounts.models import User
from finnect.assistant.dialogue import Facts, ImageFact, ModelFact, Names, Source, Span, Subject, TableFact
from finnect.assistant.models import Conversation, Message
from finnect.inspection import queries as inspection
from finnect.inspection.models import Inspection
from finnect.jobs.models import Job
from finnect.kit.errors import NotFound, Problem
from finnect.kit.words import N_
from finnect.sales import queries as sales
from finnect.sales import services as tables
from finnect.sales.errors import BeingMeasured
from finnect.sales.measurements import Question
from finnect.sales.models import Table

log = structlog.get_logger(__name__)
READERS_ZONE = ZoneInfo(settings.TIME_ZONE)
NAMED_FILES = 200
NAMED_TABLES = 3  # whose countries, products and customers a question may name
# What facts are made of: a table's issues, a detector's scores of all its pictures and the like take long to read.
OF_PICTURES = ("prediction", "confidence", "handed_in_at", "upload__filename", "detector__category")
OF_TABLES = ("name", "rows", "mapping", "statistics", "processed_key", "handed_in_at", "upload__filename", "job__status")
# Asked before every answer, and so written out: the ORM takes 3 ms to put these questions into words, the database 0.1 to answer.
KNOWLEDGE = """
    SELECT 'intents', MAX(updated_at), COUNT(*) FROM assistant_intent
    UNION ALL SELECT 'faq', MAX(updated_at), COUNT(*) FROM assistant_faq"""
RESULTS = (
    KNOWLEDGE
    + """
    UNION ALL SELECT 'pictures', (SELECT MAX(handed_in_at) FROM inspection_inspection {of_owner}), COUNT(*)
        FROM inspection_inspection {of_owner}
    UNION ALL SELECT 'tables', MAX(handed_in_at), COUNT(*) FROM sales_table {of_owner}
    UNION ALL SELECT 'read', MAX(finished_at), COUNT(*) FROM jobs_job WHERE id IN (SELECT job_id FROM sales_table {of_owner})
    UNION ALL SELECT 'trainings', NULL, COUNT(*) FROM jobs_job WHERE kind = 'inspection.train' AND status IN ('PENDING', 'RUNNING')
    UNION ALL SELECT CAST(id AS TEXT), created_at, CASE WHEN active THEN 1 ELSE 0 END FROM inspection_detector"""
)


class _Unread(Exception):
    """`names` lack those of tables that are still being looked through."""

    def __init__(self, names: Names) -> None:
        self.names = names


def names_of(user: User, version: str) -> Names:
    """What his questions may name: his files, the categories inspected, and the countries and products of his newest tables; looked up
    again when `version`, his `data_version`, has changed, and until all of them are known.
    """
    try:
        return _all_names_of(user, version)
    except _Unread as found:
        return found.names


@lru_cache(maxsize=64)
def _all_names_of(user: User, version: str) -> Names:
    categories = inspection.detectors().values_list("category", flat=True).distinct()
    pictures = inspection.visible_inspections(user).order_by("-created_at").values_list("upload__filename", flat=True)
    files = sales.visible(user).order_by("-created_at").values_list(sales.TITLE, flat=True)
    named = {str(table.pk): (_names_in(table, tables.COUNTRIES), _names_in(table, tables.PRODUCTS)) for table in newest_tables(user)}
    names = Names(
        categories=tuple(categories),
        files=tuple(dict.fromkeys([*files[:NAMED_FILES], *pictures[:NAMED_FILES]])),
        countries=tuple(dict.fromkeys(name for countries, _ in named.values() for name in countries or ())),
        products=tuple(dict.fromkeys(name for _, products in named.values() for name in products or ())),
        unread=tuple(key for key, found in named.items() if None in found),
    )
    if names.unread:
        raise _Unread(names)
    return names


def _names_in(table: Table, question: Question) -> tuple[str, ...] | None:
    """None where a job has not found them yet."""
    try:
        found: tuple[str, ...] = told(table, question)
    except NotFound:  # deleted meanwhile
        return ()
    except Problem as problem:
        if not tables.is_measured_by_jobs(table):
            raise
        if not isinstance(problem, BeingMeasured):  # it is tried again for who asks next, and other questions need no names
            log.warning("names.not_found", table=str(table.pk), error=str(problem))
        return None
    return found


def countries_of(table: Table) -> tuple[str, ...]:
    """What a table calls its countries.

    :raises BeingMeasured: as `told`
    """
    found: tuple[str, ...] = told(table, tables.COUNTRIES) if "Country" in table.mapping else ()
    return found


def extent_of(table: Table) -> Span | None:
    """The first and last day with a sale; None where no sale has a date.

    :raises BeingMeasured: as `told`
    """
    days = [date.fromisoformat(day) for day in told(table, tables.EXTENT)]
    return Span(days[0], days[1]) if len(days) == 2 else None


def told(table: Table, question: Question) -> Any:
    """As the tables API tells, from the same cache, but of totals where these can tell.

    :raises BeingMeasured: of a large table, until a job has measured it
    :raises NotFound: where the table was deleted meanwhile
    """

    def of_totals(sales: Any) -> Any:
        from finnect.assistant.totals import with_totals  # Polars takes 60 MB, which what is known already need not spend

        return question(with_totals(sales))

    if tables.is_measured_by_jobs(table):
        return tables.told(table, question)
    return tables.measured(table, str(question), of_totals)


def table_for(user: User, file: str | None) -> Table | None:
    """The newest file with numbers that he may see, or of files and sales histories the newest of a name; with what answers need."""
    rows = sales.visible(user).alias(title=sales.TITLE).filter(title=file) if file else sales.visible_tables(user)
    return _newest_first(rows).first()


def newest_tables(user: User) -> list[Table]:
    """The files with numbers that he may see whose countries, products and customers a question may name, the newest first."""
    return list(_newest_first(sales.visible_tables(user))[:NAMED_TABLES])


def _newest_first(rows: QuerySet[Table]) -> QuerySet[Table]:
    rows = rows.filter(job__status=Job.Status.SUCCESS).select_related(None).select_related("upload", "job")
    return rows.only(*OF_TABLES).order_by("-handed_in_at")


def source_of(row: Table) -> Source:
    return Source("table", str(row.id), row.filename, f"/dashboard/tables/{row.id}/", local(row.handed_in_at))


def facts_for(user: User, subject: Subject | None) -> Facts:
    """The newest results he may see, or those of the file or category that the question names."""
    return Facts(
        image=_image_for(user, subject),
        table=_table(table_for(user, subject.file if subject else None)),
        models=tuple(_models()),
        num_training=Job.objects.filter(kind="inspection.train", status__in=Job.OPEN).count(),
    )


def fact_for(user: User, subject: Subject) -> Facts:
    """The one result that a question for its values asks about."""
    return Facts(image=_image_for(user, subject)) if subject.kind == "image" else Facts(table=_table(table_for(user, subject.file)))


def _image_for(user: User, subject: Subject | None) -> ImageFact | None:
    pictures = inspection.visible_inspections(user).only(*OF_PICTURES)
    if subject and subject.file:
        pictures = pictures.filter(upload__filename=subject.file)
    if subject and subject.category:
        pictures = pictures.filter(detector__category=subject.category)
    return _image(pictures.order_by("-handed_in_at").first())


def _image(row: Inspection | None) -> ImageFact | None:
    if row is None:
        return None
    source = Source("image", str(row.id), row.upload.filename, f"/dashboard/images/{row.id}/", local(row.handed_in_at))
    return ImageFact(source, row.prediction, row.confidence, row.detector.category)


def _table(row: Table | None) -> TableFact | None:
    if row is None:
        return None
    return TableFact(source_of(row), **{name: value for name, value in (row.statistics or {}).items() if name in TableFact.__slots__})


def _models() -> Iterable[ModelFact]:
    for row in inspection.active_detectors():
        source = Source("model", str(row.id), str(row), "/dashboard/models/", local(row.created_at))
        yield ModelFact(source, row.category, row.version)


def local(moment: datetime) -> datetime:
    return timezone.localtime(moment, READERS_ZONE)


def today() -> date:
    """Where the readers are."""
    return local(timezone.now()).date()


def data_version(user: User) -> str:
    """Changes with everything that an answer to this person could be made of."""
    asked = RESULTS.format(of_owner="" if user.is_admin else "WHERE owner_id = %(owner)s")
    return f"{_looked_up(asked, owner=User._meta.pk.get_db_prep_value(user.id, connection))}{today()}"


def knowledge_version() -> str:
    """Changes with every edit of an intent or FAQ entry."""
    return _looked_up(KNOWLEDGE)


def _looked_up(query: str, **values: object) -> str:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return str(sorted(map(str, cursor.fetchall())))


def outcomes_by_day() -> list[tuple[str, str, int]]:
    """Day, kind of answer and how many of everybody's questions were answered so."""
    day = TruncDate("created_at", tzinfo=READERS_ZONE)
    rows = Message.objects.annotate(day=day).values_list("day", "kind").annotate(count=Count("id")).order_by("day", "kind")
    return [(day.isoformat(), kind, count) for day, kind, count in rows]


def ratings() -> tuple[int, int]:
    """How many answers were rated, and how many of these were called helpful."""
    rated = Message.objects.exclude(helpful=None)
    return rated.count(), rated.filter(helpful=True).count()


def visible_conversations(user: User) -> QuerySet[Conversation]:
    """A person's own; administrators read the others in Django Admin."""
    return Conversation.objects.filter(owner=user)


def conversations_with(user: User, words: str) -> QuerySet[Conversation]:
    """Those of his in which every one of the words (the first ten) was said, by whomever."""
    rows = visible_conversations(user)
    for word in words.split()[:10]:
        said = Message.objects.filter(Q(question__icontains=word) | Q(answer__icontains=word), conversation=OuterRef("pk"))
        rows = rows.filter(Exists(said))
    return rows


def visible_conversation(user: User, conversation_id: UUID) -> Conversation:
    """:raises NotFound:"""
    found = visible_conversations(user).filter(id=conversation_id).first()
    if found is None:
        raise NotFound(what=N_("conversation"))
    return found


def last_messages(conversation: Conversation | None, most: int = 5) -> list[Message]:
    """The newest of a conversation, newest first."""
    return list(conversation.messages.order_by("-created_at")[:most]) if conversation else []


def visible_message(user: User, message_id: UUID) -> Message:
    """:raises NotFound:"""
    found = Message.objects.filter(id=message_id, conversation__owner=user).first()
    if found is None:
        raise NotFound(what=N_("message"))
    return found
