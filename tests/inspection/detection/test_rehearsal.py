"""What full covers take is known before they are full."""

from math import log

import pytest

from finnect.inspection.detection import Backbone, TrainingOptions
from finnect.inspection.detection.coreset import GROWTH
from finnect.inspection.detection.rehearsal import SPREAD, Covers

COVERS = Covers(size=100, shown=50, bank_size=120, add=1.0, thin=3.0)


def test_a_cover_takes_longer_the_fuller_it_is_and_is_thinned_when_it_is_full() -> None:
    assert COVERS.learning(5) == 0  # one picture for each of the five
    assert COVERS.learning(10) == pytest.approx(5 * 0.5)
    assert COVERS.learning(50) == pytest.approx(5 * (0.5 + 8 + 3 * log(5) / (SPREAD * log(GROWTH))))


def test_a_bank_takes_no_longer_to_make_once_the_covers_are_full() -> None:
    assert COVERS.combining(1) == 50 * 50
    assert COVERS.combining(10) == COVERS.combining(1000) == 500 * 120


def test_a_rehearsal_has_the_size_of_the_training() -> None:
    options = TrainingOptions(resolution=64, bank_size=50, detail=2)
    covers = Covers.rehearsed(Backbone.builtin(), options)

    assert (covers.size, covers.shown, covers.bank_size) == (40, 0.5 * 4 * 8 * 8, 50)
    assert covers.add > 0
    assert covers.thin > 0
