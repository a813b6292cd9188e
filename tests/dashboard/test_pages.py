"""Every page, in both languages: who may see it, and that nothing in it runs or styles inline."""

import re
import uuid
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

import finnect.dashboard
from finnect.accounts.models import User

STATIC = Path(finnect.dashboard.__file__).parent / "static"
ID = uuid.UUID(int=7)
SHELLS = {
    "home": {},
    "images": {},
    "image": {"id": ID},
    "tables": {},
    "table": {"id": ID},
    "models": {},
    "new_model": {},
    "model": {"id": ID},
    "chat": {},
    "jobs": {},
    "api_docs": {},
}


class Page(HTMLParser):
    """What of a page could break the Content-Security-Policy, and what it loads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.offences: list[str] = []
        self.loads: list[str] = []
        self.language = ""
        self._script = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._script = tag if tag == "style" or (tag == "script" and given.get("type") != "application/json") else ""
        self.offences += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        self.offences += [f"{tag} {value}" for value in given.values() if value.strip().lower().startswith("javascript:")]
        if tag == "html":
            self.language = given["lang"]
        if tag in ("script", "img", "use") or (tag == "link" and given.get("rel") in ("stylesheet", "icon")):
            self.loads += [value for name, value in given.items() if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.offences.append(f"inline {self._script}: {data.strip()[:40]}")

    def handle_endtag(self, tag: str) -> None:
        self._script = ""


def check(html: str, language: str) -> None:
    page = Page(html)
    assert page.language == language
    assert page.offences == []
    for address in page.loads:
        assert address.startswith("/static/"), address
        assert (STATIC / address.removeprefix("/static/").split("#")[0]).is_file(), address


@pytest.fixture(params=["ko", "en"])
def language(request: pytest.FixtureRequest, client: Client) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = request.param
    return request.param


@pytest.mark.parametrize("name", SHELLS)
@pytest.mark.parametrize("who", ["alice", "carol"])
def test_a_page_has_nothing_inline(name: str, who: str, language: str, client: Client, request: pytest.FixtureRequest) -> None:
    client.force_login(request.getfixturevalue(who))
    answer = client.get(reverse(name, kwargs=SHELLS[name]))
    assert answer.status_code == 200
    check(answer.content.decode(), language)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", SHELLS)
def test_the_assistant_is_on_every_page_and_only_once(name: str, client: Client, alice: User) -> None:
    client.force_login(alice)
    html = client.get(reverse(name, kwargs=SHELLS[name])).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert ("assistant-button" in ids) == (name != "chat")
    assert html.count('class="said"') == 1


@pytest.mark.parametrize("name", SHELLS)
def test_a_page_needs_sign_in(name: str, client: Client, db: None) -> None:
    address = reverse(name, kwargs=SHELLS[name])
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("name", SHELLS)
def test_a_page_is_only_read(name: str, client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.post(reverse(name, kwargs=SHELLS[name])).status_code == 405


def test_the_api_reference_can_be_made_public(client: Client, settings: object, db: None) -> None:
    settings.API_DOCS_PUBLIC = True
    answer = client.get("/docs")
    assert answer.status_code == 200
    assert "assistant-button" not in answer.content.decode()


def test_the_pages_before_sign_in_have_nothing_inline(client: Client, language: str, db: None) -> None:
    for address, status in {"/sign-in/": 200, "/setup/made-up/": 404, "/no-such-page/": 404}.items():
        answer = client.get(address)
        assert answer.status_code == status
        check(answer.content.decode(), language)


def test_the_page_of_a_crash_needs_no_request() -> None:
    check(render_to_string("500.html"), settings.LANGUAGE_CODE)


def test_only_administrators_see_the_way_to_administration(client: Client, alice: User, carol: User) -> None:
    client.force_login(alice)
    assert 'href="/admin/"' not in client.get("/").content.decode()
    client.force_login(carol)
    assert 'href="/admin/"' in client.get("/").content.decode()


def test_the_page_gives_the_csrf_cookies_name_and_token(client: Client, alice: User) -> None:
    client.force_login(alice)
    html = client.get("/").content.decode()
    assert f'<meta name="csrf-cookie" content="{settings.CSRF_COOKIE_NAME}">' in html
    assert '<meta name="csrf-token" content="' in html
    assert client.cookies[settings.CSRF_COOKIE_NAME].value


def test_s54_an_address_full_of_markup_is_shown_inert(client: Client, db: None) -> None:
    html = client.get("/sign-in/", {"next": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in html
