"""Watches one child process do one job: hears its progress, renews the lease, ends it when it must end.

The supervising process itself stays light and alive: it imports nothing heavy, forks nothing, and never runs the work.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from typing import Any
from uuid import UUID

import psutil
import structlog
from django.db import Error as DatabaseError
from django.db import close_old_connections

from finnect.jobs import dispatcher, leases
from finnect.jobs.errors import JobCrashed, JobKilled, MemoryLimit, TimeLimit
from finnect.jobs.leases import Lease
from finnect.kit.errors import Problem

log = structlog.get_logger(__name__)
LOOK_SECONDS = 0.1
HEARTBEAT_SECONDS = 1.0
# One arena instead of sixteen. A low mmap threshold saves a little more memory, but page faults then cost three times the time.
# One thread for numpy's products: a second one saves a tenth of a training's time, but waits for the first in a loop that takes as much
# processor time again from those who serve, and more the busier the machine is.
ENVIRONMENT = {"MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1"}
stopping = threading.Event()


class Child:
    """A fresh process in a session of its own, waiting for an order."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "finnect.jobs.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, **ENVIRONMENT},
        )
        self.said: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            try:
                self.said.put(json.loads(line))
            except ValueError:  # it was killed in the middle of a line
                log.warning("child.garbled", line=line[:200])

    def order(self, lease: Lease, folder: str) -> None:
        order = {
            "job_id": str(lease.job_id),
            "token": str(lease.token),
            "attempt": lease.attempt,
            "owner_id": str(lease.owner_id) if lease.owner_id else None,
            "kind": lease.kind.name,
            "arguments": lease.arguments,
            "folder": folder,
        }
        assert self.process.stdin
        with suppress(BrokenPipeError):  # it has died already, which is noticed where it is watched
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()

    def hear(self, seconds: float) -> dict[str, Any] | None:
        try:
            return self.said.get(timeout=seconds)
        except queue.Empty:
            return None

    @property
    def is_dead(self) -> bool:
        """Looks without burying it: until `kill` does, nobody else can get its number, by which its group is killed."""
        if self.process.returncode is not None:
            return True
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def resident_bytes(self) -> int:
        """Of the child and whatever it started."""
        try:
            root = psutil.Process(self.process.pid)
            return sum(process.memory_info().rss for process in [root, *root.children(recursive=True)])
        except psutil.Error:
            return 0

    def kill(self) -> int:
        """The whole session, and wait: nothing of it works on when the row says that it ended. Its exit code."""
        if self.process.returncode is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        exit_code = self.process.wait()
        self._reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe
            with suppress(BrokenPipeError):  # an order that it did not live to read
                pipe.close()
        return exit_code


class Spare:
    """A child kept warm, so that a job begins within milliseconds instead of after a second of imports."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: Child | None = None

    def prepare(self) -> None:
        with self._lock:
            self._bury()
            if self._child is None and not stopping.is_set():
                self._child = Child()

    def take(self) -> Child:
        with self._lock:
            self._bury()
            child, self._child = self._child, None
        return child or Child()

    def end(self) -> None:
        with self._lock:
            if self._child:
                self._child.kill()
                self._child = None

    def _bury(self) -> None:
        if self._child and self._child.is_dead:
            self._child.kill()  # nothing is left to kill, but there are pipes to close
            self._child = None


spare = Spare()


def supervise(job_id: UUID) -> None:
    """Do a job, unless somebody else does."""
    try:
        lease = leases.take(job_id)
        if lease is None:
            log.info("job.not_taken", job=str(job_id))
            return
        with tempfile.TemporaryDirectory(prefix="finnect-", ignore_cleanup_errors=True) as folder:
            child = spare.take()
            try:
                _watch(child, lease, folder)
            finally:
                child.kill()
    finally:
        close_old_connections()
        spare.prepare()
        dispatcher.wake()


def _watch(child: Child, lease: Lease, folder: str) -> None:
    began = heard = time.monotonic()
    bound = log.bind(job=str(lease.job_id), kind=lease.kind.name, attempt=lease.attempt)
    bound.info("job.started")
    child.order(lease, folder)
    shown: dict[str, Any] = {}
    seen: dict[str, Any] = {}
    while True:
        told = child.hear(LOOK_SECONDS)
        now = time.monotonic()
        if told and "progress" in told:
            seen = _seen(told)
        elif told:
            bound.info("job.ended", seconds=round(now - began, 3), how=next(iter(told)))
            return _end(lease, told)
        elif child.is_dead:
            exit_code = child.kill()  # what it started as well; all that it said is in the queue then
            if child.said.empty():
                bound.warning("job.killed", exit_code=exit_code)
                return leases.retry_or_fail(lease, JobKilled(attempts=lease.kind.attempts))
        if child.resident_bytes() > lease.kind.memory_bytes:
            bound.warning("job.memory_limit")
            return _stop(child, lease, MemoryLimit(megabytes=lease.kind.memory_bytes >> 20))
        if now - began > lease.kind.seconds:
            bound.warning("job.time_limit")
            return _stop(child, lease, TimeLimit(seconds=lease.kind.seconds))
        if stopping.is_set():
            child.kill()
            return leases.give_back(lease)
        if now - heard >= HEARTBEAT_SECONDS or seen != shown:
            heard = now
            if not _heartbeat(child, lease, {} if seen == shown else seen):
                return None
            shown = seen


def _seen(told: dict[str, Any]) -> dict[str, Any]:
    """What the row is to show of it."""
    left = told["seconds_left"]
    until = None if left is None else leases.after(left)
    return {"progress": told["progress"], "text": told["text"], "text_params": told["params"], "expected_at": until}


def _end(lease: Lease, told: dict[str, Any]) -> None:
    """Write down how the child says that it ended; a success it has written down itself."""
    if "problem" in told:
        leases.fail(lease, Problem.restore(told["problem"]))
    elif "crash" in told:
        leases.retry_or_fail(lease, JobCrashed(job_id=str(lease.job_id)))


def _stop(child: Child, lease: Lease, problem: Problem) -> None:
    child.kill()
    leases.fail(lease, problem)


def _heartbeat(child: Child, lease: Lease, seen: dict[str, Any]) -> bool:
    """Renew the lease; False when the work must stop (and has been stopped)."""
    try:
        if leases.is_cancel_requested(lease):
            child.kill()
            leases.cancel(lease)
            return False
        if leases.renew(lease, **seen):
            return True
        child.kill()  # it has just finished, or somebody else has the job: either way nothing is left to do
        return False
    except DatabaseError as error:
        log.warning("supervisor.database_unavailable", job=str(lease.job_id), error=str(error))
        close_old_connections()
        return True
