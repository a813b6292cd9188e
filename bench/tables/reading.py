"""From a file to the four statistics, beside one bare Polars query: processor seconds, wall time and peak memory.

python bench/tables/reading.py FILE…    each side runs three times in turn, in a process of its own; the best counts

Processor seconds compare where other work shares the machine; wall time only where none does.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Cost(NamedTuple):
    processor: float
    wall: float
    peak: int


def finnect(path: Path) -> None:
    from finnect.sales.analysis import Limits, read, statistics

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "clean.parquet"
        read(path, filename=path.name, out=out, limits=Limits())
        print(dict(statistics(out)), file=sys.stderr)


def polars(path: Path) -> None:
    import polars as pl

    sales = pl.scan_csv(path, encoding="utf8-lossy", schema_overrides={"InvoiceNo": pl.String})
    query = sales.select(
        (pl.col("Quantity") * pl.col("UnitPrice")).sum(),
        pl.col("CustomerID").drop_nulls().n_unique(),
        pl.col("InvoiceNo").n_unique(),
        pl.col("Quantity").sum().alias("total"),
    )
    print(query.collect(engine="streaming").row(0), file=sys.stderr)


def measure(side: str, path: Path) -> Cost:
    command = [sys.executable, __file__, "--run", side, str(path)]
    before, began = _children(), time.perf_counter()
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # as an installed product is
    done = subprocess.run(command, cwd=ROOT, env={**compiled, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True)
    return Cost(_children() - before, time.perf_counter() - began, int(done.stdout))


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    for path in map(Path, sys.argv[1:]):
        sides = ["finnect", "polars"] if path.suffix == ".csv" else ["finnect"]
        runs = [{side: measure(side, path.resolve()) for side in sides} for _ in range(3)]
        best = {side: min(run[side] for run in runs) for side in sides}
        for side, cost in best.items():
            ratio = cost.processor / best[sides[-1]].processor
            print(f"{path.name:20} {side:8} {cost.processor:6.2f} s cpu  {cost.wall:6.2f} s  {cost.peak:5} MiB  {ratio:5.2f} ×")


if __name__ == "__main__":
    if sys.argv[1] == "--run":
        {"finnect": finnect, "polars": polars}[sys.argv[2]](Path(sys.argv[3]))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
    else:
        main()
