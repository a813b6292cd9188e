"""Wrong passwords, counted per account and address in a moving window.

A stranger can only slow down himself: the count is kept for the pair of account and address. In Redis when the cache is
there, so that all processes count together; in the process while Redis is down: fewer share the count, nobody is let in.
"""

import time
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

from finnect.accounts.errors import TooManyAttempts

T = TypeVar("T")
WINDOW_SECONDS = 300
ADDRESS_FACTOR = 10  # an office behind one address has several people who mistype


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
    return MovingWindowRateLimiter(MemoryStorage())


@cache
def _shared() -> MovingWindowRateLimiter:
    options: Any = {"socket_timeout": 1, "socket_connect_timeout": 1}
    return MovingWindowRateLimiter(RedisStorage(settings.CACHE_URL, wrap_exceptions=True, **options))
