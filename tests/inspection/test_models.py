"""The contract of /api/v1/models: looking at them, and setting how sensitive they are."""

import hashlib
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import onnx
import pytest
from django.db import connections

from finnect.inspection.models import Detector
from finnect.inspection.services import activate
from tests.props import detector_of, part

pytestmark = [pytest.mark.both, pytest.mark.django_db]
FIELDS = {
    "id", "category", "version", "trainer", "active", "created_at", "dataset_id", "sha256", "size", "threshold", "false_alarm_rate",
    "metrics", "training",
}  # fmt: skip


@pytest.fixture
def admin(carol: Any, calling: Any) -> Any:
    return calling(carol)


def test_a_model_is_shown_to_everybody_signed_in(plate: Any, alice: Any, calling: Any) -> None:
    model = calling(alice).get(f"/api/v1/models/{plate.id}").json()

    assert set(model) >= FIELDS
    assert (model["category"], model["version"], model["active"]) == ("plate", 1, True)
    assert "scores" not in model["training"]


def test_lists_are_filtered(plate: Any, carol: Any, admin: Any) -> None:
    detector_of(carol)
    detector_of(carol, "grid")

    def found(query: str) -> list[tuple[str, int]]:
        return [(model["category"], model["version"]) for model in admin.get(f"/api/v1/models{query}").json()["items"]]

    assert found("") == [("grid", 1), ("plate", 2), ("plate", 1)]
    assert found("?category=plate") == [("plate", 2), ("plate", 1)]
    assert found("?active=true") == [("grid", 1), ("plate", 2)]
    assert found("?active=false&category=plate") == [("plate", 1)]


def test_a_threshold_is_live_on_the_next_picture(plate: Any, admin: Any, alice: Any, calling: Any) -> None:
    caller = calling(alice)
    made = caller.post("/api/v1/images", files={"file": ("part.png", part(3))}).json()
    assert made["prediction"] == "normal"

    changed = admin.patch(f"/api/v1/models/{plate.id}", json={"threshold": made["score"] / 2})
    assert changed.status_code == 200
    assert changed.json()["threshold"] == made["score"] / 2
    assert changed.json()["false_alarm_rate"] is None
    again = caller.post("/api/v1/images", files={"file": ("part.png", part(3))}).json()
    assert again["prediction"] == "defect"
    assert again["threshold"] == made["score"] / 2


def test_a_false_alarm_rate_chooses_the_threshold(plate: Any, admin: Any) -> None:
    strict = admin.patch(f"/api/v1/models/{plate.id}", json={"false_alarm_rate": 0.4}).json()
    lenient = admin.patch(f"/api/v1/models/{plate.id}", json={"false_alarm_rate": 0.15}).json()

    assert strict["threshold"] < lenient["threshold"]
    assert lenient["false_alarm_rate"] == 0.15


def test_an_earlier_version_can_be_made_active_again(plate: Any, carol: Any, admin: Any) -> None:
    newer = detector_of(carol)
    answer = admin.patch(f"/api/v1/models/{plate.id}", json={"active": True})

    assert answer.status_code == 200
    assert answer.json()["active"]
    assert list(Detector.objects.filter(active=True)) == [plate]
    assert not admin.get(f"/api/v1/models/{newer.id}").json()["active"]


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_choose_versions_at_once_leave_one_active(plate: Any, carol: Any) -> None:
    versions = [plate, detector_of(carol)]

    def choose(version: Detector) -> None:
        try:
            for _ in range(20):
                activate(version)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        list(both.map(choose, versions))
    assert Detector.objects.filter(active=True).count() == 1


def test_a_version_is_made_active_and_set_in_one_call(plate: Any, carol: Any, admin: Any) -> None:
    detector_of(carol)
    changed = admin.patch(f"/api/v1/models/{plate.id}", json={"active": True, "threshold": 5.5}).json()

    assert (changed["active"], changed["threshold"]) == (True, 5.5)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"threshold": 0},
        {"threshold": -1},
        {"threshold": "high"},
        {"false_alarm_rate": 0},
        {"false_alarm_rate": 1},
        {"threshold": 5, "false_alarm_rate": 0.1},
        {"active": False},
        {"sha256": "0" * 64},
        {"threshold": 5, "key": "elsewhere"},
        {"threshold": 5, "version": 9},
    ],
)
def test_s23_a_change_that_makes_no_sense_is_refused_and_changes_nothing(change: Any, plate: Any, admin: Any) -> None:
    assert admin.patch(f"/api/v1/models/{plate.id}", json=change).status_code == 422
    assert Detector.objects.values().get() == {**Detector.objects.values().get(), "threshold": plate.threshold, "key": plate.key}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize("field", ["threshold", "false_alarm_rate"])
def test_a_number_that_is_none_is_refused(field: str, number: str, plate: Any, admin: Any) -> None:
    headers = {"Content-Type": "application/json"}
    answer = admin.patch(f"/api/v1/models/{plate.id}", content=f'{{"{field}": {number}}}', headers=headers)

    assert answer.status_code == 422
    assert admin.get("/api/v1/models").status_code == 200


def test_the_model_is_one_self_contained_onnx_file(plate: Any, admin: Any) -> None:
    answer = admin.get(f"/api/v1/models/{plate.id}/onnx")
    model = onnx.load_from_string(answer.content)

    assert hashlib.sha256(answer.content).hexdigest() == plate.sha256
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''plate-v1.onnx"
    assert len(answer.content) == plate.size
    assert {output.name for output in model.graph.output} >= {"score", "map"}
    assert not any(tensor.data_location == onnx.TensorProto.EXTERNAL for tensor in model.graph.initializer)


@pytest.mark.parametrize(("method", "path"), [("PATCH", ""), ("GET", "/onnx")])
def test_s24_setting_and_taking_a_model_away_is_for_administrators(method: str, path: str, plate: Any, alice: Any, calling: Any) -> None:
    answer = calling(alice)(method, f"/api/v1/models/{plate.id}{path}", **({"json": {"threshold": 1}} if method == "PATCH" else {}))

    assert (answer.status_code, answer.json()["code"]) == (403, "ADMINS_ONLY")


def test_an_unknown_model_is_not_found(admin: Any) -> None:
    assert admin.get(f"/api/v1/models/{uuid.uuid4()}").json()["code"] == "NOT_FOUND"
    assert admin.patch(f"/api/v1/models/{uuid.uuid4()}", json={"threshold": 1}).status_code == 404
