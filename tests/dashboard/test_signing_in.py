"""Signing in and out on the pages, and the set-up page of the first start."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.utils import translation

from finnect.accounts import services
from finnect.accounts.models import User

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: str) -> object:
    return client.post("/sign-in/", {"email": user.email, "password": password, **more})


def test_a_stranger_is_led_to_the_sign_in_page_and_back(client: Client, alice: User) -> None:
    answer = client.get("/dashboard/tables/")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=/dashboard/tables/"
    page = client.get(answer["Location"])
    assert 'name="next" value="/dashboard/tables/"' in page.content.decode()
    assert sign_in(client, alice, next="/dashboard/tables/")["Location"] == "/dashboard/tables/"
    assert get_user(client) == alice


def test_a_wrong_password_is_answered_with_the_problem(client: Client, alice: User) -> None:
    answer = sign_in(client, alice, "not the password")
    assert answer.status_code == 401
    assert "The e-mail address or the password is wrong." in answer.content.decode()
    assert "not the password" not in answer.content.decode()
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("email", ["nobody@example.com", "no address", ""])
def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(client: Client, alice: User, email: str) -> None:
    wrong = sign_in(client, alice, "not the password")
    unknown = client.post("/sign-in/", {"email": email, "password": "not the password"})
    assert unknown.status_code == wrong.status_code
    assert "The e-mail address or the password is wrong." in unknown.content.decode()


def test_too_many_attempts_say_when_to_try_again(client: Client, alice: User, settings: object) -> None:
    for _ in range(settings.SIGN_IN_ATTEMPTS):
        sign_in(client, alice, "not the password")
    answer = sign_in(client, alice)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "Too many attempts" in answer.content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "https:evil.example"])
def test_sign_in_leads_to_no_other_site(client: Client, alice: User, elsewhere: str) -> None:
    assert sign_in(client, alice, next=elsewhere)["Location"] == "/"


def test_sign_in_needs_the_csrf_token(alice: User) -> None:
    answer = sign_in(Client(enforce_csrf_checks=True), alice)
    assert answer.status_code == 403
    assert "The page is out of date" in answer.content.decode()


def test_signing_out_is_a_post_and_ends_the_session(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert not get_user(client).is_authenticated


def test_a_browser_without_a_language_takes_the_persons(client: Client, alice: User) -> None:
    sign_in(client, alice)
    assert client.cookies["django_language"].value == alice.language


def test_the_language_switch_is_remembered_with_the_person(client: Client, alice: User) -> None:
    client.force_login(alice)
    client.post("/language/", {"language": "en", "next": "/"})
    alice.refresh_from_db()
    assert alice.language == "en"
    assert '<html lang="en">' in client.get("/").content.decode()
    client.post("/language/", {"language": "xx", "next": "/"})
    alice.refresh_from_db()
    assert alice.language == "en"


def test_the_set_up_page_works_once(client: Client, db: None) -> None:
    address = f"/setup/{services.setup_token()}/"
    assert client.get(address).status_code == 200
    answer = client.post(address, {"email": "Carol@Example.com", "password": PASSWORD})
    assert answer["Location"] == "/"
    assert get_user(client).is_admin
    assert client.get(address).status_code == 404
    again = Client().post(address, {"email": "mallory@example.com", "password": PASSWORD})
    assert again.status_code == 404
    assert User.objects.count() == 1


def test_set_up_says_what_is_wrong_with_the_answers(client: Client, db: None) -> None:
    address = f"/setup/{services.setup_token()}/"
    weak = client.post(address, {"email": "carol@example.com", "password": "password"})
    assert weak.status_code == 422
    assert "The password is too weak" in weak.content.decode()
    nameless = client.post(address, {"email": "carol", "password": PASSWORD})
    assert nameless.status_code == 422
    assert "E-mail: Enter a valid email address." in nameless.content.decode()
    assert not User.objects.exists()


def test_a_made_up_set_up_link_is_closed(client: Client, db: None) -> None:
    answer = client.get("/setup/1:made:up/")
    assert answer.status_code == 404
    assert "Set-up is closed" in answer.content.decode()


def test_alice_gives_herself_another_password(client: Client, alice: User) -> None:
    elsewhere = Client()
    sign_in(client, alice)
    sign_in(elsewhere, alice)
    answer = client.post("/password/", {"old": PASSWORD, "new": f"{PASSWORD} and more"})

    assert answer.status_code == 302
    assert get_user(client) == alice
    assert not get_user(elsewhere).is_authenticated
    assert sign_in(elsewhere, alice).status_code == 401
    assert sign_in(elsewhere, alice, f"{PASSWORD} and more").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "status"), [("not the password", "a long new sentence", 401), (PASSWORD, "password", 422), (PASSWORD, "", 422)]
)
def test_a_password_stays_where_the_old_is_wrong_or_the_new_too_weak(client: Client, alice: User, old: str, new: str, status: int) -> None:
    sign_in(client, alice)

    assert client.post("/password/", {"old": old, "new": new}).status_code == status
    assert get_user(client) == alice
    assert sign_in(Client(), alice).status_code == 302


def test_a_stranger_changes_no_password(client: Client) -> None:
    assert client.post("/password/", {"old": PASSWORD, "new": "a long new sentence"})["Location"] == "/sign-in/?next=/password/"


def test_guesses_at_the_old_password_are_counted(client: Client, alice: User, settings: object) -> None:
    sign_in(client, alice)
    for _ in range(settings.SIGN_IN_ATTEMPTS):
        client.post("/password/", {"old": "a guess", "new": "a long new sentence"})

    assert client.post("/password/", {"old": PASSWORD, "new": "a long new sentence"}).status_code == 429
