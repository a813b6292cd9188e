"""A conversation has a thread: what was said before counts, and a person takes over when it leads nowhere."""

from typing import Any

import pytest

from finnect.assistant.models import Message
from tests.assistant.seeded import seeded

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def ask(alice: Any, calling: Any) -> Any:
    seeded()
    conversation: dict[str, str] = {}

    def do(question: str) -> dict[str, Any]:
        answer = calling(alice, "ko").post("/chatbot/", data={"query": question, **conversation}).json()
        conversation["conversation_id"] = answer["conversation_id"]
        return dict(answer)

    return do


def test_who_asks_for_a_person_is_handed_over(ask: Any) -> None:
    ask("상담원 연결해줘")

    assert Message.objects.get().hand_over == "asked"


def test_three_questions_without_an_answer_are_handed_over(ask: Any) -> None:
    for question in ("오늘 날씨 어때?", "비트코인 얼마야?", "점심 뭐 먹지?"):
        assert ask(question)["kind"] == "fallback"

    assert list(Message.objects.order_by("created_at").values_list("hand_over", flat=True)) == ["", "", "unanswered"]
