"""Real processes of the product over the tests' own database, queue and storage."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil
from django.db import OperationalError, connection
from django.db.models.functions import Now

from finnect.jobs.models import Job, Worker
from tests.columns import COLUMN, free_port

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 90.0  # generous: only a fault that was not survived takes so long
IMPATIENT = {"LEASE_SECONDS": "5", "RESEND_SECONDS": "2", "REAPER_SECONDS": "0.3", "WORKER_CONCURRENCY": "2", "MAX_OPEN_JOBS": "100000"}


def until(look: Callable[[], T], what: str = "", seconds: float = PATIENCE) -> T:
    """What `look` finds, once it finds something."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"waited {seconds} seconds in vain {what or f'for {look.__name__}'}"
        time.sleep(0.05)
    return found


class Running:
    """A process of the product, in a group of its own."""

    def __init__(self, role: str, folder: Path, env: dict[str, str]) -> None:
        self.role, self.port, self.log = role, free_port(), folder / f"{role}-{time.monotonic_ns()}.log"
        self.url = f"http://127.0.0.1:{self.port}"
        temporary = folder / "temporary"
        temporary.mkdir(exist_ok=True)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "finnect", role],
                cwd=ROOT,
                env={
                    **os.environ,
                    **IMPATIENT,
                    "PGAPPNAME": "house",
                    "TMPDIR": str(temporary),
                    "HOST": "127.0.0.1",
                    "PORT": str(self.port),
                    "LOG_LEVEL": "INFO",
                    **env,
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.pid = self.process.pid

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def wait_until_it_serves(self) -> None:
        def serves() -> bool:
            assert self.is_alive, self.log.read_text()
            with suppress(httpx.TransportError):
                return httpx.get(f"{self.url}/health/live").status_code == 200
            return False

        until(serves)

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.pid).children(recursive=True)

    def signal(self, number: int) -> None:
        os.killpg(self.pid, number)

    def kill(self) -> None:
        """The whole group at once. Job children are in sessions of their own and must notice by themselves."""
        with suppress(ProcessLookupError):
            self.signal(signal.SIGKILL)
        self.process.wait()

    def end(self, seconds: float = PATIENCE) -> int:
        """As a deployment ends it; its exit code."""
        self.process.terminate()
        return self.process.wait(seconds)


class House:
    """Starts processes, and keeps one web process and one worker standing from test to test as long as they live.

    In the embedded column the web process is the worker.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.storage_url = (folder / "storage").as_uri()
        self._standing: dict[str, Running] = {}
        self._extra: list[Running] = []

    def web(self) -> Running:
        web = self._stand("web")
        web.wait_until_it_serves()
        return web

    def worker(self) -> Running:
        return self._stand("worker" if COLUMN == "production" else "web")

    def start(self, role: str = "worker", **env: str) -> Running:
        """One more, for this test only."""
        role = role if COLUMN == "production" else "web"
        running = Running(role, self.folder, {"STORAGE_URL": self.storage_url, **env})
        self._extra.append(running)
        return running

    def _stand(self, role: str) -> Running:
        if role not in self._standing or not self._standing[role].is_alive:
            self._standing[role] = Running(role, self.folder, {"STORAGE_URL": self.storage_url})
        return self._standing[role]

    def job_folders(self) -> list[Path]:
        """What jobs have left in the folder for temporary files."""
        return list((self.folder / "temporary").glob("finnect-*"))

    def stored(self) -> set[str]:
        """The keys of everything in storage."""
        folder = self.folder / "storage"
        return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}

    def age_storage(self) -> None:
        """As if everything in it had been there since yesterday."""
        for key in self.stored():
            os.utime(self.folder / "storage" / key, (0, time.time() - 86400))

    def end_all(self) -> None:
        for running in [*self._extra, *self._standing.values()]:
            with suppress(ProcessLookupError):
                running.signal(signal.SIGCONT)
            running.kill()
        self._extra.clear()
        self._standing.clear()

    def tidy_up(self) -> None:
        """After a test: end its own processes, and the standing ones too if they are still at work."""
        for running in self._extra:
            running.kill()
        self._extra.clear()
        if Job.objects.filter(status__in=Job.OPEN).exists():
            self.end_all()
        shutil.rmtree(self.folder / "storage", ignore_errors=True)


def ended(job: Job) -> Job:
    """The job, when it has come to an end."""

    def has_ended() -> bool:
        job.refresh_from_db()
        return not job.is_open

    until(has_ended, f"for the end of {job}")
    return job


def lines(path: Path | str) -> list[str]:
    return Path(path).read_text().split() if Path(path).exists() else []


@contextmanager
def frozen(*pids: int) -> Iterator[None]:
    """Stop the processes in their tracks, but not while they hold the database, and let them go on at the end."""
    while True:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        if _can_write():
            break
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
        time.sleep(0.05)
    try:
        yield
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def _can_write() -> bool:
    if connection.vendor != "sqlite":
        return True  # a statement once sent is the server's to finish
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 500")
    try:
        Worker.objects.update_or_create(name="can write", defaults={"seen_at": Now()})
    except OperationalError:
        return False
    finally:
        connection.close()
    return True


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def doctor(house: House, *options: str) -> subprocess.CompletedProcess[str]:
    """`finnect doctor` on the house's storage."""
    env = {**os.environ, "STORAGE_URL": house.storage_url}
    command = [sys.executable, "-m", "finnect", "doctor", *options]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def authorized(user: Any) -> dict[str, str]:
    from finnect.accounts.services import issue_tokens

    return {"Authorization": f"Bearer {issue_tokens(user).access_token}"}
