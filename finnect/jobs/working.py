"""A process that takes jobs: Celery's worker on threads that only supervise, a dispatcher, and a pulse."""

import os
import signal
import socket
import threading
from datetime import timedelta
from typing import Any

import structlog
from celery import current_app
from celery.worker import WorkController
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.db.models.functions import Now

from finnect.jobs import supervisor
from finnect.jobs.dispatcher import Dispatcher
from finnect.jobs.models import Worker

log = structlog.get_logger(__name__)
PULSE_SECONDS = 20
AGAIN_SECONDS = 1.0
FORGOTTEN = timedelta(days=1)


class Working:
    """Take jobs in this process, in threads, until `stop`."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.dispatcher = Dispatcher()
        self._stopped = threading.Event()
        self._celery: WorkController | None = None
        self._threads = [
            threading.Thread(target=self._consume, name="consumer", daemon=True),
            threading.Thread(target=self._pulse, name="pulse", daemon=True),
        ]

    def start(self) -> None:
        supervisor.stopping.clear()
        supervisor.spare.prepare()
        self.dispatcher.start()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Give running jobs back to the queue and end; within a few seconds."""
        self._stopped.set()
        supervisor.stopping.set()
        self.dispatcher.stop()
        if self._celery:
            self._celery.stop()
        for thread in [self.dispatcher, *self._threads]:
            thread.join(timeout=5)
        supervisor.spare.end()

    def wait(self) -> None:
        """Until SIGTERM or SIGINT, then `stop`."""
        asked = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: asked.set())
        asked.wait()
        log.info("worker.stopping")
        self.stop()

    def _consume(self) -> None:
        """Celery ends its worker for good on an error that it does not know; then a new one begins."""
        options: dict[str, Any] = {"without_gossip": True, "without_mingle": True, "without_heartbeat": True}
        while not self._stopped.is_set():
            self._celery = current_app.WorkController(
                pool_cls="threads", concurrency=settings.WORKER_CONCURRENCY, hostname=self.name.replace(":", "@"), **options
            )
            self._celery.start()
            self._stopped.wait(AGAIN_SECONDS)

    def _pulse(self) -> None:
        while not self._stopped.is_set():
            try:
                Worker.objects.update_or_create(name=self.name, defaults={"seen_at": Now()})
                Worker.objects.filter(seen_at__lt=Now() - FORGOTTEN).delete()
            except DatabaseError as error:
                log.warning("worker.database_unavailable", error=str(error))
            finally:
                close_old_connections()
            self._stopped.wait(PULSE_SECONDS)
