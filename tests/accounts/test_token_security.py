"""Items 1–9 and 13 of the security list: what a token must not be able to do."""

import base64
import hmac
import json
import time
import uuid
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.conf import settings

from finnect.accounts import services, tokens
from finnect.accounts.models import User

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def pair(alice: Any) -> services.TokenPair:
    return services.issue_tokens(alice)


def claims_of(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def signed(claims: dict[str, Any], **options: Any) -> str:
    return jwt.encode(claims, options.pop("key", settings.JWT_SECRET), **{"algorithm": "HS256", **options})


def part(values: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).rstrip(b"=").decode()


def is_refused(bearer: Any, token: str) -> bool:
    answer = bearer(token).get("/auth/me")
    return answer.status_code == 401 and answer.json()["code"] == "NOT_SIGNED_IN"


@pytest.mark.parametrize("name", ["none", "None", "nOnE", "NONE", ""])
def test_s01_a_token_without_signature_is_refused(name: str, pair: Any, bearer: Any) -> None:
    body = part(claims_of(pair.access_token))

    assert is_refused(bearer, f"{part({'alg': name, 'typ': 'JWT'})}.{body}.")
    assert is_refused(bearer, f"{part({'alg': name, 'typ': 'JWT'})}.{body}.{pair.access_token.split('.')[2]}")


def test_s02_a_token_of_another_algorithm_is_refused(pair: Any, bearer: Any) -> None:
    claims = claims_of(pair.access_token)
    rsa_key, ec_key = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
    public = rsa_key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    unsigned = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}"
    with_public_key = base64.urlsafe_b64encode(hmac.digest(public, unsigned.encode(), "sha256")).rstrip(b"=").decode()

    assert is_refused(bearer, signed(claims, key=rsa_key, algorithm="RS256"))
    assert is_refused(bearer, signed(claims, key=ec_key, algorithm="ES256"))
    assert is_refused(bearer, f"{unsigned}.{with_public_key}")
    assert is_refused(bearer, signed(claims, algorithm="HS512", key=settings.JWT_SECRET * 2))
    assert is_refused(bearer, signed(claims, algorithm="HS384"))


@pytest.mark.parametrize(
    "headers",
    [
        {"kid": "../../dev/null"},
        {"kid": "' OR 1=1 --"},
        {"jku": "http://127.0.0.1:9/keys"},
        {"x5u": "http://127.0.0.1:9/keys"},
        {"jwk": {"kty": "oct", "k": "YXR0YWNrZXI"}},
    ],
)
def test_s03_a_token_cannot_bring_its_own_key(headers: dict[str, Any], pair: Any, bearer: Any) -> None:
    claims = claims_of(pair.access_token)

    assert is_refused(bearer, signed(claims, key="attacker" * 8, headers=headers))
    assert is_refused(bearer, signed(claims, key="0" * 64, headers=headers))


def test_s04_a_tampered_token_is_refused_fast(pair: Any, bearer: Any) -> None:
    head, body, signature = pair.access_token.split(".")
    claims = {**claims_of(pair.access_token), "sub": str(uuid.uuid4())}
    for token in (
        f"{head}.{part(claims)}.{signature}",
        f"{head}.{body}.{'A' * len(signature)}",
        f"{head}.{body}.",
        f"{head}.{body}",
        f"{head}.{body}.{signature}.{signature}",
        "....",
        "...",
        f"{head}.{'A' * 100_000}.{signature}",
    ):
        began = time.perf_counter()
        assert is_refused(bearer, token)
        assert time.perf_counter() - began < 0.5  # 50 ms on an idle machine


@pytest.mark.parametrize("claim", ["exp", "iat", "jti", "aud", "iss", "sub", "sid", "ver", "token_use"])
def test_s05_every_claim_is_required(claim: str, pair: Any, bearer: Any) -> None:
    claims = claims_of(pair.access_token)
    assert not is_refused(bearer, signed(claims))

    del claims[claim]
    assert is_refused(bearer, signed(claims))


@pytest.mark.parametrize(
    ("claim", "value"), [("sub", "7"), ("sid", "x"), ("ver", "new"), ("ver", None), ("jti", 7), ("exp", "soon"), ("iat", "now")]
)
def test_s05_a_claim_of_the_wrong_kind_is_refused(claim: str, value: Any, pair: Any, bearer: Any) -> None:
    try:
        token = signed({**claims_of(pair.access_token), claim: value})
    except TypeError:  # PyJWT refuses to write it
        return
    assert is_refused(bearer, token)


def test_s06_time_is_kept_with_half_a_minute_of_leeway_at_most(pair: Any, bearer: Any) -> None:
    claims, now = claims_of(pair.access_token), int(time.time())

    assert is_refused(bearer, signed({**claims, "exp": now - 31}))
    assert is_refused(bearer, signed({**claims, "nbf": now + 31}))
    assert is_refused(bearer, signed({**claims, "iat": now + 31}))
    assert tokens.LEEWAY_SECONDS <= 30


def test_s07_a_token_is_good_for_its_own_use_only(pair: Any, bearer: Any, calling: Any) -> None:
    assert is_refused(bearer, pair.refresh_token)
    assert calling().post("/auth/refresh", data={"refresh_token": pair.access_token}).status_code == 401


@pytest.mark.parametrize(("claim", "value"), [("aud", "another-api"), ("aud", ["x"]), ("iss", "somebody"), ("iss", "")])
def test_s08_tokens_of_or_for_somebody_else_are_refused(claim: str, value: Any, pair: Any, bearer: Any) -> None:
    assert is_refused(bearer, signed({**claims_of(pair.access_token), claim: value}))


def test_s09_critical_headers_that_we_do_not_know_are_refused(pair: Any, bearer: Any) -> None:
    claims = claims_of(pair.access_token)

    assert is_refused(bearer, signed(claims, headers={"crit": ["exp-policy"], "exp-policy": "x"}))


def test_s13_the_role_is_the_databases_whatever_the_token_says(alice: Any, pair: Any, bearer: Any, calling: Any) -> None:
    forged = signed({**claims_of(pair.access_token), "role": "admin", "is_staff": True, "is_superuser": True})
    assert bearer(forged).get("/auth/me").json()["role"] == "user"
    assert bearer(forged).get("/api/v1/unanswered").status_code == 403

    User.objects.filter(id=alice.id).update(role=User.Role.ADMIN)
    assert bearer(pair.access_token).get("/auth/me").json()["role"] == "admin"
    assert bearer(pair.access_token).get("/api/v1/unanswered").status_code == 200


def test_s13_a_role_in_the_sign_in_form_means_nothing(alice: Any, calling: Any, bearer: Any) -> None:
    form = {"username": "alice@example.com", "password": "correct horse battery", "role": "admin", "scope": "admin"}
    token = calling().post("/auth/token", data=form).json()["access_token"]

    assert bearer(token).get("/auth/me").json()["role"] == "user"


def test_s20_tokens_are_not_taken_from_addresses_or_cookies(pair: Any, calling: Any) -> None:
    for name in ("token", "access_token", "authorization"):
        assert calling().get(f"/auth/me?{name}={pair.access_token}").status_code == 401
        assert calling().get("/auth/me", headers={"Cookie": f"{name}={pair.access_token}"}).status_code == 401
