"""Wrong passwords, counted per account and address in a moving window.

A stranger can only slow down himself: the count is kept for the pair of account and address. In Redis when the cache is
there, so that all processes count together; in the process while Redis is down: fewer share the count, nobody is let in.
"""

import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.storage.memory import Entry
from limits.strategies import MovingWindowRateLimiter

from finnect.accounts.errors import TooManyAttempts

T = TypeVar("T")
WINDOW_SECONDS = 300
SWEEP_SECONDS = 60
ADDRESS_FACTOR = 10  # an office behind one address has several people who mistype


class InProcess(MemoryStorage):
    """The library's own begins a thread with almost every count, to forget what is over; here a count forgets it."""

    def __init__(self) -> None:
        super().__init__()
        self._counting = threading.Lock()
        self._swept = time.time()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        with self._counting:
            self._sweep()
            entries = self.events.setdefault(key, [])
            _forget(entries)
            if len(entries) + amount > limit:
                return False
            entries[:0] = [Entry(expiry)] * amount
            return True

    def _sweep(self) -> None:
        """Let go of those who have not been counted for long."""
        if time.time() - self._swept > SWEEP_SECONDS:
            self._swept = time.time()
            for key, entries in list(self.events.items()):
                _forget(entries)
                if not entries:
                    self.events.pop(key, None)


def _forget(entries: list[Entry]) -> None:
    """What is over; the oldest stand last."""
    now = time.time()
    while entries and entries[-1].expiry <= now:
        entries.pop()


def check(email: str, address: str) -> None:
    """:raises TooManyAttempts: while a window is full."""
    for limit, key in _windows(email, address):
        if not _counted(lambda limiter: limiter.test(limit, *key)):  # noqa: B023 - asked before the next turn
            reset = _counted(lambda limiter: limiter.get_window_stats(limit, *key).reset_time)  # noqa: B023
            seconds = max(1, int(reset - time.time()))
            raise TooManyAttempts(seconds=seconds, headers={"Retry-After": str(seconds)})


def count_failure(email: str, address: str) -> None:
    for limit, key in _windows(email, address):
        _counted(lambda limiter: limiter.hit(limit, *key))  # noqa: B023


def forget(email: str, address: str) -> None:
    """A right password clears the account's own count, not the address's."""
    limit, key = _windows(email, address)[0]
    _counted(lambda limiter: limiter.clear(limit, *key))


def within(name: str, who: str, per_minute: int) -> bool:
    """Count one use of `name` by `who`; whether it was still within its limit."""
    return _counted(lambda limiter: limiter.hit(RateLimitItemPerMinute(per_minute), name, who))


def _windows(email: str, address: str) -> list[tuple[RateLimitItem, tuple[str, ...]]]:
    attempts = settings.SIGN_IN_ATTEMPTS
    return [
        (RateLimitItemPerSecond(attempts, WINDOW_SECONDS), ("sign-in", email, address)),
        (RateLimitItemPerSecond(attempts * ADDRESS_FACTOR, WINDOW_SECONDS), ("sign-in", address)),
    ]


def _counted(ask: Callable[[MovingWindowRateLimiter], T]) -> T:
    if not settings.CACHE_URL.startswith("redis"):
        return ask(_in_process())
    try:
        return ask(_shared())
    except StorageError:
        return ask(_in_process())


@cache
def _in_process() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(InProcess())


@cache
def _shared() -> MovingWindowRateLimiter:
    options: Any = {"socket_timeout": 1, "socket_connect_timeout": 1}
    return MovingWindowRateLimiter(RedisStorage(settings.CACHE_URL, wrap_exceptions=True, **options))
