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


@pytest.mark.parametrize("values", [{"role": "user"}, {"is_active": ""}], ids=["role", "activity"])
def test_the_last_administrator_stays_one(values: Any, admin: Client, carol: Any, alice: Any) -> None:
    form = {"email": carol.email, "role": "admin", "is_active": "on", "language": "ko", **values}
    refused = admin.post(f"/admin/accounts/user/{carol.id}/change/", {name: value for name, value in form.items() if value})
    deleted = admin.post(f"/admin/accounts/user/{carol.id}/delete/", {"post": "yes"})
    together = {"action": "delete_selected", "_selected_action": [str(carol.id), str(alice.id)], "post": "yes"}
    admin.post("/admin/accounts/user/", together)

    carol.refresh_from_db()
    assert (refused.status_code, deleted.status_code, carol.is_admin, carol.is_active) == (200, 403, True, True)
    assert User.objects.filter(id=alice.id).exists()


def test_an_administrator_may_go_where_another_stays(admin: Client, carol: Any, alice: Any) -> None:
    change(admin, alice, role="admin")
    change(admin, carol, role="user")

    assert not carol.is_admin


def test_a_new_password_signs_in_and_cannot_be_none_at_all(admin: Client, alice: Any, sign_in: Any) -> None:
    page = f"/admin/accounts/user/{alice.id}/password/"
    assert b'name="usable_password"' not in admin.get(page).content
    assert admin.post(page, {"usable_password": "false"}).status_code == 200

    new = f"{PASSWORD} and more"
    assert admin.post(page, {"password1": new, "password2": new}).status_code == 302
    assert sign_in("alice@example.com", new).status_code == 200


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


def test_all_administrators_at_once_stay(admin: Client, carol: Any, alice: Any) -> None:
    change(admin, alice, role="admin")
    ticked = {"action": "delete_selected", "_selected_action": [str(carol.id), str(alice.id)], "post": "yes"}
    answer = admin.post("/admin/accounts/user/", ticked)

    assert answer.status_code == 200
    assert User.objects.filter(id__in=[carol.id, alice.id]).count() == 2
    assert admin.post("/admin/accounts/user/", {**ticked, "_selected_action": [str(alice.id)]}).status_code == 302
    assert not User.objects.filter(id=alice.id).exists()
