"""From an empty home to answers: every step of a new user over HTTP, with its seconds and the memory of the whole.

    python -m bench.journey [--data ../shared/data] [--backbone FILE]

Starts `finnect run` on a free port with an empty home, signs in, hands in Online Retail and MVTec screw, inspects test
pictures, and asks the assistant. Memory is the sum over all processes of the product, sampled every 50 ms: RSS counts
shared pages once for each process, PSS shares them out.
"""

import argparse
import io
import lzma
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil

T = TypeVar("T")
MIB = 1 << 20
EMAIL, PASSWORD = "admin@example.com", "a long enough password"
TRUTH = {"total_revenue": 9747747.934, "num_customers": 4372, "num_invoices": 25900, "total_quantity": 5176450}
QUESTIONS = {
    "총매출 얼마야?": "9,747,747.934",
    "How many customers do we have?": "4,372",
    "인보이스수 알려줘": "25,900",
    "total quantity?": "5,176,450",
}


class Memory(threading.Thread):
    """The most memory that the product took, in bytes, and that of its processes at that moment."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.root, self.rss, self.pss, self.parts = psutil.Process(pid), 0, 0, ""
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.05):
            try:
                found = [p.memory_full_info() for p in [self.root, *self.root.children(recursive=True)]]
            except psutil.Error:
                continue
            self.rss = max(self.rss, sum(info.rss for info in found))
            pss = sum(info.pss for info in found)
            if pss > self.pss:
                self.pss, self.parts = pss, " + ".join(f"{info.pss / MIB:.0f}" for info in found)


class Journey:
    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=120)

    def step(self, name: str, do: Callable[[], T]) -> T:
        began = time.perf_counter()
        result = do()
        print(f"{time.perf_counter() - began:8.2f} s  {name}")
        return result

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

    def read_table(self, content: bytes) -> dict[str, Any]:
        accepted = self.hand_in("tables", "OnlineRetail.csv", content)
        self.wait_for(accepted["job"]["id"])
        return self.client.get(f"/api/v1/tables/{accepted['table']['id']}").json()

    def train(self, archive: bytes) -> dict[str, Any]:
        job = self.wait_for(self.hand_in("datasets", "mvtec_screw.zip", archive)["job"]["id"])
        return self.client.get(f"/api/v1/models/{job['result']['model_id']}").json()

    def inspect(self, picture: Path) -> dict[str, Any]:
        return self.hand_in("images", picture.name, picture.read_bytes())

    def ask(self, question: str) -> str:
        return self.client.post("/chatbot/", data={"query": question}).raise_for_status().json()["answer"]


def zipped(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder.parent))
    return buffer.getvalue()


@contextmanager
def serving(backbone: str) -> Iterator[tuple[str, int]]:
    """The product as `make run` starts it, with an empty home."""
    with socket.socket() as probe, tempfile.TemporaryDirectory() as home:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        own = {"FINNECT_HOME": home, "PORT": str(port), "FINNECT_ADMIN_EMAIL": EMAIL, "FINNECT_ADMIN_PASSWORD": PASSWORD}
        env = {**os.environ, **own, "FINNECT_BACKBONE": backbone, "LOG_LEVEL": "WARNING"}
        server = subprocess.Popen([sys.executable, "-m", "finnect", "run"], env=env, stdout=subprocess.DEVNULL)
        try:
            yield f"http://127.0.0.1:{port}", server.pid
        finally:
            server.send_signal(signal.SIGINT)
            print(f"Ctrl-C: exit code {server.wait(20)}")


def is_live(url: str) -> None:
    while True:
        try:
            return httpx.get(f"{url}/health/live").raise_for_status() and None
        except httpx.TransportError:
            time.sleep(0.02)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--backbone", default="", help="ONNX backbone; the built-in one without it")
    args = parser.parse_args()
    table = lzma.decompress((args.data / "OnlineRetail.csv.xz").read_bytes())
    screw = args.data / "mvtec_screw" / "screw"
    archive = zipped(screw)
    with serving(str(Path(args.backbone).resolve()) if args.backbone else "") as (url, pid):
        memory = Memory(pid)
        memory.start()
        journey = Journey(url)
        journey.step("first start, until it answers", lambda: is_live(url))
        journey.step("sign in", journey.sign_in)
        found = journey.step("OnlineRetail.csv, 45.6 MB: handed in, read, measured", lambda: journey.read_table(table))
        print(f"            {found['statistics']}")
        assert found["statistics"] == TRUTH, found["statistics"]
        model = journey.step("mvtec_screw.zip, 480 pictures: handed in, unpacked, trained", lambda: journey.train(archive))
        print(f"            {model['metrics']}\n            {model['training']}")
        normal = journey.step("a good screw inspected", lambda: journey.inspect(screw / "test" / "good" / "000.jpg"))
        defect = journey.step("a scratched screw inspected", lambda: journey.inspect(screw / "test" / "scratch_head" / "000.jpg"))
        for verdict in (normal, defect):
            print(f"            {verdict['prediction']}, confidence {verdict['confidence']:.3f}, {len(verdict['regions'])} regions")
        heat_map = journey.step("its heat map", lambda: journey.client.get(defect["heatmap_url"]))
        assert heat_map.content.startswith(b"\x89PNG")
        said = "불량" if defect["prediction"] == "defect" else "정상"
        for question, expected in {**QUESTIONS, "마지막 이미지 불량이야?": said}.items():
            answer = journey.step(question, lambda asked=question: journey.ask(asked))  # type: ignore[misc]
            print(f"            {answer}")
            assert expected in answer, answer
        memory.ended.set()
        print(f"most memory of the whole: {memory.pss / MIB:.0f} MiB PSS ({memory.parts}), {memory.rss / MIB:.0f} MiB RSS")


if __name__ == "__main__":
    main()
