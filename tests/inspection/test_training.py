"""The contract of /api/v1/models/train: what may be chosen, what is left out, and what people said of earlier verdicts."""

from typing import Any

import pytest

from finnect import storage
from finnect.inspection.models import DatasetPicture, Detector, Inspection
from tests.props import good_parts, inspection_of, part, zipped

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("quick_training")]


@pytest.fixture
def plates(alice: Any, calling: Any, work_off: Any) -> Detector:
    """Trained on seven of Alice's plates."""
    archive = zipped([*good_parts(7, "plate/train/good/"), ("plate/test/blot/1.png", part(60, defect=True))])
    calling(alice).post("/api/v1/datasets", files={"file": ("plate.zip", archive)})
    work_off()
    return Detector.objects.get()


@pytest.fixture
def order(carol: Any, calling: Any) -> Any:
    """Carol orders a training of plates; the answer."""
    caller = calling(carol)

    def do(*, trainer: str = "patchcore", **options: Any) -> Any:
        return caller.post("/api/v1/models/train", json={"category": "plate", "trainer": trainer, "options": options})

    return do


@pytest.fixture
def trained_with(order: Any, work_off: Any) -> Any:
    """The detector that comes of such an order."""

    def do(**options: Any) -> Detector:
        answer = order(**options)
        assert answer.status_code == 202
        [job] = work_off()
        assert job.status == "SUCCESS", job.error
        return Detector.objects.get(id=job.result["model_id"])

    return do


def judged(owner: Any, detector: Detector, content: bytes, prediction: str, feedback: str) -> Inspection:
    """An inspection as it would have come out, and what its owner says of it."""
    row = inspection_of(owner, content)
    Inspection.objects.filter(id=row.id).update(detector=detector, prediction=prediction, feedback=feedback)
    return Inspection.objects.get(id=row.id)


def test_what_was_chosen_is_used_and_kept(plates: Detector, trained_with: Any, alice: Any, calling: Any) -> None:
    detector = trained_with(resolution=128, bank_size=120, false_alarm_rate=0.2, seed=7)
    shown = calling(alice).get(f"/api/v1/models/{detector.id}").json()

    assert shown["training"]["options"] == {**shown["training"]["options"], "resolution": 128, "bank_size": 120, "seed": 7}
    assert shown["false_alarm_rate"] == 0.2
    assert detector.size != plates.size


@pytest.mark.parametrize(
    ("options", "allowed"),
    [
        ({"resolution": 100}, "multiple of 32"),
        ({"resolution": 2048}, "multiple of 32"),
        ({"resolution": "384"}, "multiple of 32"),
        ({"resolution": True}, "multiple of 32"),
        ({"bank_size": 0}, "50000"),
        ({"bank_size": 1e9}, "50000"),
        ({"false_alarm_rate": 0}, "between 0 and 1"),
        ({"false_alarm_rate": 1}, "between 0 and 1"),
        ({"seed": -1}, "2147483647"),
        ({"seed": None}, "2147483647"),
        ({"feedback": "yes"}, "true or false"),
        ({"exclude": 7}, "picture ids"),
        ({"exclude": ["7"]}, "picture ids"),
        ({"exclude": [10**30]}, "picture ids"),
        ({"exclude": list(range(1, 1002))}, "picture ids"),
        ({"epochs": 3}, "resolution"),
        ({"threads": 64}, "resolution"),
    ],
)
def test_s23_other_options_are_refused_with_what_is_allowed(options: Any, allowed: str, plates: Detector, order: Any) -> None:
    answer = order(**options)

    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_REQUEST")
    assert f"options.{next(iter(options))}" in answer.json()["detail"]
    assert allowed in answer.json()["detail"]


def test_excluded_pictures_are_left_out(plates: Detector, trained_with: Any) -> None:
    [odd, *_rest] = plates.training["pictures"]["train"]
    detector = trained_with(exclude=[odd])

    assert detector.training["images"] == 6
    assert odd not in detector.training["pictures"]["train"]
    assert detector.training["options"]["exclude"] == [odd]


def test_only_good_training_pictures_of_the_data_set_can_be_excluded(plates: Detector, order: Any) -> None:
    [blot] = DatasetPicture.objects.filter(label="blot")
    answer = order(exclude=[blot.id, 10**12])

    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_REQUEST")
    assert f"{blot.id}, {10**12}" in answer.json()["detail"]


def test_wrong_verdicts_join_the_next_training_when_asked_for(plates: Detector, trained_with: Any, alice: Any, bob: Any) -> None:
    judged(alice, plates, part(20), "defect", "wrong")
    judged(bob, plates, part(61, defect=True), "normal", "wrong")
    judged(bob, plates, part(62, defect=True), "defect", "correct")
    judged(bob, plates, part(21), "normal", "")
    detector = trained_with(feedback=True)
    contents = {name: [storage.read(DatasetPicture.objects.get(id=number).key) for number in ids]
                for name, ids in detector.training["pictures"].items()}  # fmt: skip

    assert detector.training["feedback"] == {"good": 1, "defects": 1}
    assert detector.training["images"] == 8
    assert contents["train"][-1] == part(20)
    assert contents["feedback"] == [part(61, defect=True)]
    assert len(detector.training["scores"]["feedback"]) == 1


def test_feedback_stays_out_when_it_is_not_asked_for_and_when_it_is_taken_back(plates: Detector, trained_with: Any, alice: Any) -> None:
    said = judged(alice, plates, part(20), "defect", "wrong")
    assert trained_with(feedback=True).training["feedback"] == {"good": 1, "defects": 0}
    assert trained_with().training["feedback"] == {"good": 0, "defects": 0}

    Inspection.objects.filter(id=said.id).update(feedback="correct")
    assert trained_with(feedback=True).training["feedback"] == {"good": 0, "defects": 0}


def test_the_same_feedback_is_copied_once_and_outlives_the_upload(plates: Detector, trained_with: Any, alice: Any) -> None:
    said = judged(alice, plates, part(20), "defect", "wrong")
    trained_with(feedback=True)
    storage.delete(said.upload.key)

    assert trained_with(feedback=True).training["feedback"] == {"good": 1, "defects": 0}
    assert DatasetPicture.objects.filter(is_feedback=True).count() == 1


def test_of_the_same_picture_only_what_was_said_last_counts(plates: Detector, trained_with: Any, alice: Any, bob: Any) -> None:
    judged(alice, plates, part(20), "defect", "wrong")
    judged(bob, plates, part(20), "normal", "wrong")

    assert trained_with(feedback=True).training["feedback"] == {"good": 0, "defects": 1}


def test_wrong_verdicts_are_listed_by_category(plates: Detector, alice: Any, carol: Any, calling: Any) -> None:
    said = judged(alice, plates, part(20), "defect", "wrong")
    judged(alice, plates, part(21), "normal", "correct")

    def found(query: str) -> list[str]:
        return [item["id"] for item in calling(carol).get(f"/api/v1/images?{query}").json()["items"]]

    assert found("feedback=wrong&category=plate") == [str(said.id)]
    assert found("feedback=wrong&category=bolt") == []


def test_s09_other_peoples_feedback_is_not_shown_to_the_owner_of_the_data_set(
    plates: Detector, trained_with: Any, alice: Any, bob: Any, carol: Any, calling: Any
) -> None:
    judged(bob, plates, part(20), "defect", "wrong")
    trained_with(feedback=True)
    picture = DatasetPicture.objects.get(is_feedback=True)
    address = f"/api/v1/datasets/{plates.dataset_id}/pictures/{picture.id}"

    assert calling(alice).get(address).status_code == 404
    assert calling(carol).get(address).content == part(20)
    assert calling(alice).get(f"{address}/thumbnail").status_code == 404
    assert calling(carol).get(f"{address}/thumbnail").headers["content-type"] == "image/webp"


def test_s24_ordering_a_training_is_for_administrators(plates: Detector, alice: Any, calling: Any) -> None:
    answer = calling(alice).post("/api/v1/models/train", json={"category": "plate", "options": {"feedback": True}})

    assert (answer.status_code, answer.json()["code"]) == (403, "ADMINS_ONLY")


def test_an_order_of_an_earlier_version_still_trains(plates: Detector, carol: Any, work_off: Any) -> None:
    from finnect.jobs import services as jobs

    jobs.enqueue("inspection.train", owner=carol, dataset_id=str(plates.dataset_id), trainer="patchcore")

    assert [job.status for job in work_off()] == ["SUCCESS"]
