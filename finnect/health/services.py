"""Whether each thing that the product stands on answers."""

import uuid
from collections.abc import Callable

import structlog
from celery import current_app
from django.core.cache import cache
from django.db import connection

from finnect import storage
from finnect.inspection.queries import active_detectors
from finnect.jobs.queries import is_worker_alive

log = structlog.get_logger(__name__)


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _cache() -> bool:
    name = f"health:{uuid.uuid4().hex}"
    cache.set(name, "ready", 10)
    return cache.get(name) == "ready"


def _broker() -> bool:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=0, timeout=2)
    return True


def _model() -> bool:
    return bool(active_detectors())


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "cache": _cache,
    "broker": _broker,
    "storage": storage.ready,
    "worker": is_worker_alive,
    "model": _model,
}
NOT_NEEDED = {"model"}  # a new installation has none and serves all the same


def look() -> dict[str, bool]:
    """Each check by name; a check that raises has failed."""
    found = {}
    for name, check in CHECKS.items():
        try:
            found[name] = check()
        except Exception as error:  # noqa: BLE001 - the edge to five different clients, and each failure is told
            log.warning("health.failed", check=name, error=str(error))
            found[name] = False
    return found


def is_ready(found: dict[str, bool]) -> bool:
    return all(well for name, well in found.items() if name not in NOT_NEEDED)
