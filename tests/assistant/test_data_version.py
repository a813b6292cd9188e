"""What a kept answer hangs on: everything that an answer to this person could be made of, and nothing of others."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from finnect.assistant.models import Faq, Intent
from finnect.assistant.queries import data_version, knowledge_version
from finnect.assistant.services import plant_seeds
from finnect.inspection import services as inspection
from finnect.inspection.models import Detector, Inspection
from finnect.jobs import services as jobs
from tests.props import detector_of, inspection_of, part, table_of

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def world(alice: Any, carol: Any) -> None:
    """A detector of two versions, a picture of Alice's, and what a new installation knows."""
    plant_seeds()
    detector = detector_of(carol)
    detector.id, detector.version, detector.active = uuid.uuid4(), 2, False
    detector.save(force_insert=True)
    inspection_of(alice, part(1))


CHANGES: dict[str, Callable[[Any], object]] = {
    "a picture": lambda alice: inspection_of(alice, part(2)),
    "the same picture again": lambda alice: inspection_of(alice, part(1)),
    "a picture deleted": lambda alice: Inspection.objects.all().delete(),
    "a table handed in": lambda alice: table_of(alice),
    "a training": lambda alice: jobs.enqueue("inspection.train", owner=alice, dataset_id="", trainer="patchcore", options={}),
    "another version that inspects": lambda alice: inspection.activate(Detector.objects.get(version=2)),
    "an intent": lambda alice: Intent.objects.get(name="greeting").save(),
    "an FAQ entry deleted": lambda alice: Faq.objects.first().delete(),  # type: ignore[union-attr]
}


@pytest.mark.parametrize("change", CHANGES)
def test_it_changes_with(change: str, world: None, alice: Any, carol: Any) -> None:
    before = data_version(alice), data_version(carol)
    assert before == (data_version(alice), data_version(carol))
    CHANGES[change](alice)
    assert data_version(alice) != before[0]
    assert data_version(carol) != before[1]


def test_it_changes_when_a_table_was_read(world: None, alice: Any, work_off: Any) -> None:
    table_of(alice)
    before = data_version(alice)
    work_off()
    assert data_version(alice) != before


def test_it_does_not_change_with_what_others_hand_in(world: None, alice: Any, bob: Any, work_off: Any) -> None:
    before = data_version(bob)
    inspection_of(alice, part(2))
    table_of(alice)
    work_off()
    assert data_version(bob) == before


def test_what_is_known_changes_with_edits_only(world: None, alice: Any) -> None:
    before = knowledge_version()
    inspection_of(alice, part(2))
    assert knowledge_version() == before
    Intent.objects.get(name="greeting").save()
    assert knowledge_version() != before
