"""Who handed a table in may take it back: the table, its file, and whatever was told of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from finnect import storage
from finnect.assistant import services as assistant
from finnect.jobs import leases
from finnect.jobs.models import Job
from finnect.kit.errors import NotFound
from finnect.sales import analysis, histories, queries, services
from finnect.sales.models import Table
from finnect.uploads.models import Upload
from tests.props import SALES, table_of

pytestmark = [pytest.mark.both, pytest.mark.django_db]
HEADER, *LINES = SALES.splitlines(keepends=True)
Committing = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def table(alice: Any, work_off: Any) -> Table:
    made = table_of(alice)
    work_off()
    made.refresh_from_db()
    return made


@pytest.fixture
def delete(alice: Any, calling: Any, django_capture_on_commit_callbacks: Committing) -> Callable[..., int]:
    """Alice deletes a table; the status of the answer."""
    caller = calling(alice)

    def do(table: Table) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return int(caller("DELETE", f"/api/v1/tables/{table.id}").status_code)

    return do


def test_a_table_goes_with_its_file_and_its_rows(table: Table, alice: Any, calling: Any, delete: Any) -> None:
    assert delete(table) == 204

    assert calling(alice).get("/api/v1/tables").json()["items"] == []
    assert not Upload.objects.exists()
    assert list(storage.keys("uploads")) == []
    assert delete(table) == 404


def test_what_was_read_twice_keeps_its_file_until_both_are_gone(table: Table, work_off: Any, delete: Any) -> None:
    again = histories.read_anew(table, mapping={"Country": ""}, sheet="")
    work_off()
    again.refresh_from_db()

    delete(table)
    assert storage.exists(again.file.key)
    assert list(storage.keys("uploads/processed")) == [again.processed_key]

    delete(again)
    assert list(storage.keys("uploads")) == []


def test_a_history_is_joined_anew_without_it(alice: Any, calling: Any, work_off: Any, delete: Any) -> None:
    for content in (LINES[0], LINES[2]):
        histories.put_in(table_of(alice, HEADER + content), "Shop")
    work_off()
    history = Table.objects.get(name="Shop")

    delete(history.files.earliest("created_at"))
    work_off()

    answer = calling(alice).get(f"/api/v1/tables/{history.id}").json()
    assert answer["statistics"]["total_revenue"] == 11.1


def test_a_history_goes_and_its_files_stay(table: Table, work_off: Any, delete: Any) -> None:
    history = histories.put_in(table, "Shop")
    work_off()

    assert delete(history) == 204
    assert list(Table.objects.all()) == [table]


def test_what_waits_to_be_read_is_not_read_any_more(alice: Any, work_off: Any, delete: Any) -> None:
    waiting = table_of(alice)
    assert delete(waiting) == 204

    assert work_off() == []
    assert list(storage.keys("uploads")) == []


def test_its_job_is_not_listed_any_more(table: Table, alice: Any, calling: Any, delete: Any) -> None:
    assert len(calling(alice).get("/api/v1/jobs").json()["items"]) == 1
    delete(table)

    assert calling(alice).get("/api/v1/jobs").json()["items"] == []


def test_what_is_being_read_is_cancelled(alice: Any, delete: Any) -> None:
    table = table_of(alice)
    lease = leases.take(table.job_id)
    assert lease and delete(table) == 204

    assert leases.is_cancel_requested(lease)


def test_what_could_not_be_read_can_be_deleted(alice: Any, work_off: Any, delete: Any) -> None:
    broken = table_of(alice, b"nothing to see\n")
    work_off()

    assert delete(broken) == 204
    assert list(storage.keys("uploads")) == []


def test_the_same_file_handed_in_again_is_read_again(table: Table, alice: Any, work_off: Any, delete: Any) -> None:
    delete(table)
    again = table_of(alice)
    work_off()
    again.refresh_from_db()

    assert again.id != table.id
    assert again.statistics == table.statistics


def test_the_assistant_does_not_speak_of_it_any_more(table: Table, alice: Any, delete: Any) -> None:
    assistant.plant_seeds()
    told, _ = assistant.ask(user=alice, question="총매출 얼마야?", language="ko")
    delete(table)
    later, _ = assistant.ask(user=alice, question="총매출 얼마야?", language="ko")

    assert "30.63" in told.answer
    assert "30.63" not in later.answer


def test_who_asks_while_it_is_deleted_hears_that_it_is_gone(
    table: Table, alice: Any, calling: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Committing
) -> None:
    bridge = analysis.bridge

    def meanwhile(sales: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            histories.delete(table)
        return bridge(sales)

    monkeypatch.setattr(analysis, "bridge", meanwhile)
    answer = calling(alice).get(f"/api/v1/tables/{table.id}/bridge")

    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


def test_what_was_looked_up_before_it_was_deleted_is_not_measured(table: Table, alice: Any) -> None:
    found, history = queries.visible_table(alice, table.id), histories.put_in(table, "Shop")
    told = queries.visible_history(alice, history.id)
    Table.objects.all().delete()

    for asked in (lambda: services.measured(found, "bridge", analysis.bridge), lambda: told.joined):
        with pytest.raises(NotFound), services.unless_deleted(found):
            asked()


def test_rows_that_are_lost_are_no_table_that_was_deleted(table: Table) -> None:
    storage.delete(table.processed_key)

    with pytest.raises(FileNotFoundError):
        services.measured(table, "bridge", analysis.bridge)


def test_what_is_gone_before_it_is_measured_fails_no_job(
    table: Table, work_off: Any, django_capture_on_commit_callbacks: Committing
) -> None:
    asked, [job] = table.measurements.count(), Job.objects.filter(kind="sales.measure")
    with django_capture_on_commit_callbacks(execute=True):
        histories.delete(table)
    Job.objects.update(not_before=job.created_at)

    assert asked
    assert [one.status for one in work_off()] == ["SUCCESS"]
