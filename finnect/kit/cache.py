"""Redis as a cache that may go away: then nothing is found and nothing is kept, and the product is only slower."""

import functools
from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


class ForgivingRedisCache(RedisCache):
    """What the product asks of a cache, `get`, `set`, `add`, `incr` and `delete`, without an error when Redis does not answer.

    Django makes a cache for every request; its connections are the process's, or each request would have to connect.
    """

    @property
    def _cache(self) -> RedisCacheClient:
        return _client(tuple(self._servers), **self._options)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._asked(super().get, default, key, default, version)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        self._asked(super().set, None, key, value, *args, **kwargs)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        return bool(self._asked(super().add, False, key, value, *args, **kwargs))

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        """The sum; what was to be added where Redis does not answer. :raises ValueError: where nothing is kept under the key."""
        return int(self._asked(super().incr, delta, key, delta, version))

    def delete(self, key: Any, version: Any = None) -> bool:
        return bool(self._asked(super().delete, False, key, version))

    def _asked(self, ask: Callable[..., Any], otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return ask(*args, **kwargs)
        except RedisError as error:
            log.warning("cache.unavailable", error=str(error))
            return otherwise


@functools.cache
def _client(servers: tuple[str, ...], **options: Any) -> RedisCacheClient:
    return RedisCacheClient(servers, **options)
