"""Reading tables and their numbers."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from finnect.accounts.models import User
from finnect.jobs.models import Job
from finnect.kit.errors import NotFound
from finnect.kit.words import N_
from finnect.sales import analysis
from finnect.sales.errors import FieldsDiffer
from finnect.sales.models import Table

TITLE = Coalesce("upload__filename", "name")  # `Table.filename`, for the database


def visible(user: User) -> QuerySet[Table]:
    """Tables of files and histories: a user sees his own, an administrator all."""
    rows = Table.objects.select_related("upload", "job", "history", "renewal").defer("joined")
    return rows if user.is_admin else rows.filter(owner=user)


def visible_tables(user: User) -> QuerySet[Table]:
    """Those of files: what was handed in."""
    return visible(user).filter(upload__isnull=False)


def visible_table(user: User, table_id: UUID) -> Table:
    """Of a file, or a history.

    :raises NotFound:
    """
    return _one(visible(user), table_id, N_("table"))


def visible_file(user: User, table_id: UUID) -> Table:
    """:raises NotFound: also for a history"""
    return _one(visible_tables(user), table_id, N_("table"))


def visible_history(user: User, table_id: UUID) -> Table:
    """:raises NotFound: also for the table of a file"""
    return _one(visible(user).filter(upload__isnull=True), table_id, N_("history"))


def _one(tables: QuerySet[Table], table_id: UUID, what: str) -> Table:
    if found := tables.filter(id=table_id).first():
        return found
    raise NotFound(what=what)


def files_of(history: Table) -> list[Table]:
    """The earliest first."""
    return list(history.files.select_related("upload", "job").defer("issues").order_by("created_at", "id"))


def read_files(files: Sequence[Table]) -> list[Table]:
    return [file for file in files if file.status == Job.Status.SUCCESS]


def misfit(file: Table, files: Sequence[Table]) -> FieldsDiffer | None:
    """Why `file` cannot be joined with these: the earliest that is read says which fields the files of a history have.

    Without a field a row cannot be known again, and what is counted by it would be too small. Without a status nothing is cancelled.
    """
    first = next(iter(read_files(files)), file)
    if differing := sorted((set(file.mapping) ^ set(first.mapping)) - {analysis.STATUS}):
        return FieldsDiffer(filename=file.filename, first=first.filename, fields=", ".join(differing))
    return None


def joinable(files: Sequence[Table]) -> list[Table]:
    """Those of a history that are read and fit."""
    return [file for file in read_files(files) if misfit(file, files) is None]


def newest_table(user: User) -> Table | None:
    """The last file with numbers that this person may see."""
    return visible_tables(user).filter(job__status=Job.Status.SUCCESS).order_by("-handed_in_at").first()
