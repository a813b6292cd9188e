"""Processes of the product that tests may kill."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.jobs.house import House


@pytest.fixture(scope="module")
def _house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Gone after the module, so that nobody takes the jobs of tests that want to do them themselves."""
    house = House(tmp_path_factory.mktemp("house"))
    yield house
    house.end_all()


@pytest.fixture
def house(_house: House, transactional_db: None, settings: Any) -> Iterator[House]:
    settings.STORAGE_URL = _house.storage_url
    yield _house
    _house.tidy_up()
    connections.close_all()


@pytest.fixture(scope="module")
def _spare_child() -> Iterator[None]:
    from finnect.jobs import supervisor

    yield
    supervisor.spare.end()


@pytest.fixture
def supervised(transactional_db: None, _spare_child: None) -> Callable[..., Any]:
    """`supervised("tests.quick", note=…)`: the job as it is after one attempt, supervised by this process, done by a child."""
    from finnect.jobs.models import Job
    from finnect.jobs.services import enqueue
    from finnect.jobs.supervisor import supervise

    def do(kind: str | Job, **arguments: Any) -> Job:
        job = kind if isinstance(kind, Job) else enqueue(kind, owner=None, **arguments)
        supervise(job.id)
        job.refresh_from_db()
        return job

    return do


@pytest.fixture
def note(tmp_path: Path) -> str:
    """Where last steps leave a line."""
    return str(tmp_path / "note")
