"""Every dirty file reads exactly or ends in a clear error; a wrong number that nobody is told of never comes out."""

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from finnect.sales.analysis import Limits, Reading, Unreadable, bridge, read, statistics
from finnect.sales.analysis.reading import CANCELLED_BUT_POSITIVE
from tests.sales.corpus.files import MARKS, DirtyFile, MarkedFile, Truth, marked_file, text_file, workbook_file

FILES = [*(text_file(seed) for seed in range(168)), *(workbook_file(seed) for seed in range(54))]
MARKED = [marked_file(seed) for seed in range(2 * len(MARKS))]
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


@pytest.mark.parametrize("file", MARKED, ids=[file.name for file in MARKED])
def test_what_a_table_marks_as_cancelled_is_no_sale_and_a_positive_amount_of_it_is_told(file: MarkedFile, tmp_path: Path) -> None:
    source, out = tmp_path / "upload", tmp_path / "clean.parquet"
    source.write_bytes(file.content)
    reading = read(source, filename=file.name, out=out, limits=LENIENT)
    found = bridge(out)
    lines = {line.name: line.value for line in found.lines}
    definitions = {line.name: line.value for line in found.definitions}
    positive = file.revenue["cancelled_sales"]

    assert found_in(out, reading) == file.truth
    assert lines["gross_sales"] == definitions["positive"] == file.revenue["sold"]
    assert lines["cancellations"] == file.revenue["cancellations"]
    assert lines.get("cancelled_sales", 0) == positive
    assert sum(lines.values()) == found.total == file.truth.total_revenue
    assert definitions.get("uncancelled", found.total) == found.total - positive
    assert [note["text"] for note in reading.notes] == [CANCELLED_BUT_POSITIVE] * (positive != 0)
