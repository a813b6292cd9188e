"""JSON web tokens: HS256 and nothing else, every claim required, a token usable for its own purpose only (RFC 8725)."""

import time
import uuid
from dataclasses import dataclass
from typing import Literal

import jwt
from django.conf import settings

ISSUER = "finnect"
AUDIENCE = "finnect-api"
LONGEST = 4096
LEEWAY_SECONDS = 10

Use = Literal["access", "refresh"]


class BadToken(Exception):
    """The token is not one of ours, not for this use, or no longer good."""


@dataclass(frozen=True, slots=True)
class Claims:
    user_id: uuid.UUID
    sign_in_id: uuid.UUID
    token_version: int
    jti: uuid.UUID


def issue(claims: Claims, use: Use) -> str:
    """A signed token; its lifetime follows its use."""
    now = int(time.time())
    lifetime = settings.ACCESS_TOKEN_SECONDS if use == "access" else settings.REFRESH_TOKEN_SECONDS
    payload = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(claims.user_id),
        "jti": str(claims.jti),
        "iat": now,
        "exp": now + lifetime,
        "sid": str(claims.sign_in_id),
        "ver": claims.token_version,
        "token_use": use,
    }
    return jwt.encode(payload, settings.JWT_SECRET, algorithm="HS256")


def read(token: str, use: Use) -> Claims:
    """The claims of a good token.

    :raises BadToken: for every other string.
    """
    if len(token) > LONGEST:
        raise BadToken("too long")
    try:
        payload = jwt.decode(
            token,
            settings.JWT_SECRET,
            algorithms=["HS256"],
            audience=AUDIENCE,
            issuer=ISSUER,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "jti", "aud", "iss", "sub", "sid", "ver", "token_use"]},
        )
        if payload["token_use"] != use:
            raise BadToken("meant for another use")
        return Claims(
            user_id=uuid.UUID(payload["sub"]),
            sign_in_id=uuid.UUID(payload["sid"]),
            token_version=int(payload["ver"]),
            jti=uuid.UUID(payload["jti"]),
        )
    except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError) as error:
        raise BadToken(str(error)) from error
