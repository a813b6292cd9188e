"""Queries over tables, counts of inspections, and follow-ups; and the Korean verbs under them."""

import pytest

from bench.assistant.utterances import DECLINED, NAMES, label_of, outcomes, the_same, utterances
from bench.assistant.utterances import figures as score
from finnect.assistant.dialogue import Context, Knowledge, Names, Query, Understanding, understand
from finnect.assistant.dialogue.followups import table_file
from finnect.assistant.dialogue.grammar import read
from finnect.assistant.dialogue.korean import forms
from finnect.assistant.dialogue.seeds import OUTSIDE
from finnect.assistant.dialogue.text import language_of

CONTEXT = Context(names=NAMES)
MORE = """
    하나은행 매출
    신규 주문 수
    취소 매출
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
    매출 예측해줘
    누가 신규 고객이야
    주말 평균 매출
    새 고객 등록해줘
    신규 고객 등록해줘
    주문 취소해줘
    반품하고 싶어
    가장 싼 호텔 어디야
    매출 상위 10% 고객
    top 10% customers by revenue
    모델 정확도 얼마야
    what is the accuracy of the model
    how much did he spend?
    how many products do we sell?
    gross sales
    does revenue include cancelled orders?
    cheapest flight to France
    what time is it?
    오후 2시에 회의 잡아줘
    주말에 뭐 하지
    average temperature in Germany
    a busy day
    my order was cancelled
    매출 비중
    평균 신뢰도
    고객당 평균 주문 수
    orders between 9 am and 12 pm
    주말이랑 평일 중 언제 더 많이 팔려?
    revenue from new customers
    고객 수랑 재구매율 알려줘
    주말 불량률
    2011년 1월부터 3월까지 매출 전월 대비
    주말 재구매율
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
        ("screw 정상 비율", "inspections normals category=screw"),
        ("최근 7일 불량 수", "inspections defects period=past_7_day"),
        ("품목별 불량률", "inspections defect_rate by=category"),
        ("불량이 제일 많은 품목은?", "inspections defects by=category order=desc"),
        ("compare defect rate of screw and bottle", "inspections defect_rate by=category"),
        ("defects per day", "inspections defects by=day"),
        ("지난달과 이번달 불량률 비교", "inspections defect_rate period=this_month compare=previous"),
        ("지난주 대비 불량률", "inspections defect_rate period=this_week compare=previous"),
        ("what percentage of revenue comes from the UK", "query total_revenue country=United Kingdom share=yes"),
        ("매출 추이", "query total_revenue by=month"),
        ("요즘 잘 팔리는 거 뭐야?", "query total_quantity by=product order=desc limit=1 period=past_30_day"),
        ("screw에서 결함 몇 개?", "inspections defects category=screw"),
        ("월요일 매출", "query total_revenue weekday=1"),
        ("revenue on Sundays", "query total_revenue weekday=7"),
        ("how many champions?", "query num_customers segment=champions"),
        ("이탈 위험 고객 몇 명이야", "query num_customers segment=at_risk"),
        ("revenue of loyal customers", "query total_revenue segment=loyal"),
        ("세그먼트별 고객 수", "query num_customers by=segment"),
        ("재구매 고객 비율", "query repeat_rate"),
        ("영국 재구매율", "query repeat_rate country=United Kingdom"),
        ("how many repeat customers in 2011", "query repeat_customers period=2011"),
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
        ("how did revenue change from October to November 2011", "query total_revenue period=2011-11 compare=10"),
        ("2010년 12월 매출과 2011년 11월 매출 비교", "query total_revenue period=2011-11 compare=2010-12"),
        ("did sales go up in November?", "query total_revenue period=11 compare=previous"),
        ("2011년 1월부터 3월까지 매출", "query total_revenue period=2011-01..03"),
        ("1월에서 3월 사이 고객 수", "query num_customers period=01..03"),
        ("sales between 2011-01-01 and 2011-03-31", "query total_revenue period=2011-01-01..2011-03-31"),
        ("2011-01-01 ~ 2011-03-31 매출", "query total_revenue period=2011-01-01..2011-03-31"),
        ("revenue since September", "query total_revenue period=09.."),
        ("3월까지 매출", "query total_revenue period=..03"),
        ("지난 7일 매출", "query total_revenue period=past_7_day"),
        ("최근 한 달 매출", "query total_revenue period=past_1_month"),
        ("past two weeks revenue in Germany", "query total_revenue country=Germany period=past_2_week"),
        ("지난 한 주 매출", "query total_revenue period=last_week"),
        ("오후 2시 매출", "query total_revenue hour=14"),
        ("revenue at 10 am", "query total_revenue hour=10"),
        ("몇 시에 제일 많이 팔려?", "query total_quantity by=hour order=desc limit=1"),
        ("주말 매출", "query total_revenue weekday=6+7"),
        ("독일과 프랑스 매출 비교", "query total_revenue by=country country=France+Germany"),
        ("독일 프랑스 매출 합계", "query total_revenue country=France+Germany"),
        ("Germany vs France revenue", "query total_revenue by=country country=France+Germany"),
        ("독일과 프랑스 중 어디 매출이 높아?", "query total_revenue by=country order=desc limit=1 country=France+Germany"),
        ("영국 제외한 매출은?", "query total_revenue without=United Kingdom"),
        ("revenue excluding the UK and Germany", "query total_revenue without=Germany+United Kingdom"),
        ("top 3 countries except the UK", "query total_revenue by=country order=desc limit=3 without=United Kingdom"),
        ("영국 매출 비중", "query total_revenue country=United Kingdom share=yes"),
        ("국가별 매출 비중", "query total_revenue by=country share=yes"),
        ("share of revenue from Germany", "query total_revenue country=Germany share=yes"),
        ("하루 평균 매출", "query total_revenue per=day"),
        ("average sales per month in Germany", "query total_revenue country=Germany per=month"),
        ("고객 한 명당 평균 구매액은?", "query revenue_per_customer"),
        ("주문 한 건당 평균 금액", "query average_basket"),
        ("신규 고객은 몇 명이야?", "query new_customers"),
        ("11월에 새로 온 고객 수", "query new_customers period=11"),
        ("독일 신규 고객 수", "query new_customers country=Germany"),
        ("분기별 신규 고객", "query new_customers by=quarter"),
        ("올해 신규 고객 수 작년과 비교", "query new_customers period=this_year compare=previous"),
        ("프랑스 손님 중에 두 번 이상 산 사람은 몇 명이야", "query repeat_customers country=France"),
        ("what share of our buyers came back for a second order", "query repeat_rate"),
        ("how many units did we sell if you take France out", "query total_quantity without=France"),
        ("revenue on 23.11.2011", "query total_revenue period=2011-11-23"),
        ("십일월 매출", "query total_revenue period=11"),
        ("2011년 11월 3일 하루 매출", "query total_revenue period=2011-11-03"),
        ("사람들이 영국에서 몇 개나 사 갔어", "query total_quantity country=United Kingdom"),
        ("revenue last yr", "query total_revenue period=last_year"),
        ("취소된 주문 몇 건이야?", "query num_cancellations"),
        ("how many countries do we sell to", "query num_countries"),
        ("몇 개 나라에 팔고 있어?", "query num_countries"),
        ("제일 비싼 제품은?", "query average_price by=product order=desc limit=1"),
        ("가장 바쁜 요일", "query num_invoices by=weekday order=desc limit=1"),
        ("best month", "query total_revenue by=month order=desc limit=1"),
        ("who are our best customers?", "query total_revenue by=customer order=desc limit=5"),
        ("VIP 고객 10명 보여줘", "query total_revenue by=customer order=desc limit=10"),
        ("top 10 customers in Germany", "query total_revenue by=customer order=desc limit=10 country=Germany"),
        ("누가 제일 많이 샀어?", "query total_revenue by=customer order=desc limit=1"),
        ("what did customer 14646 buy most?", "query total_quantity by=product customer=14646 order=desc limit=1"),
        ("고객 14646은 얼마나 샀어?", "query total_revenue customer=14646"),
        ("how many customers bought more than once?", "query repeat_customers"),
        ("환불률이 얼마나 돼?", "query cancellation_rate"),
        ("which country has the most customers?", "query num_customers by=country order=desc limit=1"),
        ("did sales go up from last month?", "query total_revenue period=this_month compare=previous"),
        ("지난 일주일 매출", "query total_revenue period=past_7_day"),
        ("월욜 매출은?", "query total_revenue weekday=1"),
        ("반품 몇 건?", "query num_cancellations"),
        ("how many returns in October", "query num_cancellations period=10"),
        ("revenue on October 5th", "query total_revenue period=10-05"),
        ("revenue on oct 5, 2011", "query total_revenue period=2011-10-05"),
        ("5th of October 2011 sales", "query total_revenue period=2011-10-05"),
        ("revenue between October 5 and October 10", "query total_revenue period=10-05..10-10"),
        ("what % of sales is Germany", "query total_revenue country=Germany share=yes"),
        ("독일 매출이 전체의 몇 %야?", "query total_revenue country=Germany share=yes"),
        ("매출 그래프", "query total_revenue by=month"),
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
        "주말 재구매율",
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


@pytest.mark.parametrize("then", ["상위 3개 국가는?", "그럼 독일은?", "고객 수는?"])
@pytest.mark.parametrize("first", ["sales.csv 총매출 얼마야?", "sales.csv 영국 매출은?"])
def test_a_table_that_was_named_stays_the_one_spoken_of(first: str, then: str, knowledge: Knowledge) -> None:
    wanted = asked_in_a_row(knowledge, first, then).wanted

    assert wanted
    assert table_file(wanted.asked) == "sales.csv"
    assert table_file(asked_in_a_row(knowledge, first, f"2024_march.xlsx {then}").wanted.asked) == "2024_march.xlsx"  # type: ignore[union-attr]


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
        (("top products in Germany", "by revenue"), "query total_revenue by=product country=Germany order=desc limit=1"),
        (("매출 상위 3개국", "by revenue"), "query total_revenue by=country order=desc limit=3"),
        (("독일 매출", "프랑스는 몇 명?"), "query num_customers country=France"),
        (("제품별 매출", "JUMBO BAG RED RETROSPOT은 몇 개?"), "query total_quantity product=JUMBO BAG RED RETROSPOT"),
        (("독일 매출", "프랑스는 몇 건?"), "query num_invoices country=France"),
        (("busiest hour?", "on weekends?"), "query num_invoices by=hour order=desc limit=1 weekday=6+7"),
        (("이번 달 매출", "지난달 대비는?"), "query total_revenue period=this_month compare=last_month"),
        (("독일 매출", "지난달 대비는?"), "query total_revenue country=Germany period=this_month compare=previous"),
        (("이번 달 매출", "작년 대비는?"), "query total_revenue period=this_month compare=year_ago"),
        (("이번 달 불량 몇 개?", "지난달 대비"), "inspections defects period=this_month compare=last_month"),
        (("주말 매출", "독일은?"), "query total_revenue country=Germany weekday=6+7"),
        (("독일과 프랑스 합쳐서 매출", "2011년은?"), "query total_revenue country=France+Germany period=2011"),
    ],
)
def test_a_follow_up_is_understood_from_the_question_before(texts: tuple[str, ...], label: str, knowledge: Knowledge) -> None:
    assert the_same(label_of(asked_in_a_row(knowledge, *texts)), label)


def test_whom_he_means_is_not_guessed(knowledge: Knowledge) -> None:
    assert label_of(asked_in_a_row(knowledge, "best customer this month", "how much did he spend?")) == DECLINED


def test_a_part_of_a_word_is_no_product(knowledge: Knowledge) -> None:
    names = Names(products=("KITCHEN CABINET", "RED CAKE STAND"))
    offered = {
        text: understand(text, knowledge, Context(names=names)).choices for text in ("net sales", "cakestand sales", "cabinet sales")
    }

    assert [[query.filters for query in queries] for queries in offered.values()] == [
        [],
        [(("product", "RED CAKE STAND"),)],
        [(("product", "KITCHEN CABINET"),)],
    ]


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
        ("칫솔에서 결함이 몇 개 나왔어?", "칫솔"),
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
    assert len(develop | report) >= 1600
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


def test_nothing_outside_of_what_can_be_told_is_read_as_a_question_for_a_number() -> None:
    """By the grammar alone: the classifier, which knows some of them by heart, has no part in it."""
    outside = [*OUTSIDE, *(one.text for one in utterances("seen") if one.label == DECLINED)]
    readings = {text: read(text, language_of(text)[0], NAMES) for text in outside}

    assert len(outside) > 1000
    assert [text for text, wanted in readings.items() if wanted and not wanted.unknown] == []


def test_strangers_are_understood_who_knew_no_list_of_words(knowledge: Knowledge) -> None:
    """Every second of their 9,982 utterances, for time."""
    found = score(outcomes("seen", knowledge, every=2))
    assert found["right"] >= 0.96
    assert found["out_of_scope_recall"] >= 0.98
    assert found["wrongly_answered"] <= 0.006
