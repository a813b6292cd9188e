"""No picture is judged by what it taught."""

import numpy as np
import pytest

from finnect.inspection.detection.folds import fold_of, held_out
from finnect.kit.progress import silent


@pytest.mark.parametrize(("count", "folds"), [(5, 5), (7, 3), (320, 5)])
def test_folds_are_runs_of_nearly_equal_length(count: int, folds: int) -> None:
    found = [fold_of(index, count, folds) for index in range(count)]
    assert found == sorted(found)
    lengths = np.bincount(found, minlength=folds)
    assert len(lengths) == folds
    assert lengths.max() - lengths.min() <= 1


def test_each_picture_is_measured_with_the_model_of_its_fold_opened_once() -> None:
    opened: list[int] = []

    def model(fold: int) -> int:
        opened.append(fold)
        return 10 * fold

    scores, medians = held_out("abcdef", 6, 3, model, lambda model, _: (model + 0.5, np.array([[model, model, 99.0]], np.float32)), silent)
    assert opened == [0, 1, 2]
    assert scores == [0.5, 0.5, 10.5, 10.5, 20.5, 20.5]
    assert medians == [0, 0, 10, 10, 20, 20]
