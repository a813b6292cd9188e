"""Dask's workers summarise a table, each the part that it reads from storage itself.

They run this module, so it needs nothing of Django but the settings, and these come from the workers' own environment:
no address and no secret travels. What travels is summaries.
"""

from collections.abc import Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from functools import cache
from operator import getitem
from threading import Lock
from time import monotonic
from typing import Any

import polars as pl
import structlog
from distributed import Client, Future, KilledWorker
from django.conf import settings

from finnect import storage
from finnect.sales.analysis.engine import Engine, OneMachine
from finnect.sales.analysis.summaries import Summary
from finnect.sales.errors import WorkersSeeNoFiles

log = structlog.get_logger(__name__)
PART_ROWS = 2_000_000
PLACE_ROWS = 500_000  # of a summary, merged in one place
CONNECT_SECONDS = 5
AGAIN_SECONDS = 30  # after a failure, so that not everybody waits for a scheduler that is gone


class OtherPolars(Exception):
    """A worker's Polars is not ours, so that what it finds does not fit together with what others find."""


_FAILURES = (OSError, TimeoutError, CancelledError, KilledWorker, OtherPolars)


@dataclass(frozen=True)
class Part:
    """Rows of a cleaned table in storage, the last part without an end, to be read by a certain Polars."""

    key: str
    first: int
    rows: int | None
    polars: str


@dataclass(frozen=True)
class DaskWorkers:
    """A table of so many `rows` under `key` in storage. Where the workers fail, `otherwise` does the work, and the log says so."""

    scheduler: str
    key: str
    rows: int
    otherwise: Engine

    def summarise(self, *summaries: Summary) -> list[pl.DataFrame]:
        """:raises WorkersSeeNoFiles: when what is in storage is not there for them"""
        try:
            return self._summarise(CLIENTS.get(self.scheduler), summaries)
        except FileNotFoundError as error:
            if storage.exists(self.key):
                raise WorkersSeeNoFiles(scheduler=self.scheduler) from error
            raise
        except _FAILURES as error:
            CLIENTS.leave(self.scheduler)
            log.warning("dask.failed", scheduler=self.scheduler, error=f"{type(error).__name__}: {error}", computing="on this machine")
        return self.otherwise.summarise(*summaries)

    def _summarise(self, client: Client, summaries: Sequence[Summary]) -> list[pl.DataFrame]:
        until = monotonic() + settings.DASK_SECONDS
        *begun, last = range(0, max(self.rows, 1), PART_ROWS)
        parts = [*(Part(self.key, first, PART_ROWS, this_polars()) for first in begun), Part(self.key, last, None, this_polars())]
        sent = [one if one.beside is None else client.scatter(one, broadcast=True) for one in summaries]
        read = [[client.submit(summarise_part, part, one, pure=False) for part in parts] for one in sent]
        heights = [[client.submit(len, of_part, pure=False) for of_part in of_all] for of_all in read]
        found = []
        for summary, travelled, of_all, rows in zip(summaries, sent, read, heights, strict=True):
            places = -(-sum(_results(rows, until)) // PLACE_ROWS) if summary.fold else 1
            folded = _fold(client, travelled, of_all, max(places, 1))
            found.append(summary.joined(_results(folded, until)).collect())
        return found


def _fold(client: Client, summary: Any, parts: list[Future], places: int) -> list[Future]:
    """Merged and folded in so many places, between which rows are dealt where there are several."""
    if places == 1:
        return [client.submit(fold_parts, summary, parts, pure=False)]
    dealt = [client.submit(Summary.split, summary, part, places, pure=False) for part in parts]
    at = [[client.submit(getitem, pieces, place, pure=False) for pieces in dealt] for place in range(places)]
    return [client.submit(fold_parts, summary, pieces, pure=False) for pieces in at]


def _results(futures: Sequence[Future], until: float) -> list[Any]:
    """:raises TimeoutError:"""
    return [future.result(max(until - monotonic(), 0.0)) for future in futures]


def summarise_part(part: Part, summary: Summary) -> pl.DataFrame:
    """On a worker: of the rows of a part, not yet folded.

    :raises OtherPolars:
    """
    if part.polars != this_polars():
        raise OtherPolars(f"it is {this_polars()}, not {part.polars}")
    sales = OneMachine(*storage.address(part.key)).rows().slice(part.first, part.rows)
    return summary.of(sales).collect(engine="streaming")


@cache
def this_polars() -> str:
    """Its version, and what it hashes to: that may differ between processors, and rows are told apart by it."""
    return f"{pl.__version__} {pl.Series(['sales']).hash().item():x}"


def fold_parts(summary: Summary, parts: list[pl.DataFrame]) -> pl.DataFrame:
    """On a worker: of all parts, or of what they have dealt to one place."""
    return summary.folded(summary.merged(parts)).collect(engine="streaming")


class _Clients:
    """One connection to each scheduler for the whole process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._clients: dict[str, Client] = {}
        self._left: dict[str, float] = {}

    def get(self, scheduler: str) -> Client:
        """:raises OSError: or TimeoutError, when it cannot be reached or has no workers, or did not work a moment ago"""
        with self._lock:
            if monotonic() < self._left.get(scheduler, 0):
                raise ConnectionError(f"not asked again within {AGAIN_SECONDS} seconds")
            try:
                client = self._clients.get(scheduler) or _connected(scheduler)
            except _FAILURES:
                self._left[scheduler] = monotonic() + AGAIN_SECONDS
                raise
            self._clients[scheduler] = client
            return client

    def leave(self, scheduler: str) -> None:
        """After a failure on the way."""
        with self._lock:
            client = self._clients.pop(scheduler, None)
            if client is not None:
                self._left[scheduler] = monotonic() + AGAIN_SECONDS
                client.close(timeout=CONNECT_SECONDS)


def _connected(scheduler: str) -> Client:
    client = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except BaseException:
        client.close()
        raise
    return client


CLIENTS: Any = _Clients()
