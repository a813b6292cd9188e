"""The API: every capability's routers, and errors as problem documents."""

from typing import Annotated, Any

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

import finnect
from finnect.accounts import api as accounts
from finnect.accounts.acting import acting_sign_in, acting_user, bearer
from finnect.assistant import api as assistant
from finnect.config import requests
from finnect.dashboard import api as dashboard
from finnect.health import api as health
from finnect.inspection import api as inspection
from finnect.jobs import api as jobs
from finnect.kit.errors import Invalid, Problem
from finnect.kit.language import SpokenLanguage, document
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
    titles = {
        404: N_("Not found"),
        405: N_("This method is not allowed here"),
        413: N_("The request is too large"),
    }

    def __init__(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.status = status  # type: ignore[misc]
        self.title = self.titles.get(status, Problem.title)  # type: ignore[misc]
        self.code = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "FILE_TOO_LARGE"}.get(status, "HTTP_ERROR")  # type: ignore[misc]
        super().__init__(headers=headers)


def answer(request: Request, problem: Problem) -> JSONResponse:
    headers = dict(problem.headers)
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    body = document(problem, request_id=requests.current_id())
    return JSONResponse(body, status_code=problem.status, headers=headers, media_type="application/problem+json")


async def _on_problem(request: Request, problem: Problem) -> JSONResponse:
    if problem.status in (401, 403):
        log.warning("request.refused", code=problem.code, path=request.url.path)
    return answer(request, problem)


async def _on_validation(request: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return answer(request, Invalid(where=where, reason=first["msg"]))


async def _on_http(request: Request, error: HTTPException) -> JSONResponse:
    return answer(request, Http(error.status_code, dict(error.headers or {})))


async def _on_database(request: Request, error: Exception) -> JSONResponse:
    log.error("database.unavailable", error=str(error))
    return answer(request, DatabaseUnavailable(headers={"Retry-After": "5"}))


async def on_unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("request.crashed", path=request.url.path, exc_info=error)
    return answer(request, Unexpected())


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
    for router in (
        accounts.router,
        inspection.images,
        inspection.datasets,
        inspection.models,
        sales.router,
        jobs.router,
        assistant.chatbot,
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
    api.add_exception_handler(OperationalError, _on_database)
    api.add_exception_handler(InterfaceError, _on_database)
    api.add_exception_handler(Exception, on_unexpected)
    api.add_middleware(SpokenLanguage)
    return api
