"""How the assistant fares, as administrators see it."""

from typing import Any

import pytest

from finnect.assistant.models import Message
from tests.assistant.seeded import seeded

pytestmark = [pytest.mark.both, pytest.mark.django_db]
URL = "/api/v1/figures/assistant_outcomes"


def test_answers_are_counted_by_day_and_kind_with_the_share_that_helped(alice: Any, carol: Any, calling: Any) -> None:
    seeded()
    for question in ("안녕", "총매출", "고객수", "비트코인 얼마야"):
        calling(alice, "ko").post("/chatbot/", data={"query": question})
    Message.objects.filter(question="안녕").update(helpful=True)
    Message.objects.filter(question="총매출").update(helpful=False)
    figure = calling(carol, "en").get(URL).json()

    assert {trace["name"]: trace["y"] for trace in figure["data"] if sum(trace["y"])} == {"data": [2], "intent": [1], "not understood": [1]}
    assert "50% of 2" in figure["layout"]["title"]["text"]


def test_only_administrators_see_it(alice: Any, calling: Any) -> None:
    assert calling(alice).get(URL).status_code == 403
