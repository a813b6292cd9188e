"""Only so much is worked on at once, and nobody waits for ever."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from finnect.inspection.room import Room


class Guest:
    """Takes room in a thread of its own, until told to leave."""

    def __init__(self, room: Room, units: int, pool: ThreadPoolExecutor) -> None:
        self.inside, self._leave = threading.Event(), threading.Event()
        self.room, self.units = room, units
        self.done: Future[None] = pool.submit(self._stay)

    def _stay(self) -> None:
        with self.room.taken(self.units):
            self.inside.set()
            assert self._leave.wait(10)

    def leave(self) -> None:
        self._leave.set()
        self.done.result(10)


@pytest.fixture
def enter() -> Iterator[Callable[..., Guest]]:
    """`enter(room, units)` asks for room; it returns when the guest is in, or stands in the queue."""
    with ThreadPoolExecutor(8) as pool:

        def do(room: Room, units: int = 1) -> Guest:
            queue = len(room._waiting)
            guest = Guest(room, units, pool)
            while not guest.inside.wait(0.001) and len(room._waiting) == queue:
                pass
            return guest

        yield do


def test_as_many_as_fit_are_in_together(enter: Callable[..., Guest]) -> None:
    room = Room(10)
    first, second, third = enter(room, 4), enter(room, 6), enter(room, 1)

    assert first.inside.is_set()
    assert second.inside.is_set()
    assert not third.inside.is_set()
    first.leave()
    assert third.inside.wait(10)
    second.leave()
    third.leave()


def test_a_large_one_is_not_overtaken_by_small_ones(enter: Callable[..., Guest]) -> None:
    room = Room(10)
    first, large, small = enter(room, 4), enter(room, 8), enter(room, 1)

    assert not small.inside.is_set()
    first.leave()
    assert large.inside.wait(10)
    assert small.inside.wait(10)
    large.leave()
    small.leave()


def test_one_larger_than_the_room_is_in_alone(enter: Callable[..., Guest]) -> None:
    room = Room(10)
    giant, other = enter(room, 99), enter(room, 1)

    assert giant.inside.is_set()
    assert not other.inside.is_set()
    giant.leave()
    assert other.inside.wait(10)
    other.leave()


def test_whoever_fails_leaves_too() -> None:
    room = Room(1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), room.taken():
            raise ZeroDivisionError
    with room.taken():
        pass
