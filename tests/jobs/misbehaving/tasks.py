"""Jobs that sleep, crash, eat memory, or kill their own process."""

import os
import signal
import time
from pathlib import Path
from typing import Any

from finnect.jobs.kinds import LastStep, Run, job
from finnect.kit.errors import Invalid


def _noted(note: str) -> LastStep:
    """A last step that shows outside the database how often it was taken."""

    def last_step() -> dict[str, Any]:
        with Path(note).open("a") as file:
            file.write("published\n")
        return {"note": note}

    return last_step


@job("tests.quick")
def quick(run: Run, *, note: str) -> LastStep:
    run.report(0.5, "Half way")
    return _noted(note)


@job("tests.slow", seconds=60)
def slow(run: Run, *, note: str, seconds: float, started: str = "") -> LastStep:
    """Takes its time; writes its process id to `started` when it begins."""
    if started:
        with Path(started).open("a") as file:
            file.write(f"{os.getpid()}\n")
    began = time.monotonic()
    while (passed := time.monotonic() - began) < seconds:
        run.report(passed / seconds, "Working")
        time.sleep(0.05)
    return _noted(note)


@job("tests.poison", attempts=3)
def poison(run: Run, *, note: str) -> LastStep:
    with Path(note).open("a") as file:
        file.write("tried\n")
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


@job("tests.refuse")
def refuse(run: Run) -> LastStep:
    raise Invalid(where="row 7", reason="no number")


@job("tests.crash", attempts=2)
def crash(run: Run) -> LastStep:
    raise RuntimeError("a bug")


@job("tests.greedy", memory_bytes=200 * 2**20)
def greedy(run: Run) -> LastStep:
    held = []
    while True:
        held.append(os.urandom(1 << 24))


@job("tests.endless", seconds=1)
def endless(run: Run) -> LastStep:
    time.sleep(600)
    raise AssertionError("unreachable")
