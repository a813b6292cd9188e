"""The cast: Alice owns, Bob does not, Carol is admin. And what they act with: the API, real files, real workers."""

import functools
import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from asgiref.sync import async_to_sync
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from PIL import Image

PASSWORD = "correct horse battery"
SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real data beside the project; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data is not on this machine")
    return SHARED


@pytest.fixture(autouse=True)
def _fresh(settings: Any, tmp_path: Path) -> None:
    """Every test has a storage folder, cache and throttle of its own."""
    from finnect.accounts import throttle

    settings.STORAGE_URL = (tmp_path / "storage").as_uri()
    cache.clear()
    throttle._in_process.cache_clear()


def _person(email: str, role: str = "user") -> Any:
    from finnect.accounts.models import User

    return User.objects.create(email=email, password=_hashed_password(), role=role)


@functools.cache
def _hashed_password() -> str:
    """Computed once: Argon2 takes its time on purpose."""
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


@pytest.fixture
def alice(db: None) -> Any:
    return _person("alice@example.com")


@pytest.fixture
def bob(db: None) -> Any:
    return _person("bob@example.com")


@pytest.fixture
def carol(db: None) -> Any:
    return _person("carol@example.com", role="admin")


@contextmanager
def _kept_connections() -> Iterator[None]:
    """Django closes connections around each of its requests; here they hold the test's transaction (as in `django.test.Client`)."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


class Caller:
    """The whole ASGI app, called in this test's own thread and transaction."""

    def __init__(self, user: Any = None, language: str = "en") -> None:
        from finnect.accounts.services import issue_tokens

        self.headers = {"Accept-Language": language}
        if user is not None:
            self.headers["Authorization"] = f"Bearer {issue_tokens(user).access_token}"

    def __call__(self, method: str, url: str, **options: Any) -> httpx.Response:
        options["headers"] = {**self.headers, **options.get("headers", {})}
        return async_to_sync(self._send)(method, url, **options)

    async def _send(self, method: str, url: str, **options: Any) -> httpx.Response:
        from finnect.config.asgi import app

        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        with _kept_connections():
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, url, **options)

    def get(self, url: str, **options: Any) -> httpx.Response:
        return self("GET", url, **options)

    def post(self, url: str, **options: Any) -> httpx.Response:
        return self("POST", url, **options)

    def patch(self, url: str, **options: Any) -> httpx.Response:
        return self("PATCH", url, **options)


@pytest.fixture
def calling(db: None) -> Callable[..., Caller]:
    """`calling(alice)` is Alice with a token; `calling()` is a stranger."""
    return Caller


@pytest.fixture
def work_off() -> Callable[[], list[Any]]:
    """Do every job that is due here and now, in this test's transaction, as the child process would; the jobs, as they ended."""
    from django.db.models.functions import Now

    from finnect.jobs import leases
    from finnect.jobs.kinds import Run
    from finnect.jobs.models import Job
    from finnect.kit.errors import Problem

    def do() -> list[Any]:
        done = []
        while row := Job.objects.filter(status=Job.Status.PENDING, not_before__lte=Now()).order_by("created_at").first():
            lease = leases.take(row.id)
            assert lease
            with tempfile.TemporaryDirectory() as folder:
                run = Run(lease.job_id, lease.attempt, lease.owner_id, Path(folder))
                try:
                    leases.finish(lease, lease.kind.work(run, **lease.arguments))
                except Problem as problem:
                    leases.fail(lease, problem)
            row.refresh_from_db()
            done.append(row)
        return done

    return do


def drawn_part(seed: int, *, defect: bool = False, size: int = 128) -> Image.Image:
    """A striped plate with a little noise; a defect is a dark blot."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:size, :size]
    plate = 140 + 30 * np.sin(x / 5 + rng.uniform(0, 0.5)) + rng.normal(0, 4, (size, size))
    if defect:
        cy, cx = rng.integers(30, size - 30, 2)
        plate[(y - cy) ** 2 + (x - cx) ** 2 < 100] = 20
    return Image.fromarray(np.clip(plate, 0, 255).astype(np.uint8)).convert("RGB")


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
