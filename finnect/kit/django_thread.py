"""FastAPI on the Django ORM: one Django thread for each request.

Plain `def` endpoints in Starlette's thread pool leave a database connection open in every pool thread and never recover
from a database restart; `sync_to_async` without a context of its own puts all requests on one thread. Here every HTTP
request has a thread of its own, whose connection is closed (or given back to the pool) at the end.
"""

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.db import connections
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

P = ParamSpec("P")
T = TypeVar("T")


class DjangoThread:
    """ASGI middleware that opens the request's thread and closes its connections."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        async with ThreadSensitiveContext():
            try:
                await self.app(scope, receive, send)
            finally:
                await sync_to_async(give_back_connections)()


def on_django_thread(function: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """`function` as a coroutine function that runs on the request's Django thread."""

    @functools.wraps(function)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return await sync_to_async(function, thread_sensitive=True)(*args, **kwargs)

    return run


def give_back_connections() -> None:
    """Close this thread's connections, but for one inside a transaction: that is for whoever began it to end, such as a test."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


class DjangoRoute(APIRoute):
    """A route whose plain `def` endpoint runs on the request's Django thread."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **kwargs: Any) -> None:
        if not inspect.iscoroutinefunction(endpoint):
            endpoint = on_django_thread(endpoint)
        super().__init__(path, endpoint, **kwargs)
