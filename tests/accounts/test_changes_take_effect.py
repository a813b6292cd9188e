"""Item 12: what changes about a person is so at the next request, for tokens and browser sessions alike."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from finnect.accounts import services
from finnect.accounts.errors import WeakPassword
from finnect.accounts.models import SignIn, User
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.both, pytest.mark.django_db]
NEW_PASSWORD = "another horse entirely"


@pytest.fixture
def browser(alice: Any) -> Client:
    """Alice, signed in on the pages."""
    client = Client()
    client.force_login(alice)
    return client


def is_signed_in(browser: Client) -> bool:
    return browser.get("/").status_code == 200


CHANGES: dict[str, Callable[[User], object]] = {
    "password": lambda user: services.change_password(user, NEW_PASSWORD),
    "deactivation": lambda user: services.change_user(user, is_active=False),
    "role": lambda user: services.change_user(user, role=User.Role.ADMIN),
    "all sign-ins ended": services.end_sign_ins,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_s12_a_change_ends_tokens_and_sessions_at_once(
    change: Callable[[User], object], alice: Any, bob: Any, sign_in: Any, bearer: Any, browser: Client, calling: Any
) -> None:
    pair, bobs = sign_in("alice@example.com").json(), calling(bob)
    assert bearer(pair["access_token"]).get("/auth/me").status_code == 200
    assert is_signed_in(browser)

    change(User.objects.get(id=alice.id))

    assert bearer(pair["access_token"]).get("/auth/me").status_code == 401
    assert calling().post("/auth/refresh", data={"refresh_token": pair["refresh_token"]}).status_code == 401
    assert not is_signed_in(browser)
    assert bobs.get("/auth/me").status_code == 200


def test_s12_a_password_set_in_django_admin_ends_them_too(alice: Any, sign_in: Any, bearer: Any, browser: Client) -> None:
    token = sign_in("alice@example.com").json()["access_token"]
    alice.set_password(NEW_PASSWORD)
    alice.save()

    assert bearer(token).get("/auth/me").status_code == 401
    assert not is_signed_in(browser)


def test_s12_an_inactive_person_is_out_even_if_only_the_row_was_changed(alice: Any, calling: Any, browser: Client) -> None:
    caller = calling(alice)
    User.objects.filter(id=alice.id).update(is_active=False)

    assert caller.get("/auth/me").status_code == 401
    assert not is_signed_in(browser)


def test_s12_somebody_made_an_administrator_signs_in_anew_and_is_one(alice: Any, sign_in: Any, bearer: Any) -> None:
    services.change_user(alice, role=User.Role.ADMIN)
    token = sign_in("alice@example.com").json()["access_token"]

    assert bearer(token).get("/api/v1/unanswered").status_code == 200


def test_another_language_ends_nothing(alice: Any, calling: Any, browser: Client) -> None:
    caller = calling(alice)
    services.change_user(alice, language="en")

    assert caller.get("/auth/me").json()["language"] == "en"
    assert is_signed_in(browser)


def test_a_new_password_works_and_the_old_one_does_not(alice: Any, sign_in: Any) -> None:
    services.change_password(alice, NEW_PASSWORD)

    assert sign_in("alice@example.com", PASSWORD).status_code == 401
    assert sign_in("alice@example.com", NEW_PASSWORD).status_code == 200


def test_a_weak_new_password_changes_nothing(alice: Any, sign_in: Any, bearer: Any) -> None:
    token = sign_in("alice@example.com").json()["access_token"]
    with pytest.raises(WeakPassword):
        services.change_password(alice, "12345678")

    assert bearer(token).get("/auth/me").status_code == 200
    assert sign_in("alice@example.com").status_code == 200


def test_s11_a_refresh_token_that_comes_again_ends_its_whole_family(alice: Any, sign_in: Any, bearer: Any, calling: Any) -> None:
    stolen = sign_in("alice@example.com").json()
    elsewhere = sign_in("alice@example.com").json()
    heir = calling().post("/auth/refresh", data={"refresh_token": stolen["refresh_token"]}).json()

    assert calling().post("/auth/refresh", data={"refresh_token": stolen["refresh_token"]}).status_code == 401

    assert bearer(heir["access_token"]).get("/auth/me").status_code == 401
    assert calling().post("/auth/refresh", data={"refresh_token": heir["refresh_token"]}).status_code == 401
    assert bearer(elsewhere["access_token"]).get("/auth/me").status_code == 200
    assert SignIn.objects.filter(user=alice, revoked_at=None).count() == 1
