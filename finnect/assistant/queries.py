"""What the assistant may tell this asker: facts from his own results, and what administrators wrote."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from finnect.accounts.models import User
from finnect.assistant.dialogue import Facts, ImageFact, ModelFact, Names, Source, Subject, TableFact
from finnect.assistant.models import Conversation, Faq, Intent, Message
from finnect.inspection import queries as inspection
from finnect.inspection.models import Inspection
from finnect.jobs.models import Job
from finnect.kit.errors import NotFound
from finnect.kit.words import N_
from finnect.sales import queries as sales
from finnect.sales.models import Table

READERS_ZONE = ZoneInfo("Asia/Seoul")
NAMED_FILES = 200


def names_of(user: User) -> Names:
    """What his questions may name: his files and the categories inspected."""
    categories = inspection.detectors().values_list("category", flat=True).distinct()
    pictures = inspection.visible_inspections(user).order_by("-created_at").values_list("upload__filename", flat=True)
    tables = sales.visible_tables(user).order_by("-created_at").values_list("upload__filename", flat=True)
    return Names(categories=tuple(categories), files=tuple(dict.fromkeys([*tables[:NAMED_FILES], *pictures[:NAMED_FILES]])))


def facts_for(user: User, subject: Subject | None) -> Facts:
    """The newest results he may see, or those of the file or category that the question names."""
    pictures = inspection.visible_inspections(user)
    tables = sales.visible_tables(user).filter(job__status=Job.Status.SUCCESS)
    if subject and subject.file:
        pictures, tables = pictures.filter(upload__filename=subject.file), tables.filter(upload__filename=subject.file)
    if subject and subject.category:
        pictures = pictures.filter(detector__category=subject.category)
    return Facts(
        image=_image(pictures.order_by("-handed_in_at").first()),
        table=_table(tables.order_by("-handed_in_at").first()),
        models=tuple(_models()),
        num_training=Job.objects.filter(kind="inspection.train", status__in=Job.OPEN).count(),
    )


def _image(row: Inspection | None) -> ImageFact | None:
    if row is None:
        return None
    source = Source("image", str(row.id), row.upload.filename, f"/dashboard/images/{row.id}/", _local(row.handed_in_at))
    return ImageFact(source, row.prediction, row.confidence, row.detector.category)


def _table(row: Table | None) -> TableFact | None:
    if row is None:
        return None
    source = Source("table", str(row.id), row.upload.filename, f"/dashboard/tables/{row.id}/", _local(row.handed_in_at))
    return TableFact(source, **{name: value for name, value in (row.statistics or {}).items() if name in TableFact.__slots__})


def _models() -> Iterable[ModelFact]:
    for row in inspection.active_detectors():
        source = Source("model", str(row.id), str(row), "/dashboard/models/", _local(row.created_at))
        yield ModelFact(source, row.category, row.version)


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment, READERS_ZONE)


def data_version(user: User) -> str:
    """Changes with everything that an answer to this person could be made of."""
    pictures = inspection.visible_inspections(user).aggregate(last=Max("handed_in_at"), count=Count("id"))
    tables = sales.visible_tables(user).aggregate(last=Max("handed_in_at"), read=Max("job__finished_at"), count=Count("id"))
    training = Job.objects.filter(kind="inspection.train", status__in=Job.OPEN).count()
    active = ",".join(f"{row.id}" for row in inspection.active_detectors())
    return f"{pictures}{tables}{training}{active}{knowledge_version()}"


def knowledge_version() -> str:
    """Changes with every edit of an intent or FAQ entry."""
    return "".join(str(model.objects.aggregate(last=Max("updated_at"), count=Count("id"))) for model in (Intent, Faq))


def visible_conversations(user: User) -> QuerySet[Conversation]:
    """A person's own; administrators read the others in Django Admin."""
    return Conversation.objects.filter(owner=user)


def visible_conversation(user: User, conversation_id: UUID) -> Conversation:
    """:raises NotFound:"""
    found = visible_conversations(user).filter(id=conversation_id).first()
    if found is None:
        raise NotFound(what=N_("conversation"))
    return found


def last_messages(conversation: Conversation | None, most: int = 3) -> list[Message]:
    """The newest of a conversation, newest first."""
    return list(conversation.messages.order_by("-created_at")[:most]) if conversation else []


def visible_message(user: User, message_id: UUID) -> Message:
    """:raises NotFound:"""
    found = Message.objects.filter(id=message_id, conversation__owner=user).first()
    if found is None:
        raise NotFound(what=N_("message"))
    return found
