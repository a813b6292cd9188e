"""Copies are told from sister parts."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from finnect.inspection.detection import Picture
from finnect.inspection.detection.duplicates import likeness, near_duplicates, sketch
from tests.inspection.detection.drawing import plate


def part(seed: int) -> Picture:
    """A cast part `[150, 200, 3]`: one of a kind in its grain."""
    random = np.random.default_rng(seed)
    grain = Image.fromarray(random.integers(90, 160, (19, 25), np.uint8)).resize((200, 150), Image.Resampling.BICUBIC)
    return np.repeat(np.asarray(grain)[..., None], 3, axis=2)


def encoded(picture: Picture, quality: int) -> Picture:
    buffer = BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer))


def resized(picture: Picture, share: float) -> Picture:
    image = Image.fromarray(picture)
    return np.asarray(image.resize((round(image.width * share), round(image.height * share))))


def brightened(picture: Picture) -> Picture:
    return np.clip(picture * 1.2 + 8, 0, 255).astype(np.uint8)


COPIES = {
    "encoded": lambda picture: encoded(picture, 60),
    "half": lambda picture: resized(picture, 0.5),
    "larger": lambda picture: resized(picture, 1.7),
    "cropped": lambda picture: picture[2:-3, 4:-1],
    "brightened": brightened,
    "all of it": lambda picture: encoded(brightened(resized(picture[2:, :-3], 0.6)), 80),
}


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_is_found(how: str) -> None:
    pictures = [part(seed) for seed in range(10)]
    [pair] = near_duplicates([sketch(picture) for picture in [*pictures, COPIES[how](pictures[6])]], known=10)

    assert (pair.first, pair.second) == (6, 10)
    assert 0.97 <= pair.likeness <= 1


def test_sister_parts_are_no_copies() -> None:
    assert near_duplicates([sketch(part(seed)) for seed in range(30)], known=30) == []


def test_parts_that_all_look_the_same_are_no_copies_of_each_other_but_a_copy_is_found() -> None:
    plates = [plate(seed) for seed in range(12)]
    sketches = [sketch(picture) for picture in plates]

    assert near_duplicates(sketches, known=12) == []
    assert likeness(sketches[1], sketches[2]) > 0.9
    assert [(pair.first, pair.second) for pair in near_duplicates([*sketches, sketch(encoded(plates[3], 90))], known=12)] == [(3, 12)]


def test_only_pairs_with_a_known_picture_count() -> None:
    sketches = [sketch(part(seed)) for seed in (0, 1, 2, 3, 3)]

    assert near_duplicates(sketches, known=3) == []
    assert [(pair.first, pair.second) for pair in near_duplicates(sketches, known=4)] == [(3, 4)]
    assert near_duplicates(sketches, known=0) == near_duplicates(sketches[:1], known=1) == []


def test_empty_pictures_resemble_nothing() -> None:
    white = sketch(np.full((40, 40, 3), 255, np.uint8))

    assert likeness(white, white) == 0
    assert near_duplicates([white, white, sketch(part(1))], known=3) == []


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 300, 3), (500, 20, 3)])
def test_any_shape_has_a_sketch(shape: tuple[int, int, int]) -> None:
    assert sketch(np.zeros(shape, np.uint8)).shape == (64, 64)


def test_in_the_screws_the_one_that_was_photographed_twice_is_found_and_no_other(shared_data: Path) -> None:
    folder = shared_data / "mvtec_screw/screw/train/good"
    names = ["053.jpg", "102.jpg", "195.jpg", "316.jpg", "079.jpg", "199.jpg", "253.jpg", "279.jpg", "092.jpg", "248.jpg", "173.jpg"]
    sketches = [sketch(np.asarray(Image.open(folder / name).convert("RGB"))) for name in names]

    assert [(names[pair.first], names[pair.second]) for pair in near_duplicates(sketches, known=11)] == [("053.jpg", "173.jpg")]
