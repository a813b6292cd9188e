"""What a browser would refuse of the pages, found without one: each thing that a page, style sheet or module names is there, and
the policy that is really sent allows it."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

import finnect.dashboard
from finnect.accounts import services as accounts
from finnect.accounts.models import User
from tests.dashboard.test_modules import MODULES, name_of
from tests.dashboard.test_pages import SHELLS

DASHBOARD = Path(finnect.dashboard.__file__).parent
SHEETS = sorted((DASHBOARD / "static").rglob("*.css"))
# By element and attribute, which part of the policy decides; links are told apart by `rel`.
DECIDES = {("script", "src"): "script-src", ("img", "src"): "img-src", ("use", "href"): "img-src", ("form", "action"): "form-action"}
LINKS = {"stylesheet": "style-src", "icon": "img-src"}


class Named(HTMLParser):
    """What a page asks the browser to load or to run, as `(directive, address)`; "'unsafe-inline'" stands for what is written into it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._inline = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_data = tag == "script" and given.get("type") == "application/json"
        self._inline = {"script": "" if is_data else "script-src", "style": "style-src"}.get(tag, "")
        self.found += [("script-src", "'unsafe-inline'") for name in given if name.startswith("on")]
        self.found += [("style-src", "'unsafe-inline'") for name in given if name == "style"]
        self.found += [(DECIDES[tag, name], value) for name, value in given.items() if (tag, name) in DECIDES and value]
        if tag == "link":
            self.found.append((LINKS[given["rel"]], given["href"]))

    def handle_data(self, data: str) -> None:
        if self._inline and data.strip():
            self.found.append((self._inline, "'unsafe-inline'"))

    def handle_endtag(self, tag: str) -> None:
        self._inline = ""


def directives(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in policy.split(";") if part.strip())}


def is_allowed(policy: dict[str, list[str]], directive: str, address: str) -> bool:
    """By the sources that are used here: `'self'`, and schemes such as `data:`."""
    parts = urlsplit(address)
    asked = address if address.startswith("'") else f"{parts.scheme}:" if parts.scheme else "//" if parts.netloc else "'self'"
    return asked in policy.get(directive, policy["default-src"])


def is_there(address: str) -> bool:
    """A page of ours is there by its own test; a file is looked for."""
    path = urlsplit(address).path
    return not path.startswith("/static/") or finders.find(path.removeprefix("/static/")) is not None


def refused(answer: object) -> list[tuple[str, str]]:
    policy = directives(answer["Content-Security-Policy"])
    named = Named(answer.content.decode()).found
    return [(directive, address) for directive, address in named if not is_allowed(policy, directive, address) or not is_there(address)]


def everywhere() -> list[str]:
    """Every page behind the sign-in, and the administrators' lists."""
    lists = [f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry]
    return [*(reverse(name, kwargs=given) for name, given in SHELLS.items()), *map(reverse, ["admin:index", *lists])]


@pytest.mark.django_db
def test_no_page_names_what_a_browser_would_refuse(client: Client) -> None:
    """Those for strangers and the set-up first: it closes with the first administrator. No template is left out."""
    seen: set[str] = set()

    def look(address: str, status: int) -> None:
        answer = client.get(address)
        assert (address, answer.status_code) == (address, status)
        assert (address, refused(answer)) == (address, [])
        seen.update(template.name for template in answer.templates if template.name)

    look(f"/setup/{accounts.setup_token()}/", 200)
    for address, status in {"/sign-in/": 200, "/setup/made-up/": 404, "/no-such-page/": 404}.items():
        look(address, status)
    client.force_login(User.objects.create(email="carol@example.com", role="admin"))
    for address in ["/password/", *everywhere()]:
        look(address, 200)
    ours = {str(path.relative_to(DASHBOARD / "templates")) for path in (DASHBOARD / "templates" / "dashboard").rglob("*.html")}
    assert ours - seen == set()


def test_the_check_finds_what_a_browser_would_refuse() -> None:
    policy = directives("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:")
    html = """<p onclick="x()" style="a"><script>x()</script><script src="//evil.example/x.js"></script>
    <img src="https://evil.example/x.png"><img src="data:image/png,x"><script src="/static/x.js"></script><form action="/x"></form>"""
    assert [(directive, address) for directive, address in Named(html).found if not is_allowed(policy, directive, address)] == [
        ("script-src", "'unsafe-inline'"),
        ("style-src", "'unsafe-inline'"),
        ("script-src", "'unsafe-inline'"),
        ("script-src", "//evil.example/x.js"),
        ("img-src", "https://evil.example/x.png"),
        ("form-action", "/x"),
    ]
    assert not is_there("/static/x.js")


@pytest.fixture
def policy(client: Client, db: None) -> dict[str, list[str]]:
    return directives(client.get("/sign-in/")["Content-Security-Policy"])


def test_style_sheets_name_only_what_is_allowed_and_there(policy: dict[str, list[str]]) -> None:
    for sheet in SHEETS:
        text = sheet.read_text()
        assert "@import" not in text, sheet.name
        for address in re.findall(r"""url\(\s*["']?([^"')]+)""", text):
            directive = "font-src" if re.search(r"\.(woff2?|ttf|otf)$", address) else "img-src"
            assert is_allowed(policy, directive, address), (sheet.name, address)
            assert address.startswith("data:") or (sheet.parent / address.split("#")[0]).is_file(), (sheet.name, address)


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_modules_name_only_what_is_allowed_and_there(module: Path) -> None:
    """No other origin, no style as an attribute (which the policy refuses; `node.style` it does not), and files that exist."""
    text = module.read_text()
    assert [url for url in re.findall(r"""["'`]((?:https?:)?//[^"'`\s]+)""", text) if url != "http://www.w3.org/2000/svg"] == []
    assert re.findall(r"""\b(?:el|svg)\(\s*"[\w-]+",\s*\{[^{}]*\bstyle:|setAttribute\("style"|new (?:Worker|WebSocket)\(""", text) == []
    for address in re.findall(r"""new URL\("([^"]+)", import\.meta\.url\)|import\("([^"]+)"\)""", text):
        assert (module.parent / "".join(address)).is_file(), address
