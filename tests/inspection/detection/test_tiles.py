"""Large pictures in tiles."""

import numpy as np
import pytest

from finnect.inspection.detection import Backbone, Detector, TrainingOptions, decode, train
from finnect.inspection.detection.tiles import cut, detail_for, spans, whole
from tests.inspection.detection.drawing import plate, png, scratched


@pytest.mark.parametrize(("height", "width"), [(4096, 4096), (1000, 4000), (97, 64), (640, 641)])
@pytest.mark.parametrize("detail", [2, 3, 6])
def test_each_pixel_is_answered_for_once_and_seen_by_the_tile_that_answers(height: int, width: int, detail: int) -> None:
    answered = np.zeros((height, width), np.uint8)
    for row, column in spans(height, width, detail):
        assert row.start <= row.first < row.last <= row.stop
        assert column.start <= column.first < column.last <= column.stop
        answered[row.first : row.last, column.first : column.last] += 1
    assert (answered == 1).all()


def test_tiles_are_alike_in_size_and_nearly_square() -> None:
    tiles = cut(np.zeros((1000, 4000, 3), np.uint8), 4)
    assert len({tile.shape for tile in tiles}) == 1
    assert 0.8 < tiles[0].shape[0] / tiles[0].shape[1] < 1.25


def test_a_picture_is_cut_only_when_it_is_much_larger_than_what_the_network_looks_at() -> None:
    assert detail_for(1024 * 1024, 384) == 1
    assert detail_for(1536 * 1536, 384) == 1
    assert detail_for(4096 * 4096, 384) == 8


def test_maps_of_tiles_join_without_a_seam_and_the_worst_part_counts() -> None:
    ramp = np.arange(400, dtype=np.float32)[:, None] + np.zeros((1, 600), np.float32)
    tiles = [ramp[row.start : row.stop, column.start : column.stop] for row, column in spans(400, 600, 4)]
    score, joined = whole([(float(tile.max()), tile[2::4, 2::4]) for tile in tiles], (400, 600), 4)
    assert 390 < score <= 399
    expected = np.linspace(2, 398, len(joined))[:, None] + np.zeros((1, joined.shape[1]))
    np.testing.assert_allclose(joined, expected, atol=5)


def test_what_a_tile_says_near_its_border_is_left_to_its_neighbour() -> None:
    maps = [np.ones((96, 96), np.float32) for _ in spans(4096, 4096, 6)]
    for anomaly in maps:
        anomaly[-3:] = 9
    score, joined = whole([(9.0, anomaly) for anomaly in maps], (4096, 4096), 6)
    assert (joined[:-8] == 1).all()
    assert score == 9  # at the border of the picture there is no neighbour


def test_a_small_flaw_in_a_large_picture_is_found_in_its_place(builtin: Backbone) -> None:
    options = TrainingOptions(resolution=96, bank_size=600)
    large = [np.tile(plate(seed), (4, 4, 1)) for seed in range(8)]
    trained = train([png(picture) for picture in large], backbone=builtin, options=options)
    flawed = large[0].copy()
    height, width = plate(0).shape[:2]
    drawn, mask = scratched(plate(0), 3)
    flawed[2 * height : 3 * height, width : 2 * width] = drawn
    detector = Detector(trained.onnx, trained.calibration)
    found, sound = detector.inspect(decode(png(flawed))), detector.inspect(decode(png(large[0])))
    rows, columns = np.nonzero(mask)
    y, x = np.unravel_index(found.map.argmax(), found.map.shape)
    down, right = flawed.shape[0] / found.map.shape[0], flawed.shape[1] / found.map.shape[1]
    assert found.score > sound.score
    assert rows.min() - 16 <= y * down - 2 * height <= rows.max() + 16
    assert columns.min() - 16 <= x * right - width <= columns.max() + 16
