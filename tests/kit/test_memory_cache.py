"""The cache inside the process holds so many bytes and no more, and keeps what is used."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache

from finnect.kit import memory_cache


@pytest.fixture
def cache(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[BaseCache]:
    monkeypatch.setattr(memory_cache, "MOST_BYTES", 10_000)
    backend = {"BACKEND": "finnect.kit.memory_cache.BoundedMemoryCache", "LOCATION": "bounded", "OPTIONS": {"MAX_ENTRIES": 50}}
    settings.CACHES = {"default": backend}
    yield caches["default"]
    caches["default"].clear()


def test_what_was_used_longest_ago_goes_first(cache: BaseCache) -> None:
    for name in "abc":
        cache.set(name, b"x" * 3000)
    assert cache.get("a")
    cache.set("d", b"x" * 3000)

    assert [name for name in "abcd" if cache.get(name)] == ["a", "c", "d"]


def test_many_small_ones_stay(cache: BaseCache) -> None:
    for number in range(50):
        cache.set(str(number), number)

    assert all(cache.get(str(number)) == number for number in range(50))


def test_what_is_larger_than_all_is_not_kept(cache: BaseCache) -> None:
    cache.set("a", b"x" * 20_000)
    cache.set("b", 1)

    assert (cache.get("a"), cache.get("b")) == (None, 1)


def test_the_same_again_takes_no_more_room(cache: BaseCache) -> None:
    cache.set("kept", b"x" * 4000)
    for _ in range(5):
        cache.set("again", b"x" * 4000)

    assert cache.get("kept")
