"""Seconds over HTTP from handing in a file to its figures, the process for jobs being warm and the answers not cached.

    python bench/tables/serving.py FILE

Starts `finnect run` with an empty home and hands in a few rows first, so that everything is loaded that will be. Then the
file, three times, each time less one of its last rows, so that no answer is known: until the job ends, and until profile,
series, tops and segments are answered, too. Wall time means something on an idle machine only.
"""

import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.product import Client, is_live, serving

ASKED = (
    "profile",
    *(f"series?by={period}" for period in ("day", "week", "month")),
    *(f"top?by={dimension}" for dimension in ("product", "country", "customer")),
    "segments",
)
FEW_ROWS = 2_000
SPARE_SECONDS = 3.0  # until the next process for jobs is there


class Tables(Client):
    def hand_in_and_wait(self, content: bytes) -> dict[str, Any]:
        accepted = self.hand_in("tables", "sales.csv", content)
        self.wait_for(accepted["job"]["id"])
        return self.get(accepted["table"]["id"])

    def get(self, what: str) -> Any:
        return self.client.get(f"/api/v1/tables/{what}").raise_for_status().json()

    def measure(self, content: bytes) -> tuple[float, float]:
        """Seconds until the job has ended, and until all is answered."""
        began = time.perf_counter()
        table = self.hand_in_and_wait(content)
        read = time.perf_counter() - began
        for asked in ASKED:
            self.get(f"{table['id']}/{asked}")
        print(f"  {read:.2f} s until SUCCESS, {time.perf_counter() - began:.2f} s with everything  {table['statistics']}")
        return read, time.perf_counter() - began


def main() -> None:
    lines = Path(sys.argv[1]).read_bytes().splitlines(keepends=True)
    with serving("") as (url, _):
        is_live(url)
        tables = Tables(url)
        tables.sign_in()
        tables.measure(b"".join(lines[:FEW_ROWS]))
        runs = []
        for missing in (1, 2, 3):
            time.sleep(SPARE_SECONDS)
            runs.append(tables.measure(b"".join(lines[:-missing])))
        print(f"median: {median(read for read, _ in runs):.2f} s until SUCCESS, {median(all_ for _, all_ in runs):.2f} s with everything")


if __name__ == "__main__":
    main()
