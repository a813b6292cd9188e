"""Seconds and peak memory from a file to the four statistics, beside one bare Polars query.

python bench/tables/reading.py FILE…    each side runs three times in a process of its own; the best counts
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


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


def measure(side: str, path: Path) -> tuple[float, int]:
    command = [sys.executable, __file__, "--run", side, str(path)]
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True)
    return time.perf_counter() - began, int(done.stdout)


def main() -> None:
    for path in map(Path, sys.argv[1:]):
        best = {side: min(measure(side, path.resolve()) for _ in range(3)) for side in _sides(path)}
        for side, (seconds, peak) in best.items():
            ratio = seconds / best[_sides(path)[-1]][0]
            print(f"{path.name:24} {side:8} {seconds:6.2f} s  {peak:5} MiB  {ratio:5.1f} ×")


def _sides(path: Path) -> list[str]:
    return ["finnect", "polars"] if path.suffix == ".csv" else ["finnect"]


if __name__ == "__main__":
    if sys.argv[1] == "--run":
        {"finnect": finnect, "polars": polars}[sys.argv[2]](Path(sys.argv[3]))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
    else:
        main()
