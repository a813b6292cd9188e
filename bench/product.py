"""The product as its user meets it: started as `make run` does, spoken to over HTTP. Shared by the benchmarks."""

import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

EMAIL, PASSWORD = "admin@example.com", "a long enough password"
START_SECONDS = 60


class Client:
    """An administrator's."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=120)

    def sign_in(self) -> None:
        answer = self.client.post("/auth/token", data={"username": EMAIL, "password": PASSWORD})
        self.client.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['access_token']}"

    def hand_in(self, where: str, name: str, content: bytes) -> dict[str, Any]:
        return self.client.post(f"/api/v1/{where}", files={"file": (name, content)}).raise_for_status().json()

    def wait_for(self, job_id: str) -> dict[str, Any]:
        """The job when it has ended; follows the jobs that it queued."""
        while True:
            job = self.client.get(f"/api/v1/jobs/{job_id}").raise_for_status().json()
            if job["status"] == "SUCCESS":
                for queued in job["result"].get("job_ids", []):
                    job = self.wait_for(queued)
                return job
            if job["status"] in ("FAILURE", "CANCELLED"):
                raise SystemExit(f"{job['kind']} ended in {job['status']}: {job['error']}")
            time.sleep(0.02)

    def train(self, archive: bytes) -> dict[str, Any]:
        job = self.wait_for(self.hand_in("datasets", "mvtec_screw.zip", archive)["job"]["id"])
        return self.client.get(f"/api/v1/models/{job['result']['model_id']}").json()


def zipped(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder.parent))
    return buffer.getvalue()


@contextmanager
def serving(backbone: str, home: Path | None = None) -> Iterator[tuple[str, int]]:
    """The product as `make run` starts it, with an empty home or with one that was kept: its address and process id."""
    with socket.socket() as probe, tempfile.TemporaryDirectory() as empty:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        own = {
            "FINNECT_HOME": str(home or empty),
            "PORT": str(port),
            "FINNECT_ADMIN_EMAIL": EMAIL,
            "FINNECT_ADMIN_PASSWORD": PASSWORD,
            "FINNECT_BACKBONE": backbone,
            "LOG_LEVEL": "WARNING",
        }
        server = subprocess.Popen([sys.executable, "-m", "finnect", "run"], env={**os.environ, **own}, stdout=subprocess.DEVNULL)
        try:
            yield f"http://127.0.0.1:{port}", server.pid
        finally:
            server.send_signal(signal.SIGINT)
            print(f"Ctrl-C: exit code {server.wait(20)}")


def is_live(url: str) -> None:
    """Wait for the product to answer, but not for one that has not begun to within a minute."""
    latest = time.monotonic() + START_SECONDS
    while True:
        try:
            httpx.get(f"{url}/health/live").raise_for_status()
        except httpx.TransportError:
            if time.monotonic() > latest:
                raise
            time.sleep(0.02)
        else:
            return
