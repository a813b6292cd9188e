"""What every request gets: problem documents in two languages, careful headers, an id, and no secrets in the logs."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from finnect.accounts import services as accounts
from finnect.config.logs import logging_config
from tests.props import SALES, part

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.mark.parametrize(
    ("call", "status", "code"),
    [
        (("GET", "/auth/me"), 401, "NOT_SIGNED_IN"),
        (("GET", "/api/v1/nothing"), 404, "NOT_FOUND"),
        (("GET", "/api"), 404, "NOT_FOUND"),
        (("DELETE", "/auth/me"), 405, "METHOD_NOT_ALLOWED"),
        (("POST", "/auth/token"), 422, "INVALID_REQUEST"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_error_is_a_problem_document(language: str, call: tuple[str, str], status: int, code: str, calling: Any) -> None:
    answer = calling(language=language)(*call)
    problem = answer.json()

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"urn:finnect:problem:{code.lower().replace('_', '-')}"
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert problem["title"]
    assert problem["detail"]
    assert any("가" <= char <= "힣" for char in problem["title"] + problem["detail"]) == (language == "ko")


@pytest.mark.parametrize(
    ("asked", "korean"),
    [
        ("ko", True),
        ("ko-KR,ko;q=0.9,en;q=0.8", True),
        ("en-US,ko;q=0.5", False),
        ("fr,ko;q=0.2", True),
        ("fr", False),
        ("", False),
        ("*", False),
    ],
)
def test_the_language_is_the_one_asked_for(asked: str, korean: bool, calling: Any) -> None:
    title = calling().get("/auth/me", headers={"Accept-Language": asked}).json()["title"]

    assert any("가" <= char <= "힣" for char in title) == korean


@pytest.mark.parametrize("asked", ["x" * 10_000, "," * 5000, "ko;q=abc", "\x00", "한국어".encode().decode("latin-1")])
def test_a_language_that_is_none_is_no_crash(asked: str, calling: Any) -> None:
    with suppress(ValueError):  # httpx does not send it
        assert calling().get("/auth/me", headers={"Accept-Language": asked}).status_code == 401


def test_an_unexpected_error_tells_the_log_and_not_the_client(
    alice: Any, calling: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    from finnect.inspection import queries

    def fail(*_: Any) -> Any:
        raise RuntimeError("a bug with detail")

    monkeypatch.setattr(queries, "visible_inspections", fail)
    answer = calling(alice).get("/api/v1/images")

    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL_ERROR")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "bug" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert "a bug with detail" in caplog.text


def test_a_database_that_is_gone_is_a_503(alice: Any, calling: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from finnect.inspection import queries

    def fail(*_: Any) -> Any:
        raise OperationalError("connection refused: password=hunter2")

    caller = calling(alice)
    monkeypatch.setattr(queries, "visible_inspections", fail)
    answer = caller.get("/api/v1/images")

    assert (answer.status_code, answer.json()["code"]) == (503, "DATABASE_UNAVAILABLE")
    assert "retry-after" in answer.headers
    assert "hunter2" not in answer.text


def test_a_value_that_the_database_cannot_keep_is_no_crash(alice: Any, calling: Any) -> None:
    caller = calling(alice)
    for answer in (
        caller.post("/chatbot/", data={"query": "zero \0 character"}),
        caller.get("/api/v1/images?category=%00"),
        caller.get("/api/v1/images?prediction=%00%00"),
        caller.get(f"/api/v1/jobs?kind={'x' * 3000}"),
        caller.get("/api/v1/jobs?status=%ff%fe"),
        caller.post("/api/v1/tables", files={"file": ("x.csv", SALES)}, data={"mapping": '{"Quantity": "\\u0000"}'}),
    ):
        assert answer.status_code < 500, answer.text


def test_s55_api_answers_are_guarded_and_not_kept(calling: Any) -> None:
    headers = calling().get("/auth/me").headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "server" not in headers


def test_s53_pages_have_a_strict_policy(calling: Any) -> None:
    headers = calling().get("/sign-in/").headers
    policy = headers["content-security-policy"]

    for part_ in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ):
        assert part_ in policy
    assert "unsafe" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-request-id"]


def test_s55_over_https_browsers_are_told_to_stay_there(calling: Any, settings: Any) -> None:
    settings.IS_HTTPS, settings.SECURE_HSTS_SECONDS = True, 31_536_000

    assert calling().get("/auth/me").headers["strict-transport-security"] == "max-age=31536000"


def test_s55_no_other_origin_is_let_in(alice: Any, calling: Any) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    preflight = calling()("OPTIONS", "/api/v1/images", headers=headers)
    answer = calling(alice).get("/api/v1/images", headers={"Origin": "https://evil.example"})

    assert preflight.status_code == 405
    for found in (preflight, answer):
        assert not [name for name in found.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "localhost@evil"])
def test_s58_other_hosts_are_not_answered_for(host: str, calling: Any) -> None:
    for path in ("/auth/me", "/sign-in/"):
        assert calling().get(path, headers={"Host": host}).status_code == 400


def test_s58_forwarded_headers_of_strangers_mean_nothing(alice: Any, calling: Any) -> None:
    """Whoever is trusted, uvicorn believes; the app itself reads none of them."""
    for number in range(6):
        forged = {"X-Forwarded-For": f"192.0.2.{number}", "X-Real-IP": f"192.0.2.{number}", "Forwarded": f"for=192.0.2.{number}"}
        answer = calling().post("/auth/token", data={"username": "alice@example.com", "password": "wrong"}, headers=forged)

    assert answer.status_code == 429


def test_a_request_keeps_the_id_it_came_with(calling: Any) -> None:
    assert calling().get("/health/live", headers={"X-Request-ID": "abc-123"}).headers["x-request-id"] == "abc-123"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "<script>", "id\ttab"])
def test_an_id_that_is_none_is_replaced(given: str, calling: Any) -> None:
    assert calling().get("/health/live", headers={"X-Request-ID": given}).headers["x-request-id"] != given


@pytest.mark.parametrize(("path", "refusal"), [("/openapi.json", 401), ("/metrics", 401), ("/docs", 302)])
def test_s64_descriptions_and_numbers_are_not_public(path: str, refusal: int, alice: Any, carol: Any, calling: Any) -> None:
    assert calling().get(path).status_code == refusal
    if path == "/metrics":
        assert calling(alice).get(path).status_code == 403
        assert calling(carol).get(path).status_code == 200
    if path == "/openapi.json":
        assert calling(alice).get(path).json()["info"]["title"] == "Finnect"


def test_s64_unless_they_are_set_to_be(calling: Any, settings: Any) -> None:
    settings.API_DOCS_PUBLIC = True

    assert calling().get("/openapi.json").status_code == 200
    assert calling().get("/docs").status_code == 200


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged, down to DEBUG, as the operator would see it."""
    root, kept = logging.getLogger(), io.StringIO()
    logging_config(level="DEBUG", style="json")
    handler = next(
        handler for handler in root.handlers if isinstance(handler, logging.StreamHandler) and hasattr(handler.formatter, "processors")
    )
    handler.setStream(kept)
    yield kept
    logging_config(level="WARNING", style="json")


def test_s62_no_secret_reaches_the_logs(alice: Any, calling: Any, logged: io.StringIO, settings: Any) -> None:
    canary = "canary-7f3a-Passw0rd"
    accounts.change_password(alice, canary)
    pair = calling().post("/auth/token", data={"username": "alice@example.com", "password": canary}).json()
    calling().post("/auth/token", data={"username": "alice@example.com", "password": canary + "x"})
    settings.STORAGE_OPTIONS = {**settings.STORAGE_OPTIONS, "secret_access_key": "canary-s3-key"}
    bearer = calling()
    bearer.headers["Authorization"] = f"Bearer {pair['access_token']}"
    bearer.get("/auth/me")
    bearer.get("/auth/me", headers={"Authorization": f"Bearer {pair['access_token']}x"})
    bearer.post("/api/v1/images", files={"file": ("x.png", part(1))})
    bearer.post("/api/v1/tables", files={"file": ("x.csv", SALES)}, headers={"Idempotency-Key": "k"})
    bearer.post("/chatbot/", data={"query": "총매출"})
    calling().post("/auth/refresh", data={"refresh_token": pair["refresh_token"]})
    bearer.post("/auth/logout")
    token = accounts.setup_token()
    calling().get(f"/setup/{token}/")
    log = logging.getLogger("some.library")
    log.warning("connecting to %s", "redis://default:canary-broker@127.0.0.1:6379/0")
    log.warning("key %s", "sk-canarycanarycanary")
    log.error("header Authorization: Bearer %s", pair["access_token"])
    try:
        raise RuntimeError(f"with token {pair['refresh_token']}")
    except RuntimeError:
        log.exception("trouble")

    lines = logged.getvalue()
    assert '"event": "sign_in.succeeded"' in lines
    assert '"event": "sign_in.failed"' in lines
    for secret in (
        canary,
        pair["access_token"],
        pair["refresh_token"],
        "canary-s3-key",
        "canary-broker",
        "canarycanary",
        token,
        settings.JWT_SECRET,
    ):
        assert secret not in lines


def test_s62_a_line_is_a_line(calling: Any, logged: io.StringIO) -> None:
    """Line ends and escape codes of a client cannot forge a second entry."""
    calling().post("/auth/token", data={"username": 'x"}\n{"event": "forged"}\r\n\x1b[31m', "password": "x"})

    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert "forged" not in [line["event"] for line in lines]
    assert "\x1b" not in logged.getvalue()


def test_s62_refusals_are_logged_with_who_and_where(alice: Any, calling: Any, logged: io.StringIO) -> None:
    calling(alice).get("/api/v1/unanswered")
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    refusal = next(line for line in lines if line["event"] == "request.refused")
    request = next(line for line in lines if line["event"] == "request")

    assert (refusal["code"], refusal["path"]) == ("ADMINS_ONLY", "/api/v1/unanswered")
    assert (request["status"], request["method"]) == (403, "GET")
    assert refusal["request_id"] == request["request_id"]


def test_both_sides_are_one_origin(calling: Any) -> None:
    assert calling().get("/health/live").json() == {"status": "live"}
    assert "text/html" in calling().get("/sign-in/").headers["content-type"]
    assert calling().get("/static/dashboard/css/pages.css").status_code == 200
    assert calling().get("/static/../settings.py").status_code == 404
    assert calling().get("/no-such-page").status_code == 404


def test_a_path_is_the_apis_or_the_pages() -> None:
    from finnect.config.requests import is_api

    assert all(map(is_api, ["/auth/token", "/api", "/api/v1/images", "/chatbot/", "/health/ready", "/metrics", "/openapi.json"]))
    assert not any(map(is_api, ["/", "/sign-in/", "/dashboard/", "/admin/", "/apis", "/authors", "/docs", "/static/x.js"]))


def test_something_other_than_http_is_passed_on() -> None:
    """Start and end of the server go through all layers."""
    from finnect.config.requests import Requests
    from finnect.kit.django_thread import DjangoThread
    from finnect.kit.language import SpokenLanguage

    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    for layer in (Requests, DjangoThread, SpokenLanguage):
        async_to_sync(layer(app))({"type": "lifespan"}, None, None)  # type: ignore[arg-type]
    assert seen == ["lifespan"] * 3
