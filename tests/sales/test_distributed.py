"""Dask's workers in processes of their own: they find what one machine finds, and where they fail the work is done all the same."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog.testing
from distributed import LocalCluster
from django.core.cache import cache
from django.db.models.functions import Now

from finnect import storage
from finnect.jobs.models import Job
from finnect.sales import analysis, distributed
from finnect.sales.analysis import ASKED, GROUPS, MEASURES, Limits, engine, parse_query, read
from finnect.sales.analysis.engine import OneMachine
from finnect.sales.distributed import DaskWorkers
from finnect.sales.engines import ThisMachine
from tests.columns import free_port

KEY = "uploads/processed/sales.parquet"
ROWS = 6_000
FILTERS = (
    {"field": "segment", "operator": "in", "value": ["champions", "lost", "at_risk"]},
    {"field": "product", "operator": "contains", "value": "cup"},
    {"field": "country", "operator": "contains", "value": "an"},
    {"field": "month", "operator": "from", "value": "2011-03"},
    {"field": "weekday", "operator": "in", "value": [1, 7]},
)


def _sales() -> str:
    """Sales with cancellations, returns, gifts, unknown customers, missing dates and repeated rows, in no order."""
    rng = random.Random(20111209)
    lines = ["InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"]
    for _ in range(ROWS // 6):
        invoice, customer = rng.randrange(536365, 537200), rng.choice(["", *range(12346, 12446)])
        when = datetime(2010, 12, 1) + timedelta(minutes=rng.randrange(500_000))
        date = f"{when:%Y-%m-%d %H:%M}" if rng.random() > 0.02 else ""
        for _ in range(5):
            product, sign = rng.randrange(20), rng.choice(["", "", "", "", "-"])
            name = rng.choice(["", f"Cup {product}", f"Mug {product}"])
            price = rng.choice(["0", "0.001", "2.55", "1234.5", "19.99"])
            cancelled = "C" if sign else ""
            country = rng.choice(["France", "Japan", "Korea", ""])
            lines.append(f"{cancelled}{invoice},P{product},{name},{sign}{rng.randrange(1, 50)},{date},{price},{customer},{country}")
        lines.append(lines[-1])
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Storage that the workers share with this process, with one table in it."""
    folder = tmp_path_factory.mktemp("shared")
    source = folder / "sales.csv"
    source.write_text(_sales())
    out = folder / KEY
    out.parent.mkdir(parents=True)
    assert read(source, filename=source.name, out=out, limits=Limits()).rows == ROWS
    return folder


@pytest.fixture(scope="module")
def cluster(shared_folder: Path) -> Iterator[LocalCluster]:
    """A scheduler, and two workers in processes of their own."""
    options = {"env": {"STORAGE_URL": shared_folder.as_uri(), "POLARS_MAX_THREADS": "1"}, "dashboard_address": ":0"}
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, **options) as cluster:
        yield cluster
        distributed.CLIENTS.leave(cluster.scheduler_address)


class Never:
    """An engine that must not be needed."""

    def summarise(self, *_: object) -> Any:
        raise AssertionError("this machine did the work")


@pytest.fixture
def workers(cluster: LocalCluster, shared_folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> DaskWorkers:
    """Who have the table in three parts."""
    settings.STORAGE_URL = shared_folder.as_uri()
    monkeypatch.setattr(distributed, "PART_ROWS", 2_100)
    monkeypatch.setattr(distributed, "PLACE_ROWS", 2_000)
    return DaskWorkers(cluster.scheduler_address, KEY, ROWS, Never())


def _query(**document: Any) -> Callable[[Any], Any]:
    return lambda sales: analysis.run_query(sales, parse_query({"measures": list(ASKED), "limit": 1000, **document}))


def _selected(measure: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda sales: measure(analysis.choose(sales, analysis.parse_selection("japan", "2011-02", "2011-09")))


OF_A_SELECTION: dict[str, Callable[[Any], Any]] = {
    "bridge": analysis.bridge,
    "top products": lambda sales: analysis.top(sales, "product", "total_revenue"),
    "series": lambda sales: analysis.series(sales, "num_customers", "week"),
    "segments": analysis.segments,
    "retention": analysis.retention,
    "clusters": analysis.clusterings,
    "customer value": analysis.customer_value,
}

EVERY_MEASURE: dict[str, Callable[[Any], Any]] = {
    "statistics": analysis.statistics,
    **{f"{name} by month": lambda sales, name=name: analysis.series(sales, name, "month") for name in MEASURES},
    **{f"top products by {name}": lambda sales, name=name: analysis.top(sales, "product", name) for name in MEASURES},
    "bridge": analysis.bridge,
    "profile": analysis.profile,
    "baskets": analysis.baskets,
    "cancellations": analysis.cancellations,
    "hours of the week": lambda sales: analysis.hours_of_week(sales, "num_customers"),
    "segments": analysis.segments,
    "customers": lambda sales: analysis.customer_rows(sales).rows(),
    "retention": analysis.retention,
    "newcomers": lambda sales: analysis.newcomers(sales, "week"),
    "clusters": lambda sales: analysis.cluster_rows(sales, 3).rows(),
    "customer value": lambda sales: analysis.value_rows(sales).rows(),
    **{f"{name} of a selection": _selected(measure) for name, measure in OF_A_SELECTION.items()},
    "every measure": _query(),
    **{f"every measure by {group}": _query(group_by=[group]) for group in GROUPS},
    **{f"every measure where {one['field']}": _query(group_by=["country"], filters=[one]) for one in FILTERS},
}


@pytest.mark.parametrize("measure", EVERY_MEASURE.values(), ids=EVERY_MEASURE)
def test_workers_find_exactly_what_one_machine_finds(measure: Callable[[Any], Any], workers: DaskWorkers, shared_folder: Path) -> None:
    found = measure(workers)

    assert found == measure(shared_folder / KEY)
    assert found


@pytest.mark.parametrize("measure", EVERY_MEASURE.values(), ids=EVERY_MEASURE)
def test_one_machine_finds_the_same_in_parts(measure: Callable[[Any], Any], shared_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = measure(shared_folder / KEY)
    monkeypatch.setattr(engine, "_TOGETHER", ROWS - 1)
    monkeypatch.setattr(engine, "_PART", 2_100)
    monkeypatch.setattr(engine, "_PLACE", 500)

    assert measure(shared_folder / KEY) == at_once


def test_a_table_in_one_part_is_read_to_its_end_and_one_may_have_no_rows_left(workers: DaskWorkers, shared_folder: Path) -> None:
    miscounted = DaskWorkers(workers.scheduler, KEY, 10, Never())
    nobody = _query(group_by=["customer"], filters=[{"field": "country", "operator": "equals", "value": "nowhere"}])

    assert analysis.statistics(miscounted) == analysis.statistics(workers)
    assert nobody(workers) == nobody(shared_folder / KEY)


def test_online_retail(cluster: LocalCluster, shared_folder: Path, shared: Path, workers: DaskWorkers, monkeypatch: Any) -> None:
    import lzma

    source, out = shared_folder / "OnlineRetail.csv", shared_folder / "uploads" / "processed" / "retail.parquet"
    source.write_bytes(lzma.decompress((shared / "OnlineRetail.csv.xz").read_bytes()))
    read(source, filename=source.name, out=out, limits=Limits())
    monkeypatch.setattr(distributed, "PART_ROWS", 150_000)
    retail = DaskWorkers(workers.scheduler, "uploads/processed/retail.parquet", 541_909, Never())

    found = analysis.statistics(retail)

    assert {name: str(value) for name, value in found.items()} == {
        "total_revenue": "9747747.934",
        "num_customers": "4372",
        "num_invoices": "25900",
        "total_quantity": "5176450",
    }


def _read_sales(caller: Any, work_off: Any) -> str:
    answer = caller.post("/api/v1/tables", files={"file": ("sales.csv", _sales().encode())})
    work_off()
    return f"/api/v1/tables/{answer.json()['table']['id']}"


@pytest.mark.django_db
def test_workers_measure_tables_of_so_many_rows_and_more(
    alice: Any, calling: Any, work_off: Any, workers: DaskWorkers, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = calling(alice)
    table = _read_sales(caller, work_off)
    settings.DASK_SCHEDULER, settings.DASK_ROWS = workers.scheduler, ROWS + 1
    by_day = caller.get(f"{table}/series?by=day").json()

    monkeypatch.setattr(ThisMachine, "summarise", Never.summarise)
    settings.DASK_ROWS = ROWS
    by_week = caller.get(f"{table}/series?by=week")

    assert by_week.status_code == 200
    assert sum(point["value"] for point in by_week.json()) == pytest.approx(sum(point["value"] for point in by_day))


ANSWERS = (
    "bridge", "series?by=week", "top?by=product", "profile", "segments", "cohorts", "clusters", "value", "bridge?country=japan",
    "segments.csv", "cohorts.csv", "clusters.csv", "value.xlsx",
)  # fmt: skip


@pytest.mark.django_db
def test_every_answer_comes_from_the_workers(
    alice: Any, calling: Any, work_off: Any, workers: DaskWorkers, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading a file is one machine's work, and so are the four statistics that come with it, from rows that lie there already."""
    caller = calling(alice)
    table = _read_sales(caller, work_off)
    settings.DASK_SCHEDULER, settings.DASK_ROWS = workers.scheduler, ROWS
    monkeypatch.setattr(ThisMachine, "summarise", Never.summarise)

    assert {path: caller.get(f"{table}/{path}").status_code for path in ANSWERS} == dict.fromkeys(ANSWERS, 200)
    asked = {"measures": list(ASKED), "group_by": ["segment", "product"], "limit": 5}
    assert len(caller.post(f"{table}/query", json=asked).json()["rows"]) == 5
    Job.objects.filter(kind="sales.measure").update(not_before=Now())
    cache.clear()
    assert [(job.kind, job.status) for job in work_off()] == [("sales.measure", "SUCCESS")]


@pytest.mark.django_db
def test_workers_that_see_another_folder_say_so(
    alice: Any, calling: Any, work_off: Any, workers: DaskWorkers, settings: Any, tmp_path: Any
) -> None:
    settings.STORAGE_URL = (tmp_path / "elsewhere").as_uri()
    caller = calling(alice)
    table = _read_sales(caller, work_off)
    settings.DASK_SCHEDULER, settings.DASK_ROWS = workers.scheduler, 1

    answer = caller.get(f"{table}/bridge")

    assert answer.status_code == 503
    assert answer.json()["code"] == "WORKERS_SEE_NO_FILES"
    assert workers.scheduler in answer.json()["detail"]


def test_a_scheduler_out_of_reach_is_waited_for_once_and_the_work_is_done_here(
    shared_folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distributed, "CONNECT_SECONDS", 0.3)
    here = OneMachine(shared_folder / KEY)
    gone = DaskWorkers(f"tcp://127.0.0.1:{free_port()}", KEY, ROWS, here)

    with structlog.testing.capture_logs() as logs:
        found = [analysis.statistics(gone) for _ in range(2)]

    assert found == [analysis.statistics(here)] * 2
    assert [line["computing"] for line in logs] == ["on this machine"] * 2
    assert "not asked again" in logs[1]["error"]


def test_a_scheduler_without_workers_is_no_help(shared_folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distributed, "CONNECT_SECONDS", 0.5)
    here = OneMachine(shared_folder / KEY)
    with LocalCluster(n_workers=0, dashboard_address=":0") as idle, structlog.testing.capture_logs() as logs:
        assert analysis.statistics(DaskWorkers(idle.scheduler_address, KEY, ROWS, here)) == analysis.statistics(here)

    assert [line["event"] for line in logs] == ["dask.failed"]


def test_a_scheduler_that_goes_away_costs_a_line_in_the_log(shared_folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STORAGE_URL = shared_folder.as_uri()
    monkeypatch.setattr(distributed, "CONNECT_SECONDS", 2)
    here = OneMachine(shared_folder / KEY)
    with LocalCluster(n_workers=1, processes=False, dashboard_address=":0") as short_lived:
        leaving = DaskWorkers(short_lived.scheduler_address, KEY, ROWS, here)
        with structlog.testing.capture_logs() as logs:
            before = analysis.statistics(leaving)
        assert logs == []
    with structlog.testing.capture_logs() as logs:
        assert analysis.statistics(leaving) == before

    assert [line["event"] for line in logs] == ["dask.failed"]


def test_workers_too_slow_are_not_waited_for(
    workers: DaskWorkers, shared_folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distributed, "AGAIN_SECONDS", 0)
    settings.DASK_SECONDS = 0.001
    here = OneMachine(shared_folder / KEY)
    slow = DaskWorkers(workers.scheduler, KEY, ROWS, here)

    with structlog.testing.capture_logs() as logs:
        assert analysis.statistics(slow) == analysis.statistics(here)

    assert "TimeoutError" in logs[0]["error"]


def test_workers_with_another_polars_are_not_believed(workers: DaskWorkers, shared_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distributed, "AGAIN_SECONDS", 0)
    monkeypatch.setattr(distributed, "this_polars", lambda: "1.0.0 2a")
    here = OneMachine(shared_folder / KEY)
    mixed = DaskWorkers(workers.scheduler, KEY, ROWS, here)

    with structlog.testing.capture_logs() as logs:
        assert analysis.bridge(mixed) == analysis.bridge(here)

    assert "OtherPolars" in logs[0]["error"]


def test_storage_addresses_hold_no_secret_that_travels(workers: DaskWorkers) -> None:
    sent = repr(distributed.Part(KEY, 0, 1, distributed.this_polars())) + repr(workers)

    assert storage.address(KEY)[0] not in sent
