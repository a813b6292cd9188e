"""The drawn world that the built-in backbone was trained on."""

from pathlib import Path

import numpy as np
import pytest

from bench.backbone import pool
from bench.backbone.parts import KINDS
from bench.backbone.surfaces import SIDE


def test_the_picture_of_a_number_is_always_the_same() -> None:
    assert np.array_equal(pool.pieces(5), pool.pieces(5))


def test_two_pieces_of_a_product_are_more_alike_than_two_products() -> None:
    shades = np.stack([pool.pieces(number).mean((2, 3)) for number in range(6)])
    within = np.abs(shades[:, 0] - shades[:, 1]).mean()
    between = np.abs(shades[:-1, 0] - shades[1:, 0]).mean()
    assert 0 < within < between


def test_a_tint_that_would_leave_nothing_but_black_is_turned_round() -> None:
    assert pool.pieces(168).max((1, 2, 3)).min() > 100


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_with_structure(kind: str) -> None:
    _share, design = KINDS[kind]
    pictures = [design(np.random.default_rng([seed, 0]))(np.random.default_rng([seed, 1])) for seed in range(3)]
    assert all(picture.shape == (SIDE, SIDE, 3) and np.isfinite(picture).all() for picture in pictures)
    assert np.std(pictures) > 0.02


def test_drawing_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "FILE_PRODUCTS", 1)
    pool.draw(tmp_path, 1, workers=1)
    (first,) = pool.read(tmp_path)
    before = (tmp_path / "000.npy").stat().st_mtime_ns
    pool.draw(tmp_path, 1, workers=1)
    assert (tmp_path / "000.npy").stat().st_mtime_ns == before
    assert np.array_equal(first[0], pool.pieces(0))
