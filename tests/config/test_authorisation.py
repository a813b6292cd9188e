"""Items 21–25: who may do what, for every route that there is. A new route is red here until somebody has thought about it."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from finnect import storage
from finnect.accounts.models import User
from finnect.assistant import services as assistant
from finnect.inspection.models import DatasetPicture, Detector, Inspection
from finnect.jobs.models import Job
from finnect.sales import histories
from finnect.sales.models import Table
from tests.props import SALES, dataset_of, detector_of, inspection_of, part, table_of

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@dataclass(frozen=True)
class Row:
    """Statuses expected of an anonymous caller, of Bob, of Alice (who owns the object), and of Carol, an administrator."""

    anonymous: int
    bob: int
    alice: int
    carol: int
    options: dict[str, Any] = field(default_factory=dict)

    def expected(self) -> Iterator[tuple[str, int]]:
        return iter([("anonymous", self.anonymous), ("bob", self.bob), ("alice", self.alice), ("carol", self.carol)])


def hers(status: int = 200, **options: Any) -> Row:
    """An object of Alice's: hers and the administrator's, and to Bob it does not exist."""
    return Row(401, 404, status, status, options)


def anybodys(status: int = 200, **options: Any) -> Row:
    return Row(401, status, status, status, options)


def administrators(status: int = 200, **options: Any) -> Row:
    return Row(401, 403, 403, status, options)


def public(status: int = 200, **options: Any) -> Row:
    return Row(status, status, status, status, options)


FILE = {"files": {"file": ("x.csv", SALES)}}
MATRIX: dict[str, Row] = {
    "POST /auth/token": public(401, data={"username": "x@example.com", "password": "x"}),
    "POST /auth/refresh": public(401, data={"refresh_token": "x"}),
    "POST /auth/logout": anybodys(204),
    "GET /auth/me": anybodys(),
    "POST /api/v1/images": anybodys(201, files={"file": ("x.png", part(9))}),
    "GET /api/v1/images": anybodys(),
    "GET /api/v1/images/{inspection_id}": hers(),
    "GET /api/v1/images/{inspection_id}/heatmap.png": hers(),
    "GET /api/v1/images/{inspection_id}/original": hers(),
    "GET /api/v1/images/{inspection_id}/thumbnail": hers(),
    "POST /api/v1/images/{inspection_id}/feedback": hers(json={"verdict": "wrong"}),
    "POST /api/v1/datasets": anybodys(422, files={"file": ("x.zip", b"x")}),
    "GET /api/v1/datasets": anybodys(),
    "GET /api/v1/datasets/{dataset_id}": hers(),
    "GET /api/v1/datasets/{dataset_id}/forecast": hers(),
    "GET /api/v1/datasets/{dataset_id}/pictures/{picture_id}": hers(),
    "GET /api/v1/datasets/{dataset_id}/pictures/{picture_id}/thumbnail": hers(),
    "POST /api/v1/models/train": administrators(202, json={"category": "plate"}),
    "GET /api/v1/models": anybodys(),
    "GET /api/v1/models/{model_id}": anybodys(),
    "PATCH /api/v1/models/{model_id}": administrators(json={"threshold": 5.0}),
    "GET /api/v1/models/{model_id}/onnx": administrators(),
    "GET /api/v1/models/{model_id}/evaluation": anybodys(),
    "POST /api/v1/tables": anybodys(202, **FILE),
    "GET /api/v1/tables": anybodys(),
    "GET /api/v1/tables/{table_id}": hers(),
    "DELETE /api/v1/tables/{table_id}": Row(401, 404, 204, 404),  # it is gone when Carol comes
    "GET /api/v1/tables/{table_id}/bridge": hers(),
    "GET /api/v1/tables/{table_id}/series": hers(),
    "GET /api/v1/tables/{table_id}/top": hers(),
    "GET /api/v1/tables/{table_id}/segments": hers(),
    "GET /api/v1/tables/{table_id}/segments.csv": hers(),
    "GET /api/v1/tables/{table_id}/segments.xlsx": hers(),
    "GET /api/v1/tables/{table_id}/cohorts": hers(),
    "GET /api/v1/tables/{table_id}/cohorts.csv": hers(),
    "GET /api/v1/tables/{table_id}/cohorts.xlsx": hers(),
    "GET /api/v1/tables/{table_id}/clusters": hers(422),  # two customers form no groups
    "GET /api/v1/tables/{table_id}/clusters.csv": hers(422),
    "GET /api/v1/tables/{table_id}/clusters.xlsx": hers(422),
    "GET /api/v1/tables/{table_id}/value": hers(422),
    "GET /api/v1/tables/{table_id}/value.csv": hers(422),
    "GET /api/v1/tables/{table_id}/value.xlsx": hers(422),
    "GET /api/v1/tables/{table_id}/profile": hers(),
    "POST /api/v1/tables/{table_id}/analyze": hers(202, json={}),
    "POST /api/v1/tables/{table_id}/history": hers(202, json={"name": "Shop"}),
    "GET /api/v1/tables/{history_id}/files": hers(),
    "DELETE /api/v1/tables/{history_id}/files/{file_id}": Row(401, 404, 204, 404),  # it is gone when Carol comes
    "DELETE /api/v1/tables/{history_id}/files": Row(401, 404, 204, 404),
    "POST /api/v1/tables/{table_id}/query": hers(json={"measures": ["total_revenue"]}),
    "GET /api/v1/jobs": anybodys(),
    "GET /api/v1/jobs/{job_id}": hers(),
    "POST /api/v1/jobs/{job_id}/cancel": hers(409),
    "POST /api/v1/jobs/{job_id}/retry": hers(409),
    "GET /api/v1/jobs/{job_id}/events": hers(),
    "POST /chatbot/": anybodys(data={"query": "안녕"}),
    "POST /chatbot/stream": anybodys(data={"query": "안녕"}),
    "GET /api/v1/conversations": anybodys(),
    # A conversation is between a person and the assistant; administrators read it in Django Admin.
    "GET /api/v1/conversations/{conversation_id}": Row(401, 404, 200, 404),
    "POST /api/v1/messages/{message_id}/feedback": Row(401, 404, 200, 404, {"json": {"helpful": True}}),
    "GET /api/v1/unanswered": administrators(),
    "GET /api/v1/figures/{name}": administrators(),
    "GET /api/v1/figures/models/{model_id}/roc": anybodys(),
    "GET /api/v1/figures/models/{model_id}/scores": anybodys(),
    "GET /health/live": public(),
    "GET /health/ready": public(503),  # no worker runs here
    "GET /metrics": administrators(),
}


@pytest.fixture
def hers_are(alice: Any, bob: Any, carol: Any, work_off: Any) -> dict[str, Any]:
    """Something of Alice's for every kind of id."""
    detector = detector_of(carol)
    table, file = table_of(alice), table_of(alice, SALES.replace(b"5363", b"7773"))
    history = histories.put_in(file, "Shop")
    work_off()
    inspection = inspection_of(alice, part(8))
    message, _ = assistant.ask(user=alice, question="총매출", language="ko")
    dataset = dataset_of(alice)
    key = storage.put(storage.new_key("train", ".png"), part(10)).key
    return {
        "inspection_id": inspection.id,
        "dataset_id": dataset.id,
        "picture_id": DatasetPicture.objects.create(dataset=dataset, split="train", filename="10.png", key=key).id,
        "model_id": detector.id,
        "table_id": table.id,
        "history_id": history.id,
        "file_id": file.id,
        "job_id": table.job_id,
        "conversation_id": message.conversation_id,
        "message_id": message.id,
        "name": "uploads_over_time",
    }


def routes() -> set[str]:
    """Every route, as the OpenAPI document has it."""
    from fastapi.openapi.utils import get_openapi

    from finnect.config.asgi import api

    paths = get_openapi(title="", version="", routes=api.routes)["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


def test_s21_every_route_is_in_the_matrix() -> None:
    assert routes() == set(MATRIX)


@pytest.mark.parametrize("route", MATRIX)
def test_s21_everybody_gets_what_is_his_and_nothing_else(route: str, hers_are: Any, alice: Any, bob: Any, carol: Any, calling: Any) -> None:
    method, path = route.split()
    who = {"anonymous": calling(), "bob": calling(bob), "alice": calling(alice), "carol": calling(carol)}
    row = MATRIX[route]

    got = {name: who[name](method, path.format(**hers_are), **row.options).status_code for name, _ in row.expected()}
    assert got == dict(row.expected())


@pytest.mark.parametrize("route", [route for route in MATRIX if "_id}" in route])
def test_s25_a_foreign_id_and_an_unknown_one_look_the_same(route: str, hers_are: Any, bob: Any, carol: Any, calling: Any) -> None:
    method, path = route.split()
    unknown = {name: 2**40 if isinstance(value, int) else uuid.uuid4() for name, value in hers_are.items()}
    caller = calling(carol if MATRIX[route].bob == 403 else bob)
    options = MATRIX[route].options

    answer = caller(method, path.format(**unknown), **options)
    assert answer.status_code == 404
    if MATRIX[route].bob == 404:
        foreign = caller(method, path.format(**hers_are), **options).json()
        assert {**foreign, "request_id": ""} == {**answer.json(), "request_id": ""}


@pytest.mark.parametrize("route", [route for route in MATRIX if "_id}" in route])
def test_s25_an_id_that_is_none_is_no_crash(route: str, carol: Any, calling: Any) -> None:
    method, path = route.split()
    admin = calling(carol)
    for name in ("1", "x", "..%2f..%2fetc", "00000000-0000-0000-0000-000000000000", "%00"):
        filled = path.replace(path[path.index("{") : path.index("}") + 1], name)
        assert admin(method, filled, **MATRIX[route].options).status_code in (404, 422)


@pytest.mark.parametrize("path", ["/api/v1/images", "/api/v1/tables", "/api/v1/datasets", "/api/v1/jobs", "/api/v1/conversations"])
def test_s22_lists_hold_what_is_the_askers(path: str, hers_are: Any, alice: Any, bob: Any, carol: Any, calling: Any) -> None:
    assert calling(alice).get(path).json()["items"]
    assert calling(bob).get(path).json()["items"] == []
    assert bool(calling(carol).get(path).json()["items"]) == (path != "/api/v1/conversations")


def test_s23_nobody_chooses_owner_status_or_score(alice: Any, bob: Any, calling: Any, hers_are: Any) -> None:
    forged = {"owner": str(bob.id), "owner_id": str(bob.id), "status": "SUCCESS", "score": "0", "prediction": "normal", "key": "models/x"}
    caller = calling(alice)
    made = caller.post("/api/v1/images", files={"file": ("x.png", part(20))}, data=forged).json()
    table = caller.post("/api/v1/tables", files={"file": ("x.csv", SALES + b"\n")}, data=forged).json()["table"]

    assert Inspection.objects.get(id=made["id"]).owner == alice
    assert made["score"] > 0
    assert Table.objects.get(id=table["id"]).owner == alice
    assert table["status"] == "PENDING"


def test_s23_a_body_with_too_much_in_it_is_refused(carol: Any, calling: Any, hers_are: Any) -> None:
    admin = calling(carol)
    answers = [
        admin.post("/api/v1/models/train", json={"category": "plate", "owner": "x"}),
        admin.patch(f"/api/v1/models/{hers_are['model_id']}", json={"threshold": 1.0, "active": True, "sha256": "x"}),
        admin.post(f"/api/v1/images/{hers_are['inspection_id']}/feedback", json={"verdict": "wrong", "prediction": "normal"}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert Detector.objects.get().sha256 != "x"


def test_s24_administrators_are_those_of_the_role_alone(alice: Any, calling: Any) -> None:
    """Django's own flags mean nothing here."""
    User.objects.filter(id=alice.id).update(is_superuser=True)

    assert calling(alice).get("/api/v1/unanswered").status_code == 403


def test_s22_an_event_stream_is_the_owners(hers_are: Any, bob: Any, alice: Any, calling: Any) -> None:
    assert calling(bob).get(f"/api/v1/jobs/{hers_are['job_id']}/events").status_code == 404
    assert "event: end" in calling(alice).get(f"/api/v1/jobs/{hers_are['job_id']}/events").text


def test_s22_counts_by_kind_tell_bob_nothing(hers_are: Any, bob: Any, calling: Any) -> None:
    assert Job.objects.count() > 0
    for query in ("?status=SUCCESS", "?kind=sales.read", "?kind=%00", "?status=%27--"):
        answer = calling(bob).get(f"/api/v1/jobs{query}")
        assert answer.status_code in (200, 422)
        assert answer.json().get("items", []) == []
