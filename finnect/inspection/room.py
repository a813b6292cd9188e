"""How much this process works on at once: memory goes with the pixels, time with the number of pictures."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

AT_ONCE = 2  # pictures measured side by side: more would only wait for the processor, see docs/benchmarks.md


class Room:
    """Space for `size` units, given to whoever came first: small ones do not overtake a large one for ever."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._free = size
        self._waiting: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def taken(self, units: int = 1) -> Iterator[None]:
        """Waits until all who came before are in and `units` are free; more than there are count as all."""
        units = min(units, self.size)
        turn = object()
        with self._changed:
            self._waiting.append(turn)
            self._changed.wait_for(lambda: self._waiting[0] is turn and self._free >= units)
            self._waiting.popleft()
            self._free -= units
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._free += units
                self._changed.notify_all()


# Whoever holds pixels may wait for the processor, not the other way round, and nobody asks for pixels twice: no deadlock.
pixels = Room(settings.MAX_IMAGE_PIXELS)  # a picture of 12 megapixels takes hundreds of MiB while it is decoded and measured
processor = Room(AT_ONCE)
