"""How fast inspections are served over HTTP: one at a time, from the cache, eight at once, and while a training runs.

    python -m bench.serving [--data ../shared/data] [--backbone FILE] [--home DIR] [--count 50]

Starts `finnect run` on a free port of this machine, trains a detector on MVTec screw (or, with `--home`, finds it there from
the last time), and hands in its test pictures at 1024 × 1024 as grey PNG, as MVTec publishes them. No picture comes twice
but where the cache is measured: each may be turned and mirrored in eight ways. Client and server share the processor. "cpu"
is the processor time that the web process spent on each, which other work on the machine hardly changes; the load average
beside it is that of the last minute, on an idle machine what this command itself does.
"""

import argparse
import io
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from pathlib import Path
from typing import Any

import psutil
from PIL import Image

from bench.product import Client, is_live, serving, zipped

SIDE = 1024
AT_ONCE = 8
TURNS = [None, *Image.Transpose]


def pictures(folder: Path) -> Iterator[bytes]:
    """Test pictures of good and defective screws in turn, as PNG, no two alike."""
    kinds = [sorted(kind.iterdir()) for kind in sorted(folder.iterdir())]
    paths = [kind[i] for i in range(max(map(len, kinds))) for kind in kinds if i < len(kind)]
    for turn in TURNS:
        for path in paths:
            image = Image.open(path).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
            file = io.BytesIO()
            (image if turn is None else image.transpose(turn)).save(file, "PNG")
            yield file.getvalue()


class Bench(Client):
    def __init__(self, url: str, pid: int) -> None:
        super().__init__(url)
        self.server = psutil.Process(pid)

    def inspect(self, content: bytes, category: str = "") -> dict[str, Any]:
        answer = self.client.post("/api/v1/images", files={"file": ("screw.png", content)}, data={"category": category})
        return answer.raise_for_status().json()

    def detector(self, archive: Callable[[], bytes]) -> dict[str, Any]:
        found = self.client.get("/api/v1/models", params={"active": True, "category": "screw"}).json()["items"]
        return found[0] if found else self.train(archive())

    def start_training(self) -> str:
        """The id of its job, which has left the queue and reads pictures."""
        job_id = self.client.post("/api/v1/models/train", json={"category": "screw"}).raise_for_status().json()["id"]
        while self.client.get(f"/api/v1/jobs/{job_id}").json()["progress"] < 0.15:
            time.sleep(0.1)
        return str(job_id)

    def spent(self) -> float:
        """Processor seconds of the web process so far, without its jobs."""
        times = self.server.cpu_times()
        return times.user + times.system

    def row(self, name: str, do: Callable[[Any], object], items: Sequence[Any], at_once: int = 1) -> None:
        """Measure and print one line of the table."""

        def timed(item: Any) -> float:
            began = time.perf_counter()
            do(item)
            return 1000 * (time.perf_counter() - began)

        def one_client(place: int) -> list[float]:
            """Its share in one go: handing items over one by one would cost each some tenths of a millisecond."""
            return [timed(item) for item in items[place::at_once]]

        self.sign_in()
        began, spent = time.perf_counter(), self.spent()
        with ThreadPoolExecutor(at_once) as pool:
            took = sorted(chain.from_iterable(pool.map(one_client, range(at_once))))
        seconds, each = time.perf_counter() - began, 1000 * (self.spent() - spent) / len(items)
        p50, p95 = statistics.median(took), took[int(0.95 * len(took))]
        print(f"{name:44} {p50:7.1f} {p95:7.1f} {each:7.1f} {len(items) / seconds:6.1f} {os.getloadavg()[0]:6.1f}", flush=True)


def measure(bench: Bench, fresh: Iterator[bytes], count: int) -> None:
    def named(content: bytes) -> dict[str, Any]:
        return bench.inspect(content, "screw")

    print(f"{'':44} {'p50 ms':>7} {'p95 ms':>7} {'cpu ms':>7} {'per s':>6} {'load':>6}")
    for content in islice(fresh, 3):
        bench.inspect(content)
    singles = list(islice(fresh, count))
    bench.row("one picture, its category named", named, singles)
    bench.row("the same again, from the cache", named, singles)
    bench.row("one picture, product to be found", bench.inspect, list(islice(fresh, count)))
    shown = [named(content)["heatmap_url"] for content in singles]
    bench.row("its heat map, 1024 × 1024 PNG", lambda url: bench.client.get(url).raise_for_status(), shown)
    bench.row(f"{AT_ONCE} clients at once", named, list(islice(fresh, 2 * count)), AT_ONCE)
    job_id = bench.start_training()
    bench.row("one picture while a training runs", named, list(islice(fresh, count)))
    job = bench.client.get(f"/api/v1/jobs/{job_id}").json()
    print(f"that training was at {job['progress']:.0%} ({job['status']}) at the end")
    bench.client.post(f"/api/v1/jobs/{job_id}/cancel").raise_for_status()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--backbone", default="", help="ONNX backbone; the one in use without it")
    parser.add_argument("--home", type=Path, help="folder to keep the product's files in, with the detector for the next time")
    parser.add_argument("--count", type=int, default=50, help="pictures per row")
    args = parser.parse_args()
    screw = args.data / "mvtec_screw" / "screw"
    with serving(str(Path(args.backbone).resolve()) if args.backbone else "", args.home) as (url, pid):
        is_live(url)
        bench = Bench(url, pid)
        bench.sign_in()
        model = bench.detector(lambda: zipped(screw))
        print(f"screw v{model['version']}, {model['size'] / 2**20:.1f} MiB, trained in {model['training']['seconds']:.1f} s")
        measure(bench, pictures(screw / "test"), args.count)


if __name__ == "__main__":
    main()
