"""What takes long of a large table is measured by a job: a request says so at once, and the next one has the answer."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache

from finnect.jobs import leases
from finnect.jobs import services as jobs
from finnect.jobs.kinds import Run
from finnect.jobs.models import Job
from finnect.kit.errors import Problem
from finnect.sales import analysis, histories, measurements, services
from finnect.sales.models import Measurement, Table
from finnect.sales.packing import pack, unpack
from finnect.storage import StorageUnavailable
from tests.props import SALES, table_of
from tests.sales.test_customers import lively_table

pytestmark = [pytest.mark.both, pytest.mark.django_db]
ANSWERS = ("bridge", "series?by=day", "top?by=product", "profile", "segments", "cohorts", "clusters?k=3", "value", "bridge?country=kr")
QUERY = {
    "measures": ["total_revenue", "average_basket"],
    "group_by": ["month"],
    "filters": [{"field": "day", "operator": "from", "value": "2011-02-01"}],
}
HEADER = SALES.splitlines()[0].decode()


@pytest.fixture
def read(alice: Any, work_off: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Table]:
    """Alice's tables, which count as large once they are read; nothing is measured of them yet."""
    monkeypatch.setattr(measurements, "LARGE_ROWS", 0)

    def do(content: bytes = SALES) -> Table:
        table = table_of(alice, content)
        work_off()
        forget(table)
        return Table.objects.select_related("job").get(id=table.id)

    return do


def forget(table: Table) -> None:
    """What was ordered of it."""
    Job.objects.filter(kind="sales.measure", arguments__table_id=str(table.id)).delete()
    table.measurements.all().delete()


@pytest.fixture
def get(alice: Any, calling: Any) -> Callable[[Table, str], Any]:
    """Asks as the page does, by a process that remembers nothing."""
    caller = calling(alice)

    def do(table: Table, path: str) -> Any:
        cache.clear()
        url = f"/api/v1/tables/{table.id}/{path}"
        return caller.post(url, json=QUERY) if path == "query" else caller.get(url)

    return do


def orders() -> list[Job]:
    return list(Job.objects.filter(kind="sales.measure").order_by("created_at"))


def test_a_large_table_is_measured_by_a_job_of_nobodys_and_its_answer_kept(
    read: Any, get: Any, work_off: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = read()
    asked = get(table, "bridge")
    done = work_off()
    monkeypatch.setattr(analysis, "bridge", lambda *_: pytest.fail("it was measured before"))
    answer = get(table, "bridge")

    assert (asked.status_code, asked.json()["code"], asked.headers["retry-after"]) == (409, "BEING_MEASURED", "2")
    assert [(job.kind, job.status, job.owner) for job in done] == [("sales.measure", "SUCCESS", None)]
    assert (answer.status_code, answer.json()["total"]) == (200, 30.63)


@pytest.mark.parametrize("path", [*ANSWERS, "query"])
def test_the_answer_is_the_one_that_a_request_would_have_measured(
    path: str, read: Any, get: Any, work_off: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = read(lively_table())
    while get(table, path).status_code == 409:  # what may be chosen is asked of the table first
        assert work_off()
    ordered = get(table, path)
    monkeypatch.setattr(measurements, "LARGE_ROWS", 10_000)
    Measurement.objects.all().delete()
    at_once = get(table, path)

    assert (ordered.status_code, at_once.status_code) == (200, 200)
    assert ordered.json() == at_once.json()


def test_who_asks_again_or_for_more_waits_for_the_same_job(read: Any, get: Any, work_off: Any) -> None:
    table = read()
    answers = [get(table, path).json()["code"] for path in ("bridge", "bridge", "profile", "bridge")]

    assert answers == ["BEING_MEASURED"] * 4
    assert [one.asked["name"] for one in table.measurements.order_by("created_at")] == ["bridge", "profile"]
    assert [job.status for job in work_off()] == ["SUCCESS"]
    assert [get(table, path).status_code for path in ("bridge", "profile")] == [200, 200]


def test_what_is_ordered_while_a_job_is_at_it_is_measured_by_it_and_what_it_has_done_is_there(
    read: Any, get: Any, work_off: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, bridge, there = read(), analysis.bridge, []

    def meanwhile(sales: Any) -> Any:
        there.append(get(table, "profile").json()["code"])
        return bridge(sales)

    def at_last(sales: Any) -> Any:
        there.append(get(table, "bridge").status_code)
        return profile(sales)

    profile = analysis.profile
    monkeypatch.setattr(analysis, "bridge", meanwhile)
    monkeypatch.setattr(analysis, "profile", at_last)
    get(table, "bridge")
    done = work_off()

    assert there == ["BEING_MEASURED", 200]
    assert [job.status for job in done] == ["SUCCESS"]
    assert get(table, "profile").status_code == 200


def test_what_a_job_that_failed_had_not_begun_is_no_fault_of_its(
    read: Any, get: Any, work_off: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise StorageUnavailable

    table = read()
    with monkeypatch.context() as now:
        now.setattr(analysis, "bridge", away)
        for path in ("bridge", "profile"):
            get(table, path)
        work_off()
        again = get(table, "profile").json()["code"]
        work_off()

    assert again == "BEING_MEASURED"
    assert [get(table, path).status_code for path in ("profile", "bridge")] == [200, 503]


def test_a_small_table_is_measured_at_once(read: Any, get: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    table = read()
    monkeypatch.setattr(measurements, "LARGE_ROWS", table.rows)

    assert get(table, "bridge").json()["total"] == 30.63
    assert orders() == []


def test_what_a_large_table_does_not_tell_is_said_once_it_was_looked_for(read: Any, get: Any, work_off: Any) -> None:
    table = read(b"InvoiceNo,Quantity,UnitPrice,InvoiceDate\n1,2,3.5,2011-01-01\n")
    asked = get(table, "segments")
    done = work_off()
    answer = get(table, "segments")

    assert asked.json()["code"] == "BEING_MEASURED"
    assert [job.status for job in done] == ["SUCCESS"]
    assert (answer.status_code, answer.json()["code"]) == (422, "FIELD_NEEDED")


def test_why_a_job_failed_is_said_and_whoever_asks_again_has_it_tried_again(
    read: Any, get: Any, work_off: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise StorageUnavailable

    table = read()
    get(table, "bridge")
    with monkeypatch.context() as now:
        now.setattr(analysis, "bridge", away)
        work_off()
    told = get(table, "bridge")
    again = get(table, "bridge")
    work_off()

    assert (told.status_code, told.json()["code"]) == (503, "STORAGE_UNAVAILABLE")
    assert again.json()["code"] == "BEING_MEASURED"
    assert get(table, "bridge").json()["total"] == 30.63


def test_what_was_cancelled_is_ordered_anew(read: Any, get: Any, work_off: Any) -> None:
    table = read()
    get(table, "bridge")
    jobs.cancel(orders()[0])
    again = get(table, "bridge")

    assert again.json()["code"] == "BEING_MEASURED"
    assert [job.status for job in work_off()] == ["SUCCESS"]
    assert get(table, "bridge").status_code == 200


def test_a_table_is_not_asked_more_than_can_be_measured(read: Any, get: Any, work_off: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measurements, "MOST_OPEN", 2)
    table = read()
    answers = [get(table, path).status_code for path in ("bridge", "profile", "segments", "bridge")]
    work_off()

    assert answers == [409, 409, 429, 409]
    assert get(table, "segments").status_code == 409


def test_the_oldest_answers_make_room(read: Any, get: Any, work_off: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measurements, "MOST_KEPT", 2)
    table = read()
    for path in ("bridge", "profile", "segments", "cohorts"):
        get(table, path)
        work_off()

    assert sorted(one.asked["name"] for one in table.measurements.all()) == ["cohorts", "profile", "segments"]


def test_a_table_that_is_deleted_meanwhile_is_not_measured(
    read: Any, get: Any, work_off: Any, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]]
) -> None:
    table = read()
    get(table, "bridge")
    asked = measurements.asked_by(Measurement.objects.get())
    with django_capture_on_commit_callbacks(execute=True):
        histories.delete(table)

    assert [job.status for job in work_off()] == ["SUCCESS"]
    assert get(table, "bridge").status_code == 404
    with pytest.raises(Problem, match="NOT_FOUND"):
        measurements.order(table, asked)


def test_what_was_ordered_of_a_history_before_it_was_joined_anew_is_not_its_answer(
    read: Any, get: Any, work_off: Any, tmp_path: Any
) -> None:
    """A job that measures the old rows while new ones come."""
    header, *lines = SALES.splitlines(keepends=True)
    history = histories.put_in(read(header + b"".join(lines[:2])), "Shop")
    work_off()
    forget(history)
    get(history, "bridge")
    [order] = orders()
    lease = leases.take(order.id)
    assert lease
    last_step = lease.kind.work(Run(lease.job_id, lease.attempt, None, tmp_path), **lease.arguments)
    histories.put_in(read(SALES), "Shop")
    work_off()
    leases.finish(lease, last_step)

    assert get(history, "bridge").json()["code"] == "BEING_MEASURED"
    work_off()
    assert get(history, "bridge").json()["total"] == 30.63


def test_what_is_asked_and_answered_travels_unchanged() -> None:
    query = analysis.parse_query(QUERY)
    held = [query, {"a": Decimal("12.50"), "b": (1, None, "x")}, date(2011, 1, 2), datetime(2011, 1, 2, 3, 4), 1.5, True]

    assert unpack(pack(held)) == held
    assert isinstance(unpack(pack(held))[1]["a"], Decimal)
    with pytest.raises(TypeError, match="set"):
        pack({"a": {1}})


def test_value_and_groups_of_a_large_table_wait_for_the_job_that_comes_after_the_reading(
    alice: Any, work_off: Any, get: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measurements, "LARGE_ROWS", 0)
    table = table_of(alice, lively_table())
    work_off()
    asked = get(Table.objects.get(id=table.id), "value")
    [job] = orders()
    Job.objects.update(not_before=job.created_at)
    work_off()

    assert asked.json()["code"] == "BEING_MEASURED"
    assert [get(table, path).status_code for path in ("value", "clusters")] == [200, 200]
    assert services.VALUE.name in {one.asked["name"] for one in Measurement.objects.filter(job=job)}
