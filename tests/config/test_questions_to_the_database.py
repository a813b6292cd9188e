"""How many questions a request asks the database: each takes longer to put into words than to answer."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finnect.assistant.services import plant_seeds
from tests.props import detector_of, part

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def asked(do: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        assert do().status_code < 300
    return [query["sql"] for query in seen if "SAVEPOINT" not in query["sql"]]


def test_who_am_i_takes_one(alice: Any, calling: Any) -> None:
    caller = calling(alice)
    assert len(asked(lambda: caller.get("/auth/me"))) == 1


def test_an_answer_from_the_cache_takes_the_version_of_the_data_and_two_rows(alice: Any, calling: Any) -> None:
    plant_seeds()
    caller = calling(alice)

    def ask() -> Any:
        return caller.post("/chatbot/", data={"query": "Hello"})

    ask()
    sign_in, version, conversation, message = asked(ask)
    assert "accounts_signin" in sign_in and "UNION ALL" in version
    assert conversation.startswith("INSERT") and message.startswith("INSERT")


@pytest.fixture
def inspect(alice: Any, carol: Any, calling: Any) -> Callable[[int], Any]:
    detector_of(carol)
    caller = calling(alice)
    return lambda seed: caller.post("/api/v1/images", files={"file": ("part.png", part(seed))}, data={"category": "plate"})


def test_a_picture_that_comes_again_takes_five(inspect: Callable[[int], Any]) -> None:
    """Sign-in, detector, upload, inspection, and when it was handed in."""
    inspect(1)
    assert len(asked(lambda: inspect(1))) == 5


def test_a_page_of_inspections_takes_two_however_many_there_are(inspect: Callable[[int], Any], alice: Any, calling: Any) -> None:
    for seed in range(3):
        inspect(seed)
    caller = calling(alice)
    _sign_in, page = asked(lambda: caller.get("/api/v1/images"))
    assert "calibration" not in page
