"""The contract of /auth: token, refresh, logout, me."""

import threading
import time
from typing import Any

import pytest
from django.db import connections

from finnect.accounts import services
from finnect.accounts.errors import NotSignedIn
from finnect.accounts.models import SignIn, User
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_alice_gets_a_pair_of_tokens_for_her_password(alice: Any, sign_in: Any) -> None:
    answer = sign_in("alice@example.com")

    assert answer.status_code == 200
    assert set(answer.json()) == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert answer.json()["token_type"] == "bearer"
    assert answer.json()["expires_in"] == 15 * 60
    assert answer.headers["cache-control"] == "no-store"


def test_her_address_may_be_typed_in_any_case(alice: Any, sign_in: Any) -> None:
    assert sign_in(" Alice@EXAMPLE.com ").status_code == 200


def test_me_is_who_the_token_belongs_to(alice: Any, calling: Any) -> None:
    assert calling(alice).get("/auth/me").json() == {"id": str(alice.id), "email": "alice@example.com", "role": "user", "language": "ko"}


def test_carol_is_an_administrator(carol: Any, calling: Any) -> None:
    assert calling(carol).get("/auth/me").json()["role"] == "admin"


def test_a_stranger_is_nobody(calling: Any) -> None:
    answer = calling().get("/auth/me")

    assert answer.status_code == 401
    assert answer.json()["code"] == "NOT_SIGNED_IN"
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_refresh_token_gives_a_new_pair_and_dies(alice: Any, sign_in: Any, calling: Any, bearer: Any) -> None:
    first = sign_in("alice@example.com").json()
    second = calling().post("/auth/refresh", data={"refresh_token": first["refresh_token"]})

    assert second.status_code == 200
    assert set(second.json()) == set(first)
    assert second.json()["refresh_token"] != first["refresh_token"]
    assert bearer(second.json()["access_token"]).get("/auth/me").status_code == 200
    assert calling().post("/auth/refresh", data={"refresh_token": first["refresh_token"]}).status_code == 401


def test_refreshing_many_times_over_is_one_sign_in(alice: Any, sign_in: Any, calling: Any) -> None:
    pair = sign_in("alice@example.com").json()
    for _ in range(3):
        pair = calling().post("/auth/refresh", data={"refresh_token": pair["refresh_token"]}).json()

    assert SignIn.objects.filter(user=alice).count() == 1


def test_a_sign_in_unused_for_too_long_is_over(alice: Any, sign_in: Any, calling: Any, settings: Any) -> None:
    pair = sign_in("alice@example.com").json()
    settings.REFRESH_TOKEN_SECONDS = 0

    assert calling().post("/auth/refresh", data={"refresh_token": pair["refresh_token"]}).status_code == 401


def test_logout_ends_this_sign_in_and_no_other(alice: Any, sign_in: Any, calling: Any, bearer: Any) -> None:
    here, elsewhere = sign_in("alice@example.com").json(), sign_in("alice@example.com").json()
    answer = bearer(here["access_token"]).post("/auth/logout")

    assert (answer.status_code, answer.content) == (204, b"")
    assert bearer(here["access_token"]).get("/auth/me").status_code == 401
    assert calling().post("/auth/refresh", data={"refresh_token": here["refresh_token"]}).status_code == 401
    assert bearer(elsewhere["access_token"]).get("/auth/me").status_code == 200


@pytest.mark.parametrize("body", [{}, {"username": "alice@example.com"}, {"password": "x"}])
def test_a_form_without_address_or_password_is_refused(body: dict[str, str], calling: Any) -> None:
    answer = calling().post("/auth/token", data=body)

    assert answer.status_code == 422
    assert answer.json()["code"] == "INVALID_REQUEST"


def test_a_password_longer_than_any_is_refused_in_words(calling: Any) -> None:
    answer = calling(language="ko").post("/auth/token", data={"username": "alice@example.com", "password": "x" * 1025})

    assert (answer.status_code, answer.json()["detail"]) == (422, "password: 1024자 이하여야 합니다")


def test_an_address_with_a_zero_character_is_only_wrong(sign_in: Any) -> None:
    assert sign_in("ali\0ce@example.com").status_code in (401, 422)


@pytest.mark.django_db(transaction=True)
def test_a_refresh_token_handed_in_twice_at_once_is_good_for_at_most_one(alice: Any) -> None:
    """Whichever comes first; the family may end with it, but there are never two heirs."""
    token = services.issue_tokens(alice).refresh_token
    heirs: list[Any] = []
    begin = threading.Barrier(4)

    def refresh() -> None:
        begin.wait()
        try:
            heirs.append(services.refresh_tokens(token))
        except NotSignedIn:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=refresh) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(heirs) <= 1


def test_passwords_are_kept_as_argon2_with_bounded_memory(alice: Any) -> None:
    assert alice.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_check_of_a_password_takes_well_under_a_second(alice: Any, sign_in: Any) -> None:
    began = time.perf_counter()
    sign_in("alice@example.com")

    assert time.perf_counter() - began < 1


def test_two_people_cannot_have_one_address(alice: Any) -> None:
    from finnect.accounts.errors import EmailTaken

    with pytest.raises(EmailTaken, match="alice@example"):
        services.create_user(email="ALICE@example.com", password=PASSWORD)
    assert User.objects.count() == 1
