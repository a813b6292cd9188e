"""Whether a detector gains by measuring several pictures in one batch, or side by side: `python -m bench.serving.together FILE.onnx`.

Processor and wall time for each picture, the least of the runs; noise pictures, because the time does not depend on them.
"""

import argparse
import resource
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from finnect.inspection.detection.session import open_session

PICTURES, RUNS = 8, 4


def spent() -> float:
    """Processor seconds of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def row(name: str, do: Callable[[], object]) -> None:
    do()
    cpu, wall = [], []
    for _ in range(RUNS):
        before, began = spent(), time.perf_counter()
        do()
        cpu.append(spent() - before)
        wall.append(time.perf_counter() - began)
    print(f"{name:16} {1000 * min(cpu) / PICTURES:7.1f} {1000 * min(wall) / PICTURES:8.1f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--side", type=int, default=400, help="of the pictures, in pixels")
    args = parser.parse_args()
    session = open_session(args.model.read_bytes())
    pictures = np.random.default_rng(0).integers(0, 256, (PICTURES, args.side, args.side, 3), np.uint8)

    def measure(start: int, count: int = 1) -> None:
        session.run(None, {"image": pictures[start : start + count]})

    print(f"{'':16} {'cpu ms':>7} {'wall ms':>8}")
    for size in (1, 2, 4, 8):
        row(f"batches of {size}", lambda size=size: [measure(start, size) for start in range(0, PICTURES, size)])  # type: ignore[misc]
    with ThreadPoolExecutor(2) as pool:
        row("two side by side", lambda: list(pool.map(measure, range(PICTURES))))


if __name__ == "__main__":
    main()
