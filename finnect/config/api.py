"""The API: every capability's routers, and errors as problem documents."""

from typing import Annotated, Any

import structlog
from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError
from django.utils import translation
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import finnect
from finnect.accounts import api as accounts
from finnect.accounts.acting import acting_sign_in, acting_user, bearer
from finnect.assistant import api as assistant
from finnect.config import requests
from finnect.config.outcomes import assistant_outcomes
from finnect.dashboard import api as dashboard
from finnect.health import api as health
from finnect.inspection import api as inspection
from finnect.jobs import api as jobs
from finnect.kit.errors import Invalid, Problem
from finnect.kit.language import SpokenLanguage, document, preferred
from finnect.kit.validation import worded
from finnect.kit.words import N_
from finnect.sales import api as sales

log = structlog.get_logger(__name__)


class DatabaseUnavailable(Problem):
    status = 503
    code = "DATABASE_UNAVAILABLE"
    title = N_("The database does not answer")
    detail = N_("Your request was not carried out. Try again in a few seconds.")


class Unexpected(Problem):
    status = 500
    code = "INTERNAL_ERROR"
    title = N_("Something unexpected went wrong")
    detail = N_("This is our fault, not yours. Tell an administrator the request id; the log has the details.")


class Http(Problem):
    """What the framework itself refuses: an unknown path, a wrong method, a body that is too large."""

    code = "HTTP_ERROR"
    known = {
        400: ("BAD_REQUEST", N_("The request cannot be understood"), N_("Its form is wrong, or it names a host that is not served here.")),
        404: ("NOT_FOUND", N_("Not found"), N_("There is nothing at this address. /docs lists what there is.")),
        405: ("METHOD_NOT_ALLOWED", N_("This method is not allowed here"), N_("The Allow header names those that are.")),
        413: ("FILE_TOO_LARGE", N_("The request is too large"), N_("It has more bytes than are taken at this address.")),
    }

    def __init__(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.status = status  # type: ignore[misc]
        self.code, self.title, self.detail = self.known.get(status, (self.code, self.title, ""))  # type: ignore[misc]
        super().__init__(headers=headers)


def answer(problem: Problem) -> JSONResponse:
    headers = dict(problem.headers)
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    body = document(problem, request_id=requests.current_id())
    return JSONResponse(body, status_code=problem.status, headers=headers, media_type="application/problem+json")


class WordedRefusals:
    """ASGI middleware: what Starlette's own middleware refuses in plain text (a large body, a foreign host), as a problem document."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and requests.is_api(scope["path"])
        is_plain = False

        async def send_worded(message: Message) -> None:
            nonlocal is_plain
            begins = message["type"] == "http.response.start"
            if begins and message["status"] >= 400:
                is_plain = Headers(raw=message["headers"]).get("content-type", "").startswith("text/plain")
            if not is_plain:
                await send(message)
            elif begins:
                with translation.override(preferred(Headers(scope=scope).get("accept-language", ""))):
                    refusal = answer(Http(message["status"]))
                await refusal(scope, receive, send)

        await self.app(scope, receive, send_worded if is_ours else send)


async def _on_problem(request: Request, problem: Problem) -> JSONResponse:
    if problem.status in (401, 403):
        log.warning("request.refused", code=problem.code, path=request.url.path)
    return answer(problem)


async def _on_validation(request: Request, error: RequestValidationError) -> JSONResponse:
    return answer(worded(error.errors()[0]))


async def _on_http(request: Request, error: HTTPException) -> JSONResponse:
    return answer(Http(error.status_code, dict(error.headers or {})))


async def _on_database(request: Request, error: Exception) -> JSONResponse:
    log.error("database.unavailable", error=str(error))
    return answer(DatabaseUnavailable(headers={"Retry-After": "5"}))


async def _on_data(request: Request, error: DataError) -> JSONResponse:
    """A value that PostgreSQL cannot keep: a text with a zero character or too long, a number out of range."""
    log.info("database.refused", error=str(error))
    return answer(Invalid(where="request", reason=N_("a text or number in it is too long, too large, or holds a zero character")))


async def on_unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("request.crashed", path=request.url.path, exc_info=error)
    return answer(Unexpected())


async def _reader(request: Request, token: Annotated[str | None, Depends(bearer)]) -> None:
    """Who may read the API's description: anybody when so set, else whoever is signed in."""
    if not settings.API_DOCS_PUBLIC:
        await acting_user(request, await acting_sign_in(token))


def make_api() -> FastAPI:
    api = FastAPI(
        title="Finnect",
        version=finnect.__version__,
        description=finnect.__doc__ or "",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=2 * 2**20,
        strict_content_type=True,
    )
    dashboard.FIGURES["assistant_outcomes"] = assistant_outcomes
    for router in (  # tried in this order: what is asked most comes first
        assistant.chatbot,
        inspection.images,
        accounts.router,
        inspection.datasets,
        inspection.models,
        sales.router,
        jobs.router,
        assistant.router,
        dashboard.router,
        health.router,
    ):
        api.include_router(router)

    @api.get("/openapi.json", include_in_schema=False, dependencies=[Depends(_reader)])
    def describe() -> dict[str, Any]:
        return get_openapi(title=api.title, version=api.version, description=api.description, routes=api.routes)

    api.add_exception_handler(Problem, _on_problem)  # type: ignore[arg-type]
    api.add_exception_handler(RequestValidationError, _on_validation)  # type: ignore[arg-type]
    api.add_exception_handler(HTTPException, _on_http)  # type: ignore[arg-type]
    api.add_exception_handler(DataError, _on_data)  # type: ignore[arg-type]
    api.add_exception_handler(OperationalError, _on_database)
    api.add_exception_handler(InterfaceError, _on_database)
    api.add_exception_handler(Exception, on_unexpected)
    api.add_middleware(SpokenLanguage)
    return api
