"""Items 14, 15 and 17: guessing passwords is slow, tells nothing, and locks nobody out."""

import statistics
import threading
import time
from typing import Any

import httpx
import pytest
from asgiref.sync import async_to_sync
from django.db import connections
from django.test import Client

from finnect.accounts import services, throttle
from finnect.accounts.errors import InvalidCredentials, TooManyAttempts
from finnect.accounts.models import User
from tests.columns import free_port
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.both, pytest.mark.django_db]
HERE, THERE = "192.0.2.1", "192.0.2.2"


def guess(email: str = "alice@example.com", password: str = "wrong", address: str = HERE) -> User:
    return services.authenticate(email=email, password=password, address=address)


def guess_wrong(times: int, email: str = "alice@example.com", address: str = HERE) -> None:
    for _ in range(times):
        with pytest.raises(InvalidCredentials):
            guess(email, address=address)


def test_s14_after_five_wrong_passwords_the_sixth_must_wait(alice: Any, sign_in: Any) -> None:
    for _ in range(5):
        assert sign_in("alice@example.com", "wrong").status_code == 401
    answer = sign_in("alice@example.com", "wrong")

    assert answer.status_code == 429
    assert answer.json()["code"] == "TOO_MANY_ATTEMPTS"
    assert 1 <= int(answer.headers["retry-after"]) <= 300
    assert str(int(answer.headers["retry-after"])) in answer.json()["detail"]


def test_s14_the_right_password_must_wait_too(alice: Any, sign_in: Any) -> None:
    for _ in range(5):
        sign_in("alice@example.com", "wrong")

    assert sign_in("alice@example.com").status_code == 429


def test_s14_a_stranger_locks_nobody_out(alice: Any) -> None:
    guess_wrong(5, address=THERE)
    with pytest.raises(TooManyAttempts):
        guess(address=THERE)

    assert guess(password=PASSWORD, address=HERE) == alice


def test_s14_one_account_being_guessed_does_not_slow_its_neighbours_down(alice: Any, bob: Any) -> None:
    guess_wrong(5)

    assert guess("bob@example.com", PASSWORD) == bob


def test_s14_an_address_that_tries_many_accounts_must_wait(alice: Any) -> None:
    for number in range(50):
        guess_wrong(1, email=f"somebody{number}@example.com")

    with pytest.raises(TooManyAttempts):
        guess("nobody-yet@example.com")


def test_s14_an_unknown_account_is_throttled_like_a_known_one(alice: Any, sign_in: Any) -> None:
    for email in ("alice@example.com", "nobody@example.com"):
        answers = [sign_in(email, "wrong").status_code for _ in range(6)]
        assert answers == [401] * 5 + [429]


def test_s14_spelling_the_address_otherwise_is_no_way_around(alice: Any) -> None:
    for email in ("alice@example.com", "ALICE@example.com", " alice@Example.com", "aLiCe@example.com", "alice@EXAMPLE.COM "):
        guess_wrong(1, email=email)

    with pytest.raises(TooManyAttempts):
        guess("Alice@Example.Com")


def test_s14_a_right_password_clears_the_count(alice: Any) -> None:
    guess_wrong(4)
    guess(password=PASSWORD)
    guess_wrong(5)


def test_s14_the_window_moves_on(alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "WINDOW_SECONDS", 2)
    guess_wrong(5)
    with pytest.raises(TooManyAttempts):
        guess()
    time.sleep(2.1)

    assert guess(password=PASSWORD) == alice


def test_s14_the_pages_count_with_the_api(alice: Any) -> None:
    client = Client(REMOTE_ADDR=HERE)
    guess_wrong(5)
    answer = client.post("/sign-in/", {"email": "alice@example.com", "password": PASSWORD})

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1


@pytest.mark.django_db(transaction=True)
def test_s14_many_guesses_at_once_are_not_told_more_than_one_by_one(alice: Any) -> None:
    """Thirty wrong ones at once: a handful are judged, the others are sent away unjudged."""
    told: list[str] = []
    begin = threading.Barrier(30)

    def attempt() -> None:
        begin.wait()
        try:
            guess()
        except (InvalidCredentials, TooManyAttempts) as problem:
            told.append(problem.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(told) == 30
    assert told.count("INVALID_CREDENTIALS") <= 5 + 4  # the limit, and those that were being computed side by side


def test_s14_without_redis_the_process_counts_by_itself(alice: Any, settings: Any) -> None:
    settings.CACHE_URL = f"redis://127.0.0.1:{free_port()}/0"  # nobody listens
    throttle._shared.cache_clear()
    try:
        guess_wrong(5)
        with pytest.raises(TooManyAttempts):
            guess()
    finally:
        throttle._shared.cache_clear()


def test_s14_counting_in_the_process_begins_no_thread(settings: Any) -> None:
    settings.CACHE_URL = "memory://"
    assert throttle.within("chat", "alice", 2)
    before = threading.enumerate()

    assert [throttle.within("chat", "alice", 2) for _ in range(3)] == [True, False, False]
    assert threading.enumerate() == before


def test_s14_what_is_over_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    counts, moment = throttle.InProcess(), time.time()
    for who in ("once", "again"):
        assert counts.acquire_entry(who, limit=1, expiry=90)
    for seconds, free in ((80, False), (91, True), (120, False)):
        monkeypatch.setattr(throttle.time, "time", lambda now=moment + seconds: now)
        assert counts.acquire_entry("again", limit=1, expiry=90) == free
    monkeypatch.setattr(throttle.time, "time", lambda: moment + 300)
    counts.acquire_entry("somebody else", limit=1, expiry=90)

    assert list(counts.events) == ["somebody else"]


def test_s15_unknown_inactive_and_wrong_get_the_same_answer(alice: Any, bob: Any, sign_in: Any) -> None:
    services.change_user(bob, is_active=False)
    wrong = sign_in("alice@example.com", "wrong")
    inactive = sign_in("bob@example.com", PASSWORD)
    unknown = sign_in("nobody@example.com", "wrong")

    def shown(answer: httpx.Response) -> tuple[int, dict[str, Any], set[str]]:
        return answer.status_code, {**answer.json(), "request_id": ""}, set(answer.headers)

    assert shown(wrong) == shown(inactive) == shown(unknown)
    assert wrong.status_code == 401
    assert wrong.json()["code"] == "INVALID_CREDENTIALS"


def test_s15_unknown_and_wrong_take_the_same_time(alice: Any, settings: Any) -> None:
    """The median over 30 tries each, taken in turn; one Argon2 more or less would be 15 ms."""
    settings.SIGN_IN_ATTEMPTS = 1000
    took: dict[str, list[float]] = {"alice@example.com": [], "nobody@example.com": []}
    guess_wrong(1, email="nobody@example.com")  # makes the password that nobody has
    for _ in range(30):
        for email, seconds in took.items():
            began = time.perf_counter()
            guess_wrong(1, email=email)
            seconds.append(time.perf_counter() - began)

    known, unknown = (statistics.median(seconds) for seconds in took.values())
    assert abs(known - unknown) < 0.25 * known + 0.005


def test_s16_a_password_of_a_megabyte_is_refused_unread(alice: Any, sign_in: Any) -> None:
    assert sign_in("alice@example.com", "x" * 1025).status_code == 422
    assert sign_in("alice@example.com", "x" * 900_000).status_code == 413
    assert sign_in("x" * 900_000, "x").status_code == 413


def test_s16_a_form_of_ten_thousand_fields_is_refused(calling: Any) -> None:
    answer = calling().post("/auth/token", data={f"f{number}": "" for number in range(1500)})

    assert answer.status_code in (400, 413, 422)


@pytest.mark.django_db(transaction=True)
def test_s17_forty_sign_ins_at_once_compute_four_at_a_time(alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each computation holds 19 MiB."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    from finnect.config.asgi import app

    now, most, counting = 0, 0, threading.Lock()
    really = Argon2PasswordHasher.verify

    def verify(self: Any, password: str, encoded: str) -> bool:
        nonlocal now, most
        with counting:
            now += 1
            most = max(most, now)
        try:
            return really(self, password, encoded)
        finally:
            with counting:
                now -= 1

    monkeypatch.setattr(Argon2PasswordHasher, "verify", verify)

    async def rush() -> list[int]:
        import asyncio

        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1") as client:
            form = {"username": "alice@example.com", "password": PASSWORD}
            answers = await asyncio.gather(*(client.post("/auth/token", data=form) for _ in range(40)))
            return [answer.status_code for answer in answers]

    answers: list[int] = []
    # On a thread of its own: this one's event loop would run everything one after the other.
    thread = threading.Thread(target=lambda: answers.extend(async_to_sync(rush)()))
    thread.start()
    thread.join()

    assert answers == [200] * 40
    assert most <= 4
