"""Processes, queues and machines die at the worst moment; no job is lost, none takes effect twice.

Each test is named by its row in the matrix of faults that the product is to survive.
"""

import itertools
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
from django.db import connections

from finnect.jobs.dispatcher import send_waiting
from finnect.jobs.models import Job
from finnect.jobs.services import enqueue
from finnect.jobs.tasks import run_job
from finnect.sales.models import Table
from finnect.uploads.models import Upload
from tests import columns
from tests.jobs.house import House, authorized, doctor, ended, frozen, is_gone, lines, until

pytestmark = pytest.mark.both
has_queue_of_its_own = pytest.mark.skipif(columns.COLUMN == "embedded", reason="the queue is inside the web process and dies with it")
SALES = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n{},A,plate,2,2011-01-02 10:00,3.5,7,UK\n"
GRACE_SECONDS = 30
FIRST_ANSWER_SECONDS = 10  # the fault that this bounds would take more than 40


def sales(number: int = 1) -> dict[str, Any]:
    return {"file": ("sales.csv", SALES.format(number).encode(), "text/csv")}


@dataclass
class Waiting:
    """A job that works until it is let go."""

    job: Job
    note: Path
    started: Path
    go: Path

    @property
    def child(self) -> int:
        """The process that did its last attempt."""
        return int(until(lambda: lines(self.started), "for the work to begin")[-1])

    def let_go(self) -> None:
        self.go.touch()

    def is_done_once(self, *, attempt: int) -> bool:
        ended(self.job)
        assert (self.job.status, self.job.attempt, self.job.error) == ("SUCCESS", attempt, None)
        assert lines(self.note) == ["published"]
        return True


@pytest.fixture
def waiting(house: House, tmp_path: Path) -> Callable[[], Waiting]:
    numbers = itertools.count()

    def do() -> Waiting:
        folder = tmp_path / f"job{next(numbers)}"
        folder.mkdir()
        note, started, go = folder / "note", folder / "started", folder / "go"
        job = enqueue("tests.waits", owner=None, note=str(note), started=str(started), until=str(go))
        return Waiting(job, note, started, go)

    return do


def test_r01_a_killed_child_is_followed_by_another(house: House, waiting: Callable[[], Waiting]) -> None:
    worker, work = house.worker(), waiting()
    os.kill(work.child, signal.SIGKILL)
    work.let_go()
    assert work.is_done_once(attempt=2)
    assert worker.is_alive


def test_r04_a_job_that_kills_its_process_is_tried_three_times_and_no_more(house: House, note: str) -> None:
    worker = house.worker()
    job = ended(enqueue("tests.poison", owner=None, note=note))
    assert (job.status, job.attempt, job.error["code"]) == ("FAILURE", 3, "JOB_KILLED")  # type: ignore[index]
    assert lines(note) == ["tried"] * 3
    assert worker.is_alive


def test_r13_killed_with_its_result_in_storage_but_not_published_the_second_attempt_publishes(house: House, note: str) -> None:
    house.worker()
    job = ended(enqueue("tests.dies_once", owner=None, note=note))
    first, second = lines(note)
    assert (job.status, job.attempt, job.result) == ("SUCCESS", 2, {"key": second})
    assert first != second


@has_queue_of_its_own
def test_r05_the_same_message_five_times_is_one_lease_and_one_result(house: House, waiting: Callable[[], Waiting]) -> None:
    house.worker()
    work = waiting()
    for _ in range(5):
        run_job.apply_async((str(work.job.id),))
    assert work.child
    work.let_go()
    assert work.is_done_once(attempt=1)


@has_queue_of_its_own
def test_r06_the_worker_goes_on_after_the_queue_was_killed_and_started_again(
    house: House, waiting: Callable[[], Waiting], tmp_path: Path
) -> None:
    assert columns.REDIS
    worker, work = house.worker(), waiting()
    assert work.child
    notes = [str(tmp_path / f"note{number}") for number in range(6)]
    jobs = [enqueue("tests.quick", owner=None, note=note) for note in notes]
    send_waiting()
    columns.REDIS.kill()
    jobs.append(enqueue("tests.quick", owner=None, note=note_of_the_dark(tmp_path)))
    work.let_go()
    columns.REDIS.start()
    assert work.is_done_once(attempt=1)
    for job in jobs:
        assert (ended(job).status, job.attempt) == ("SUCCESS", 1)
    assert [lines(note) for note in notes] == [["published"]] * len(notes)
    assert worker.is_alive


def note_of_the_dark(folder: Path) -> str:
    """Of a job that was handed in while there was no queue."""
    return str(folder / "dark")


def test_r03_a_worker_that_is_told_to_stop_gives_its_job_back(house: House, waiting: Callable[[], Waiting]) -> None:
    worker, work = house.worker(), waiting()
    child = work.child
    assert worker.end(GRACE_SECONDS) in (0, -signal.SIGTERM)
    assert is_gone(child)
    work.job.refresh_from_db()
    assert (work.job.status, work.job.attempt) == ("PENDING", 0)
    work.let_go()
    house.worker()
    assert work.is_done_once(attempt=1)


def test_r02_a_killed_worker_loses_its_lease_and_another_finishes(house: House, waiting: Callable[[], Waiting]) -> None:
    worker, work = house.worker(), waiting()
    child = work.child
    worker.kill()
    until(lambda: is_gone(child), "for the orphan to notice that its supervisor is dead")
    assert house.job_folders() == []
    work.let_go()
    house.worker()
    assert work.is_done_once(attempt=2)


@pytest.mark.skipif(columns.COLUMN == "embedded", reason="SQLite has no server to restart")
def test_r09_a_job_outlives_a_restart_of_the_database(house: House, waiting: Callable[[], Waiting]) -> None:
    assert columns.POSTGRES
    worker, work = house.worker(), waiting()
    assert work.child
    connections.close_all()
    columns.POSTGRES.restart_immediately()
    work.let_go()
    assert work.is_done_once(attempt=1)
    assert worker.is_alive


def test_r14_a_worker_that_wakes_up_too_late_changes_nothing(house: House, waiting: Callable[[], Waiting]) -> None:
    worker, work = house.worker(), waiting()
    zombie = work.child
    with frozen(worker.pid, zombie):
        second = house.start()
        until(lambda: work.child != zombie, "for somebody else to begin")
        work.let_go()
        assert work.is_done_once(attempt=2)
        version = work.job.version
    until(lambda: is_gone(zombie), "for the zombie to find that it is dead")
    work.job.refresh_from_db()
    assert work.job.version == version
    assert work.is_done_once(attempt=2)
    assert worker.is_alive
    assert second.is_alive


def test_r08_what_was_in_the_queue_is_sent_again_when_the_queue_is_lost(
    house: House, waiting: Callable[[], Waiting], tmp_path: Path
) -> None:
    """Its data wiped; or, where it is inside the web process, gone with that."""
    worker, busy = house.worker(), [waiting() for _ in range(2)]
    assert all(work.child for work in busy)
    notes = [str(tmp_path / f"note{number}") for number in range(2)]
    jobs = [enqueue("tests.quick", owner=None, note=note) for note in notes]
    until(lambda: all(Job.objects.values_list("published_at", flat=True)), "for all to be in the queue")
    if columns.REDIS:
        with redis.Redis(port=columns.REDIS.port) as queue:
            queue.flushall()
    else:
        worker.kill()
    for work in busy:
        work.let_go()
    house.worker()
    for job in [*jobs, *(work.job for work in busy)]:
        assert ended(job).status == "SUCCESS"
    assert [lines(note) for note in notes] == [["published"]] * 2


class Hung:
    """Takes connections and never says a word."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self.socket.getsockname()[1]

    def end(self) -> None:
        self.socket.close()


@pytest.fixture
def hung() -> Iterator[Hung]:
    server = Hung()
    yield server
    server.end()


@has_queue_of_its_own
def test_r07_a_queue_that_never_answers_holds_nobody_up_and_gets_the_job_later(
    house: House, hung: Hung, alice: Any, tmp_path: Path
) -> None:
    house.end_all()
    web = house.start("web", BROKER_URL=f"redis://127.0.0.1:{hung.port}/0")
    web.wait_until_it_serves()
    with httpx.Client(base_url=web.url, headers=authorized(alice), timeout=60) as client:
        assert client.get("/auth/me").status_code == 200
        for number in range(3):
            began = time.monotonic()
            assert client.post("/api/v1/tables", files=sales(number)).status_code == 202
            assert time.monotonic() - began < FIRST_ANSWER_SECONDS
        hung.end()
        answering = columns.Redis(tmp_path / "redis", hung.port)
        try:
            with redis.Redis(port=hung.port) as broker:
                until(lambda: broker.llen("finnect:celery") >= 3, "for the jobs to be sent")
            sent = Job.objects.filter(status="PENDING").exclude(published_at=None)
            until(lambda: sent.count() == 3, "for the web process to know that they were sent")
        finally:
            answering.kill()


def test_r12_a_job_whose_web_process_died_before_sending_it_is_found_at_the_next_start(house: House, alice: Any) -> None:
    house.end_all()
    with pytest.raises(httpx.TransportError):
        hand_in(house, alice, dies="after the commit")
    job = Job.objects.get()
    assert (job.status, job.published_at) == ("PENDING", None)
    house.worker()
    assert ended(job).status == "SUCCESS"
    assert Table.objects.get().statistics["total_revenue"] == 7


@pytest.mark.parametrize("moment", ["after the file is in storage", "before the job is committed"])
def test_r11_a_web_process_that_dies_between_storage_and_database_leaves_one_upload_and_one_job(
    house: House, alice: Any, moment: str
) -> None:
    with pytest.raises(httpx.TransportError):
        hand_in(house, alice, dies=moment)
    assert not Job.objects.exists()
    answers = [hand_in(house, alice), hand_in(house, alice)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json()["table"]["id"] == answers[1].json()["table"]["id"]
    assert (Upload.objects.count(), Job.objects.count(), Table.objects.count()) == (1, 1, 1)

    house.worker()
    assert ended(Job.objects.get()).status == "SUCCESS"
    known = {Upload.objects.get().key, Table.objects.get().processed_key}
    orphans = house.stored() - known
    if moment == "after the file is in storage":
        assert len(orphans) == 1
        house.age_storage()
        assert doctor(house).returncode == 1
        assert doctor(house, "--fix").returncode == 0
    assert house.stored() == known


def hand_in(house: House, user: Any, dies: str = "") -> httpx.Response:
    web = house.start("web", FINNECT_TEST_DIES=dies) if dies else house.web()
    web.wait_until_it_serves()
    headers = {**authorized(user), "Idempotency-Key": "the same"}
    try:
        return httpx.post(f"{web.url}/api/v1/tables", files=sales(), headers=headers, timeout=60)
    finally:
        assert not dies or web.process.wait(60) == -signal.SIGKILL
