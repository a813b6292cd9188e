"""People and workers who change the same histories at once: no file is lost, none counts twice, and everything ends well."""

import random
import tempfile
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.models.functions import Now
from django.db.models.signals import pre_delete
from django.test import Client

from finnect import storage
from finnect.jobs import leases
from finnect.jobs.errors import JobCrashed
from finnect.jobs.kinds import Run
from finnect.jobs.models import Job
from finnect.kit.errors import NotFound, Problem
from finnect.sales import histories, queries, services
from finnect.sales.models import Table
from finnect.uploads.models import Upload
from tests.props import SALES, table_of

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
HEADER = SALES.splitlines(keepends=True)[0].decode()
FILES = 5
Actor = Callable[[], None]


def content(number: int) -> bytes:
    """One sale of its own, worth a power of ten, so that a sum tells which files are in it; and one that every file has."""
    own = f"{number},P{number},own,1,2011-0{number}-01,{10**number},{number},France"
    return f"{HEADER}{own}\n999,P9,everywhere,1,2011-09-01,7,9,France\n".encode()


def work_on(job: Job) -> None:
    """One attempt, as a worker process takes it."""
    lease = leases.take(job.id)
    if lease is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            leases.finish(lease, lease.kind.work(Run(lease.job_id, lease.attempt, lease.owner_id, Path(folder)), **lease.arguments))
        except Problem as problem:
            leases.fail(lease, problem)
        except FileNotFoundError:  # deleted under its hands
            leases.retry_or_fail(lease, JobCrashed(job_id=str(lease.job_id)))


def work_all_off() -> None:
    while waiting := list(Job.objects.filter(status=Job.Status.PENDING)):
        Job.objects.filter(status=Job.Status.PENDING).update(not_before=Now())
        for job in waiting:
            work_on(job)


def at_once(*actors: Actor) -> None:
    """Everybody begins together; what any of them did not expect is raised."""
    begin = threading.Barrier(len(actors))

    def act(actor: Actor) -> None:
        try:
            begin.wait()
            actor()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actors)) as pool:
        acting = [pool.submit(act, actor) for actor in actors]
    for one in acting:
        one.result()


@pytest.fixture
def files(alice: Any) -> list[Table]:
    made = [table_of(alice, content(number), filename=f"{number}.csv") for number in range(1, FILES + 1)]
    work_all_off()
    return made


def fresh(table: Table) -> Table:
    return Table.objects.get(id=table.id)


def check() -> None:
    """Every history holds exactly its files, each once; every job ended well; storage holds what rows have, and nothing else."""
    work_all_off()
    for history in Table.objects.filter(upload=None):
        members = list(history.files.order_by("created_at", "id"))
        assert history.status == "SUCCESS"
        assert [file["id"] for file in history.joined["files"]] == [str(file.id) for file in members]
        numbers = [int(file.filename.removesuffix(".csv")) for file in members]
        assert Decimal(history.statistics["total_revenue"]) == sum(10**number for number in numbers) + 7
        assert history.rows == len(members) + 1
    assert set(Job.objects.values_list("status", flat=True)) == {"SUCCESS"}
    assert sorted(storage.keys("uploads/processed")) == sorted(Table.objects.values_list("processed_key", flat=True))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_people_and_workers_do_at_once(seed: int, files: list[Table]) -> None:
    for file in files[:3]:
        histories.put_in(fresh(file), "North")
    done = threading.Event()

    def person(number: int) -> Actor:
        rng = random.Random(f"{seed} {number}")

        def any_change() -> None:
            file, name = rng.choice(files), rng.choice(["North", "South"])
            history = Table.objects.filter(name=name).first()
            change = rng.choice(["put in", "put in", "put in", "take out", "end", "read anew", "delete"])
            try:
                if change == "put in":
                    histories.put_in(file, name)
                elif change == "read anew":
                    histories.read_anew(fresh(file), mapping={"Country": "Country"}, sheet="")
                elif change == "delete" and history:
                    Table.objects.filter(id=history.id).delete()
                elif change == "take out" and history:
                    histories.take_out(history, file.id)
                elif change == "end" and history:
                    histories.end(history)
            except NotFound:
                pass  # somebody was faster

        def act() -> None:
            for _ in range(8):
                any_change()

        return act

    def worker() -> None:
        while not done.is_set():
            for job in Job.objects.filter(status=Job.Status.PENDING):
                Job.objects.filter(id=job.id, status=Job.Status.PENDING).update(not_before=Now())
                work_on(job)

    def people() -> None:
        try:
            at_once(*(person(number) for number in range(4)))
        finally:
            done.set()

    at_once(people, worker, worker)

    check()


def test_files_put_in_at_once_make_one_history(files: list[Table]) -> None:
    at_once(*(lambda file=file: histories.put_in(file, "Shop") for file in files))

    check()
    [history] = Table.objects.filter(upload=None)
    assert history.files.count() == FILES


def test_files_that_change_places_do_not_wait_for_each_other(files: list[Table]) -> None:
    north, south = files[0], files[1]
    histories.put_in(north, "North"), histories.put_in(south, "South")
    for file, name in ((files[2], "North"), (files[3], "South")):
        histories.put_in(file, name)
    work_all_off()

    for _ in range(2):
        at_once(
            lambda: histories.put_in(fresh(north), "South"),
            lambda: histories.put_in(fresh(south), "North"),
            lambda: histories.put_in(fresh(files[2]), "South"),
            lambda: histories.put_in(fresh(files[3]), "North"),
        )
        at_once(
            lambda: histories.put_in(fresh(north), "North"),
            lambda: histories.put_in(fresh(south), "South"),
            lambda: histories.put_in(fresh(files[2]), "North"),
            lambda: histories.put_in(fresh(files[3]), "South"),
        )

    check()
    assert Table.objects.get(name="North").files.count() == Table.objects.get(name="South").files.count() == 2


def while_it_is(changed: Actor, does: Actor) -> None:
    """`does` begins while the change is made and not yet certain, and on PostgreSQL waits for it."""
    made, waits = threading.Event(), threading.Event()

    def change() -> None:
        with transaction.atomic():
            changed()
            made.set()
            if connection.vendor == "postgresql":
                wait_until_somebody_waits()
            else:
                waits.wait(0.05)  # who writes waits for it from the very beginning

    def follow() -> None:
        made.wait()
        does()

    at_once(change, follow)


def wait_until_somebody_waits() -> None:
    for _ in range(100_000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


def test_who_puts_a_file_in_while_the_history_ends_gets_a_new_one(files: list[Table]) -> None:
    histories.put_in(files[0], "Shop")
    work_all_off()
    old = Table.objects.get(name="Shop")

    while_it_is(lambda: histories.end(old), lambda: histories.put_in(files[1], "Shop"))

    check()
    [history] = Table.objects.filter(upload=None)
    assert history.id != old.id
    assert [file.id for file in queries.files_of(history)] == [files[1].id]


def test_a_history_ended_twice_ends_once(files: list[Table]) -> None:
    histories.put_in(files[0], "Shop")
    work_all_off()
    history = Table.objects.get(name="Shop")

    while_it_is(lambda: histories.end(history), lambda: histories.end(history))

    check()
    assert not Table.objects.filter(upload=None).exists()


def test_a_file_put_in_while_the_history_is_deleted_in_admin_is_not_lost(files: list[Table]) -> None:
    histories.put_in(files[0], "Shop")
    work_all_off()
    history = Table.objects.get(name="Shop")

    while_it_is(lambda: history.delete(), lambda: histories.put_in(files[1], "Shop"))

    check()
    assert fresh(files[1]).history == Table.objects.get(name="Shop") != history


def test_a_file_put_in_while_a_joining_ends_is_joined_next(files: list[Table], tmp_path: Path) -> None:
    histories.put_in(files[0], "Shop")
    history = Table.objects.get(name="Shop")
    assert history.renewal
    lease = leases.take(history.renewal.id)
    assert lease
    last_step = lease.kind.work(Run(lease.job_id, 1, None, tmp_path), **lease.arguments)

    while_it_is(lambda: leases.finish(lease, last_step), lambda: histories.put_in(files[1], "Shop"))

    check()
    assert Table.objects.get(name="Shop").files.count() == 2


def test_a_joining_that_ends_while_a_file_is_put_in_begins_again(files: list[Table], tmp_path: Path) -> None:
    histories.put_in(files[0], "Shop")
    history = Table.objects.get(name="Shop")
    assert history.renewal
    lease = leases.take(history.renewal.id)
    assert lease
    last_step = lease.kind.work(Run(lease.job_id, 1, None, tmp_path), **lease.arguments)

    while_it_is(lambda: histories.put_in(files[1], "Shop"), lambda: leases.finish(lease, last_step))

    check()
    assert Table.objects.get(name="Shop").files.count() == 2


def test_what_waits_and_begins_just_then_is_not_relied_on(files: list[Table]) -> None:
    """What the new state outlived is deleted all the same, and its customers are measured."""
    Job.objects.filter(kind="sales.measure").delete()
    services.measure_later(files[0])
    [first] = Job.objects.filter(kind="sales.measure")
    Job.objects.update(not_before=Now())
    taken, told = threading.Event(), threading.Event()

    def worker() -> None:
        with transaction.atomic():
            assert leases.take(first.id)
            taken.set()
            if connection.vendor == "postgresql":  # SQLite lets one write at a time
                assert told.wait(60)

    def joining() -> None:
        assert taken.wait(60)
        services.measure_later(files[0], outlived="old.parquet")
        told.set()

    at_once(worker, joining)

    jobs = Job.objects.filter(kind="sales.measure").order_by("created_at")
    assert [(job.status, job.arguments["outlived"]) for job in jobs] == [("RUNNING", []), ("PENDING", ["old.parquet"])]


def test_administrators_who_delete_at_once_do_not_wait_for_each_other(alice: Any, bob: Any, carol: Any) -> None:
    """One begins with Alice's and goes on to Bob's, the other begins with Bob's: whoever comes second waits for all of them."""
    owners = (alice, bob, bob, alice)
    tables = [table_of(owner, content(number), filename=f"{number}.csv") for number, owner in enumerate(owners, 1)]
    ids = [uuid.UUID(int=number) for number in range(1, 5)]  # they go in this order
    for table, new in zip(tables, ids, strict=True):
        Table.objects.filter(id=table.id).update(id=new)
    begun = threading.Event()

    def deletes(*numbers: int) -> None:
        client = Client()
        client.force_login(carol)
        ticked = {"action": "delete_selected", "_selected_action": [str(ids[number]) for number in numbers], "post": "yes"}
        assert client.post("/admin/sales/table/", ticked).status_code == 302

    def the_first_has_begun(instance: Table, **_: object) -> None:
        if instance.id == ids[0]:
            begun.set()
            if connection.vendor == "postgresql":
                wait_until_somebody_waits()

    def second() -> None:
        assert begun.wait(60)
        deletes(2, 3)

    pre_delete.connect(the_first_has_begun, sender=Table)
    try:
        at_once(lambda: deletes(0, 1), second)
    finally:
        pre_delete.disconnect(the_first_has_begun, sender=Table)

    assert not Table.objects.exists()


def test_a_file_handed_in_again_while_its_table_is_deleted_is_there_or_refused(files: list[Table]) -> None:
    owner, upload = files[0].owner, files[0].file

    def again() -> None:
        with suppress(NotFound):
            services._queue_reading(owner, upload, {"asked_mapping": {"Country": "Country"}, "asked_sheet": ""})

    while_it_is(lambda: histories.delete(fresh(files[0])), again)
    while_it_is(
        lambda: services._queue_reading(owner, files[1].file, {"asked_mapping": {}, "asked_sheet": "Other"}),
        lambda: histories.delete(files[1]),
    )

    check()
    assert not Upload.objects.filter(id=upload.id).exists()
    assert Table.objects.get(upload=files[1].upload).asked_sheet == "Other"


def test_a_table_deleted_while_its_reading_ends_is_gone(alice: Any, tmp_path: Path) -> None:
    table = table_of(alice, content(1))
    lease = leases.take(table.job_id)
    assert lease
    last_step = lease.kind.work(Run(lease.job_id, 1, alice.id, tmp_path), **lease.arguments)
    known = Table.objects.select_related("job", "upload").get(id=table.id)

    while_it_is(lambda: leases.finish(lease, last_step), lambda: histories.delete(known))

    work_all_off()
    assert not Table.objects.exists()
    assert not list(storage.keys("uploads"))
