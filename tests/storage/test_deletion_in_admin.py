"""What is deleted in Django Admin leaves nothing in storage, neither in a folder nor in a bucket."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from finnect import storage
from finnect.kit.errors import NotFound
from finnect.sales import analysis, histories, queries, services
from finnect.sales.models import Table
from finnect.uploads.models import Upload
from tests.props import SALES, table_of

pytestmark = [pytest.mark.both, pytest.mark.django_db]
HEADER, *LINES = SALES.splitlines(keepends=True)
YES = {"post": "yes"}


@pytest.fixture
def admin(carol: Any) -> Client:
    client = Client()
    client.force_login(carol)
    return client


@pytest.fixture
def shop(anywhere: str, alice: Any, work_off: Any) -> Table:
    """A history of two files."""
    for name, content in (("dec.csv", HEADER + LINES[0]), ("jan.csv", HEADER + LINES[2])):
        histories.put_in(table_of(alice, content, filename=name), "Shop")
    work_off()
    return Table.objects.get(name="Shop")


def cleaned() -> set[str]:
    return set(storage.keys("uploads/processed"))


def test_a_history_takes_its_rows_with_it_and_leaves_its_files(shop: Table, admin: Client, django_capture_on_commit_callbacks: Any) -> None:
    files = {file.processed_key for file in shop.files.all()}
    with django_capture_on_commit_callbacks(execute=True):
        assert admin.post(f"/admin/sales/table/{shop.id}/delete/", YES).status_code == 302
        assert cleaned() == {*files, shop.processed_key}  # until it is certain

    assert cleaned() == files
    assert not Table.objects.filter(id=shop.id).exists()


def test_all_that_are_ticked_take_their_rows_with_them(
    shop: Table, alice: Any, admin: Client, work_off: Any, django_capture_on_commit_callbacks: Any
) -> None:
    other = table_of(alice, HEADER + LINES[3])
    work_off()
    other.refresh_from_db()
    gone, stays = shop.files.order_by("created_at")
    ticked = {"action": "delete_selected", "_selected_action": [str(gone.id), str(other.id)], **YES}
    with django_capture_on_commit_callbacks(execute=True):
        assert admin.post("/admin/sales/table/", ticked).status_code == 302
    work_off()

    shop.refresh_from_db()
    assert shop.statistics["total_revenue"] == 11.1
    assert {gone.processed_key, other.processed_key}.isdisjoint(cleaned())
    assert {stays.processed_key, shop.processed_key} <= cleaned()


def test_an_upload_takes_its_file_and_all_that_was_made_of_it_with_it(
    shop: Table, admin: Client, django_capture_on_commit_callbacks: Any
) -> None:
    tables = list(Table.objects.filter(upload__isnull=False).select_related("upload"))
    ids = [str(table.upload_id) for table in tables]
    with django_capture_on_commit_callbacks(execute=True):
        admin.post("/admin/uploads/upload/", {"action": "delete_selected", "_selected_action": ids, **YES})

    assert not Upload.objects.exists()
    assert not Table.objects.exists()  # a history without files ends
    assert list(storage.keys("uploads")) == []


def test_a_deletion_that_is_called_off_takes_nothing(shop: Table, django_capture_on_commit_callbacks: Any) -> None:
    before = set(storage.keys("uploads"))
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        Upload.objects.all().delete()
        transaction.set_rollback(True)

    assert set(storage.keys("uploads")) == before
    assert Table.objects.get(id=shop.id).files.count() == 2


def test_the_same_file_of_another_owner_keeps_its_rows(
    anywhere: str, alice: Any, bob: Any, admin: Client, calling: Any, work_off: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """His was never read: what the cache knew of hers was copied."""
    hers = table_of(alice)
    work_off()
    his = table_of(bob)
    work_off()
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(f"/admin/sales/table/{hers.id}/delete/", YES)
    theirs = table_of(alice)
    work_off()

    for owner, table in ((bob, his), (alice, theirs)):
        assert calling(owner).get(f"/api/v1/tables/{table.id}/top").status_code == 200
    assert len(cleaned()) == 2


def test_a_storage_out_of_reach_does_not_undo_the_deletion(
    alice: Any, admin: Client, work_off: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any, caplog: Any
) -> None:
    """`finnect doctor` finds what is left."""

    def refuse(*_: str) -> None:
        raise storage.StorageUnavailable()

    table = table_of(alice)
    work_off()
    monkeypatch.setattr(storage, "delete", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        answer = admin.post(f"/admin/sales/table/{table.id}/delete/", YES)

    assert answer.status_code == 302
    assert not Table.objects.filter(id=table.id).exists()
    assert len(cleaned()) == 1
    assert "on_commit" in caplog.text


def test_a_table_deleted_while_it_is_read_leaves_nothing_and_no_failed_job(
    anywhere: str, alice: Any, tmp_path: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from finnect.jobs import leases
    from finnect.jobs.kinds import Run

    table = table_of(alice)
    lease = leases.take(table.job_id)
    assert lease
    last_step = lease.kind.work(Run(lease.job_id, 1, alice.id, tmp_path), **lease.arguments)
    with django_capture_on_commit_callbacks(execute=True):
        Table.objects.filter(id=table.id).delete()
        leases.finish(lease, last_step)

    table.job.refresh_from_db()
    assert table.job.status == "SUCCESS"
    assert cleaned() == set()


def test_the_list_tells_what_each_is_worth(shop: Table, alice: Any, admin: Client) -> None:
    table_of(alice, b"nothing\n")
    listed = admin.get("/admin/sales/table/", headers={"Accept-Language": "en"}).content.decode()

    assert listed.count('<td class="field-revenue">') == 4
    assert '<td class="field-revenue">26.4</td>' in listed
    assert '<td class="field-revenue">–</td>' in listed


def test_a_table_deleted_while_it_is_measured_is_not_found(
    anywhere: str, alice: Any, work_off: Any, django_capture_on_commit_callbacks: Any
) -> None:
    made = table_of(alice)
    work_off()
    table = queries.visible_table(alice, made.id)
    with django_capture_on_commit_callbacks(execute=True):
        Table.objects.filter(id=table.id).delete()

    with pytest.raises(NotFound):
        services.measured(table, "bridge", analysis.bridge)
