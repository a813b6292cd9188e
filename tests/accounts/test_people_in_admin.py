"""People in Django Admin: what is changed there takes effect like anywhere else."""

from typing import Any

import pytest
from django.test import Client

from finnect.accounts.models import User
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def admin(carol: Any) -> Client:
    client = Client()
    client.force_login(carol)
    return client


def change(admin: Client, user: User, **values: Any) -> Any:
    form = {"email": user.email, "role": user.role, "is_active": "on", "language": user.language, **values}
    answer = admin.post(f"/admin/accounts/user/{user.id}/change/", {name: value for name, value in form.items() if value is not None})
    assert answer.status_code == 302, answer.content.decode()
    user.refresh_from_db()
    return answer


@pytest.mark.parametrize("values", [{"role": "admin"}, {"is_active": None}], ids=["role", "activity"])
def test_s12_a_change_in_admin_ends_the_sign_ins(values: Any, admin: Client, alice: Any, calling: Any) -> None:
    caller = calling(alice)
    change(admin, alice, **values)

    assert caller.get("/auth/me").status_code == 401


def test_another_language_does_not(admin: Client, alice: Any, calling: Any) -> None:
    caller = calling(alice)
    change(admin, alice, language="en")

    assert caller.get("/auth/me").json()["language"] == "en"


def test_an_address_typed_in_capitals_still_signs_in(admin: Client, alice: Any, sign_in: Any) -> None:
    change(admin, alice, email="Alice.Kim@Example.com")

    assert alice.email == "alice.kim@example.com"
    assert sign_in("alice.kim@example.com").status_code == 200


def test_a_person_is_added_and_signs_in(admin: Client, sign_in: Any) -> None:
    form = {"email": "Dave@example.com", "role": "user", "language": "en", "password": PASSWORD}
    assert admin.post("/admin/accounts/user/add/", form).status_code == 302

    assert sign_in("dave@example.com").status_code == 200
    assert not User.objects.get(email="dave@example.com").is_admin


def test_a_weak_password_is_refused_there_too(admin: Client) -> None:
    answer = admin.post(
        "/admin/accounts/user/add/", {"email": "dave@example.com", "role": "user", "language": "en", "password": "12345678"}
    )

    assert answer.status_code == 200
    assert not User.objects.filter(email="dave@example.com").exists()


def test_s24_admin_is_for_administrators(alice: Any) -> None:
    client = Client()
    client.force_login(alice)

    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/accounts/user/").status_code == 302
