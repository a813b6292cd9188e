"""The process that does one job's work and ends.

Started ahead of time by the supervisor (`python -m finnect.jobs.child`), it waits for one order on standard input and
tells on standard output, as JSON lines, how far it is and how it ended. When standard input closes, its supervisor is
dead, and it dies too, with all that it started.
"""

import errno
import json
import math
import os
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from numbers import Integral, Real
from pathlib import Path
from typing import Any
from uuid import UUID

NICENESS = 10  # whoever waits for an answer comes before whoever waits for a job
ADDRESS_SPACE_SLACK = 8 << 30  # libraries reserve far more addresses than they use; the supervisor watches what is resident
REPORT_SECONDS = 0.2
Tell = Callable[[dict[str, Any]], None]


def main() -> None:
    os.nice(NICENESS)  # now, because threads have it from the one that starts them
    tell = _private_stdout()
    import django

    django.setup()
    from finnect.jobs.kinds import import_ahead

    import_ahead()
    order_line = sys.stdin.readline()
    if not order_line:
        return
    order = json.loads(order_line)
    tempfile.tempdir = order["folder"]  # whatever libraries leave there goes with it
    threading.Thread(target=_die_with_supervisor, args=(order["folder"],), daemon=True).start()
    tell(_work(order, tell))
    os._exit(0)  # native libraries have threads that need not be waited for


def _private_stdout() -> Tell:
    """Standard output for the protocol alone; what libraries print goes to standard error."""
    ours = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)

    def tell(message: dict[str, Any]) -> None:
        ours.write(json.dumps(_storable(message)) + "\n")

    return tell


def _storable(value: Any) -> Any:
    """Without what JSON in a database cannot hold: NUL, halves of characters, and objects."""
    if isinstance(value, dict):
        return {str(name): _storable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(part) for part in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real) and math.isfinite(value):
        return float(value)
    return str(value).replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()


def _die_with_supervisor(folder: str) -> None:
    sys.stdin.read()
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def _limit(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard),) * 2)


def _work(order: dict[str, Any], tell: Tell) -> dict[str, Any]:
    import structlog
    from django.db import close_old_connections

    from finnect.jobs import leases
    from finnect.jobs.errors import DiskFull, MemoryLimit
    from finnect.jobs.kinds import Run, kind_of
    from finnect.kit.errors import Problem

    kind = kind_of(order["kind"])
    owner = UUID(order["owner_id"]) if order["owner_id"] else None
    lease = leases.Lease(UUID(order["job_id"]), UUID(order["token"]), order["attempt"], owner, order["arguments"], kind)
    log = structlog.get_logger(__name__).bind(job=order["job_id"], kind=kind.name, attempt=lease.attempt)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, kind.memory_bytes + ADDRESS_SPACE_SLACK)
    try:
        with tempfile.TemporaryDirectory(prefix="finnect-job-", dir=order["folder"]) as folder:
            run = Run(lease.job_id, lease.attempt, owner, Path(folder), _Reporter(tell))
            last_step = kind.work(run, **lease.arguments)
            close_old_connections()  # the work may have taken an hour; the database may have restarted since
            leases.finish(lease, last_step)
        return {"finished": True}
    except leases.LostLease:
        return {"lost": True}
    except Problem as problem:
        log.info("job.refused", code=problem.code)
        return {"problem": problem.as_record()}
    except MemoryError:
        return {"problem": MemoryLimit(megabytes=kind.memory_bytes >> 20).as_record()}
    except Exception as error:  # the edge: whatever it is, the row must say so
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            return {"problem": DiskFull().as_record()}
        log.exception("job.crashed")
        return {"crash": traceback.format_exception_only(error)[-1].strip()}


class _Reporter:
    """Writes progress, but not oftener than anybody can look."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._next = 0.0

    def __call__(self, fraction: float, text: str = "", *, seconds_left: float | None = None, **params: Any) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + REPORT_SECONDS
            self._tell({"progress": min(max(float(fraction), 0.0), 1.0), "text": text, "params": params, "seconds_left": seconds_left})


if __name__ == "__main__":
    main()
