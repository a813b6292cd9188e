"""Each text is read once, and every row has its meaning, whatever piece it stands in."""

import gc

import polars as pl
import pytest

from finnect.sales.analysis import distinct
from finnect.sales.analysis.distinct import Different, Distinct, Forgetful


@pytest.fixture
def asked() -> list[str]:
    """The texts that were read, in their order."""
    return []


@pytest.fixture
def shouted(asked: list[str]) -> Distinct:
    def meaning(texts: pl.Series) -> pl.Series:
        asked.extend(texts)
        return texts.str.to_uppercase()

    return Distinct(pl.String(), meaning)


def test_each_text_is_read_once(shouted, asked):
    first = shouted.read(pl.Series(["lamp", "mug", "lamp", None, "", "mug"]))
    gc.collect()
    second = shouted.read(pl.Series(["mug", "tin", None, "lamp", "tin", ""]))

    assert first.to_list() == ["LAMP", "MUG", "LAMP", None, "", "MUG"]
    assert second.to_list() == ["MUG", "TIN", None, "LAMP", "TIN", ""]
    assert asked == ["lamp", "mug", "", "tin"]


def test_runs_are_read_like_single_rows(shouted, asked):
    cells = ["a"] * 40 + [None] * 9 + ["b"] * 30 + ["a"] * 3

    assert shouted.read(pl.Series(cells)).to_list() == [cell and cell.upper() for cell in cells]
    assert shouted.read(pl.Series(["c"] * 50)).to_list() == ["C"] * 50
    assert shouted.read(pl.Series([f"{n}" for n in range(50)])).to_list() == [f"{n}" for n in range(50)]
    assert asked == ["a", "b", "c", *(f"{n}" for n in range(50))]


def test_nothing_but_blanks_has_no_text(shouted):
    assert shouted.read(pl.Series([None, None], dtype=pl.String)).to_list() == [None, None]
    assert shouted.values.is_empty()


def test_a_meaning_may_be_of_any_kind():
    lengths = Distinct(pl.Int64(), lambda texts: texts.str.len_chars())

    assert lengths.read(pl.Series(["a", "흰색", "a"])).to_list() == [1, 2, 1]
    assert lengths.values.dtype == pl.Int64


def test_a_column_of_too_many_texts_is_read_piece_by_piece():
    forgetful = Forgetful(pl.String(), lambda texts: texts.str.to_uppercase())

    assert forgetful.read(pl.Series(["lamp", None, "lamp"])).to_list() == ["LAMP", None, "LAMP"]
    assert forgetful.read(pl.Series(["tin", "lamp"])).to_list() == ["TIN", "LAMP"]


@pytest.mark.parametrize("held", [1_000_000, 7])
def test_different_values_are_counted_once_in_memory_and_on_disk(held, tmp_path, monkeypatch):
    monkeypatch.setattr(distinct, "_MOST_HELD", held)
    different = Different(tmp_path / "column")

    for start in (0, 20, 10, 0):
        different.add(pl.Series([None, *(f"{number}" for number in range(start, start + 25))]))

    assert different.count() == 45
    assert (tmp_path / "column").exists() == (held == 7)
