"""Administrators see what nobody could answer, make answers of it, and see what an answer changes before it is saved."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from finnect.assistant.models import Conversation, Faq, Intent, Message
from tests.assistant.seeded import seeded

pytestmark = [pytest.mark.both, pytest.mark.django_db]
ADD = "/admin/assistant/faq/add/"


@pytest.fixture
def admin(carol: Any) -> Client:
    seeded()
    client = Client(headers={"accept-language": "en"})
    client.force_login(carol)
    return client


@pytest.fixture
def asked(alice: Any) -> Any:
    conversation = Conversation.objects.create(owner=alice, title="x")

    def do(*questions: str, kind: str = "fallback", language: str = "ko") -> None:
        for question in questions:
            Message.objects.create(
                conversation=conversation, question=question, answer="?", language=language, kind=kind, name="unclear", confidence=0
            )

    return do


def test_unanswered_questions_that_are_alike_are_one_group(admin: Client, asked: Any, carol: Any, calling: Any) -> None:
    asked("주차 등록은 어떻게 해요?", "주차등록 어떻게 하나요", "주차 등록은 어떻게 해요?", "회식 장소 추천해 줘")
    items = calling(carol).get("/api/v1/unanswered").json()["items"]

    assert [(item["count"], item["question"]) for item in items] == [(3, "주차 등록은 어떻게 해요?"), (1, "회식 장소 추천해 줘")]
    assert items[0]["examples"] == ["주차 등록은 어떻게 해요?", "주차등록 어떻게 하나요"]


def test_one_click_makes_an_faq_entry_of_a_group(admin: Client, asked: Any, alice: Any, calling: Any) -> None:
    asked("주차 등록은 어떻게 해요?", "주차등록 어떻게 하나요")
    page = admin.get("/admin/assistant/message/unanswered/").content.decode()
    link = unescape(re.findall(r'href="([^"]*faq/add/[?][^"]*)"', page)[0])
    form = admin.get(link).context["adminform"].form.initial
    admin.post(ADD, {**form, "answer": "총무팀에 차량 번호를 알려 주세요.", "is_active": "on", "_confirmed": "1"})

    assert calling(alice, "ko").post("/chatbot/", data={"query": "주차등록 어떻게 하나요"}).json()["answer"].startswith("총무팀에")


def test_a_change_is_shown_before_it_is_saved(admin: Client, asked: Any) -> None:
    asked("구내식당 오늘 메뉴가 뭐야")
    form = {"language": "ko", "question": "구내식당 메뉴가 뭐야?", "alternatives": "", "answer": "게시판을 보세요.", "is_active": "on"}
    page = admin.post(ADD, form).content.decode()

    assert "구내식당 오늘 메뉴가 뭐야" in page
    assert "FAQ: 구내식당 메뉴가 뭐야?" in page
    assert not Faq.objects.filter(question="구내식당 메뉴가 뭐야?").exists()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)) | {"_confirmed": "1"}
    admin.post(ADD, {name: unescape(value) for name, value in hidden.items()})
    assert Faq.objects.get(question="구내식당 메뉴가 뭐야?").answer == "게시판을 보세요."


def test_a_change_without_effect_is_saved_at_once(admin: Client) -> None:
    form = {"language": "en", "question": "Where do I park my llama?", "alternatives": "", "answer": "Outside.", "is_active": "on"}

    assert admin.post(ADD, form).status_code == 302
    assert Faq.objects.filter(answer="Outside.").exists()


def test_phrases_that_another_intent_has_almost_the_same_are_shown(admin: Client) -> None:
    form = {"name": "hallo", "examples_en": "hello there", "examples_ko": "", "template_ko": "네", "template_en": "Yes", "is_active": "on"}
    page = admin.post("/admin/assistant/intent/add/", form).content.decode()

    assert "intent: greeting" in page
    assert not Intent.objects.filter(name="hallo").exists()


def test_a_question_can_be_tried_without_a_trace(admin: Client) -> None:
    page = admin.get("/admin/assistant/intent/try/", {"question": "총매츌 알려줘"}).content.decode()

    assert "total_revenue" in page
    assert "Question for numbers" in page
    assert not Message.objects.exists()


def test_every_step_of_a_tried_question_has_a_name_to_read(admin: Client) -> None:
    from finnect.assistant.admin import STEPS
    from finnect.assistant.dialogue import understanding

    assert list(STEPS) == [step.__name__ for step in understanding.STEPS]
    page = admin.get("/admin/assistant/intent/try/", {"question": "Which columns must my spreadsheet have?"}).content.decode()
    entry = Faq.objects.get(alternatives__contains="required column names")
    assert f"<strong>FAQ: {entry.question}</strong>" in page
    assert "<td>Question for numbers</td>" in page
    assert "data_question" not in page
    assert f"faq:{entry.pk}" not in page


def test_what_a_step_took_is_told_in_words(admin: Client) -> None:
    page = admin.get("/admin/assistant/intent/try/", {"question": "오늘 서울 날씨 어때?"}).content.decode()

    assert "<td>한국어</td>" in page
    assert "<td>not its business</td>" in page
    assert "<strong>not understood: not its business</strong>" in page


@pytest.mark.parametrize("page", ["intent/try/?question=hi", "message/unanswered/"])
def test_others_do_not_get_in(page: str, alice: Any) -> None:
    client = Client()
    client.force_login(alice)

    assert client.get(f"/admin/assistant/{page}").status_code in (302, 403)
