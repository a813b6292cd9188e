"""The contract of `trainer=tensorflow`: refused clearly where it is not installed, taken where it is."""

import uuid
from typing import Any

import pytest

from finnect import storage
from finnect.inspection import gradient
from finnect.inspection.services.checkpoints import StoredCheckpoint, forget_ended
from finnect.jobs.models import Job
from tests.props import dataset_of, good_parts, zipped

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Any:
    return lambda is_there: monkeypatch.setattr(gradient, "is_installed", lambda: is_there)


def test_without_the_extra_the_answer_says_what_to_install(installed: Any, alice: Any, carol: Any, calling: Any) -> None:
    installed(False)
    dataset_of(carol)
    files = {"file": ("plate.zip", zipped(good_parts()))}
    answers = [
        calling(alice).post("/api/v1/datasets", files=files, data={"trainer": "tensorflow"}),
        calling(carol).post("/api/v1/models/train", json={"category": "plate", "trainer": "tensorflow"}),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, "TRAINER_NOT_INSTALLED")] * 2
    assert all("pip install finnect[tensorflow]" in answer.json()["detail"] for answer in answers)
    assert not Job.objects.filter(status=Job.Status.PENDING).exists()


def test_with_the_extra_it_is_queued_like_any_other(installed: Any, carol: Any, calling: Any) -> None:
    installed(True)
    dataset_of(carol)
    order = {"category": "plate", "trainer": "tensorflow", "options": {"epochs": 3, "resolution": 128, "false_alarm_rate": 0.05}}
    answer = calling(carol).post("/api/v1/models/train", json=order)

    assert (answer.status_code, answer.json()["kind"]) == (202, "inspection.train")


@pytest.mark.parametrize("options", [{"epochs": 0}, {"epochs": 101}, {"epochs": 1.5}, {"resolution": 1024}, {"bank_size": 500}])
def test_options_that_it_does_not_take_are_refused(options: Any, installed: Any, carol: Any, calling: Any) -> None:
    installed(True)
    dataset_of(carol)
    answer = calling(carol).post("/api/v1/models/train", json={"category": "plate", "trainer": "tensorflow", "options": options})

    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_REQUEST")


def test_checkpoints_of_ended_jobs_go_and_others_stay() -> None:
    rows = {status: Job.objects.create(kind="inspection.train", status=status) for status in Job.Status}
    for row_id in [*(row.id for row in rows.values()), uuid.uuid4()]:
        StoredCheckpoint(row_id).save(b"learned")
    forget_ended()

    kept = {status for status, row in rows.items() if StoredCheckpoint(row.id).load()}
    assert kept == {Job.Status.PENDING, Job.Status.RUNNING}
    assert len(list(storage.keys("models/checkpoints"))) == 2
