"""From a file to the four statistics on every engine, beside the prototype's calculation: seconds, processor seconds, peak memory.

    python bench/tables/engines.py FILE --copies 1 10 100

Each side runs in a process of its own, one after the other, on the file and on copies of its rows. “pandas + Dask” is what
the prototype did: read everything with pandas, then four statistics with `dask.compute`. It and “Dask” run in an environment
of their own, made from `prototype.txt` when absent. `--limited` is how to start a process in less memory, for instance
`docker run --rm --memory 512m --memory-swap 512m …`; Finnect is then also run there. The ratio is of processor seconds, which
other work on the machine disturbs least.
"""

import argparse
import json
import os
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PINS = Path(__file__).with_name("prototype.txt")
CLEANED = "cleaned.parquet"
UNCOMPILED = "PYTHONDONTWRITEBYTECODE"  # an installed product is compiled
WORKERS = 2
Found = tuple[float, int, int, int]


class Nobody:
    """Does the workers' work where they fail: here that would be measuring something else."""

    def summarise(self, *_: object) -> Any:
        raise RuntimeError("the workers failed")


def finnect(path: Path) -> Found:
    from finnect.sales.analysis import Limits, read, statistics

    cleaned = path.with_name(CLEANED)
    read(path, filename=path.name, out=cleaned, limits=Limits())
    return _values(statistics(cleaned))


def cleaned_here(path: Path) -> Found:
    from finnect.sales.analysis import statistics

    return _values(statistics(path.with_name(CLEANED)))


def cleaned_dask(path: Path) -> Found:
    os.environ["STORAGE_URL"] = path.parent.as_uri()
    os.environ["DJANGO_SETTINGS_MODULE"] = "finnect.config.settings"
    import polars as pl
    from distributed import LocalCluster

    from finnect.sales.analysis import statistics
    from finnect.sales.distributed import DaskWorkers

    options: Any = {"env": {"POLARS_MAX_THREADS": "1"}, "dashboard_address": ":0"}
    with LocalCluster(n_workers=WORKERS, threads_per_worker=1, **options) as cluster:
        rows = pl.scan_parquet(path.with_name(CLEANED)).select(pl.len()).collect().item()
        table = DaskWorkers(cluster.scheduler_address, CLEANED, rows, Nobody())
        for asked in ("first", "again"):
            began = time.perf_counter()
            found = statistics(table)
            print(f"    {asked}, the workers being there: {time.perf_counter() - began:.2f} s", file=sys.stderr)
    return _values(found)


def polars(path: Path) -> Found:
    import polars as pl

    sales = pl.scan_csv(path, encoding="utf8-lossy", schema_overrides={"InvoiceNo": pl.String})
    return sales.select(*_four(pl)).collect(engine="streaming").row(0)  # type: ignore[return-value]


def _four(pl: Any) -> tuple[Any, ...]:
    revenue = (pl.col("Quantity") * pl.col("UnitPrice")).sum()
    return revenue, pl.col("CustomerID").drop_nulls().n_unique(), pl.col("InvoiceNo").n_unique(), pl.col("Quantity").sum().alias("total")


def polars_kept(path: Path) -> Found:
    """What any reading costs at least that keeps the table: every cell as a text to Parquet, none looked at but by the query."""
    import polars as pl

    kept = path.with_name("texts.parquet")
    pl.scan_csv(path, encoding="utf8-lossy", infer_schema=False).sink_parquet(kept, compression="lz4")
    sales = pl.scan_parquet(kept).with_columns(pl.col("Quantity").cast(pl.Int64), pl.col("UnitPrice").cast(pl.Float64))
    return sales.select(*_four(pl)).collect(engine="streaming").row(0)  # type: ignore[return-value]


def pandas_and_dask(path: Path) -> Found:
    import dask.dataframe
    import pandas

    return _computed(dask.dataframe.from_pandas(pandas.read_csv(path, encoding="ISO-8859-1"), npartitions=4))


def dask_alone(path: Path) -> Found:
    import dask.dataframe

    kinds = {"InvoiceNo": str, "StockCode": str, "CustomerID": float}
    return _computed(dask.dataframe.read_csv(path, encoding="ISO-8859-1", dtype=kinds))


def _computed(frame: Any) -> Found:
    import dask

    revenue = (frame["Quantity"] * frame["UnitPrice"]).sum()
    counts = frame["CustomerID"].nunique(), frame["InvoiceNo"].nunique()
    return tuple(value.item() for value in dask.compute(revenue, *counts, frame["Quantity"].sum()))  # type: ignore[return-value]


def _values(found: Any) -> Found:
    return tuple(float(value) if name == "total_revenue" else value for name, value in found.items())  # type: ignore[return-value]


SIDES: dict[str, Callable[[Path], Found]] = {
    "Finnect": finnect,
    "bare Polars": polars,
    "Polars, kept": polars_kept,
    "pandas + Dask": pandas_and_dask,
    "Dask": dask_alone,
    "cleaned, here": cleaned_here,
    "cleaned, Dask": cleaned_dask,
}
THEIRS = ("pandas + Dask", "Dask")


def run(side: str, path: Path) -> None:
    found = SIDES[side](path)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in used)
    print(json.dumps({"found": found, "peak": max(one.ru_maxrss for one in used) >> 10, "cpu": cpu}))


def measure(side: str, path: Path, python: Path, start: list[str]) -> dict[str, Any]:
    began = time.perf_counter()
    command = [*start, "env", "-u", UNCOMPILED, f"PYTHONPATH={ROOT}", str(python), __file__, "--run", side, str(path)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    left = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {"found": None, "peak": 0, "cpu": 0.0}
    return {"seconds": time.perf_counter() - began, "code": done.returncode, **left}


def compare(path: Path, copies: int, python: Path, arguments: argparse.Namespace) -> None:
    print(f"\n{copies} × {arguments.file.name}, {path.stat().st_size / 1e6:,.0f} MB, load {os.getloadavg()[0]:.1f}", flush=True)
    first: dict[str, Any] = {}
    runs = [(side, []) for side in arguments.side or SIDES]
    if arguments.limited:
        runs.insert(1, ("Finnect", shlex.split(arguments.limited)))
    for side, start in runs:
        row = measure(side, path, python if side in THEIRS else Path(sys.executable), start)
        first = first or row
        same = row["found"] and all(abs(a - b) <= 1e-9 * abs(a) for a, b in zip(first["found"], row["found"], strict=True))
        told = "the same numbers" if same else f"ended with {row['code']}" if row["code"] else f"OTHER NUMBERS {row['found']}"
        name = f"{side}, limited" if start else side
        ratio = row["cpu"] / first["cpu"]
        print(f"{name:17} {row['seconds']:7.2f} s {row['cpu']:7.2f} s cpu {row['peak']:6} MiB {ratio:6.2f} ×  {told}", flush=True)


def multiplied(source: Path, copies: int, out: Path) -> Path:
    """The header once, the rows so many times."""
    with source.open("rb") as file, out.open("wb") as many:
        many.write(file.readline())
        start = file.tell()
        for _ in range(copies):
            file.seek(start)
            shutil.copyfileobj(file, many)
    return out


def environment(folder: Path) -> Path:
    """The interpreter of the prototype's environment, made or renewed where it does not hold what is pinned."""
    made, python = folder / PINS.name, folder / "bin" / "python"
    if not made.is_file() or made.read_text() != PINS.read_text():
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", PINS], check=True)
        made.write_text(PINS.read_text())
    return python


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 10])
    parser.add_argument("--side", choices=SIDES, action="append", help="only these")
    parser.add_argument("--limited", default="", help="how to start a process with less memory")
    parser.add_argument("--folder", type=Path, help="for copies and cleaned tables")
    parser.add_argument("--environment", type=Path, default=Path.home() / ".cache/finnect-bench/prototype", help="the prototype's")
    arguments = parser.parse_args()
    python = environment(arguments.environment.resolve())
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        for copies in arguments.copies:
            path = multiplied(arguments.file, copies, Path(folder).resolve() / "sales.csv")
            compare(path, copies, python, arguments)


if __name__ == "__main__":
    if sys.argv[1] == "--run":
        run(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
