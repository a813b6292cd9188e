"""Words that nobody listed: whether they narrow what is asked is judged by how they are written and what stands around them."""

from dataclasses import replace

import pytest

from bench.assistant.utterances import NAMES, label_of, the_same
from finnect.assistant.dialogue import Context, Facts, Knowledge, answer, understand
from finnect.assistant.dialogue.cutting import Piece
from finnect.assistant.dialogue.grammar import read
from finnect.assistant.dialogue.narrowing import chance_that_nothing_narrows
from finnect.assistant.dialogue.text import language_of

CONTEXT = Context(names=NAMES)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("my arms hurt lol, how many items did we sell in the last 7 days", "query total_quantity period=past_7_day"),
        ("the pic from a minute ago: good or bad, and how certain are you about it", "data prediction,confidence"),
        ("무슨 요일에 주문이 제일 몰려요?", "query num_invoices by=weekday order=desc limit=1"),
        ("2011년 매출을 분기별로 나누어 제시해 주시기 바랍니다.", "query total_revenue by=quarter period=2011"),
    ],
)
def test_words_that_narrow_nothing_are_passed_over(text: str, label: str, knowledge: Knowledge) -> None:
    assert the_same(label_of(understand(text, knowledge, CONTEXT)), label)


@pytest.mark.parametrize(
    "text",
    [
        "쿠팡 매출 얼마야",
        "김대리 매출 얼마야",
        "신제품 판매량은?",
        "올리브영 매출 얼마예요",
        "2호기 불량률",
        "인스타 보고 온 고객 수",
        "revenue in the Leeds branch",
        "total revenue of our Texas warehouse",
        "how many premium customers bought something",
        "units sold by Jimmy",
        "line 3 defects",
        "cash sales",
        "invoices but not those of Friday",
    ],
)
def test_words_that_narrow_are_told_to_be_unknown(text: str) -> None:
    wanted = read(text, language_of(text)[0], NAMES)
    assert wanted is None or wanted.unknown


def test_a_part_of_another_word_is_never_passed_over() -> None:
    wanted = read("Which salesperson closed the most deals?", "en", NAMES)
    assert wanted is None or wanted.unknown


def test_a_word_may_be_a_name_as_long_as_names_are_being_read() -> None:
    text = "my arms hurt lol, how many items did we sell in the last 7 days"
    wanted = read(text, "en", replace(NAMES, unread=("7",)))
    assert wanted is not None and wanted.unknown


def test_what_takes_away_always_narrows() -> None:
    pieces = [Piece("field", "total_revenue", "revenue"), Piece("unknown", "", "excludinggifts")]
    assert chance_that_nothing_narrows(pieces, "en") == 0


def test_a_product_is_known_by_the_first_words_of_its_name(knowledge: Knowledge) -> None:
    asked = understand("regency cakestand revenue june 2011", knowledge, CONTEXT)
    assert label_of(asked) == "query total_revenue product=REGENCY CAKESTAND 3 TIER period=2011-06"


def test_a_word_of_a_products_name_that_may_be_said_of_anything_is_asked_back(knowledge: Knowledge) -> None:
    asked = understand("red 매출 얼마야", knowledge, CONTEXT)
    assert asked.name == "ambiguous"
    assert [dict(choice.filters)["product"] for choice in asked.choices] == ["JUMBO BAG RED RETROSPOT"]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("my arms hurt lol, how many items did we sell in the last 7 days", "(I do not know “arms hurt” and understood the rest.)"),
        ("무슨 요일에 주문이 제일 몰려요?", "(모르는 말이라 ‘몰려요’ 없이 이해했습니다.)"),
        ("my arms hurt lol, give me a count of items sold in the last 7 days", "(I do not know “arms hurt” and understood the rest.)"),
    ],
)
def test_the_answer_tells_what_was_passed_over(text: str, note: str, knowledge: Knowledge) -> None:
    asked = understand(text, knowledge, CONTEXT)
    assert answer(asked, Facts(), knowledge).text.endswith(note)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("what was the revenue of our Hamburg branch", "“Hamburg branch”"),
        ("김대리 매출 얼마야", "‘김대리’"),
    ],
)
def test_the_answer_tells_what_it_cannot_answer_for_as_it_was_written(text: str, words: str, knowledge: Knowledge) -> None:
    assert words in answer(understand(text, knowledge, CONTEXT), Facts(), knowledge).text
