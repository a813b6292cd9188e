"""Reading tables and their numbers."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from finnect import storage
from finnect.accounts.models import User
from finnect.jobs.models import Job
from finnect.kit.errors import NotFound
from finnect.kit.words import N_
from finnect.sales.errors import TableNotReady
from finnect.sales.models import Table


def visible_tables(user: User) -> QuerySet[Table]:
    """A user sees his own, an administrator all."""
    rows = Table.objects.select_related("upload", "job")
    return rows if user.is_admin else rows.filter(owner=user)


def visible_table(user: User, table_id: UUID) -> Table:
    """:raises NotFound:"""
    found = visible_tables(user).filter(id=table_id).first()
    if found is None:
        raise NotFound(what=N_("table"))
    return found


def newest_table(user: User) -> Table | None:
    """The last one with numbers that this person may see."""
    return visible_tables(user).filter(job__status=Job.Status.SUCCESS).order_by("-handed_in_at").first()


@contextmanager
def cleaned(table: Table) -> Iterator[Path]:
    """The cleaned table as a Parquet file on this machine.

    :raises TableNotReady:
    """
    if table.status != Job.Status.SUCCESS:
        raise TableNotReady(status=table.status)
    with tempfile.TemporaryDirectory(prefix="finnect-table-") as folder:
        yield storage.fetch(table.processed_key, Path(folder) / "table.parquet")
