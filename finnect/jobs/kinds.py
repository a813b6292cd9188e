"""The kinds of job there are. A capability adds its own in its `tasks.py`."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from finnect.kit.progress import Report, silent

LastStep = Callable[[], dict[str, Any]]
"""Points the product at what was made and returns the job's result; runs in the transaction that ends the job."""


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt at a job, as the work sees it."""

    job_id: UUID
    attempt: int
    owner_id: UUID | None
    folder: Path = field(default_factory=Path)
    report: Report = silent
    mark: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    @property
    def prefix(self) -> str:
        """Storage prefix of this run alone, also when attempts are counted anew: nothing under it is visible before the last step."""
        return f"{self.job_id}/{self.attempt}-{self.mark}"


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    work: Callable[..., LastStep]
    memory_bytes: int
    seconds: int
    attempts: int
    ahead: tuple[str, ...] = ()
    """Modules that a process waiting for an order imports already, because people wait for this work: light in memory, slow to load."""


_kinds: dict[str, Kind] = {}


def job(
    name: str,
    *,
    memory_bytes: int | None = None,
    seconds: int | None = None,
    attempts: int | None = None,
    ahead: tuple[str, ...] = (),
) -> Callable[[Callable[..., LastStep]], Callable[..., LastStep]]:
    """Register `work(run, **arguments)` as the kind `name`; it returns its last step instead of taking it."""

    def register(work: Callable[..., LastStep]) -> Callable[..., LastStep]:
        _kinds[name] = Kind(
            name=name,
            work=work,
            memory_bytes=memory_bytes or settings.JOB_MEMORY_BYTES,
            seconds=seconds or settings.JOB_SECONDS,
            attempts=attempts or settings.JOB_ATTEMPTS,
            ahead=ahead,
        )
        return work

    return register


def kind_of(name: str) -> Kind:
    return _kinds[name]


def known_kinds() -> list[str]:
    return list(_kinds)


def import_ahead() -> None:
    for kind in _kinds.values():
        for module in kind.ahead:
            import_module(module)


def attempts_of(name: str) -> int:
    """Also of a kind that only another version of the product knows."""
    return _kinds[name].attempts if name in _kinds else settings.JOB_ATTEMPTS
