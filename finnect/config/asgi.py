"""One ASGI app on one origin: FastAPI answers its prefixes, Django the rest."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finnect.config.settings")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the assistant's matrices are small: two threads wait for each other

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # sets Django up; the routers below need that

from django.conf import settings  # noqa: E402
from starlette.applications import Starlette  # noqa: E402
from starlette.middleware.gzip import GZipMiddleware  # noqa: E402
from starlette.middleware.trustedhost import TrustedHostMiddleware  # noqa: E402
from starlette.routing import Mount, Route  # noqa: E402
from starlette.staticfiles import StaticFiles  # noqa: E402
from starlette.types import ASGIApp, Receive, Scope, Send  # noqa: E402

from finnect.config.api import WordedRefusals, make_api  # noqa: E402
from finnect.config.requests import Requests, is_api  # noqa: E402
from finnect.jobs.dispatcher import Dispatcher  # noqa: E402
from finnect.jobs.working import Working  # noqa: E402
from finnect.kit.django_thread import DjangoThread  # noqa: E402

api = make_api()
static = StaticFiles(packages=[("finnect.dashboard", "static"), ("django.contrib.admin", "static")])


@asynccontextmanager
async def lifespan(_app: Starlette) -> AsyncIterator[None]:
    """A dispatcher in every web process; with a queue that no other process can reach, the worker too."""
    background: Dispatcher | Working = Working() if settings.BROKER_URL.startswith("memory") else Dispatcher()
    background.start()
    try:
        yield
    finally:
        background.stop()


async def either(scope: Scope, receive: Receive, send: Send) -> None:
    """The side that answers this path."""
    side: ASGIApp = api if is_api(scope["path"]) else django_app
    await side(scope, receive, send)


class _Sides:
    """An instance, because Starlette takes a function for an endpoint."""

    __call__ = staticmethod(either)


app = Starlette(routes=[Mount("/static", GZipMiddleware(static, minimum_size=1024)), Route("/{path:path}", _Sides())], lifespan=lifespan)
app.add_middleware(DjangoThread)
app.add_middleware(TrustedHostMiddleware, allowed_hosts=settings.ALLOWED_HOSTS)
app.add_middleware(WordedRefusals)
app.add_middleware(Requests)
