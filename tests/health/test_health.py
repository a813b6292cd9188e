"""Alive, ready, and measured."""

from typing import Any

import pytest

from finnect import storage
from finnect.health import services
from finnect.jobs.models import Job, Worker
from tests.columns import free_port
from tests.props import detector_of

pytestmark = [pytest.mark.both, pytest.mark.django_db]
NAMES = {"database", "cache", "broker", "storage", "worker", "model"}


@pytest.fixture
def worker(db: None) -> Worker:
    return Worker.objects.create(name="here:1")


def test_alive_asks_nobody(calling: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "look", lambda: pytest.fail("no check belongs here"))

    assert calling().get("/health/live").json() == {"status": "live"}


def test_ready_when_everything_answers(worker: Worker, calling: Any) -> None:
    answer = calling().get("/health/ready")

    assert set(answer.json()) == NAMES
    assert answer.json() == dict.fromkeys(NAMES, True) | {"model": False}
    assert answer.status_code == 200  # a new installation has no model and serves all the same


def test_a_model_in_use_is_shown(worker: Worker, carol: Any, calling: Any) -> None:
    detector_of(carol)

    assert calling().get("/health/ready").json()["model"]


def test_without_a_worker_it_is_not_ready(calling: Any) -> None:
    answer = calling().get("/health/ready")

    assert (answer.status_code, answer.json()["worker"]) == (503, False)


def test_a_worker_not_heard_of_for_long_is_dead(worker: Worker, calling: Any) -> None:
    from datetime import timedelta

    Worker.objects.update(seen_at=worker.seen_at - timedelta(minutes=5))

    assert not calling().get("/health/ready").json()["worker"]


def test_without_storage_it_is_not_ready(worker: Worker, calling: Any, settings: Any) -> None:
    settings.STORAGE_URL = "s3://parts"
    settings.STORAGE_OPTIONS = {
        "endpoint": f"http://127.0.0.1:{free_port()}",
        "access_key_id": "x",
        "secret_access_key": "x",
        "region": "x",
    }
    answer = calling().get("/health/ready")

    assert (answer.status_code, answer.json()["storage"]) == (503, False)
    assert not storage.ready()


@pytest.mark.parametrize("name", ["database", "cache", "broker"])
def test_whatever_fails_is_told_and_stops_no_other_check(name: str, worker: Worker, calling: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> bool:
        raise ConnectionError("redis://:hunter2@127.0.0.1")

    monkeypatch.setitem(services.CHECKS, name, fail)
    answer = calling().get("/health/ready")

    assert answer.status_code == 503
    assert answer.json() == dict.fromkeys(NAMES, True) | {"model": False, name: False}
    assert "hunter2" not in answer.text


def test_metrics_count_requests_and_jobs(carol: Any, calling: Any) -> None:
    Job.objects.create(kind="sales.read", owner=carol)
    admin = calling(carol)
    admin.get("/api/v1/images")
    text = admin.get("/metrics").text

    assert 'finnect_jobs{kind="sales.read",status="PENDING"} 1.0' in text
    assert 'finnect_requests_total{area="api",method="GET",status="200"}' in text
    assert "finnect_request_seconds_bucket" in text


def test_made_up_paths_and_methods_do_not_fill_the_memory(carol: Any, calling: Any) -> None:
    admin = calling(carol)
    for number in range(20):
        admin.get(f"/made-up-{number}")
        admin(f"MADEUP{number}", "/health/live")
    text = admin.get("/metrics").text

    assert "made-up" not in text
    assert "MADEUP" not in text


def test_metrics_may_be_read_with_a_token_of_their_own(calling: Any, settings: Any) -> None:
    settings.METRICS_TOKEN = "measure-me"

    def status(token: str) -> int:
        return int(calling().get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code)

    assert status("measure-me") == 200
    assert status("measure-you") == 401
    assert status("") == 401


def test_without_a_token_set_an_empty_one_opens_nothing(calling: Any) -> None:
    assert calling().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 401
