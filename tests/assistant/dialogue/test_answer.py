from dataclasses import replace
from decimal import Decimal

import pytest

from finnect.assistant.dialogue import (
    PLACEHOLDERS,
    Answer,
    Facts,
    Knowledge,
    UnknownPlaceholder,
    answer,
    check_template,
    understand,
)
from finnect.assistant.dialogue.seeds import INTENTS
from finnect.assistant.dialogue.wording import count, money, percent, with_topic


def ask(text: str, facts: Facts, knowledge: Knowledge) -> Answer:
    return answer(understand(text, knowledge), facts, knowledge)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("총매출 얼마야?", "총매출은 9,747,747.934입니다."),
        ("고객 수 알려줘", "고객 수는 4,372명입니다."),
        ("인보이스 몇 건이야?", "인보이스 수는 25,900건입니다."),
        ("총수량은?", "총수량은 5,176,450개입니다."),
        ("마지막 이미지 불량이야?", "이미지 상태는 불량입니다."),
        ("신뢰도 얼마야?", "신뢰도는 97.3%입니다."),
        ("What is the total revenue?", "Total revenue: 9,747,747.934"),
        ("How many customers do we have?", "Number of customers: 4,372"),
        ("how many invoices", "Number of invoices: 25,900"),
        ("total quantity", "Total quantity: 5,176,450"),
        ("is the last image defective?", "Prediction: defect"),
        ("show the confidence", "Confidence: 97.3%"),
    ],
)
def test_a_number_is_told_with_its_source(text: str, said: str, facts: Facts, knowledge: Knowledge) -> None:
    told = ask(text, facts, knowledge)
    assert told.kind == "data"
    assert said in told.text
    (source,) = told.sources
    assert source.title in told.text
    assert "12:05" in told.text


@pytest.mark.parametrize("text", ["총매출 얼마야?", "total revenue", "마지막 이미지 불량이야?", "confidence of the last image"])
def test_without_data_it_says_what_to_upload(text: str, knowledge: Knowledge) -> None:
    told = ask(text, Facts(), knowledge)
    assert "업로드" in told.text or "Upload" in told.text
    assert told.sources == ()
    assert not any(character.isdigit() for character in told.text)


def test_a_named_file_without_result_is_named(knowledge: Knowledge) -> None:
    assert "lost.png" in ask("lost.png 불량이야?", Facts(), knowledge).text


def test_a_statistic_the_table_cannot_have_is_said_to_be_missing(facts: Facts, knowledge: Knowledge) -> None:
    assert facts.table
    without = replace(facts, table=replace(facts.table, num_customers=None))
    assert "열이 없습니다" in ask("고객 수 알려줘", without, knowledge).text
    both = ask("총매출이랑 고객수 알려줘", without, knowledge).text
    assert "9,747,747.934" in both
    assert "열이 없습니다" in both


def test_intents_tell_what_is_so(facts: Facts, knowledge: Knowledge) -> None:
    model = ask("모델 상태 어때?", facts, knowledge)
    assert "screw v3" in model.text
    assert "1개" in model.text
    assert [source.id for source in model.sources] == ["m1"]
    result = ask("what are the results", facts, knowledge)
    assert "bolt_7.png" in result.text
    assert "9,747,747.934" in result.text
    assert [source.id for source in result.sources] == ["i1", "t1"]


@pytest.mark.parametrize("text", ["모델 상태 어때?", "is the model ready", "분석 결과 알려줘", "show me the results of my file"])
def test_intents_do_not_pretend(text: str, knowledge: Knowledge) -> None:
    told = ask(text, Facts(), knowledge)
    assert told.kind == "intent"
    assert "{" not in told.text
    assert any(word in told.text for word in ("없습니다", "No "))


def test_an_faq_answer_cites_its_entry(facts: Facts, knowledge: Knowledge) -> None:
    told = ask("비밀번호를 잊어버렸어요", facts, knowledge)
    assert "관리자" in told.text
    assert [(source.type, source.id) for source in told.sources] == [("faq", "password-ko")]


@pytest.mark.parametrize("text", ["오늘 날씨 어때?", "tell me a joke", "우간다 매출은?", ""])
def test_a_fallback_offers_what_it_can_answer(text: str, facts: Facts, knowledge: Knowledge) -> None:
    told = ask(text, facts, knowledge)
    assert told.kind == "fallback"
    assert told.suggestions
    assert all(ask(offer, facts, knowledge).kind != "fallback" for offer in told.suggestions)


def test_every_template_of_the_seed_can_be_filled() -> None:
    for intent in INTENTS:
        assert set(intent.templates) == {"ko", "en"}
        for text in intent.templates.values():
            check_template(text)
    check_template(" ".join(f"{{{name}}}" for name in PLACEHOLDERS) + " {{literally}}")


@pytest.mark.parametrize(
    "text",
    ["{profit}", "{}", "{0}", "{total_revenue", "}", "{total_revenue.__class__}", "{confidence!r}", "{confidence:.1f}"],
)
def test_a_template_nobody_can_fill_is_refused(text: str) -> None:
    with pytest.raises(UnknownPlaceholder):
        check_template(text)


def test_numbers_are_written_for_people_and_never_rounded() -> None:
    assert count(1234567) == "1,234,567"
    assert count(12.5) == "12.5"
    assert money(9747747.934, None) == "9,747,747.934"
    assert money(Decimal("1234567.6"), "KRW") == "₩1,234,567.6"
    assert money(-5.5, "GBP") == "-£5.50"
    assert money(-0.001, "USD") == "-$0.001"
    assert money(10, "CHF") == "10.00 CHF"
    assert percent(0.99999) == "99.9%"
    assert percent(1.0) == "100.0%"
    assert [with_topic(word) for word in ("총매출", "신뢰도")] == ["총매출은", "신뢰도는"]
