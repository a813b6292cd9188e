"""`/auth`: sign in, refresh, sign out, who am I."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.security import OAuth2PasswordRequestForm

from finnect.accounts import services
from finnect.accounts.acting import Acting, ActingSignIn
from finnect.accounts.errors import NotSignedIn
from finnect.accounts.schemas import Me, Tokens
from finnect.kit.django_thread import DjangoRoute

router = APIRouter(prefix="/auth", tags=["sign-in"], route_class=DjangoRoute)
SMALL_BODY = 16 * 1024


@router.post("/token", response_model=Tokens, max_body_size=SMALL_BODY)
def token(request: Request, form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> services.TokenPair:
    address = request.client.host if request.client else ""
    user = services.authenticate(email=form.username, password=form.password, address=address)
    return services.issue_tokens(user)


@router.post("/refresh", response_model=Tokens, max_body_size=SMALL_BODY)
def refresh(refresh_token: Annotated[str, Form()]) -> services.TokenPair:
    return services.refresh_tokens(refresh_token)


@router.post("/logout", status_code=204)
def logout(sign_in: ActingSignIn) -> None:
    if not sign_in:
        raise NotSignedIn()
    services.sign_out(sign_in)


@router.get("/me", response_model=Me)
def me(user: Acting) -> Me:
    return Me(id=user.id, email=user.email, role=user.role, language=user.language)
