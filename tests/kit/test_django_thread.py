"""FastAPI on the Django ORM: no connection is left open, a database that was away is found again, and tests see through."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from asgiref.sync import async_to_sync
from django.conf import settings as product
from django.db import connection, connections, transaction
from django.db.backends.signals import connection_created
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from finnect.accounts.models import User
from finnect.kit.django_thread import DjangoRoute, DjangoThread
from finnect.sales.models import Table
from tests import columns
from tests.jobs.house import House, Running, authorized, until

pytestmark = [pytest.mark.both, pytest.mark.django_db]
on_postgresql = pytest.mark.skipif(
    columns.COLUMN == "embedded", reason="SQLite has neither connections to run out of nor a server to restart"
)
SALES = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n{},A,plate,2,2011-01-02 10:00,3.5,7,UK\n"


@pytest.fixture(scope="module")
def _house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house"))
    yield house
    house.end_all()


@pytest.fixture
def web(_house: House, transactional_db: None) -> Iterator[Running]:
    """Its dispatcher sleeps, so that connections are those of requests."""
    web = _house.start("web", REAPER_SECONDS="600")
    web.wait_until_it_serves()
    yield web
    web.kill()
    connections.close_all()


def small_app(*endpoints: Callable[[], Any]) -> DjangoThread:
    router = APIRouter(route_class=DjangoRoute)
    for endpoint in endpoints:
        router.get(f"/{endpoint.__name__}")(endpoint)
    app = FastAPI()
    app.include_router(router)
    return DjangoThread(app)


def get(app: DjangoThread, *paths: str) -> list[httpx.Response]:
    async def send() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1") as client:
            return [await client.get(path) for path in paths]

    return async_to_sync(send)()


def test_a_plain_endpoint_sees_what_a_test_has_not_committed(alice: Any) -> None:
    def count() -> int:
        return User.objects.filter(email=alice.email).count()

    assert connection.in_atomic_block
    (answer,) = get(small_app(count), "/count")
    assert answer.json() == 1
    assert connection.in_atomic_block


def test_the_product_itself_sees_what_a_test_has_not_committed(calling: Callable[..., Any], alice: Any) -> None:
    assert calling(alice).get("/auth/me").json()["email"] == alice.email


def test_a_plain_endpoint_keeps_its_name_and_its_parameters() -> None:
    def say(word: str, times: int = 2) -> str:
        """Says it."""
        return word * times

    app = small_app(say)
    assert [answer.json() for answer in get(app, "/say?word=a", "/say?word=b&times=1")] == ["aa", "b"]
    assert get(app, "/say")[0].status_code == 422


def test_concurrent_requests_do_not_wait_for_each_other() -> None:
    """Each has a thread of its own: all of them meet at one barrier."""
    meeting = threading.Barrier(8)
    threads: set[int] = set()

    def meet() -> bool:
        threads.add(threading.get_ident())
        meeting.wait(60)
        return True

    app = small_app(meet)

    async def send() -> list[int]:
        import anyio

        codes: list[int] = []
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1") as client:

            async def one() -> None:
                codes.append((await client.get("/meet")).status_code)

            async with anyio.create_task_group() as group:
                for _ in range(8):
                    group.start_soon(one)
        return codes

    # A loop of its own in a thread of its own, as a server has: the one of async_to_sync would lend its single thread.
    import anyio

    with ThreadPoolExecutor(1) as server:
        assert server.submit(anyio.run, send).result() == [200] * 8
    assert len(threads) == 8


class Served:
    """An app in an event loop and thread of its own, as a server has it."""

    def __init__(self, app: DjangoThread) -> None:
        self._app = app

    def get(self, *paths: str) -> list[httpx.Response]:
        """One after the other."""

        async def send() -> list[httpx.Response]:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self._app), base_url="http://127.0.0.1") as client:
                return [await client.get(path) for path in paths]

        with ThreadPoolExecutor(1) as server:
            return server.submit(asyncio.run, send()).result()


def test_the_next_request_has_the_same_thread() -> None:
    threads: list[threading.Thread] = []

    def note() -> None:
        threads.append(threading.current_thread())

    Served(small_app(note)).get("/note", "/note", "/note")
    assert threads[0] is threads[1] is threads[2]


@pytest.mark.django_db(transaction=True)
def test_the_next_request_finds_the_database_open_where_it_is_a_file() -> None:
    """PostgreSQL's connection goes back to the pool each time."""
    opened: list[Any] = []

    def note(**_sent: Any) -> None:
        opened.append(threading.current_thread())

    def count() -> int:
        return User.objects.count()

    def end() -> None:
        connections.close_all()

    connection_created.connect(note)
    Served(small_app(count, end)).get("/count", "/count", "/count", "/end")
    connection_created.disconnect(note)
    assert len(opened) == (1 if columns.COLUMN == "embedded" else 3)


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_was_left_in_a_transaction_gets_no_other_request() -> None:
    threads: list[threading.Thread] = []

    def begin() -> None:
        threads.append(threading.current_thread())
        transaction.atomic().__enter__()

    def look() -> bool:
        threads.append(threading.current_thread())
        return connection.in_atomic_block

    _begun, looked = Served(small_app(begin, look)).get("/begin", "/look")
    assert threads[0] is not threads[1]
    assert looked.json() is False


def test_no_endpoint_and_no_dependency_of_the_product_runs_in_a_pool_of_threads() -> None:
    """Where a connection would stay open in every thread, and the test's transaction would be out of sight."""
    from inspect import iscoroutinefunction

    from finnect.config.asgi import api

    def everything(dependant: Dependant) -> Iterator[Any]:
        if dependant.call:
            yield dependant.call
        for other in dependant.dependencies:
            yield from everything(other)

    routes = [found.original_route for found in iter_route_contexts(api.routes) if isinstance(found.original_route, APIRoute)]
    plain = {
        call
        for route in routes
        for call in everything(route.dependant)
        if not iscoroutinefunction(call) and not iscoroutinefunction(type(call).__call__)
    }
    assert len(routes) > 30
    without_database = {"OAuth2PasswordRequestForm", "make_api.<locals>.describe"}
    assert {call.__qualname__ for call in plain} == without_database


@on_postgresql
def test_after_200_concurrent_requests_no_connection_is_left_open(web: Running, alice: Any) -> None:
    headers, url = authorized(alice), f"{web.url}/auth/me"
    watched = ThreadPoolExecutor(1).submit(most_connections, done := threading.Event())
    with httpx.Client(timeout=120, limits=httpx.Limits(max_connections=200)) as client, ThreadPoolExecutor(200) as people:
        codes = list(people.map(lambda _: client.get(url, headers=headers).status_code, range(200)))
    done.set()
    assert set(codes) == {200}
    assert 0 < watched.result() <= product.ENV.database_pool
    until(lambda: connected() == 0, "for every connection to be closed")


def most_connections(done: threading.Event) -> int:
    try:
        most = 0
        while not done.wait(0.05):
            most = max(most, connected())
        return most
    finally:
        connections.close_all()


def connected() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'house'")
        return int(cursor.fetchone()[0])


@on_postgresql
def test_r09_a_database_that_restarts_under_load_costs_some_503_and_no_answer_given_is_lost(web: Running, alice: Any) -> None:
    """Never a 500; and afterwards everything is as before."""
    assert columns.POSTGRES
    headers, done = authorized(alice), threading.Event()
    answers: list[httpx.Response] = []

    def ask(number: int) -> None:
        with httpx.Client(base_url=web.url, headers=headers, timeout=60) as client:
            while not done.is_set():
                answers.append(client.get("/auth/me"))
                file = SALES.format(f"{number}{time.monotonic_ns()}").encode()
                answers.append(client.post("/api/v1/tables", files={"file": ("sales.csv", file, "text/csv")}))

    with ThreadPoolExecutor(6) as people:
        asking = [people.submit(ask, number) for number in range(6)]
        until(lambda: len(answers) > 20, "for the load")
        connections.close_all()
        columns.POSTGRES.restart_immediately()
        restarted = len(answers)
        until(lambda: sum(answer.status_code < 300 for answer in answers[restarted:]) > 40, "for the product to recover")
        done.set()
        for person in asking:
            person.result()

    refused = [answer for answer in answers if answer.status_code >= 300]
    assert {answer.status_code for answer in refused} <= {503}
    assert all(int(answer.headers["Retry-After"]) > 0 and answer.json()["code"] == "DATABASE_UNAVAILABLE" for answer in refused)
    promised = {answer.json()["table"]["id"] for answer in answers if answer.status_code == 202}
    assert promised <= {str(table) for table in Table.objects.values_list("id", flat=True)}
    assert {answer.status_code for answer in answers[-6:]} <= {200, 202}
