"""Our own pages call the API with the browser's session: reading is free, changing needs the page's CSRF token."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def session(alice: Any, calling: Any) -> Any:
    """Alice's browser, as the API sees it; `session.csrf` is what her page would send."""
    client = Client()
    client.force_login(alice)
    request = RequestFactory().get("/")
    caller = calling()
    caller.csrf = get_token(request)
    secret = request.META["CSRF_COOKIE"]
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    caller.headers["Cookie"] = f"{django_settings.SESSION_COOKIE_NAME}={cookie}; {django_settings.CSRF_COOKIE_NAME}={secret}"
    return caller


def test_the_session_reads_without_more_ado(session: Any) -> None:
    assert session.get("/auth/me").json()["email"] == "alice@example.com"
    assert session.get("/api/v1/images").status_code == 200


def test_s34_the_session_changes_nothing_without_the_csrf_token(session: Any) -> None:
    answer = session.post("/chatbot/", data={"query": "안녕"})

    assert answer.status_code == 403
    assert answer.json()["code"] == "CSRF_FAILED"


def test_s34_nor_with_a_made_up_token(session: Any) -> None:
    for token in ("", "x" * 32, "x" * 64):
        assert session.post("/chatbot/", data={"query": "안녕"}, headers={"X-CSRFToken": token}).status_code == 403


def test_s34_nor_with_the_token_in_the_body(session: Any) -> None:
    body = {"query": "안녕", "csrfmiddlewaretoken": session.csrf}

    assert session.post("/chatbot/", data=body).status_code == 403


def test_s34_nor_from_another_origin(session: Any) -> None:
    headers = {"X-CSRFToken": session.csrf, "Origin": "https://evil.example"}

    assert session.post("/chatbot/", data={"query": "안녕"}, headers=headers).status_code == 403


def test_s34_the_page_with_its_token_may(session: Any) -> None:
    answer = session.post("/chatbot/", data={"query": "안녕"}, headers={"X-CSRFToken": session.csrf})

    assert answer.status_code == 200


def test_a_bearer_token_needs_no_csrf_token(alice: Any, calling: Any) -> None:
    assert calling(alice).post("/chatbot/", data={"query": "안녕"}).status_code == 200


def test_a_wrong_bearer_token_is_not_saved_by_a_session(session: Any) -> None:
    assert session.get("/auth/me", headers={"Authorization": "Bearer nonsense"}).status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "a=b; session", "session=", f"session={'x' * 3000}", "session=../../etc", 'session="\\000"'])
def test_a_made_up_session_is_nobodys(cookie: str, calling: Any) -> None:
    assert calling().get("/auth/me", headers={"Cookie": cookie}).status_code == 401


def test_s20_the_cookie_is_for_the_server_alone(settings: Any) -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert settings.SESSION_COOKIE_AGE <= 8 * 3600
