"""The process that does one job's work and ends.

Started ahead of time by the supervisor (`python -m finnect.jobs.child`), it waits for one order on standard input and
tells on standard output, as JSON lines, how far it is and how it ended. When standard input closes, its supervisor is
dead, and it dies too.
"""

import errno
import json
import os
import resource
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID

ADDRESS_SPACE_SLACK = 8 << 30  # libraries reserve far more addresses than they use; the supervisor watches what is resident
REPORT_SECONDS = 0.2


def main() -> None:
    tell = _private_stdout()
    import django

    django.setup()
    order_line = sys.stdin.readline()
    if not order_line:
        return
    threading.Thread(target=_die_with_supervisor, daemon=True).start()
    told = _work(json.loads(order_line), tell)
    tell.write(json.dumps(told) + "\n")
    tell.flush()
    os._exit(0)  # native libraries have threads that need not be waited for


def _private_stdout() -> TextIO:
    """Standard output for the protocol alone; what libraries print goes to standard error."""
    ours = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    return ours


def _die_with_supervisor() -> None:
    sys.stdin.read()
    os._exit(1)


def _work(order: dict[str, Any], tell: TextIO) -> dict[str, Any]:
    import structlog

    from finnect.jobs import leases
    from finnect.jobs.errors import DiskFull
    from finnect.jobs.kinds import Run, kind_of
    from finnect.kit.errors import Problem

    kind = kind_of(order["kind"])
    owner = UUID(order["owner_id"]) if order["owner_id"] else None
    lease = leases.Lease(UUID(order["job_id"]), UUID(order["token"]), order["attempt"], owner, order["arguments"], kind)
    log = structlog.get_logger(__name__).bind(job=order["job_id"], kind=kind.name, attempt=lease.attempt)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (kind.memory_bytes + ADDRESS_SPACE_SLACK,) * 2)
    try:
        with tempfile.TemporaryDirectory(prefix="finnect-job-", dir=order["folder"]) as folder:
            run = Run(lease.job_id, lease.attempt, owner, Path(folder), _Reporter(tell))
            last_step = kind.work(run, **lease.arguments)
            leases.finish(lease, last_step)
        return {"finished": True}
    except leases.LostLease:
        return {"lost": True}
    except Problem as problem:
        log.info("job.refused", code=problem.code)
        return {"problem": problem.as_record()}
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return {"problem": DiskFull().as_record()}
        log.exception("job.crashed")
        return {"crash": traceback.format_exception_only(error)[-1].strip()}
    except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the row must say so
        log.exception("job.crashed")
        return {"crash": traceback.format_exception_only(error)[-1].strip()}


class _Reporter:
    """Writes progress, but not oftener than anybody can look."""

    def __init__(self, tell: TextIO) -> None:
        self._tell = tell
        self._next = 0.0

    def __call__(self, fraction: float, text: str = "", **params: Any) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + REPORT_SECONDS
            self._tell.write(json.dumps({"progress": fraction, "text": text, "params": params}) + "\n")


if __name__ == "__main__":
    main()
