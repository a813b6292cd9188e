"""Pictures that are in a data set more than once are named, and copies in the test measure nothing."""

import io
from typing import Any

import pytest
from PIL import Image

from finnect.inspection.models import Dataset, DatasetPicture, Detector
from tests.props import good_parts, part, zipped

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("quick_training")]


def encoded(content: bytes) -> bytes:
    buffer = io.BytesIO()
    Image.open(io.BytesIO(content)).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


@pytest.fixture
def unpacked(alice: Any, calling: Any, work_off: Any) -> Any:
    """What Alice sees of a data set of six plates and these pictures, unpacked and trained on."""
    caller = calling(alice)

    def do(*more: tuple[str, bytes]) -> dict[str, Any]:
        archive = zipped([*good_parts(6, "plate/train/good/"), *more])
        made = caller.post("/api/v1/datasets", files={"file": ("plate.zip", archive)}).json()
        work_off()
        found: dict[str, Any] = caller.get(f"/api/v1/datasets/{made['dataset']['id']}").json()
        return found

    return do


def named(pair: dict[str, Any]) -> tuple[str, str, str]:
    first, second = (f"{one['split']}/{one['label']}/{one['filename']}" for one in (pair["first"], pair["second"]))
    return pair["kind"], first, second


def test_a_set_without_copies_says_so(unpacked: Any) -> None:
    assert unpacked(("plate/test/good/1.png", part(50)))["duplicates"] == {"count": 0, "left_out": 0, "pairs": []}


def test_copies_of_training_pictures_are_named_wherever_they_are(unpacked: Any) -> None:
    found = unpacked(
        ("plate/train/good/again.png", part(2)),
        ("plate/test/good/exact.png", part(3)),
        ("plate/test/good/near.jpg", encoded(part(4))),
        ("plate/test/good/new.png", part(50)),
    )["duplicates"]

    assert [named(pair) for pair in found["pairs"]] == [
        ("exact", "train/good/002.png", "train/good/again.png"),
        ("exact", "train/good/003.png", "test/good/exact.png"),
        ("near", "train/good/004.png", "test/good/near.jpg"),
    ]
    assert (found["count"], found["left_out"]) == (3, 2)


def test_the_same_pixels_in_another_file_are_exactly_the_same_picture(unpacked: Any) -> None:
    buffer = io.BytesIO()
    Image.open(io.BytesIO(part(1))).save(buffer, "BMP")

    assert [pair["kind"] for pair in unpacked(("plate/test/good/1.bmp", buffer.getvalue()))["duplicates"]["pairs"]] == ["exact"]


def test_copies_in_the_test_measure_nothing(unpacked: Any, alice: Any, calling: Any) -> None:
    unpacked(
        ("plate/test/good/exact.png", part(3)),
        ("plate/test/good/new.png", part(50)),
        ("plate/test/blot/1.png", part(60, defect=True)),
    )
    detector = Detector.objects.get()

    assert [DatasetPicture.objects.get(id=number).filename for number in detector.training["pictures"]["good"]] == ["new.png"]
    assert len(detector.training["scores"]["good"]) == 1
    assert calling(alice).get(f"/api/v1/models/{detector.id}").json()["training"]["copies_left_out"] == 1


def test_a_defect_on_a_training_picture_is_measured_but_named(unpacked: Any) -> None:
    """What sets it apart may be small; unless not a pixel is different."""
    found = unpacked(("plate/test/dot/1.jpg", encoded(part(2))), ("plate/test/dot/2.png", part(3)))["duplicates"]

    assert {named(pair)[0::2] for pair in found["pairs"]} == {("near", "test/dot/1.jpg"), ("exact", "test/dot/2.png")}
    assert found["left_out"] == 1


def test_lists_give_the_number_and_not_the_pairs(unpacked: Any, alice: Any, calling: Any) -> None:
    unpacked(("plate/test/good/exact.png", part(3)))
    [shown] = calling(alice).get("/api/v1/datasets").json()["items"]

    assert (shown["duplicates"]["count"], shown["duplicates"]["pairs"]) == (1, [])


def test_a_data_set_of_before_says_nothing_of_copies(unpacked: Any, alice: Any, calling: Any) -> None:
    shown = unpacked()
    Dataset.objects.update(duplicates={})

    assert calling(alice).get(f"/api/v1/datasets/{shown['id']}").json()["duplicates"] is None
