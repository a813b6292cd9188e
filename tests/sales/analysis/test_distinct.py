"""Each text is read once, and every row has its meaning, whatever piece it stands in."""

import gc

import polars as pl
import pytest

from finnect.sales.analysis.distinct import Distinct


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
    assert asked == shouted.texts.to_list() == ["lamp", "mug", "", "tin"]


def test_runs_are_read_like_single_rows(shouted, asked):
    cells = ["a"] * 40 + [None] * 9 + ["b"] * 30 + ["a"] * 3

    assert shouted.read(pl.Series(cells)).to_list() == [cell and cell.upper() for cell in cells]
    assert shouted.read(pl.Series(["c"] * 50)).to_list() == ["C"] * 50
    assert shouted.read(pl.Series([f"{n}" for n in range(50)])).to_list() == [f"{n}" for n in range(50)]
    assert asked == ["a", "b", "c", *(f"{n}" for n in range(50))]


def test_nothing_but_blanks_has_no_text(shouted):
    assert shouted.read(pl.Series([None, None], dtype=pl.String)).to_list() == [None, None]
    assert shouted.texts.is_empty()


def test_a_meaning_may_be_of_any_kind():
    lengths = Distinct(pl.Int64(), lambda texts: texts.str.len_chars())

    assert lengths.read(pl.Series(["a", "흰색", "a"])).to_list() == [1, 2, 1]
    assert lengths.values.dtype == pl.Int64
