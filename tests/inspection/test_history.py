"""Looking for earlier inspections: by product, verdict, feedback, time and file name."""

from datetime import UTC, datetime
from typing import Any

import pytest

from finnect.inspection.models import Inspection
from tests.props import detector_of, inspection_of, part

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def earlier(alice: Any, carol: Any) -> None:
    """Three of Alice's, of 1, 2 and 3 May: one called wrong, one called right, one nobody looked at."""
    detector_of(carol)
    for day, (name, feedback) in enumerate([("Bolt 1.png", "wrong"), ("bolt 2.png", "correct"), ("nut.png", "")], start=1):
        row = inspection_of(alice, part(day), filename=name)
        Inspection.objects.filter(id=row.id).update(feedback=feedback, created_at=datetime(2026, 5, day, 12, tzinfo=UTC))


def found(caller: Any, **asked: str) -> list[str]:
    return [item["filename"] for item in caller.get("/api/v1/images", params=asked).json()["items"]]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["nut.png", "bolt 2.png", "Bolt 1.png"]),
        ({"feedback": "wrong"}, ["Bolt 1.png"]),
        ({"feedback": "correct"}, ["bolt 2.png"]),
        ({"feedback": "none"}, ["nut.png"]),
        ({"filename": "BOLT"}, ["bolt 2.png", "Bolt 1.png"]),
        ({"filename": "bolt", "feedback": "wrong"}, ["Bolt 1.png"]),
        ({"since": "2026-05-02T00:00:00Z"}, ["nut.png", "bolt 2.png"]),
        ({"until": "2026-05-02T12:00:00Z"}, ["Bolt 1.png"]),
        ({"since": "2026-05-02T00:00:00+09:00", "until": "2026-05-03T00:00:00+09:00"}, ["bolt 2.png"]),
        ({"category": "another"}, []),
    ],
)
def test_earlier_inspections_are_found(asked: dict[str, str], names: list[str], earlier: None, alice: Any, calling: Any) -> None:
    assert found(calling(alice), **asked) == names


def test_a_search_finds_nothing_of_other_people(earlier: None, bob: Any, calling: Any) -> None:
    assert found(calling(bob), filename="bolt") == []


@pytest.mark.parametrize(
    "asked", [{"feedback": "perhaps"}, {"prediction": "broken"}, {"since": "yesterday"}, {"since": "2026-05-02T00:00:00"}]
)
def test_a_wish_that_makes_no_sense_is_refused(asked: dict[str, str], alice: Any, calling: Any) -> None:
    assert calling(alice).get("/api/v1/images", params=asked).status_code == 422
