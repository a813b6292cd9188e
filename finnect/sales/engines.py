"""Which machines work on a table."""

from dataclasses import dataclass

import polars as pl
import structlog
from django.conf import settings

from finnect import storage
from finnect.jobs.models import Job
from finnect.sales.analysis.engine import Engine, OneMachine
from finnect.sales.analysis.summaries import Summary
from finnect.sales.errors import TableNotReady
from finnect.sales.models import Table

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ThisMachine:
    """Reads from storage what a measure needs, and no more."""

    key: str

    def summarise(self, *summaries: Summary) -> list[pl.DataFrame]:
        """:raises StorageUnavailable:"""
        url, options = storage.address(self.key)
        try:
            return OneMachine(url, options).summarise(*summaries)
        except FileNotFoundError:
            raise
        except OSError as error:
            log.error("storage.failed", error=str(error).partition("\n")[0])
            raise storage.StorageUnavailable() from error


def engine_for(table: Table) -> Engine:
    """This machine, or where there is a scheduler and the table is large enough, Dask's workers.

    :raises TableNotReady:
    """
    if table.status != Job.Status.SUCCESS:
        raise TableNotReady(status=table.status)
    here = ThisMachine(table.processed_key)
    if not settings.DASK_SCHEDULER or (table.rows or 0) < settings.DASK_ROWS:
        return here
    from finnect.sales.distributed import DaskWorkers

    return DaskWorkers(settings.DASK_SCHEDULER, table.processed_key, table.rows or 0, here)
