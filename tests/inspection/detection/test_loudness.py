"""Where good pictures differ much, more is normal; nowhere is less."""

import numpy as np
import pytest

from finnect.inspection.detection.loudness import SIDE, Loudness, Map


def maps(count: int, seed: int = 0, size: tuple[int, int] = (96, 96)) -> list[Map]:
    """Even noise, and thrice as much in the upper left corner."""
    random = np.random.default_rng(seed)
    loud = np.ones(size)
    loud[: size[0] // 3, : size[1] // 3] = 3
    return [np.asarray(5 + loud * random.normal(0, 0.5) + loud, np.float32) for _ in range(count)]


def learnt(found: list[Map], folds: int = 5) -> Loudness:
    loudness = Loudness(folds)
    for index, anomaly in enumerate(found):
        loudness.add(index * folds // len(found), anomaly)
    return loudness


@pytest.mark.parametrize("size", [(96, 96), (30, 200), (16, 16)])
def test_a_place_that_is_often_loud_is_tolerated_more_and_no_place_less(size: tuple[int, int]) -> None:
    tolerance = learnt(maps(100, size=size)).tolerance()
    assert tolerance.shape == (SIDE, SIDE)
    assert tolerance[:6, :6].min() > 1.2
    assert tolerance.min() == 1
    assert tolerance[12:, 12:].max() == 1


def test_a_few_pictures_say_little_of_one_place() -> None:
    few, many = learnt(maps(5)).tolerance(), learnt(maps(500)).tolerance()
    assert 1 < few[0, 0] < many[0, 0]


def test_a_fold_does_not_excuse_its_own_pictures() -> None:
    found = maps(50)
    for anomaly in found[:10]:
        anomaly[-20:, -20:] += 40
    loudness = learnt(found)
    assert loudness.tolerance()[-1, -1] > 1.5
    assert loudness.tolerance(without=0)[-1, -1] == 1
    assert loudness.tolerance(without=1)[-1, -1] > 1.5


def test_pictures_that_are_all_the_same_are_no_trouble() -> None:
    tolerance = learnt([np.zeros((24, 24), np.float32)] * 5).tolerance()
    assert (tolerance == 1).all()
