"""Files of the same kind joined into one history: made, read as a table, joined anew, and ended."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from finnect import storage
from finnect.jobs import leases
from finnect.jobs.kinds import Run
from finnect.jobs.models import Job
from finnect.sales import analysis, histories
from finnect.sales.models import Measurement, Table
from tests.props import SALES, table_of

pytestmark = [pytest.mark.both, pytest.mark.django_db]
HEADER, *LINES = SALES.splitlines(keepends=True)
FIRST, SECOND = HEADER + LINES[0] + LINES[1], HEADER + LINES[1] + LINES[2] + LINES[3]  # they share the second line
WHOLE = {"total_revenue": 30.63, "num_customers": 2, "num_invoices": 3, "total_quantity": 13}
Hand = Callable[..., dict[str, Any]]


@pytest.fixture
def alices(alice: Any, calling: Any) -> Any:
    return calling(alice, "en")


@pytest.fixture
def hand_in(alices: Any, work_off: Any) -> Hand:
    """Alice hands a file in and it is read; what is shown of it."""

    def do(content: bytes, filename: str = "sales.csv", **form: str) -> dict[str, Any]:
        made = alices.post("/api/v1/tables", files={"file": (filename, content)}, data=form)
        assert made.status_code == 202, made.text
        work_off()
        return shown(made.json()["table"]["id"])

    def shown(table_id: str) -> dict[str, Any]:
        return dict(alices.get(f"/api/v1/tables/{table_id}").json())

    return do


@pytest.fixture
def shop(hand_in: Hand, alices: Any) -> Callable[[], Any]:
    """Alice's history of two files that overlap; called, what is shown of it and of its files now."""
    hand_in(FIRST, "dec.csv", history="Shop")
    hand_in(SECOND, "jan.csv", history="Shop")

    def now() -> Any:
        [table] = alices.get("/api/v1/tables", params={"kind": "history"}).json()["items"]
        return table, alices.get(f"/api/v1/tables/{table['id']}/files").json()

    return now


def test_files_handed_in_for_a_history_are_joined_and_overlaps_told(shop: Any) -> None:
    table, told = shop()

    assert (table["kind"], table["filename"], table["status"], table["rows"]) == ("history", "Shop", "SUCCESS", 4)
    assert table["statistics"] == WHOLE
    assert [(file["filename"], file["rows"], file["repeated"], file["problem"]) for file in told["files"]] == [
        ("dec.csv", 2, 0, None),
        ("jan.csv", 3, 1, None),
    ]
    assert told["repeated"] == {"rows": 1, "revenue": 6.78, "without_invoice": 0, "without_date": 0}
    assert (told["files"][0]["first_day"], told["files"][1]["last_day"]) == ("2010-12-01", "2010-12-03")


def test_a_file_that_says_what_was_cancelled_is_joined_with_one_that_does_not(hand_in: Hand, shop: Any) -> None:
    told = (
        SECOND.replace(b"\n", b",paid\n")
        .replace(b"Country,paid", b"Country,Status")
        .replace(b"12583,France,paid", b"12583,France,cancelled")
    )
    file = hand_in(told, "jan_again.csv", history="Shop")
    history, found = shop()

    assert "Status" in file["mapping"]
    assert [note["column"] for note in file["notes"]] == ["Status"]
    assert [one["problem"] for one in found["files"]] == [None, None, None]
    assert "536366" in {one["invoice"] for one in found["listed"]}  # it was cancelled later
    assert history["rows"] == 5


def test_each_file_keeps_its_own_numbers_and_tells_its_history(hand_in: Hand) -> None:
    first, second = hand_in(FIRST, history=" Shop\n "), hand_in(SECOND, history="Shop")

    assert first["history"] == second["history"]
    assert first["history"]["name"] == "Shop"
    assert (first["statistics"]["total_revenue"], second["statistics"]["total_revenue"]) == (22.08, 15.33)


@pytest.mark.parametrize(
    "path", ["bridge", "series", "top", "profile", "segments", "cohorts", "segments.csv", "segments.xlsx", "cohorts.csv"]
)
def test_whatever_is_asked_of_a_table_may_be_asked_of_a_history(path: str, shop: Any, alices: Any) -> None:
    assert alices.get(f"/api/v1/tables/{shop()[0]['id']}/{path}").status_code == 200


def test_a_query_over_a_history(shop: Any, alices: Any) -> None:
    query = {"measures": ["total_revenue"], "filters": [{"field": "country", "operator": "equals", "value": "France"}]}

    assert alices.post(f"/api/v1/tables/{shop()[0]['id']}/query", json=query).json()["rows"] == [[11.1]]


def test_a_table_that_is_there_is_put_into_a_history(hand_in: Hand, alices: Any, work_off: Any) -> None:
    tables = [hand_in(FIRST), hand_in(SECOND)]
    answers = [alices.post(f"/api/v1/tables/{table['id']}/history", json={"name": "Shop"}) for table in tables]
    jobs = work_off()

    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json()["table"]["id"] == answers[1].json()["table"]["id"]
    assert [job.kind for job in jobs] == ["sales.join"]  # the second found the first one's joining waiting
    assert Table.objects.get(name="Shop").statistics == WHOLE


def test_the_same_file_again_changes_nothing(shop: Any, hand_in: Hand, work_off: Any) -> None:
    before = shop()[0]
    hand_in(FIRST, "again.csv", history="Shop")

    assert shop()[0] == before
    assert Job.objects.filter(kind="sales.join").count() == 2


def test_the_earlier_state_stays_until_the_new_one_is_there(shop: Any, alice: Any, alices: Any) -> None:
    history, _ = shop()
    third = table_of(alice, SALES.replace(b"53636", b"99999"))
    histories.put_in(third, "Shop")
    Table.objects.filter(id=third.id).update(job=Table.objects.get(id=shop()[1]["files"][0]["id"]).job)  # as if it were being read

    table, told = shop()
    assert (table["status"], table["statistics"]) == ("SUCCESS", WHOLE)
    assert len(told["files"]) == 3
    assert alices.get(f"/api/v1/tables/{history['id']}/bridge").status_code == 200


def test_before_anything_is_read_a_history_waits_for_its_first_file(alices: Any, work_off: Any) -> None:
    made = alices.post("/api/v1/tables", files={"file": ("a.csv", FIRST)}, data={"history": "Shop"}).json()
    history = alices.get(f"/api/v1/tables/{made['table']['history']['id']}").json()

    assert (history["status"], history["statistics"], history["job_id"]) == ("PENDING", None, made["job"]["id"])
    assert alices.get(f"/api/v1/tables/{history['id']}/series").json()["code"] == "TABLE_NOT_READY"
    work_off()
    assert alices.get(f"/api/v1/tables/{history['id']}").json()["statistics"]["total_revenue"] == 22.08


def test_a_file_that_cannot_be_read_is_told_and_the_rest_counts(hand_in: Hand, shop: Any) -> None:
    hand_in(b"a,b\n1,2\n", "odd.csv", history="Shop")
    table, told = shop()

    assert table["statistics"] == WHOLE
    assert [file["problem"] and file["problem"]["code"] for file in told["files"]] == [None, None, "COLUMNS_NOT_FOUND"]


def test_a_file_without_customers_does_not_fit_and_is_told(hand_in: Hand, shop: Any, alices: Any) -> None:
    bare = SALES.replace(b",CustomerID", b"").replace(b",17850", b"").replace(b",12583", b"").replace(b"536", b"777")
    late = hand_in(bare, "bare.csv", history="Shop")
    problem = shop()[1]["files"][2]["problem"]

    assert problem["code"] == "FIELDS_DIFFER"
    assert "CustomerID" in problem["detail"]
    assert "bare.csv" in problem["detail"]
    assert shop()[0]["statistics"] == WHOLE
    other = hand_in(bare + b"\n", "bare2.csv")
    refused = alices.post(f"/api/v1/tables/{other['id']}/history", json={"name": "Shop"})
    assert (refused.status_code, refused.json()["code"]) == (409, "FIELDS_DIFFER")
    assert late["history"]
    assert not Table.objects.get(id=other["id"]).history


def test_a_new_reading_of_a_file_takes_the_place_of_the_old_one(shop: Any, hand_in: Hand, alices: Any, work_off: Any) -> None:
    wide = b"".join(line.rstrip() + (b",Net\n" if line == HEADER else b",1\n") for line in (HEADER, *LINES))
    table = hand_in(wide.replace(b"5363", b"7773"), "feb.csv", history="Shop")
    made = alices.post(f"/api/v1/tables/{table['id']}/analyze", json={"mapping": {"UnitPrice": "Net"}}).json()["table"]
    work_off()

    assert [file["id"] for file in shop()[1]["files"]][2:] == [made["id"]]
    assert shop()[0]["statistics"]["total_revenue"] == pytest.approx(30.63 + 13)
    assert alices.get(f"/api/v1/tables/{table['id']}").json()["history"] is None


def test_two_sheets_of_a_workbook_are_two_files_of_a_history(hand_in: Hand, shop: Any, alices: Any, work_off: Any) -> None:
    from tests.sales.test_choices import workbook

    rows = [line.decode().strip().split(",") for line in (HEADER, *LINES)]
    book = workbook(Spring=[rows[0], ["1", "A", "x", "1", "2011-03-01", "5", "9", "France"]], Autumn=[rows[0], ["2", *rows[1][1:]]])
    hand_in(book, "two.xlsx", sheet="Spring", history="Shop")
    hand_in(book, "two.xlsx", sheet="Autumn", history="Shop")

    assert len(shop()[1]["files"]) == 4
    assert shop()[0]["rows"] == 6


def test_a_file_taken_out_stays_a_table_of_its_own(shop: Any, alices: Any, work_off: Any) -> None:
    history, told = shop()
    answer = alices("DELETE", f"/api/v1/tables/{history['id']}/files/{told['files'][1]['id']}")
    work_off()

    assert answer.status_code == 204
    assert shop()[0]["statistics"]["total_revenue"] == 22.08
    assert alices.get(f"/api/v1/tables/{told['files'][1]['id']}").json()["history"] is None
    assert alices("DELETE", f"/api/v1/tables/{history['id']}/files/{told['files'][1]['id']}").status_code == 404


def test_a_history_ends_and_its_files_stay(shop: Any, alices: Any, django_capture_on_commit_callbacks: Any) -> None:
    history, told = shop()
    key = Table.objects.get(id=history["id"]).processed_key
    with django_capture_on_commit_callbacks(execute=True):
        assert alices("DELETE", f"/api/v1/tables/{history['id']}/files").status_code == 204

    assert alices.get(f"/api/v1/tables/{history['id']}").status_code == 404
    assert not storage.exists(key)
    assert all(alices.get(f"/api/v1/tables/{file['id']}").status_code == 200 for file in told["files"])


def test_a_deleted_file_is_missing_from_the_next_joining(shop: Any, work_off: Any, django_capture_on_commit_callbacks: Any) -> None:
    _, told = shop()
    with django_capture_on_commit_callbacks(execute=True):
        Table.objects.get(id=told["files"][1]["id"]).file.delete()
    work_off()

    assert shop()[0]["statistics"]["total_revenue"] == 22.08


def test_with_its_owner_a_history_goes(shop: Any, alice: Any, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        Table.objects.filter(owner=alice).delete()

    assert not Table.objects.exists()


def test_of_two_joinings_the_later_one_is_shown(
    shop: Any, alice: Any, work_off: Any, tmp_path: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """The earlier one worked on while another file came: what it made is thrown away."""
    history = Table.objects.get(name="Shop")
    third = table_of(alice, SALES.replace(b"5363", b"9993"))
    work_off()
    histories.put_in(Table.objects.get(id=third.id), "Shop")
    slow = leases.take(Table.objects.get(id=history.id).renewal_id)
    assert slow
    last_step = slow.kind.work(Run(slow.job_id, 1, alice.id, tmp_path), **slow.arguments)
    histories.take_out(history, third.id)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        leases.finish(slow, last_step)
    work_off()

    history.refresh_from_db()
    assert history.statistics == WHOLE
    assert [key for key in storage.keys("uploads/processed") if str(slow.job_id) in key] == []


def test_what_was_shown_before_is_deleted_later(shop: Any, hand_in: Hand, work_off: Any, django_capture_on_commit_callbacks: Any) -> None:
    """Whoever reads it when the new one appears reads to the end."""
    history = Table.objects.get(name="Shop")
    hand_in(SALES.replace(b"5363", b"9993"), history="Shop")
    assert storage.exists(history.processed_key)
    Job.objects.filter(kind="sales.measure").update(not_before=history.created_at)
    with django_capture_on_commit_callbacks(execute=True):
        work_off()

    assert not storage.exists(history.processed_key)
    assert storage.exists(Table.objects.get(name="Shop").processed_key)


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "\0", 7, None])
def test_a_name_that_is_none_is_refused(name: Any, alice: Any, alices: Any, work_off: Any) -> None:
    table = table_of(alice)

    assert alices.post(f"/api/v1/tables/{table.id}/history", json={"name": name}).status_code == 422


def test_bob_neither_sees_nor_changes_alices_history(shop: Any, bob: Any, calling: Any) -> None:
    history, told = shop()
    his = calling(bob)

    assert his.get(f"/api/v1/tables/{history['id']}/files").status_code == 404
    assert his("DELETE", f"/api/v1/tables/{history['id']}/files").status_code == 404
    assert his("DELETE", f"/api/v1/tables/{history['id']}/files/{told['files'][0]['id']}").status_code == 404
    assert his.get("/api/v1/tables", params={"kind": "history"}).json()["items"] == []


def test_bobs_history_of_the_same_name_is_his_own(shop: Any, bob: Any, calling: Any, work_off: Any) -> None:
    calling(bob).post("/api/v1/tables", files={"file": ("x.csv", FIRST)}, data={"history": "Shop"})
    work_off()

    assert Table.objects.filter(name="Shop").count() == 2
    assert shop()[0]["statistics"] == WHOLE


def test_what_carol_puts_in_stays_alices(shop: Any, carol: Any, alice: Any, calling: Any) -> None:
    table = table_of(alice, SALES + b"\n")
    calling(carol).post(f"/api/v1/tables/{table.id}/history", json={"name": "Shop"})

    assert Table.objects.get(id=table.id).history == Table.objects.get(name="Shop", owner=alice)


def test_a_history_is_neither_read_anew_nor_put_into_another(shop: Any, alices: Any) -> None:
    history, _ = shop()

    assert alices.post(f"/api/v1/tables/{history['id']}/analyze", json={}).status_code == 404
    assert alices.post(f"/api/v1/tables/{history['id']}/history", json={"name": "Other"}).status_code == 404


def test_the_newest_result_is_a_file_not_a_history(shop: Any, alice: Any) -> None:
    from finnect.sales.queries import newest_table

    newest = newest_table(alice)
    assert newest
    assert newest.filename == "jan.csv"


@pytest.fixture
def measured_later(work_off: Any) -> Iterator[Any]:
    """A table of many customers, and what was measured of it by the job that comes after the reading."""
    from tests.sales.test_customers import lively_table

    def do(owner: Any) -> Table:
        table = table_of(owner, lively_table())
        work_off()
        Job.objects.filter(kind="sales.measure").update(not_before=table.created_at)
        [job] = work_off()
        assert (job.kind, job.status, job.owner) == ("sales.measure", "SUCCESS", None)
        return Table.objects.get(id=table.id)

    return do


def test_value_and_groups_are_measured_by_a_job_so_that_no_request_has_to(
    measured_later: Any, alice: Any, calling: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.cache import cache

    table = measured_later(alice)
    get = calling(alice).get
    paths = ("value", "clusters", "clusters?k=5")
    cache.clear()  # of the job's own process
    kept = [get(f"/api/v1/tables/{table.id}/{path}").json() for path in paths]
    cache.clear()
    known = list(table.measurements.all())
    table.measurements.all().delete()
    computed = [get(f"/api/v1/tables/{table.id}/{path}").json() for path in paths]

    assert {one.asked["name"] for one in known} == {"value", "groups"}
    assert kept == computed
    assert kept[2]["k"] == 5
    Measurement.objects.bulk_create(known)
    cache.clear()
    for name in ("customer_value", "clusterings"):
        monkeypatch.setattr(analysis, name, lambda *_: pytest.fail("it was measured before"))
    assert [get(f"/api/v1/tables/{table.id}/{path}").json() for path in paths] == kept


def test_the_assistant_tells_of_the_newest_file_or_of_a_history_by_its_name(shop: Any, alices: Any) -> None:
    questions = ("총매출 알려줘", "Shop 총매출 알려줘", "Shop 프랑스 총매출 알려줘")
    newest, named, grouped = (alices.post("/chatbot/", data={"query": query}).json() for query in questions)

    assert [source["title"] for source in newest["sources"]] == ["jan.csv"]
    assert [source["title"] for source in named["sources"]] == ["Shop"]
    assert "15.33" in newest["answer"]
    assert "30.63" in named["answer"]
    assert "11.1" in grouped["answer"]
