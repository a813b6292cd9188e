"""What full covers take is known before they are full."""

from math import log

import pytest

from finnect.inspection.detection import Backbone, TrainingOptions
from finnect.inspection.detection.coreset import GROWTH
from finnect.inspection.detection.rehearsal import FILLED, MERGED, SPREAD, Covers

COVERS = Covers(size=100, shown=50, bank_size=120, begin=0.5, add=1.0, thin=3.0, space=1e-3)


def test_a_cover_takes_longer_the_fuller_it_is_and_is_thinned_when_it_is_full() -> None:
    """Two pictures fill one of the five; what it begins with costs it no more later."""
    assert COVERS.learning(5) == pytest.approx(5 * 0.5)
    assert COVERS.learning(10) == pytest.approx(5 * (2 * 0.5 + 0.5))
    assert COVERS.learning(50) == pytest.approx(5 * (2 * 0.5 + 1.5 + 7 * FILLED + 3 * log(5) / (SPREAD * log(GROWTH))))


def test_a_bank_takes_no_longer_to_make_once_the_covers_are_full() -> None:
    assert COVERS.combining(10) == COVERS.combining(1000)


def test_a_small_bank_keeps_all_that_the_covers_hold_and_is_not_thinned() -> None:
    """Two pictures for all five covers: the vectors grow from 0 to 100, and meet 50 others on average."""
    distances, spaced = 5 * 100 * 50, 6 * 100**2
    assert COVERS.combining(2) == pytest.approx(distances * 1.0 / 50 / 100 + spaced * 1e-3)
    merged = MERGED * 3.0 * 1.2**2
    assert COVERS.combining(1000) > merged > COVERS.combining(2)


def test_a_rehearsal_has_the_size_of_the_training() -> None:
    options = TrainingOptions(resolution=64, bank_size=50, detail=2)
    covers = Covers.rehearsed(Backbone.builtin(), options)

    assert (covers.size, covers.shown, covers.bank_size) == (40, 0.5 * 4 * 8 * 8, 50)
    assert min(covers.begin, covers.add, covers.thin, covers.space) > 0
