"""A verdict, and how it is shown and kept."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from finnect.inspection.detection import Detector, Picture, Trained, overlay, pack, unpack
from finnect.inspection.detection.detector import regions
from tests.inspection.detection.drawing import plate, scratched


@pytest.fixture(scope="module")
def detector(trained: Trained) -> Detector:
    return Detector(trained.onnx, trained.calibration, threads=1)


def test_a_good_plate_is_normal(detector: Detector, good_plate: Picture) -> None:
    verdict = detector.inspect(good_plate)
    assert verdict.prediction == "normal"
    assert verdict.regions == ()
    assert verdict.score <= verdict.threshold
    assert verdict.likeness > 0.5


def test_a_scratch_is_found_where_it_is(detector: Detector, good_plate: Picture) -> None:
    picture, mask = scratched(good_plate, 4)
    verdict = detector.inspect(picture)
    assert verdict.prediction == "defect"
    assert verdict.confidence > 0.5
    worst = verdict.regions[0]
    ys, xs = np.nonzero(mask)
    assert worst.x <= xs.mean() <= worst.x + worst.width
    assert worst.y <= ys.mean() <= worst.y + worst.height
    assert worst.score >= verdict.score


def test_something_else_is_not_this_product(detector: Detector, good_plate: Picture) -> None:
    noise = np.random.default_rng(0).integers(0, 256, good_plate.shape).astype(np.uint8)
    assert detector.inspect(noise).likeness < 0.1 < detector.inspect(good_plate).likeness


def test_a_picture_without_a_part_is_not_this_product(detector: Detector, good_plate: Picture) -> None:
    for grey in (0, 44, 255):
        assert detector.inspect(np.full_like(good_plate, grey)).likeness < 0.1


def test_the_threshold_changes_without_a_new_file(detector: Detector, good_plate: Picture) -> None:
    score = detector.inspect(good_plate).score
    assert detector.inspect(good_plate, threshold=score * 0.99).prediction == "defect"
    assert detector.inspect(good_plate, threshold=score).prediction == "normal"


def test_regions_lie_within_the_picture() -> None:
    anomaly = np.zeros((10, 12), np.float32)
    anomaly[0:2, 0:3], anomaly[9, 11] = 5, 7
    found = regions(anomaly, 1.0, (101, 119))
    assert [region.score for region in found] == [7, 5]
    assert (found[1].x, found[1].y, found[1].width, found[1].height) == (0, 0, 30, 21)
    assert (found[0].x + found[0].width, found[0].y + found[0].height) == (119, 101)


def test_a_good_part_does_not_glow_and_a_defect_does(detector: Detector, good_plate: Picture) -> None:
    def glow(picture: Picture) -> float:
        verdict = detector.inspect(picture)
        shown = np.asarray(Image.open(BytesIO(overlay(picture, verdict.map, verdict.threshold))))
        assert shown.shape == picture.shape
        return float(np.abs(shown.astype(int) - picture).max())

    assert glow(scratched(good_plate, 4)[0]) > 60
    assert overlay_changes(good_plate, np.full((5, 5), 0.79, np.float32)) == 0
    assert glow(good_plate) < glow(scratched(good_plate, 4)[0])


def overlay_changes(picture: Picture, anomaly: np.ndarray) -> int:
    shown = np.asarray(Image.open(BytesIO(overlay(picture, anomaly, 1.0))))
    return int(np.abs(shown.astype(int) - picture).max())


def test_the_overlay_is_the_picture_itself_where_nothing_is_wrong() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (40, 50, 3)).astype(np.uint8)
    anomaly = np.zeros((8, 10), np.float32)
    anomaly[1, 1] = 3.0
    shown = Image.open(BytesIO(overlay(picture, anomaly, 1.0)))
    shown.verify()
    changed = (np.asarray(Image.open(BytesIO(overlay(picture, anomaly, 1.0)))) != picture).any(axis=2)
    assert (shown.size, shown.mode) == ((50, 40), "RGB")
    assert changed[5:10, 5:10].mean() > 0.9
    assert not changed[20:].any()


def test_pictures_measured_side_by_side_get_the_verdict_that_each_gets_alone(detector: Detector, good_plate: Picture) -> None:
    pictures = [good_plate, scratched(good_plate, 4)[0], plate(7), plate(8)[:100]]
    alone = [detector.inspect(picture) for picture in pictures]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(detector.inspect, pictures * 8))
    for one, other in zip(alone * 8, together, strict=True):
        assert (one.prediction, one.regions) == (other.prediction, other.regions)
        assert other.score == pytest.approx(one.score, rel=1e-4)
        assert np.abs(other.map - one.map).max() < 1e-4 * one.map.max()


def test_a_map_is_kept_in_few_bytes(detector: Detector) -> None:
    anomaly = detector.inspect(plate(3)).map
    data = pack(anomaly)
    assert len(data) < anomaly.nbytes / 3
    assert np.abs(unpack(data) - anomaly).max() <= np.ptp(anomaly) / 500


@pytest.mark.parametrize("data", [b"", b"nonsense", b"FAM1" + bytes(40)])
def test_foreign_bytes_are_no_map(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a packed anomaly map"):
        unpack(data)


def test_a_constant_map_is_kept_too() -> None:
    assert np.array_equal(unpack(pack(np.full((3, 4), 2.5, np.float32))), np.full((3, 4), 2.5, np.float32))
