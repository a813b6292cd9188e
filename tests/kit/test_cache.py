"""R-27: without its cache the product works, only slower."""

from typing import Any

import pytest
from django.core.cache import caches

from finnect.kit.cache import ForgivingRedisCache
from tests.columns import free_port

pytestmark = [pytest.mark.both]


@pytest.fixture
def without_redis(settings: Any) -> None:
    """A cache on a Redis that is not there."""
    options = {"socket_timeout": 1, "socket_connect_timeout": 1}
    backend = {"BACKEND": "finnect.kit.cache.ForgivingRedisCache", "LOCATION": f"redis://127.0.0.1:{free_port()}/0", "OPTIONS": options}
    settings.CACHES = {"default": backend}


def test_r27_a_cache_that_is_gone_finds_nothing_and_keeps_nothing(without_redis: None) -> None:
    cache = caches["default"]
    cache.set("answer", 42)

    assert cache.get("answer") is None
    assert cache.get("answer", "otherwise") == "otherwise"
    assert cache.delete("answer") is False
    assert cache.add("count", 0) is False
    assert cache.incr("count", 3) == 3


def test_requests_share_the_connections_to_redis(without_redis: None) -> None:
    """Each request has a cache of its own."""
    first, second = (ForgivingRedisCache(caches.settings["default"]["LOCATION"], {}) for _ in range(2))
    assert first._cache.get_client() is not second._cache.get_client()
    assert first._cache.get_client().connection_pool is second._cache.get_client().connection_pool


@pytest.mark.django_db
def test_r27_questions_are_answered_without_the_cache(without_redis: None, alice: Any, calling: Any) -> None:
    from finnect.assistant.services import plant_seeds

    plant_seeds()
    answer = calling(alice).post("/chatbot/", data={"query": "총매출 얼마야?"})

    assert answer.status_code == 200
    assert answer.json()["kind"] == "data"
