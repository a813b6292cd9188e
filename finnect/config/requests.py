"""What every request gets, whichever side answers it: an id, a log line, a count, and headers that keep browsers careful."""

import re
import time
import uuid
from typing import Any

import structlog
from django.conf import settings
from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("finnect.request")
GIVEN_ID = re.compile(r"[\w.-]{1,64}")
REQUESTS = Counter("finnect_requests", "Requests answered", ["method", "area", "status"])
SECONDS = Histogram("finnect_request_seconds", "Seconds until the answer began", ["method", "area"])
AREAS = {"auth", "api", "chatbot", "health", "metrics", "docs", "openapi.json", "static", "admin", "dashboard"}
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
QUIET = ("/health/", "/static/", "/metrics")
API_PREFIXES = ("/auth/", "/api/", "/chatbot/", "/health/", "/metrics", "/openapi.json")


def current_id() -> str:
    """The id of the request being answered."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def is_api(path: str) -> bool:
    """Whether FastAPI answers this path; everything else is Django's."""
    return path.startswith(API_PREFIXES) or path in ("/auth", "/api", "/chatbot", "/health")


class Requests:
    """ASGI middleware around the whole product."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        path, method = scope["path"], scope["method"]
        counted = method if method in METHODS else "other"
        area = path.strip("/").split("/")[0]
        area = area if area in AREAS else "page"
        began = time.perf_counter()
        status: list[int] = []

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                status.append(message["status"])
                SECONDS.labels(counted, area).observe(time.perf_counter() - began)
                # Django writes names in capitals, which ASGI does not allow and a look for `x-frame-options` would miss.
                message["headers"] = [(name.lower(), value) for name, value in message.get("headers", ())]
                _add_headers(MutableHeaders(scope=message), path, request_id)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_with_headers)
            finally:
                answered = status[0] if status else 500
                REQUESTS.labels(counted, area, str(answered)).inc()
                if not path.startswith(QUIET):
                    took: dict[str, Any] = {"status": answered, "ms": round((time.perf_counter() - began) * 1000, 1)}
                    log.info("request", method=method, path=path, **took)


def _add_headers(headers: MutableHeaders, path: str, request_id: str) -> None:
    headers["X-Request-ID"] = request_id
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    if settings.IS_HTTPS:
        headers.setdefault("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}")
    if is_api(path):
        headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        headers.setdefault("Cache-Control", "no-store")
    elif path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-cache")  # kept, but asked for anew by its ETag
