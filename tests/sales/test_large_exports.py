"""What can be taken along of a large table: a job makes the file, which stays for a while and goes with the table."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.cache import cache

from finnect import storage
from finnect.config.doctor import examine
from finnect.jobs.models import Job
from finnect.sales import analysis, histories, measurements
from finnect.sales.models import Measurement, Table
from tests.props import table_of
from tests.sales.test_customers import lively_table

pytestmark = [pytest.mark.both, pytest.mark.django_db]
Committing = Callable[..., AbstractContextManager[Any]]
MOST_JOBS = 3  # what may be chosen, how many groups there are, and the file
FILES = [f"{name}.{ending}" for name in ("segments", "cohorts", "clusters", "value") for ending in ("csv", "xlsx")]


@pytest.fixture
def table(alice: Any, work_off: Any, monkeypatch: pytest.MonkeyPatch) -> Table:
    """Alice's, which counts as large once it is read."""
    found = table_of(alice, lively_table())
    work_off()
    Job.objects.filter(kind="sales.measure").delete()
    found.measurements.all().delete()
    monkeypatch.setattr(measurements, "LARGE_ROWS", 0)
    return Table.objects.select_related("job").get(id=found.id)


@pytest.fixture
def get(alice: Any, calling: Any, table: Table) -> Callable[[str], Any]:
    """Asks as the page does, by a process that remembers nothing."""
    caller = calling(alice)

    def do(path: str) -> Any:
        cache.clear()
        return caller.get(f"/api/v1/tables/{table.id}/{path}")

    return do


@pytest.fixture
def fetch(get: Any, work_off: Any) -> Callable[[str], Any]:
    """Asks until it is there."""

    def do(path: str) -> Any:
        for _ in range(MOST_JOBS):
            if (answer := get(path)).status_code != 409:
                return answer
            work_off()
        return get(path)

    return do


def cells(path: str, content: bytes) -> list[Any]:
    if ".csv" in path:
        return content.decode().splitlines()
    [sheet] = openpyxl.load_workbook(io.BytesIO(content))
    return [sheet.title, *sheet.iter_rows(values_only=True)]


def made() -> set[str]:
    """The files in storage that no request made."""
    return {key for key in storage.keys("uploads/processed") if not key.endswith(".parquet")}


@pytest.mark.parametrize("path", [*FILES, "value.csv?from=2011-03&to=2011-11", "segments.xlsx?to=2011-06"])
def test_the_file_is_the_one_that_a_request_would_have_made(
    path: str, get: Any, fetch: Any, work_off: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = get(path)
    ordered = fetch(path)
    monkeypatch.setattr(measurements, "LARGE_ROWS", 10_000)
    Measurement.objects.all().delete()
    at_once = get(path)

    assert (asked.status_code, asked.json()["code"], asked.headers["retry-after"]) == (409, "BEING_MEASURED", "2")
    assert (ordered.status_code, at_once.status_code) == (200, 200)
    assert cells(path, ordered.content) == cells(path, at_once.content)
    assert ordered.headers["content-disposition"] == at_once.headers["content-disposition"]
    assert ordered.headers["content-type"] == at_once.headers["content-type"]


def test_what_is_there_is_only_read(fetch: Any, get: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first = fetch("segments.csv")
    monkeypatch.setattr(analysis, "customer_rows", lambda *_: pytest.fail("it was measured before"))

    assert get("segments.csv").content == first.content


def test_too_few_customers_are_said_once_they_were_counted(table: Table, get: Any, fetch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("finnect.sales.analysis.value._FEWEST", 10_000)
    answer = fetch("value.csv")

    assert (answer.status_code, answer.json()["code"]) == (422, "TOO_LITTLE_HISTORY")
    assert made() == set()


def test_the_files_go_with_the_table(table: Table, fetch: Any, django_capture_on_commit_callbacks: Committing) -> None:
    fetch("segments.csv")
    fetch("value.xlsx")
    there = made()
    with django_capture_on_commit_callbacks(execute=True):
        histories.delete(table)

    assert sorted(key.rpartition("-")[2] for key in there) == ["segments.csv", "value.xlsx"]
    assert made() == set()


def test_the_oldest_files_make_room(
    get: Any, fetch: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Committing
) -> None:
    monkeypatch.setattr(measurements, "MOST_FILES", 2)
    with django_capture_on_commit_callbacks(execute=True):
        for path in ("segments.csv", "segments.xlsx", "value.csv"):
            fetch(path)

    assert sorted(key.rpartition("-")[2] for key in made()) == ["segments.xlsx", "value.csv"]
    assert [get(path).status_code for path in ("value.csv", "segments.csv")] == [200, 409]


def test_a_file_that_had_to_make_room_just_now_is_made_again(get: Any, fetch: Any) -> None:
    first = fetch("segments.csv")
    storage.delete(*made())

    assert get("segments.csv").json()["code"] == "BEING_MEASURED"
    assert fetch("segments.csv").content == first.content


def test_a_table_that_is_deleted_while_the_file_is_made_leaves_none(
    table: Table, get: Any, work_off: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Committing
) -> None:
    customer_rows = analysis.customer_rows

    def meanwhile(sales: Any) -> Any:
        found = customer_rows(sales)
        with django_capture_on_commit_callbacks(execute=True):
            histories.delete(table)
        return found

    get("segments.csv")
    monkeypatch.setattr(analysis, "customer_rows", meanwhile)

    assert [job.status for job in work_off()] == ["SUCCESS"]
    assert made() == set()
    assert get("segments.csv").status_code == 404


def test_the_doctor_knows_the_files(fetch: Any) -> None:
    fetch("segments.csv")
    found = [finding.what for finding in examine(fix=True, grace=timedelta(0)) if finding.what.startswith("storage:")]

    assert "storage: 0 objects without a row" in found
    assert len(made()) == 1


def test_nobody_else_gets_a_file_or_has_one_made(table: Table, fetch: Any, bob: Any, calling: Any) -> None:
    fetch("segments.csv")

    assert [calling(bob).get(f"/api/v1/tables/{table.id}/{path}").status_code for path in ("segments.csv", "value.csv")] == [404, 404]
    assert len(made()) == 1
