"""Every dirty file reads exactly or ends in a clear error; a wrong number that nobody is told of never comes out."""

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from finnect.sales.analysis import Limits, Reading, Unreadable, read, statistics
from tests.sales.corpus.files import DirtyFile, Truth, text_file, workbook_file

FILES = [*(text_file(seed) for seed in range(168)), *(workbook_file(seed) for seed in range(54))]
LENIENT = Limits(bad_row_share=0.5)
_outcomes: Counter[str] = Counter()


def found_in(parquet: Path, reading: Reading) -> Truth:
    moments = pl.read_parquet(parquet)["InvoiceDate"].to_list()
    return Truth(**statistics(parquet), moments=moments, bad=reading.bad_rows)


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_a_dirty_file_reads_exactly_or_not_at_all(file: DirtyFile, tmp_path: Path) -> None:
    source, out = tmp_path / "upload", tmp_path / "clean.parquet"
    source.write_bytes(file.content)
    try:
        reading = read(source, filename=file.name, out=out, limits=LENIENT)
    except Unreadable:
        _outcomes["refused"] += 1
        return
    assert found_in(out, reading) == file.truth
    _outcomes["exact"] += 1


def test_nearly_all_are_exact() -> None:
    if _outcomes.total() < len(FILES):
        pytest.skip("not all files of the corpus were read in this run")
    assert _outcomes["exact"] >= 0.99 * len(FILES)
