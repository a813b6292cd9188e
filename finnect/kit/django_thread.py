"""FastAPI on the Django ORM: one Django thread for each request.

Plain `def` endpoints in Starlette's thread pool leave a database connection open in every pool thread and never recover
from a database restart; `sync_to_async` without a context of its own puts all requests on one thread. Here every HTTP
request has a thread of its own while it lasts, whose connection is closed, given back to the pool, or kept for the
thread's next request, as `CONN_MAX_AGE` has it.
"""

import functools
import inspect
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import AsyncToSync, ThreadSensitiveContext, sync_to_async
from django.db import connections
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

P = ParamSpec("P")
T = TypeVar("T")
MOST_IDLE = 8  # threads that wait; with SQLite each has the database open


class DjangoThread:
    """ASGI middleware that lends each request a thread, and gives its connections back at the end.

    A thread is begun where all are lent, and waits for another request afterwards: beginning and ending one, with a database
    to open, took a third of a short request's time.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._idle: list[ThreadPoolExecutor] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        # Where a thread waits for this very answer, such as a test's, that one is the Django thread.
        thread = None if getattr(AsyncToSync.executors, "current", None) else self._lent()
        async with ThreadSensitiveContext(executor=thread):
            try:
                await self.app(scope, receive, send)
            finally:
                is_free = await _give_back_connections()
                if thread:
                    self._take_back(thread, is_free)

    def _lent(self) -> ThreadPoolExecutor:
        return self._idle.pop() if self._idle else ThreadPoolExecutor(1, "django")

    def _take_back(self, thread: ThreadPoolExecutor, is_free: bool) -> None:
        if is_free and len(self._idle) < MOST_IDLE:
            self._idle.append(thread)
        else:
            thread.submit(connections.close_all)
            thread.shutdown(wait=False)


def on_django_thread(function: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """`function` as a coroutine function that runs on the request's Django thread."""

    asked = sync_to_async(function)

    @functools.wraps(function)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return await asked(*args, **kwargs)

    return run


def give_back_connections(*, before_a_wait: bool = False) -> bool:
    """Close what has had its time of this thread's connections, and before a wait all, but for one inside a transaction: that is
    for whoever began it to end, such as a test. Whether there was none such.
    """
    opened = connections.all(initialized_only=True)
    free = [connection for connection in opened if not connection.in_atomic_block]
    for connection in free:
        if before_a_wait:
            connection.close()
        else:
            connection.close_if_unusable_or_obsolete()
    return len(free) == len(opened)


_give_back_connections = sync_to_async(give_back_connections)


class DjangoRoute(APIRoute):
    """A route whose plain `def` endpoint runs on the request's Django thread."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **kwargs: Any) -> None:
        if not inspect.iscoroutinefunction(endpoint):
            endpoint = on_django_thread(endpoint)
        super().__init__(path, endpoint, **kwargs)
