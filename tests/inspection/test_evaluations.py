"""The contract of /api/v1/models/{id}/evaluation: how good a detector is, and on which pictures it errs."""

from typing import Any

import pytest

from finnect.inspection.models import Dataset, DatasetPicture, Detector
from tests.props import detector_of, good_parts, part, zipped

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def measured(alice: Any, calling: Any, work_off: Any, quick_training: None) -> Detector:
    """A detector of Alice's plates, trained on six and tested on three good ones and three with a blot."""
    good = [(f"plate/test/good/{number}.png", part(number)) for number in range(50, 53)]
    blots = [(f"plate/test/blot/{number}.png", part(number, defect=True)) for number in range(60, 63)]
    archive = zipped([*good_parts(6, "plate/train/good/"), *good, *blots])
    calling(alice).post("/api/v1/datasets", files={"file": ("plate.zip", archive)})
    work_off()
    return Detector.objects.get()


def at(threshold: float, detector: Detector, caller: Any) -> dict[str, Any]:
    Detector.objects.filter(id=detector.id).update(threshold=threshold, false_alarm_rate=None)
    found: dict[str, Any] = caller.get(f"/api/v1/models/{detector.id}/evaluation").json()
    return found


def test_every_score_knows_its_picture(measured: Detector) -> None:
    scores, ids = measured.training["scores"], measured.training["pictures"]
    labels = {picture.id: (picture.split, picture.label) for picture in DatasetPicture.objects.all()}

    assert {name: len(found) for name, found in scores.items()} == {name: len(found) for name, found in ids.items()}
    assert {labels[number] for number in ids["train"]} == {("train", "good")}
    assert {labels[number] for number in ids["good"]} == {("test", "good")}
    assert {labels[number] for number in ids["blot"]} == {("test", "blot")}


def test_the_curve_runs_from_never_to_always(measured: Detector, alice: Any, calling: Any) -> None:
    found = at(1.0, measured, calling(alice))

    assert (found["roc"][0], found["roc"][-1]) == ([0, 0], [1, 1])
    assert found["roc"] == sorted(found["roc"])


def test_the_histogram_counts_every_picture(measured: Detector, alice: Any, calling: Any) -> None:
    histogram = at(1.0, measured, calling(alice))["histogram"]

    assert {name: sum(counts) for name, counts in histogram["counts"].items()} == {"train": 6, "good": 3, "blot": 3}
    assert all(len(counts) == len(histogram["edges"]) - 1 for counts in histogram["counts"].values())


def test_with_an_impossible_threshold_every_defect_is_missed_the_most_harmless_first(measured: Detector, alice: Any, calling: Any) -> None:
    found = at(1e9, measured, calling(alice))
    missed = found["worst"]["missed"]

    assert (found["recall_at_threshold"], found["false_alarm_rate_at_threshold"]) == (0, 0)
    assert [one["score"] for one in missed] == sorted(measured.training["scores"]["blot"])
    assert {one["label"] for one in missed} == {"blot"}
    assert found["worst"]["false_alarms"] == []


def test_with_a_threshold_of_nothing_every_good_part_is_a_false_alarm_the_worst_first(measured: Detector, alice: Any, calling: Any) -> None:
    found = at(1e-9, measured, calling(alice))
    alarms = found["worst"]["false_alarms"]

    assert (found["recall_at_threshold"], found["false_alarm_rate_at_threshold"]) == (1, 1)
    assert [one["score"] for one in alarms] == sorted(measured.training["scores"]["good"], reverse=True)
    assert found["worst"]["missed"] == []


def test_the_oddest_training_pictures_come_first_and_can_be_looked_at(measured: Detector, alice: Any, calling: Any) -> None:
    caller = calling(alice)
    oddest = at(1.0, measured, caller)["oddest"]
    picture = caller.get(oddest[0]["url"])

    assert [one["score"] for one in oddest] == sorted(measured.training["scores"]["train"], reverse=True)
    assert oddest[0]["filename"] == DatasetPicture.objects.get(id=oddest[0]["picture_id"]).filename
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    assert picture.content in [part(number) for number in range(6)]


def test_s09_pictures_of_a_data_set_are_their_owners_and_the_administrators(
    measured: Detector, alice: Any, bob: Any, carol: Any, calling: Any
) -> None:
    [shown] = at(1.0, measured, calling(alice))["oddest"][:1]
    strange = at(1.0, measured, calling(bob))["oddest"][0]

    assert calling(bob).get(shown["url"]).status_code == 404
    assert calling(carol).get(shown["url"]).status_code == 200
    assert (strange["score"], strange["filename"], strange["url"]) == (shown["score"], None, None)


def test_a_picture_of_another_data_set_is_not_found(measured: Detector, alice: Any, carol: Any, calling: Any) -> None:
    elsewhere = detector_of(carol).dataset
    picture = DatasetPicture.objects.first()
    assert picture

    assert calling(carol).get(f"/api/v1/datasets/{elsewhere.id}/pictures/{picture.id}").status_code == 404
    assert calling(carol).get(f"/api/v1/datasets/{Dataset.objects.first().id}/pictures/{10**30}").status_code == 404


def test_without_known_defects_there_is_no_curve(plate: Any, alice: Any, calling: Any) -> None:
    found = calling(alice).get(f"/api/v1/models/{plate.id}/evaluation").json()

    assert (found["roc"], found["recall_at_threshold"], found["false_alarm_rate_at_threshold"]) == (None, None, None)
    assert len(found["oddest"]) == 8


def test_scores_kept_before_pictures_were_are_shown_without_them(measured: Detector, alice: Any, calling: Any) -> None:
    old = {name: value for name, value in measured.training.items() if name != "pictures"}
    Detector.objects.filter(id=measured.id).update(training=old)

    assert {one["picture_id"] for one in at(1.0, measured, calling(alice))["oddest"]} == {None}


def test_too_few_good_pictures_for_the_rate_are_said(plate: Any, alice: Any, calling: Any) -> None:
    interval = calling(alice).get(f"/api/v1/models/{plate.id}").json()["threshold_interval"]

    assert (interval["asked"], interval["good_pictures"]) == (0.01, 8)
    assert interval["supported"] == interval["rate"] == pytest.approx(1 / 9)
    assert interval["low"] < interval["rate"] < interval["high"]
    assert "good pictures" in interval["warning"]
    assert "99" in interval["warning"]
    assert "11.12%" in interval["warning"]


def test_a_rate_that_is_supported_gives_no_warning(plate: Any, carol: Any, calling: Any) -> None:
    interval = calling(carol).patch(f"/api/v1/models/{plate.id}", json={"false_alarm_rate": 0.25}).json()["threshold_interval"]

    assert interval["warning"] == ""
    assert interval["rate"] <= 0.25


def test_a_threshold_set_by_hand_has_the_interval_of_the_good_scores_above_it(plate: Any, carol: Any, calling: Any) -> None:
    third = plate.calibration["good"][-3]
    interval = calling(carol).patch(f"/api/v1/models/{plate.id}", json={"threshold": third}).json()["threshold_interval"]

    assert interval["asked"] is None
    assert interval["rate"] == pytest.approx(3 / 9)
