"""Items 18 and 19: which passwords are taken, and how the first administrator comes to be."""

import time
from typing import Any

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from finnect.accounts import services
from finnect.accounts.errors import SetupClosed, WeakPassword
from finnect.accounts.models import User
from finnect.config.cli import app
from finnect.config.starting import first_administrator
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short7!",
        "password",
        "12345678",
        "qwertyui",
        "iloveyou",
        "football1",
        "alice@example.com",
        "finnect1",
        "Finnect-2026",
        "Admin1234",
    ],
)
def test_s18_weak_passwords_are_refused_with_a_reason(password: str) -> None:
    with pytest.raises(WeakPassword) as refusal:
        services.create_user(email="alice@example.com", password=password)
    assert len(refusal.value.params["reason"]) > 10


@pytest.mark.parametrize(
    "password",
    ["tr4ctorX", "just lower case words", "비밀은아무도모른다", "𝕦𝕟𝕚𝕔𝕠𝕕𝕖 pass", "x7" * 32, " spaces stay ", "k" * 3 + "9qzw" * 255],
)
def test_s18_any_other_password_is_taken_as_it_is(password: str, db: None) -> None:
    user = services.create_user(email="alice@example.com", password=password)

    assert services.authenticate(email=user.email, password=password, address="") == user


def test_s18_a_password_without_end_is_refused(db: None) -> None:
    with pytest.raises(WeakPassword):
        services.create_user(email="alice@example.com", password="q7" * 513)


def test_s19_nobody_is_there_at_the_first_start(db: None, settings: Any) -> None:
    settings.ENV = settings.ENV.model_copy(update={"finnect_admin_email": ""})
    where = first_administrator()

    assert not User.objects.exists()
    assert "/setup/" in where


def test_s19_the_first_administrator_may_be_named_in_the_environment(settings: Any, sign_in: Any) -> None:
    named = {"finnect_admin_email": "Boss@example.com", "finnect_admin_password": SecretStr(PASSWORD)}
    settings.ENV = settings.ENV.model_copy(update=named)

    assert "boss@example.com" in first_administrator().lower()
    assert sign_in("boss@example.com").status_code == 200
    assert User.objects.get().is_admin
    assert PASSWORD not in first_administrator()


@pytest.mark.parametrize(("email", "password"), [("boss@example.com", "12345678"), ("boss", PASSWORD)])
def test_a_first_administrator_who_could_not_sign_in_is_refused_in_words(email: str, password: str, db: None, settings: Any) -> None:
    named = {"finnect_admin_email": email, "finnect_admin_password": SecretStr(password)}
    settings.ENV = settings.ENV.model_copy(update=named)
    ended = CliRunner().invoke(app, ["prepare"])

    assert (ended.exit_code, type(ended.exception)) == (1, SystemExit)
    assert "FINNECT_ADMIN_EMAIL" in ended.output
    assert password not in ended.output
    assert not User.objects.exists()


def test_the_person_named_there_becomes_the_administrator_that_is_missing(settings: Any, alice: Any, calling: Any, sign_in: Any) -> None:
    User.objects.filter(id=alice.id).update(is_active=False)
    named = {"finnect_admin_email": "Alice@example.com", "finnect_admin_password": SecretStr(f"{PASSWORD} and more")}
    settings.ENV = settings.ENV.model_copy(update=named)
    first_administrator()

    assert sign_in("alice@example.com").status_code == 401
    assert sign_in("alice@example.com", f"{PASSWORD} and more").status_code == 200
    assert calling(User.objects.get()).get("/auth/me").json()["role"] == "admin"
    assert User.objects.count() == 1


def test_s19_the_set_up_link_works_once(db: None) -> None:
    token = services.setup_token()
    services.check_setup(token)
    user = services.set_up(token=token, email="carol@example.com", password=PASSWORD, language="en")

    assert user.is_admin
    with pytest.raises(SetupClosed):
        services.set_up(token=token, email="mallory@example.com", password=PASSWORD, language="en")
    with pytest.raises(SetupClosed):
        services.check_setup(services.setup_token())


def test_s19_a_weak_password_does_not_use_the_link_up(db: None) -> None:
    token = services.setup_token()
    with pytest.raises(WeakPassword):
        services.set_up(token=token, email="carol@example.com", password="12345678", language="en")

    services.check_setup(token)


@pytest.mark.parametrize("token", ["", "x", "1abc:forged", ":" * 9])
def test_s19_a_made_up_link_opens_nothing(token: str, db: None) -> None:
    with pytest.raises(SetupClosed):
        services.check_setup(token)


def test_s19_a_link_of_the_day_before_yesterday_is_too_old(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    token = services.setup_token()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + services.SETUP_SECONDS + 1)

    with pytest.raises(SetupClosed):
        services.check_setup(token)


def test_s19_ordinary_users_do_not_close_the_set_up(alice: Any) -> None:
    services.check_setup(services.setup_token())
