"""The contract of /chatbot/: true numbers, the asker's own, in both languages, never stale."""

import json
import math
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from finnect.assistant.models import Conversation, Faq, Intent, Message
from finnect.assistant.services import plant_seeds
from tests.assistant.seeded import seeded
from tests.props import SALES, detector_of, inspection_of, part, table_of

pytestmark = [pytest.mark.both, pytest.mark.django_db]
FIELDS = {"answer", "kind", "name", "confidence", "sources", "conversation_id", "message_id", "cached"}


@pytest.fixture(autouse=True)
def _seeds(db: None) -> None:
    seeded()


@pytest.fixture
def ask(alice: Any, calling: Any) -> Any:
    """`ask("총매출")` is what Alice is answered; `ask("총매출", bob)` what Bob is."""

    def do(question: str, who: Any = None, language: str = "ko", **form: Any) -> dict[str, Any]:
        answer = calling(who or alice, language).post("/chatbot/", data={"query": question, **form})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    return do


@pytest.fixture
def numbers(alice: Any, carol: Any, work_off: Any) -> Any:
    """Alice has a read table and an inspected picture; the inspection."""
    detector_of(carol)
    table_of(alice)
    work_off()
    return inspection_of(alice, part(3))


QUESTIONS = [
    ("총매출 얼마야?", "total_revenue", "30.63"),
    ("What is our total revenue?", "total_revenue", "30.63"),
    ("고객수 알려줘", "num_customers", "2"),
    ("How many customers do we have?", "num_customers", "2"),
    ("인보이스수는?", "num_invoices", "3"),
    ("how many invoices are there", "num_invoices", "3"),
    ("총수량이 몇 개인가요", "total_quantity", "13"),
    ("total quantity?", "total_quantity", "13"),
    ("마지막 이미지 불량이야?", "prediction", "정상"),
    ("Is the last image defective?", "prediction", "normal"),
]


@pytest.mark.parametrize(("question", "name", "value"), QUESTIONS)
def test_the_fields_are_answered_with_the_very_values(question: str, name: str, value: str, ask: Any, numbers: Any) -> None:
    answer = ask(question)

    assert set(answer) >= FIELDS
    assert (answer["kind"], answer["name"]) == ("data", name)
    assert value in answer["answer"]
    [source] = answer["sources"]
    assert set(source) >= {"type", "id", "title", "url", "as_of"}
    assert datetime.fromisoformat(source["as_of"]).utcoffset() == timedelta(0)
    assert source["title"] in answer["answer"]


@pytest.mark.parametrize("question", ["신뢰도 알려줘", "What is the confidence?"])
def test_the_confidence_is_that_of_the_inspection(question: str, ask: Any, numbers: Any) -> None:
    answer = ask(question)

    assert answer["name"] == "confidence"
    assert f"{math.floor(numbers.confidence * 1000) / 10:.1f}%" in answer["answer"]  # never rounded up to certainty


@pytest.mark.parametrize(("question", "words"), [("총매출", "없습니다"), ("What is the total revenue?", "No sales table")])
def test_without_numbers_it_says_so(question: str, words: str, ask: Any) -> None:
    answer = ask(question)

    assert words in answer["answer"]
    assert answer["sources"] == []


def test_alice_never_hears_bobs_numbers(ask: Any, bob: Any, carol: Any, work_off: Any) -> None:
    table_of(bob, filename="bobs-secret.csv")
    work_off()

    assert "없습니다" in ask("총매출")["answer"]
    named, unknown = ask("bobs-secret.csv 총매출")["answer"], ask("no-such-file.csv 총매출")["answer"]
    assert named.replace("bobs-secret", "no-such-file") == unknown
    assert "30.63" in ask("총매출", bob)["answer"]
    assert "30.63" in ask("총매출", carol)["answer"]


def test_not_even_from_the_cache(ask: Any, bob: Any, numbers: Any) -> None:
    assert "30.63" in ask("총매출")["answer"]

    assert "30.63" not in ask("총매출", bob)["answer"]


def test_the_same_question_comes_from_the_cache(ask: Any, numbers: Any) -> None:
    first, again = ask("총매출"), ask("총매출")

    assert (first["cached"], again["cached"]) == (False, True)
    assert again["answer"] == first["answer"]
    assert again["message_id"] != first["message_id"]


def test_a_new_upload_is_never_answered_with_an_old_number(ask: Any, alice: Any, numbers: Any, work_off: Any) -> None:
    assert "30.63" in ask("총매출")["answer"]
    table_of(alice, SALES.replace(b",2.55,", b",100,"))
    work_off()

    assert "517.88" in ask("총매출")["answer"]


def test_a_new_file_of_an_old_name_has_new_numbers(ask: Any, alice: Any, numbers: Any, work_off: Any) -> None:
    """The prototype's failing: it cached by name."""
    table_of(alice, SALES + b"536367,22633,HAND WARMER,100,2010-12-02 08:28:00,1,99999,France\n", filename="sales.csv")
    work_off()

    assert "130.63" in ask("sales.csv 총매출 얼마야?")["answer"]


def test_a_new_picture_is_the_last_one(ask: Any, alice: Any, numbers: Any) -> None:
    assert "정상" in ask("마지막 이미지 불량이야?")["answer"]
    inspection_of(alice, part(60, defect=True), filename="second.png")
    answer = ask("마지막 이미지 불량이야?")["answer"]

    assert "second.png" in answer
    assert "불량" in answer


def test_an_intents_template_is_filled_with_what_is_so(ask: Any, numbers: Any) -> None:
    answer = ask("모델 상태 어때?")

    assert answer["kind"] == "intent"
    assert "plate" in answer["answer"]


def test_an_edit_of_an_intent_is_in_the_next_answer(ask: Any) -> None:
    before = ask("안녕")
    Intent.objects.get(name="greeting").delete()
    intent = Intent(name="greeting", examples_ko="안녕\n안녕하세요", template_ko="어서 오세요!", template_en="Welcome!")
    intent.full_clean()
    intent.save()

    assert ask("안녕")["answer"] == "어서 오세요!" != before["answer"]
    intent.template_ko = "반갑습니다!"
    intent.save()
    assert ask("안녕")["answer"] == "반갑습니다!"


def test_an_intent_switched_off_is_gone(ask: Any) -> None:
    for intent in Intent.objects.filter(name="greeting"):
        intent.is_active = False
        intent.save()

    assert ask("안녕")["name"] != "greeting"


def test_a_faq_entry_answers_from_the_next_question_on(ask: Any) -> None:
    Faq.objects.create(language="ko", question="점심시간은 언제인가요?", answer="열두 시부터 한 시까지입니다.")
    answer = ask("점심시간은 언제인가요?")

    assert (answer["kind"], answer["answer"]) == ("faq", "열두 시부터 한 시까지입니다.")


@pytest.mark.parametrize("template", ["매출 {total_revenu}", "{", "{0}", "{total_revenue!r}", "{total_revenue.__class__}", "{password}"])
def test_a_template_with_an_unknown_placeholder_is_refused(template: str) -> None:
    intent = Intent(name="x", examples_ko="엑스", template_ko=template, template_en="x")

    with pytest.raises(ValidationError) as refusal:
        intent.full_clean()
    assert "template_ko" in refusal.value.message_dict


def test_in_admin_the_refusal_is_shown_at_its_field(carol: Any) -> None:
    from django.test import Client

    client = Client()
    client.force_login(carol)
    form = {"name": "x", "examples_ko": "엑스", "template_ko": "{nonsense}", "template_en": "x", "is_active": "on"}
    answer = client.post("/admin/assistant/intent/add/", form)

    assert answer.status_code == 200
    assert "nonsense" in answer.content.decode()
    assert not Intent.objects.filter(name="x").exists()


def test_planting_again_changes_nothing_that_somebody_wrote(ask: Any) -> None:
    Intent.objects.filter(name="greeting").update(template_ko="우리 말!")

    assert plant_seeds() == 0
    assert Intent.objects.get(name="greeting").template_ko == "우리 말!"


def test_what_nobody_can_answer_is_said_and_recorded(ask: Any, carol: Any, calling: Any) -> None:
    for question in ("오늘 저녁에 비가 올까?", "오늘 저녁에  비가 올까", "달까지 거리는 얼마나 되나요?"):
        answer = ask(question)
        assert answer["kind"] == "fallback"
        assert answer["suggestions"]
    items = calling(carol).get("/api/v1/unanswered").json()["items"]

    assert [item["count"] for item in items] == [2, 1]
    assert "비가" in items[0]["question"]


def test_a_conversation_goes_on_and_is_kept(ask: Any, alice: Any, calling: Any, numbers: Any) -> None:
    first = ask("안녕")
    ask("총매출", conversation_id=first["conversation_id"])
    caller = calling(alice)
    [listed] = caller.get("/api/v1/conversations").json()["items"]
    kept = caller.get(f"/api/v1/conversations/{first['conversation_id']}").json()

    assert listed["title"] == "안녕"
    assert [message["question"] for message in kept["messages"]] == ["안녕", "총매출"]
    assert kept["messages"][1]["sources"][0]["type"] == "table"


def test_conversations_are_found_by_what_was_said(ask: Any, alice: Any, bob: Any, calling: Any, numbers: Any) -> None:
    greeted, counted = ask("안녕")["conversation_id"], ask("총매출")["conversation_id"]
    ask("총매출", bob)

    def found(search: str) -> list[str]:
        answer = calling(alice).get("/api/v1/conversations", params={"search": search})
        return [row["id"] for row in answer.json()["items"]]

    assert found("30.63") == found("30.63 총매출") == [counted]
    assert greeted in found("안녕")
    assert found("안녕 30.63") == found("%") == []
    assert found("  ") == [counted, greeted]


def test_a_foreign_conversation_is_not_found(ask: Any, bob: Any, calling: Any) -> None:
    hers = ask("안녕")["conversation_id"]
    answer = calling(bob).post("/chatbot/", data={"query": "안녕", "conversation_id": hers})

    assert answer.status_code == 404
    assert Message.objects.count() == 1


def test_feedback_is_kept(ask: Any, alice: Any, calling: Any) -> None:
    message = ask("안녕")["message_id"]
    answer = calling(alice).post(f"/api/v1/messages/{message}/feedback", json={"helpful": False, "note": "틀림"})

    assert answer.status_code == 200
    assert (Message.objects.get().helpful, Message.objects.get().note) == (False, "틀림")
    assert answer.json()["note"] == "틀림"


def test_a_note_longer_than_anybody_writes_is_refused(ask: Any, alice: Any, calling: Any) -> None:
    message = ask("안녕")["message_id"]
    answer = calling(alice).post(f"/api/v1/messages/{message}/feedback", json={"helpful": False, "note": "x" * 2001})

    assert answer.status_code == 422
    assert Message.objects.get().helpful is None


def test_the_stream_says_the_same_in_pieces(alice: Any, calling: Any, numbers: Any) -> None:
    answer = calling(alice).post("/chatbot/stream", data={"query": "총매출"})
    events = [dict(line.split(": ", 1) for line in block.split("\n") if ": " in line) for block in answer.text.strip().split("\n\n")]
    end = json.loads(events[-1]["data"])

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert [event["event"] for event in events] == ["token"] * (len(events) - 1) + ["end"]
    assert set(end) >= FIELDS
    assert "".join(event["data"] for event in events[:-1]) == end["answer"]


def test_a_refused_question_is_refused_before_the_stream_begins(alice: Any, calling: Any, settings: Any) -> None:
    settings.CHAT_QUESTION_CHARS = 50
    answer = calling(alice).post("/chatbot/stream", data={"query": "왜" * 51})

    assert (answer.status_code, answer.json()["code"]) == (422, "QUESTION_TOO_LONG")


def test_a_streamed_answer_of_several_lines_keeps_them(alice: Any, calling: Any) -> None:
    Faq.objects.create(language="ko", question="두 줄로 말해 주세요", answer="첫째\n둘째")
    text = calling(alice).post("/chatbot/stream", data={"query": "두 줄로 말해 주세요"}).text

    assert text.startswith("event: token\ndata: 첫째\ndata: \n\nevent: token\ndata: 둘째\n\nevent: end\ndata: {")


def test_s61_a_question_that_is_too_long_is_refused_politely(alice: Any, calling: Any, settings: Any) -> None:
    settings.CHAT_QUESTION_CHARS = 50
    answers = {language: calling(alice, language).post("/chatbot/", data={"query": "왜" * 51}) for language in ("ko", "en")}

    assert {answer.status_code for answer in answers.values()} == {422}
    assert answers["en"].json()["code"] == "QUESTION_TOO_LONG"
    assert "50" in answers["ko"].json()["detail"] != answers["en"].json()["detail"]


def test_s61_too_many_questions_must_wait(alice: Any, bob: Any, calling: Any, settings: Any) -> None:
    settings.CHAT_PER_MINUTE = 3
    caller = calling(alice)
    answers = [caller.post("/chatbot/", data={"query": "안녕"}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["code"] == "TOO_MANY_QUESTIONS"
    assert "retry-after" in answers[-1].headers
    assert calling(bob).post("/chatbot/", data={"query": "안녕"}).status_code == 200


@pytest.mark.parametrize("form", [{}, {"query": ""}, {"query": "안녕", "conversation_id": "x"}])
def test_a_form_that_is_none_is_refused(form: dict[str, str], alice: Any, calling: Any) -> None:
    assert calling(alice).post("/chatbot/", data=form).status_code == 422


@pytest.mark.parametrize(
    "question", ["   ", "\u200b", "?!…", "<script>alert(1)</script>", "' OR 1=1 --", "{total_revenue}", "%s%n", "🙂" * 50, "ㅋㅋㅋ"]
)
def test_an_odd_question_gets_an_answer_all_the_same(question: str, ask: Any) -> None:
    assert ask(question)["answer"]
    assert Conversation.objects.count() == 1
