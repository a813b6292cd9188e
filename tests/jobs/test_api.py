"""What an owner sees of his jobs, and what he may do with them."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from django.conf import settings as product

from finnect.jobs import leases
from finnect.jobs.errors import MemoryLimit
from finnect.jobs.models import Job
from finnect.jobs.services import enqueue
from finnect.sales.models import Table
from finnect.uploads.models import Upload
from tests.columns import COLUMN
from tests.jobs.house import House, authorized, ended, until

pytestmark = [pytest.mark.both, pytest.mark.django_db]
Calling = Callable[..., Any]
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"


def sales(number: int = 1) -> dict[str, Any]:
    row = f"{number},A,plate,2,2011-01-02 10:00,3.5,7,UK\n"
    return {"files": {"file": ("sales.csv", (HEADER + row).encode(), "text/csv")}}


def failed(job: Job) -> Job:
    lease = leases.take(job.id)
    assert lease
    leases.fail(lease, MemoryLimit(megabytes=640))
    return job


def test_an_owner_sees_his_jobs_and_an_administrator_sees_all(calling: Calling, alice: Any, bob: Any, carol: Any) -> None:
    job = enqueue("tests.crash", owner=alice)
    for who, sees in ((alice, True), (bob, False), (carol, True)):
        assert [item["id"] for item in calling(who).get("/api/v1/jobs").json()["items"]] == [str(job.id)] * sees
        assert calling(who).get(f"/api/v1/jobs/{job.id}").status_code == (200 if sees else 404)


def test_a_state_that_no_job_can_have_is_refused(calling: Calling, alice: Any) -> None:
    assert calling(alice).get("/api/v1/jobs", params={"status": "DONE"}).status_code == 422


def test_nobody_touches_the_job_of_another(calling: Calling, alice: Any, bob: Any) -> None:
    job = enqueue("tests.crash", owner=alice)
    for what in ("cancel", "retry"):
        assert calling(bob).post(f"/api/v1/jobs/{job.id}/{what}").status_code == 404
        assert calling().post(f"/api/v1/jobs/{job.id}/{what}").status_code == 401
    assert calling(bob).get(f"/api/v1/jobs/{job.id}/events").status_code == 404
    job.refresh_from_db()
    assert job.status == "PENDING"


def test_a_waiting_job_is_cancelled_at_once_and_only_once(calling: Calling, alice: Any) -> None:
    job = enqueue("tests.crash", owner=alice)
    first = calling(alice).post(f"/api/v1/jobs/{job.id}/cancel")
    assert (first.status_code, first.json()["status"]) == (202, "CANCELLED")
    second = calling(alice).post(f"/api/v1/jobs/{job.id}/cancel")
    assert (second.status_code, second.json()["code"]) == (409, "JOB_ENDED")


def test_a_failed_job_is_tried_again_and_a_waiting_one_is_not(calling: Calling, alice: Any) -> None:
    job = failed(enqueue("tests.crash", owner=alice))
    shown = calling(alice, language="ko").get(f"/api/v1/jobs/{job.id}").json()
    assert (shown["status"], shown["error"]["code"]) == ("FAILURE", "MEMORY_LIMIT")
    again = calling(alice).post(f"/api/v1/jobs/{job.id}/retry")
    assert (again.status_code, again.json()["status"], again.json()["error"]) == (202, "PENDING", None)
    twice = calling(alice).post(f"/api/v1/jobs/{job.id}/retry")
    assert (twice.status_code, twice.json()["code"]) == (409, "JOB_NOT_FAILED")


def test_whoever_has_too_many_open_jobs_waits(calling: Calling, alice: Any, bob: Any, settings: Any) -> None:
    settings.MAX_OPEN_JOBS = 2
    for number in (1, 2):
        assert calling(alice).post("/api/v1/tables", **sales(number)).status_code == 202
    refused = calling(alice).post("/api/v1/tables", **sales(3))
    assert (refused.status_code, refused.json()["code"]) == (429, "TOO_MANY_JOBS")
    assert int(refused.headers["Retry-After"]) > 0
    assert Upload.objects.count() == 2
    assert calling(bob).post("/api/v1/tables", **sales(3)).status_code == 202


def test_the_same_key_and_body_give_the_same_answer(calling: Calling, alice: Any) -> None:
    answers = [calling(alice).post("/api/v1/tables", **sales(), headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert (Job.objects.count(), Table.objects.count()) == (1, 1)


def test_an_answer_once_given_does_not_depend_on_the_jobs_open_since(calling: Calling, alice: Any, settings: Any) -> None:
    settings.MAX_OPEN_JOBS = 1
    answers = [calling(alice).post("/api/v1/tables", **sales(), headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]


def test_what_was_made_under_a_key_and_deleted_since_is_not_found(calling: Calling, alice: Any) -> None:
    key = {"Idempotency-Key": "k"}
    calling(alice).post("/api/v1/tables", **sales(), headers=key)
    Table.objects.all().delete()
    again = calling(alice).post("/api/v1/tables", **sales(), headers=key)
    assert (again.status_code, again.json()["code"]) == (404, "NOT_FOUND")
    assert Table.objects.count() == 0


def test_the_same_key_with_another_body_is_refused(calling: Calling, alice: Any, bob: Any) -> None:
    key = {"Idempotency-Key": "k"}
    assert calling(alice).post("/api/v1/tables", **sales(1), headers=key).status_code == 202
    for other in (sales(2), {**sales(1), "data": {"mapping": '{"UnitPrice": "Quantity"}'}}):
        refused = calling(alice).post("/api/v1/tables", **other, headers=key)
        assert (refused.status_code, refused.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert Job.objects.count() == 1
    assert calling(bob).post("/api/v1/tables", **sales(2), headers=key).status_code == 202


def test_the_same_key_many_times_at_once_is_one_job(house: House, alice: Any) -> None:
    url, headers = f"{house.web().url}/api/v1/tables", {**authorized(alice), "Idempotency-Key": "k"}
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: httpx.post(url, **sales(), headers=headers, timeout=60), range(5)))
    assert [answer.status_code for answer in answers] == [202] * 5
    assert len({answer.json()["job"]["id"] for answer in answers}) == 1
    assert (Upload.objects.count(), Job.objects.count(), Table.objects.count()) == (1, 1, 1)
    house.worker()
    ended(Job.objects.get())


def test_what_a_page_is_told_of_a_job_is_in_the_language_of_the_page(alice: Any, calling: Any) -> None:
    """An EventSource sends the browser's languages, whatever the page's is; the page has left its own in a cookie."""
    told = {"text": "Learning picture %(number)s of %(count)s", "text_params": {"number": 3, "count": 9}}
    job = Job.objects.create(kind="inspection.train", owner=alice, status=Job.Status.CANCELLED, **told)
    url, events = f"/api/v1/jobs/{job.id}/events", {"Accept": "text/event-stream"}

    assert "Learning picture 3 of 9" in calling(alice, "en").get(url, headers=events).text
    assert "Learning picture 3 of 9" in calling(alice, "en").get(url, headers={"Cookie": "django_language=ko"}).text
    assert "사진 학습 중 3/9" in calling(alice, "en").get(url, headers={**events, "Cookie": "django_language=ko"}).text
    assert "Learning picture 3 of 9" in calling(alice, "en").get(url, headers={**events, "Cookie": "django_language=xx"}).text


class Follower:
    """Reads a job's events as a browser does."""

    def __init__(self, stack: ExitStack, url: str, headers: dict[str, str]) -> None:
        self.answer = stack.enter_context(httpx.stream("GET", url, headers=headers, timeout=90))
        assert self.answer.status_code == 200
        assert self.answer.headers["Content-Type"].startswith("text/event-stream")
        self._events = self._read()

    def _read(self) -> Iterator[tuple[int, str, dict[str, Any]]]:
        seen: dict[str, str] = {}
        for line in self.answer.iter_lines():
            if line:
                name, _, value = line.partition(": ")
                seen[name] = value
            else:
                self.last = int(seen["id"])
                yield self.last, seen["event"], json.loads(seen["data"])

    def next(self) -> tuple[int, str, dict[str, Any]]:
        return next(self._events)

    def rest(self) -> list[tuple[int, str, dict[str, Any]]]:
        return list(self._events)


def test_a_job_is_followed_live_and_resumed_where_the_reader_left(house: House, alice: Any, tmp_path: Path) -> None:
    """With more readers than there are database connections: none of them holds one while nothing happens."""
    house.worker()
    web, go = house.web(), tmp_path / "go"
    job = enqueue("tests.tells", owner=alice, until=str(go))
    url, headers = f"{web.url}/api/v1/jobs/{job.id}/events", {**authorized(alice), "Accept-Language": "en"}
    until(lambda: Job.objects.filter(id=job.id, progress=0.25), "for progress")
    with ExitStack() as stack:
        readers = [Follower(stack, url, headers) for _ in range(product.ENV.database_pool + 5)]
        for reader in readers:
            _, event, shown = reader.next()
            assert (event, shown["status"], shown["progress"], shown["message"]) == ("progress", "RUNNING", 0.25, "Read 1000 rows")
        if COLUMN == "embedded":
            until(lambda: open_databases(web.pid) < len(readers), "for the readers to hold no connection")
        assert httpx.get(f"{web.url}/auth/me", headers=headers, timeout=30).status_code == 200
        readers.pop().answer.close()  # a reader goes away
        resumed = Follower(stack, url, {**headers, "Last-Event-ID": str(readers[-1].last)})
        go.touch()
        for reader in [*readers, resumed]:
            [(last, event, shown)] = reader.rest()
            assert (event, shown["status"], shown["result"]) == ("end", "SUCCESS", {"rows": 4000})
    with ExitStack() as stack:
        [(again, event, _)] = Follower(stack, url, {**headers, "Last-Event-ID": str(last)}).rest()
        assert (again, event) == (last, "end")


def test_a_follower_sees_the_seconds_run_down_although_nothing_else_changes(house: House, alice: Any, tmp_path: Path) -> None:
    house.worker()
    web, go = house.web(), tmp_path / "go"
    job = enqueue("tests.tells", owner=alice, until=str(go), seconds_left=3600)
    until(lambda: Job.objects.filter(id=job.id, progress=0.25), "for progress")
    with ExitStack() as stack:
        reader = Follower(stack, f"{web.url}/api/v1/jobs/{job.id}/events", authorized(alice))
        told = [reader.next() for _ in range(3)]
        go.touch()
        end = reader.rest()[-1]
    left = [shown["seconds_left"] for _, _, shown in told]
    assert 3000 < left[2] < left[1] < left[0] <= 3600
    assert len({version for version, _, _ in told}) == 1
    assert (end[1], end[2]["seconds_left"]) == ("end", None)


def open_databases(pid: int) -> int:
    return sum(file.path.endswith(".sqlite3") for file in psutil.Process(pid).open_files())


def test_a_running_job_is_cancelled_over_http(house: House, alice: Any, tmp_path: Path) -> None:
    house.worker()
    web = house.web()
    job = enqueue("tests.tells", owner=alice, until=str(tmp_path / "never"))
    until(lambda: Job.objects.filter(id=job.id, progress=0.25), "for progress")
    assert httpx.post(f"{web.url}/api/v1/jobs/{job.id}/cancel", headers=authorized(alice), timeout=30).status_code == 202
    assert ended(job).status == "CANCELLED"


def test_a_worker_is_seen_as_long_as_it_lives(house: House) -> None:
    """And /health/ready needs one."""
    house.worker()
    until(lambda: httpx.get(f"{house.web().url}/health/ready", timeout=60).json()["worker"], "for a worker to be seen")
    assert not [thread for thread in threading.enumerate() if thread.name == "dispatcher"], "the tests' own process takes no jobs"
