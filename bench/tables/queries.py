"""Milliseconds that queries, segments, groups, cohorts, value and the bridge take on a cleaned table; the median of nine.

python bench/tables/queries.py FILE
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from finnect.sales.analysis import (
    ASKED,
    GROUPS,
    Limits,
    baskets,
    bridge,
    clusters,
    customer_value,
    parse_query,
    profile,
    read,
    retention,
    run_query,
    segments,
    statistics,
)


def cases(parquet: Path) -> dict[str, Callable[[], object]]:
    def query(**document: object) -> Callable[[], object]:
        return lambda: run_query(parquet, parse_query(document))

    return {
        "statistics": lambda: statistics(parquet),
        **{f"query: revenue by {group}": query(measures=["total_revenue"], group_by=[group]) for group in GROUPS},
        "query: every measure": query(measures=list(ASKED)),
        "query: every measure by country": query(measures=list(ASKED), group_by=["country"]),
        "query: a product by month": query(
            measures=["total_quantity"], group_by=["month"], filters=[{"field": "product", "operator": "contains", "value": "cakestand"}]
        ),
        **{
            work.__name__: lambda work=work: work(parquet)
            for work in (bridge, segments, retention, baskets, profile, clusters, customer_value)
        },
    }


def milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000


def main() -> None:
    source = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        parquet = Path(folder) / "clean.parquet"
        read(source, filename=source.name, out=parquet, limits=Limits())
        for name, work in cases(parquet).items():
            print(f"{name:34} {median(milliseconds(work) for _ in range(9)):6.0f} ms")


if __name__ == "__main__":
    main()
