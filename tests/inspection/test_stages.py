"""What a training still has to do follows from what it was to take and from how it went."""

from typing import Any

import pytest

from finnect.inspection.services import stages

FORETOLD = {"": 1.0, "Learning": 60.0, "Combining": 15.0, "Testing": 24.0}


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, to be changed by hand."""
    time = [100.0]
    monkeypatch.setattr(stages, "monotonic", lambda: time[0])
    return time


class Heard:
    """What the last report said is left."""

    def __call__(self, fraction: float, text: str = "", *, seconds_left: float | None = None, **params: Any) -> None:
        self.left, self.text, self.params = seconds_left, text, params


def test_a_clock_counts_every_stage_for_the_pictures_that_go_through_it(now: list[float]) -> None:
    """15 pictures learnt at 2 s and checked at 1 s, 10 tested at 3 s, and 10 s before all that."""
    clock = stages.Clock()
    now[0] += 10
    for stage, count, each in (("learning", 15, 2.0), ("checking", 15, 1.0), ("testing", 10, 3.0)):
        for number in range(count):
            clock(0.5, stage, number=number + 1, count=count)
            now[0] += each
    clock(1.0, "Trained on %(count)s pictures", count=15)

    assert clock.seconds == {"": 10, "learning": 30, "checking": 15, "testing": 30}
    assert clock.for_pictures({15: 100, 10: 40}) == {"": 10, "learning": 200, "checking": 100, "testing": 120}


def test_what_is_done_once_for_a_fold_is_not_counted_for_every_picture(now: list[float]) -> None:
    """A third of the pictures of a trial are the first of their fold."""
    clock = stages.Clock()
    for number in range(15):
        clock(0.5, "comparing", number=number + 1, count=15)
        now[0] += 0.1 if number % 3 else 2.0
    clock(1.0, "done")

    assert clock.for_pictures({15: 115})["comparing"] == pytest.approx(5 * 2 + 10 * 0.1 + 100 * 0.1)


def test_as_foretold_the_seconds_run_down_to_nothing(now: list[float]) -> None:
    heard = Heard()
    report = stages.Countdown(heard, FORETOLD)

    def left(after: float, text: str, **params: int) -> float | None:
        now[0] = 100 + after
        report(0.5, text, **params)
        return heard.left

    assert left(1, "Learning", number=1, count=60) == pytest.approx(99)
    assert left(31, "Learning", number=31, count=60) == pytest.approx(69)
    assert left(61, "Combining", number=1, count=6) == pytest.approx(39)
    assert left(88, "Testing", number=7, count=12) == pytest.approx(12)
    assert (heard.text, heard.params) == ("Testing", {"number": 7, "count": 12})


def test_a_machine_that_is_slower_than_foretold_is_believed_bit_by_bit(now: list[float]) -> None:
    """It takes three times as long; of 100 s foretold, the first 20 count as much for the forecast as for the pace."""
    heard = Heard()
    report = stages.Countdown(heard, FORETOLD)
    now[0] += 3 * 21
    report(0.5, "Learning", number=21, count=60)
    early = heard.left
    now[0] += 3 * (76 - 21)
    report(0.5, "Testing", number=1, count=12)

    assert early == pytest.approx((100 - 21) * (63 + 20) / (21 + 20))
    assert heard.left == pytest.approx(24 * (3 * 76 + 20) / (76 + 20))


def test_epochs_are_one_stage(now: list[float]) -> None:
    heard = Heard()
    stages.Countdown(heard, {"Epoch": 40.0})(0.5, "Epoch", epoch=3, epochs=4, number=51, count=100)

    assert heard.left == pytest.approx((40 - 25) * 8 / (25 + 8))


def test_of_what_was_not_foretold_nothing_is_said(now: list[float]) -> None:
    heard = Heard()
    stages.Countdown(heard, {})(0.1, "Learning", number=1, count=60)
    assert heard.left is None
    stages.Countdown(heard, FORETOLD)(0.1, "Dreaming")
    assert heard.left is None
