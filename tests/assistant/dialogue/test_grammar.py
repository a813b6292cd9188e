"""Queries over tables, counts of inspections, and follow-ups; and the Korean verbs under them."""

import pytest

from bench.assistant.utterances import NAMES, label_of, outcomes, the_same, utterances
from finnect.assistant.dialogue import Context, Knowledge, Names, Query, Understanding, understand
from finnect.assistant.dialogue.korean import forms

CONTEXT = Context(names=NAMES)
MORE = """
    하나은행 매출
    신규 고객 수
    취소 주문 수
    5분기 매출
    분기 매출
    평균 매출 얼마야
    average revenue
    unpaid invoices
    net revenue
    who are our customers
    마지막 주문 언제야
    최근 고객 누구야
    주문 받아줘
    불량 사진 보여줘
    모든 사진 정상이야?
    is every image normal
    how much do you earn
    내 통장에 얼마 있어
    확실해?
    신뢰도 기준 얼마로 해야 돼?
    delete the sales table
    매출 자료 지워줘
    두 번째 사진 신뢰도
    more than 100 customers
    사람하고 통화하고 싶은데
    13월 매출
    영국 재구매율
""".strip().splitlines()


def test_verbs_are_known_in_the_forms_people_use() -> None:
    assert {"팔려", "팔렸어요", "팔린", "팔립니까", "팔렸는지"} <= forms("팔리")
    assert {"팔아", "판", "팝니다", "파는", "팔았더라"} <= forms("팔")
    assert {"해", "했나요", "합니다", "해주세요", "할수있어요"} <= forms("하")
    assert {"높은", "높아요", "높습니까"} <= forms("높")
    assert {"불러줘", "부른"} <= forms("부르")
    assert {"물어봐", "묻는"} <= forms("묻")
    assert {"세줘", "세어줘"} <= forms("세")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("영국 매출은?", "query total_revenue country=United Kingdom"),
        ("revenue in the UK", "query total_revenue country=United Kingdom"),
        ("아일랜드에서 주문 몇 건 들어왔어?", "query num_invoices country=EIRE"),
        ("브라질 매출", "query total_revenue country=Brazil"),
        ("regency cakestand 3 tier 몇 개 팔렸어?", "query total_quantity product=REGENCY CAKESTAND 3 TIER"),
        ("2011년 11월 매출", "query total_revenue period=2011-11"),
        ("revenue in March 2011", "query total_revenue period=2011-03"),
        ("2011-11-03 매출", "query total_revenue period=2011-11-03"),
        ("지난달 매출 얼마야", "query total_revenue period=last_month"),
        ("월별 고객 수", "query num_customers by=month"),
        ("매출 상위 3개국", "query total_revenue by=country order=desc limit=3"),
        ("매출이 가장 높은 나라는?", "query total_revenue by=country order=desc limit=1"),
        ("top ten products", "query total_quantity by=product order=desc limit=10"),
        ("이번 주 불량 몇 개?", "inspections defects period=this_week"),
        ("screw 불량률", "inspections defect_rate category=screw"),
        ("screw에서 결함 몇 개?", "inspections defects category=screw"),
        ("월요일 매출", "query total_revenue weekday=1"),
        ("revenue on Sundays", "query total_revenue weekday=7"),
        ("how many champions?", "query num_customers segment=champions"),
        ("이탈 위험 고객 몇 명이야", "query num_customers segment=at_risk"),
        ("revenue of loyal customers", "query total_revenue segment=loyal"),
        ("세그먼트별 고객 수", "query num_customers by=segment"),
        ("재구매 고객 비율", "query repeat_rate"),
        ("how many repeat customers", "query repeat_customers"),
        ("취소율 알려줘", "query cancellation_rate"),
        ("average order value in France", "query average_basket country=France"),
        ("고객 17850 매출", "query total_revenue customer=17850"),
        ("지난 11월 매출", "query total_revenue period=last-11"),
        ("작년 11월 매출", "query total_revenue period=last_year-11"),
        ("지난 11월 대비 매출 변화", "query total_revenue period=this_month compare=last-11"),
        ("2011년 11월 매출 전년 대비 어때?", "query total_revenue period=2011-11 compare=year_ago"),
        ("2011년 매출 전년 대비", "query total_revenue period=2011 compare=previous"),
        ("지난달 대비 매출", "query total_revenue period=this_month compare=previous"),
        ("2011년 10월 대비 11월 매출", "query total_revenue period=2011-11 compare=2011-10"),
        ("3분기 매출", "query total_revenue period=3q"),
        ("2011년도 3/4분기 매출은?", "query total_revenue period=2011-3q"),
        ("지난 분기 고객 수", "query num_customers period=last_quarter"),
        ("지난 4분기 매출", "query total_revenue period=last-4q"),
        ("작년 하반기 매출", "query total_revenue period=last_year-2h"),
        ("Q4 revenue 2011", "query total_revenue period=2011-4q"),
        ("how many orders in the third quarter of 2011", "query num_invoices period=2011-3q"),
        ("customers in Q2 last year", "query num_customers period=last_year-2q"),
        ("revenue in the first half of 2011", "query total_revenue period=2011-1h"),
        ("revenue last quarter", "query total_revenue period=last_quarter"),
        ("분기별 매출", "query total_revenue by=quarter"),
        ("revenue by year", "query total_revenue by=year"),
        ("which quarter had the highest revenue", "query total_revenue by=quarter order=desc limit=1"),
        ("전분기 대비 매출", "query total_revenue period=this_quarter compare=previous"),
        ("2011년 2분기 대비 3분기 매출", "query total_revenue period=2011-3q compare=2011-2q"),
        ("2011년 3분기 매출 전년 대비", "query total_revenue period=2011-3q compare=year_ago"),
        ("이번 분기 불량률", "inspections defect_rate period=this_quarter"),
        ("compare November 2011 revenue with October 2011", "query total_revenue period=2011-11 compare=2011-10"),
    ],
)
def test_a_restricted_question_becomes_a_closed_query(text: str, label: str, knowledge: Knowledge) -> None:
    assert the_same(label_of(understand(text, knowledge, CONTEXT)), label)


@pytest.mark.parametrize(
    "text",
    [
        "매출은 어떻게 계산해?",
        "정상인데 불량이라고 나왔어",
        "are you sure?",
        "고객이 왜 줄었어?",
        "대출 얼마야",
        "다음 매출",
        "13월 매출",
        "영국 재구매율",
        *MORE,
    ],
)
def test_what_is_no_question_for_a_number_gets_none(text: str, knowledge: Knowledge) -> None:
    assert understand(text, knowledge, CONTEXT).kind != "data"


def asked_in_a_row(knowledge: Knowledge, *texts: str) -> Understanding:
    wanted = None
    for text in texts:
        found = understand(text, knowledge, Context(names=NAMES, before=wanted))
        wanted = found.wanted or wanted
    return found


@pytest.mark.parametrize(
    ("texts", "label"),
    [
        (("영국 매출은?", "그럼 독일은?"), "query total_revenue country=Germany"),
        (("총매출 얼마야?", "독일은?"), "query total_revenue country=Germany"),
        (("독일 매출은?", "2011년에는?"), "query total_revenue country=Germany period=2011"),
        (("revenue in Germany", "and France?"), "query total_revenue country=France"),
        (("how many customers are there", "what about Spain?"), "query num_customers country=Spain"),
        (("IMG_0042.png 불량이야?", "신뢰도는?"), "data confidence file=IMG_0042.png"),
        (("is the last screw defective?", "and the confidence?"), "data confidence category=screw"),
        (("마지막 screw 불량이야?", "그럼 bottle은?"), "data prediction category=bottle"),
        (("이번 주 불량 몇 개?", "지난주는?"), "inspections defects period=last_week"),
        (("sales.csv 매출", "고객 수는?"), "data num_customers file=sales.csv"),
        (("국가별 매출", "독일은?"), "query total_revenue country=Germany"),
        (("독일 매출", "챔피언 고객은?"), "query total_revenue country=Germany segment=champions"),
        (("영국 매출은?", "그럼 독일은?", "프랑스는?"), "query total_revenue country=France"),
        (("IMG_0042.png 불량이야?", "총매출은?"), "data total_revenue"),
    ],
)
def test_a_follow_up_is_understood_from_the_question_before(texts: tuple[str, ...], label: str, knowledge: Knowledge) -> None:
    assert the_same(label_of(asked_in_a_row(knowledge, *texts)), label)


def test_a_follow_up_without_a_question_before_is_not_guessed(knowledge: Knowledge) -> None:
    assert understand("그럼 독일은?", knowledge, CONTEXT).kind == "fallback"
    assert asked_in_a_row(knowledge, "안녕", "그럼 독일은?").kind == "fallback"


def test_whoever_asks_for_a_person_or_gets_no_answer_thrice_is_handed_over(knowledge: Knowledge) -> None:
    assert understand("상담원 연결해줘", knowledge).hand_over == "asked"
    assert understand("오늘 날씨 어때", knowledge).hand_over == ""
    assert understand("오늘 날씨 어때", knowledge, Context(unanswered=2)).hand_over == "unanswered"
    assert understand("총매출 얼마야", knowledge, Context(unanswered=2)).hand_over == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("toothbrush에서 결함 몇 개?", "toothbrush"),
        ("나사에서 결함이 몇 개 나왔어?", "나사"),
        ("how many defects in Toothbrush", "toothbrush"),
        ("how many blue capsule defects did we find", "blue capsule"),
    ],
)
def test_inspections_of_what_nobody_has_trained_are_said_to_be_of_nothing_yet(text: str, name: str, knowledge: Knowledge) -> None:
    understanding = understand(text, knowledge, CONTEXT)

    assert (understanding.kind, understanding.name) == ("fallback", "no_category")
    assert understanding.wanted
    assert understanding.wanted.category == name


def test_names_of_tables_decide_what_a_country_is_called(knowledge: Knowledge) -> None:
    for value in ("대한민국", "South Korea"):
        wanted = understand("한국 매출", knowledge, Context(names=Names(countries=(value,)))).wanted
        assert wanted
        assert isinstance(wanted.asked, Query)
        assert wanted.asked.filters == (("country", value),)


def test_the_halves_of_our_set_stay_apart() -> None:
    develop, report = ({one.text for one in utterances(half)} for half in ("develop", "report"))
    assert len(develop | report) >= 600
    assert not develop & report
    assert 0.4 < len(report) / len(develop | report) < 0.6


def test_our_own_set_is_answered_right_and_hardly_ever_wrongly(knowledge: Knowledge) -> None:
    found = outcomes("develop", knowledge)
    in_scope = [one.verdict for one in found if one.utterance.label != "outside"]
    outside = [one.verdict for one in found if one.utterance.label == "outside"]
    wrong = [one for one in found if one.verdict == "wrong"]
    assert in_scope.count("right") / len(in_scope) >= 0.95
    assert outside.count("right") / len(outside) >= 0.9
    assert len(wrong) / len(found) <= 0.01, wrong
