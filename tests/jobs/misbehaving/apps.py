"""Places where a process dies when FINNECT_TEST_DIES names them."""

import os
import signal
from collections.abc import Callable
from typing import Any

from django.apps import AppConfig


def die(*_: Any, **__: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def _and_die(call: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args, **kwargs: die(call(*args, **kwargs))


def _once_and_die(save: Callable[..., None]) -> Callable[..., None]:
    """Dies after the first checkpoint of all, not after those of later attempts."""

    def do(checkpoint: Any, content: bytes) -> None:
        is_first = checkpoint.load() is None
        save(checkpoint, content)
        if is_first:
            die()

    return do


class MisbehavingConfig(AppConfig):
    name = "tests.jobs.misbehaving"

    def ready(self) -> None:
        from finnect import storage
        from finnect.inspection.services.checkpoints import StoredCheckpoint
        from finnect.jobs import dispatcher, services

        match os.environ.get("FINNECT_TEST_DIES"):
            case "after the file is in storage":
                storage.put = _and_die(storage.put)
            case "before the job is committed":
                services.enqueue = _and_die(services.enqueue)
            case "after the first epoch":
                StoredCheckpoint.save = _once_and_die(StoredCheckpoint.save)
            case "after the commit":
                dispatcher.wake = die
