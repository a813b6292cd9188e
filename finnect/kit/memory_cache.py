"""A cache inside the process, bounded by what it holds: an answer is a kilobyte, a query of a table may be a megabyte."""

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache

MOST_BYTES = 64 * 2**20


class BoundedMemoryCache(LocMemCache):
    """Lets go of what was used longest ago."""

    def _set(self, key: str, value: bytes, timeout: Any = DEFAULT_TIMEOUT) -> None:
        super()._set(key, value, timeout)  # type: ignore[misc]
        held = sum(map(len, self._cache.values()))
        while held > MOST_BYTES:
            oldest, pickled = self._cache.popitem()
            del self._expire_info[oldest]
            held -= len(pickled)
