"""Who makes this request: by bearer token, or on our own pages by the browser session."""

import io
from importlib import import_module
from typing import Annotated

from django.conf import settings
from django.contrib.auth import get_user
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer

from finnect.accounts import services
from finnect.accounts.errors import AdminsOnly, CsrfFailed, NotSignedIn
from finnect.accounts.models import User
from finnect.accounts.services import LivingSignIn
from finnect.kit.django_thread import on_django_thread

bearer = OAuth2PasswordBearer(tokenUrl="/auth/token", auto_error=False)
_sign_in_of = on_django_thread(services.sign_in_of)


class _CsrfCheck(CsrfViewMiddleware):
    def _reject(self, request: object, reason: str) -> str:  # type: ignore[override]
        return reason


def _from_session(request: Request) -> User:
    """The session's user; a call that changes something must carry the page's CSRF token in a header."""
    scope = dict(request.scope)
    # The body belongs to the endpoint; Django must not try to read a form from it.
    scope["headers"] = [(name, value) for name, value in scope["headers"] if name not in (b"content-type", b"content-length")]
    django_request = ASGIRequest(scope, io.BytesIO())
    engine = import_module(settings.SESSION_ENGINE)
    django_request.session = engine.SessionStore(django_request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    user = get_user(django_request)
    if not isinstance(user, User) or not user.is_active:
        raise NotSignedIn()
    check = _CsrfCheck(lambda _request: HttpResponse())
    check.process_request(django_request)
    if check.process_view(django_request, None, (), {}):
        raise CsrfFailed()
    return user


async def acting_sign_in(token: Annotated[str | None, Depends(bearer)]) -> LivingSignIn | None:
    """The sign-in of a bearer token, or None when there is no token."""
    return await _sign_in_of(token) if token else None


async def acting_user(request: Request, sign_in: Annotated[LivingSignIn | None, Depends(acting_sign_in)]) -> User:
    return sign_in.user if sign_in else await on_django_thread(_from_session)(request)


async def acting_admin(user: Annotated[User, Depends(acting_user)]) -> User:
    if not user.is_admin:
        raise AdminsOnly()
    return user


Acting = Annotated[User, Depends(acting_user)]
ActingAdmin = Annotated[User, Depends(acting_admin)]
ActingSignIn = Annotated[LivingSignIn | None, Depends(acting_sign_in)]
