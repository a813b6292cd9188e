"""The figures agree with their definitions, counted the slow way."""

import numpy as np
import pytest

from finnect.inspection.detection import metrics
from finnect.inspection.detection.components import boxes, label


def test_auroc_counts_pairs_with_ties_as_half() -> None:
    assert metrics.auroc([1, 2, 3], [2, 4]) == pytest.approx((1 + 0.5 + 0 + 3) / 6)


def test_roc_encloses_that_area() -> None:
    random = np.random.default_rng(0)
    good, defects = random.normal(0, 1, 50).round(1), random.normal(1, 1, 40).round(1)
    false_alarms, recalls = metrics.roc(good, defects)
    assert (false_alarms[0], recalls[0], false_alarms[-1], recalls[-1]) == (0, 0, 1, 1)
    assert np.trapezoid(recalls, false_alarms) == pytest.approx(metrics.auroc(good, defects))


def test_f1() -> None:
    assert metrics.f1([1, 2, 3], [2, 4, 5], threshold=2.5) == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))


def test_calibration_error_of_honest_and_of_boastful_probabilities() -> None:
    stated = np.repeat([0.2, 0.8], 50)
    outcomes = np.concatenate([np.arange(50) < 10, np.arange(50) < 40])
    assert metrics.expected_calibration_error(stated, outcomes, bins=2) == pytest.approx(0)
    assert metrics.expected_calibration_error(np.repeat([0.0, 1.0], 50), outcomes, bins=2) == pytest.approx(0.2)


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    mask = np.zeros((40, 50), bool)
    mask[5:9, 5:12] = mask[20:35, 30:33] = True
    return (random.gamma(4, 1, mask.shape) + 2 * mask).astype(np.float32), mask


def test_pixel_auroc_equals_that_of_all_pixels_at_once() -> None:
    pixels = metrics.PixelScores()
    maps, masks = zip(*(drawn(seed) for seed in range(3)), strict=True)
    for anomaly, mask in zip(maps, masks, strict=True):
        pixels.add(anomaly, mask)
    values, truth = np.stack(maps), np.stack(masks)
    assert pixels.auroc() == pytest.approx(metrics.auroc(values[~truth], values[truth]), abs=1e-4)


def test_aupro_equals_its_definition() -> None:
    anomaly, mask = drawn(0)
    pixels = metrics.PixelScores()
    pixels.add(anomaly, mask)
    regions = [label(mask)[0] == number for number in (1, 2)]
    thresholds = np.sort(anomaly.ravel())[::-1]
    false_alarms = np.array([(anomaly[~mask] >= t).mean() for t in thresholds])
    overlaps = np.array([np.mean([(anomaly[region] >= t).mean() for region in regions]) for t in thresholds])
    grid = np.linspace(0, 0.3, 2001)
    expected = np.trapezoid(np.interp(grid, false_alarms, overlaps), grid) / 0.3
    assert pixels.aupro() == pytest.approx(expected, abs=2e-3)


def test_a_perfect_map_scores_one() -> None:
    _, mask = drawn(0)
    pixels = metrics.PixelScores()
    pixels.add(mask.astype(np.float32) + 1, mask)
    assert pixels.auroc() == pytest.approx(1)
    assert pixels.aupro() == pytest.approx(1)


def flooded(mask: np.ndarray) -> np.ndarray:
    """Labels by spreading the smallest number to all neighbours until nothing changes."""
    labels = np.where(mask, np.arange(1, mask.size + 1).reshape(mask.shape), 0)
    while True:
        padded = np.pad(np.where(mask, labels, mask.size + 1), 1, constant_values=mask.size + 1)
        shifted = [padded[y : y + mask.shape[0], x : x + mask.shape[1]] for y in range(3) for x in range(3)]
        spread = np.where(mask, np.min(shifted, axis=0), 0)
        if np.array_equal(spread, labels):
            return labels
        labels = spread


@pytest.mark.parametrize("density", [0.0, 0.2, 0.4, 0.6, 1.0])
@pytest.mark.parametrize("seed", range(5))
def test_regions_are_those_that_touch(density: float, seed: int) -> None:
    mask = np.random.default_rng(seed).random((17, 23)) < density
    labels, count = label(mask)
    expected = flooded(mask)
    pairs = {(int(a), int(b)) for a, b in zip(labels.ravel(), expected.ravel(), strict=True)}
    assert count == len(np.unique(expected[mask])) == labels.max(initial=0)
    assert len(pairs - {(0, 0)}) == count
    for number, (rows, columns) in enumerate(boxes(labels, count), start=1):
        found_rows, found_columns = np.nonzero(labels == number)
        assert (rows.start, rows.stop - 1) == (found_rows.min(), found_rows.max())
        assert (columns.start, columns.stop - 1) == (found_columns.min(), found_columns.max())
