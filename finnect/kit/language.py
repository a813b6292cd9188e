"""Which language to answer in, and problems put into it."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation.trans_real import parse_accept_lang_header
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from finnect.kit.errors import Problem
from finnect.kit.korean import with_particles

OURS = {"reason", "what", "kind", "expected"}  # placeholders whose values are marked texts too; all others are the user's own words


def preferred(accept_language: str) -> str:
    """`ko` or `en`, by an Accept-Language header."""
    for code, _weight in parse_accept_lang_header(accept_language.lower()):
        language = code.split("-")[0]
        if language in dict(settings.LANGUAGES):
            return language
    return settings.LANGUAGE_CODE


class SpokenLanguage:
    """ASGI middleware that makes the asked-for language the active one during the request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with translation.override(_asked_for(Headers(scope=scope)) if scope["type"] == "http" else settings.LANGUAGE_CODE):
            await self.app(scope, receive, send)


def _asked_for(headers: Headers) -> str:
    """Events go to a page, whose script cannot send the header in its own language as it does with all else: the cookie tells it."""
    page = cookie_parser(headers.get("cookie", "")).get(settings.LANGUAGE_COOKIE_NAME, "")
    if headers.get("accept") == "text/event-stream" and page in dict(settings.LANGUAGES):
        return page
    return preferred(headers.get("accept-language", ""))


def say(text: str, params: dict[str, Any]) -> str:
    """A marked text in the active language, with its values filled in."""
    spoken = gettext(text) if text else ""
    values = {name: gettext(value) if name in OURS and value else value for name, value in params.items()}
    return with_particles(spoken % values) if values else spoken


def document(problem: Problem, request_id: str = "") -> dict[str, Any]:
    """The problem document (RFC 9457) in the active language."""
    return {
        "type": f"urn:finnect:problem:{problem.code.lower().replace('_', '-')}",
        "title": say(problem.title, {}),
        "status": problem.status,
        "code": problem.code,
        "detail": say(problem.detail, problem.params),
        **{name: problem.params[name] for name in problem.extras if name in problem.params},
        **({"request_id": request_id} if request_id else {}),
    }
