"""Jobs that sleep, crash, eat memory, or kill their own process."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from finnect.jobs.kinds import LastStep, Run, job
from finnect.kit.errors import Invalid


def note_down(note: str, text: object) -> None:
    with Path(note).open("a") as file:
        file.write(f"{text}\n")


def _noted(note: str) -> LastStep:
    """A last step that shows outside the database how often it was taken."""

    def last_step() -> dict[str, Any]:
        note_down(note, "published")
        return {"note": note}

    return last_step


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@job("tests.quick")
def quick(run: Run, *, note: str) -> LastStep:
    run.report(0.5, "Half way")
    return _noted(note)


@job("tests.waits", seconds=120)
def waits(run: Run, *, note: str, started: str, until: str) -> LastStep:
    """Looks into the database, writes its process id to `started`, then works until the file `until` exists."""
    from finnect.jobs.models import Job

    assert Job.objects.filter(id=run.job_id).exists()
    (run.folder / "scratch").touch()
    note_down(started, os.getpid())
    while not Path(until).exists():
        time.sleep(0.05)
    return _noted(note)


@job("tests.tells", seconds=120)
def tells(run: Run, *, until: str, seconds_left: float | None = None) -> LastStep:
    """Is a quarter through, until the file `until` exists."""
    while not Path(until).exists():
        run.report(0.25, "Read %(rows)d rows", rows=1000, seconds_left=seconds_left)
        time.sleep(0.05)
    return lambda: {"rows": 4000}


@job("tests.dies_once")
def dies_once(run: Run, *, note: str) -> LastStep:
    """Puts its result, and dies before its last step; the second time it lives."""
    from finnect import storage

    kept = storage.put(f"models/{run.prefix}/result", f"attempt {run.attempt}".encode())
    note_down(note, kept.key)
    if run.attempt == 1:
        _die()
    return lambda: {"key": kept.key}


@job("tests.poison", attempts=3)
def poison(run: Run, *, note: str) -> LastStep:
    note_down(note, "tried")
    _die()
    raise AssertionError("unreachable")


@job("tests.refuse")
def refuse(run: Run) -> LastStep:
    raise Invalid(where="row 7", reason="no number")


@job("tests.refuse_strangely")
def refuse_strangely(run: Run) -> LastStep:
    raise Invalid(where="row \0", reason="half a character: \ud83d")


@job("tests.crash", attempts=2)
def crash(run: Run) -> LastStep:
    raise RuntimeError("a bug with a secret in it")


@job("tests.crash_late", attempts=1)
def crash_late(run: Run, *, note: str) -> LastStep:
    """Its last step changes the database, then fails."""
    from finnect.jobs.models import Worker

    def last_step() -> dict[str, Any]:
        Worker.objects.create(name=note)
        raise RuntimeError("a bug in the last step")

    return last_step


@job("tests.greedy", memory_bytes=400 * 2**20)
def greedy(run: Run) -> LastStep:
    held = []
    while True:
        held.append(os.urandom(1 << 24))


@job("tests.overdraws", memory_bytes=400 * 2**20)
def overdraws(run: Run) -> LastStep:
    """Asks for more in one piece than there are addresses."""
    bytearray(1 << 40)
    raise AssertionError("unreachable")


@job("tests.endless", seconds=1)
def endless(run: Run) -> LastStep:
    time.sleep(600)
    raise AssertionError("unreachable")


@job("tests.chatters")
def chatters(run: Run, *, note: str) -> LastStep:
    """Prints to standard output by every way there is, and starts a program that does."""
    print('{"finished": "no"}', flush=True)  # noqa: T201
    os.write(1, b"half a line without an end")
    subprocess.run(["echo", '{"crash": "no"}'], check=True)
    run.report(float("nan"), "Half %(way)s", way="a\0b")
    return _noted(note)


@job("tests.dies_and_leaves_a_twin")
def dies_and_leaves_a_twin(run: Run, *, started: str) -> LastStep:
    """The twin, a fork, holds every pipe open that it had."""
    if twin := os.fork():
        note_down(started, twin)
        _die()
    time.sleep(600)
    raise AssertionError("unreachable")


@job("tests.leaves_a_program_behind")
def leaves_a_program_behind(run: Run, *, started: str) -> LastStep:
    """A program that outlives the work, unless somebody ends it."""
    program = subprocess.Popen(["sleep", "600"])
    note_down(started, program.pid)
    return lambda: {}
