"""Questions for figures of a table: worked out by the closed query, told with source and days, asked back where they are unclear."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from finnect.assistant import queries
from finnect.assistant.models import Message
from tests.assistant.seeded import seeded
from tests.props import detector_of, inspection_of, part, table_of

pytestmark = [pytest.mark.both, pytest.mark.django_db]
TABLE = b"""InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
1,A1,RED LANTERN,10,2010-11-03 08:26:00,2.50,100,United Kingdom
2,A1,RED LANTERN,4,2010-12-01 08:26:00,2.50,100,United Kingdom
3,B2,BLUE LANTERN,6,2010-12-05 09:00:00,1.00,200,Germany
4,C3,JAM JAR,1,2011-10-03 10:00:00,100.25,200,Germany
5,A1,RED LANTERN,8,2011-11-07 10:00:00,2.50,300,France
6,C3,JAM JAR,2,2011-12-05 10:00:00,100.25,400,United Kingdom
"""


@pytest.fixture
def table(alice: Any, work_off: Any) -> Any:
    seeded()
    found = table_of(alice, TABLE, filename="shop.csv")
    work_off()
    return found


@pytest.fixture
def ask(alice: Any, calling: Any, table: Any) -> Any:
    def do(question: str, who: Any = None, **form: Any) -> dict[str, Any]:
        language = "ko" if any("가" <= sign <= "힣" for sign in question) else "en"
        return dict(calling(who or alice, language).post("/chatbot/", data={"query": question, **form}).json())

    return do


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("영국 매출은?", ["영국(United Kingdom) 총매출은 235.50입니다", "shop.csv"]),
        ("revenue in the UK", ["Total revenue: 235.50 (United Kingdom)", "shop.csv"]),
        ("best-selling product in Germany", ["BLUE LANTERN (B2)", "6"]),
        ("매출 상위 2개국", ["1. 영국(United Kingdom): 235.50", "2. 독일(Germany): 106.25"]),
        ("국가별 고객 수", ["독일(Germany): 1명", "영국(United Kingdom): 2명"]),
        ("monthly revenue", ["- 2010-11: 25.00\n- 2010-12: 16.00\n- 2011-10: 100.25\n- 2011-11: 20.00\n- 2011-12: 200.50"]),
        ("시간대별 매출", ["- 8시: 35.00\n- 9시: 6.00\n- 10시: 320.75"]),
        ("which hour has the highest revenue", ["10:00 with 320.75"]),
        ("월요일 매출", ["월요일 총매출은 320.75입니다"]),
        ("고객 200 매출", ["총매출은 106.25입니다"]),
        ("jam jar 몇 개 팔렸어?", ["총수량은 3개입니다"]),
        ("average order value", ["Average order value: 60.29"]),
        ("재구매 고객 비율", ["50.0%", "2명"]),
        ("영국 재구매율", ["영국(United Kingdom)", "50.0%", "1명"]),
        ("독일 재구매 고객 비율", ["독일(Germany)", "100.0%", "1명"]),
        ("how many repeat customers in 2011", ["Repeat customers: 0, share of repeat customers: 0.0% (2011)"]),
        ("repeat rate of the jam jar", ["0.0%", "JAM JAR"]),
        ("how many repeat customers", ["Repeat customers: 2, share of repeat customers: 50.0%"]),
        ("2011년 11월 매출 전월 대비 어때?", ["20.00", "2011년 10월 100.25", "80.25 (-80.0%) 줄었습니다"]),
        ("지난 11월 대비 매출 변화", ["2011년 12월 200.50", "2011년 11월 20.00", "180.50 (+902.5%) 늘었습니다"]),
        ("2011년 11월 매출 전년 대비 어때?", ["2011년 11월 20.00", "2010년 11월 25.00", "5.00 (-20.0%) 줄었습니다"]),
        ("2010년 11월 매출 전년 대비", ["2010년 11월 총매출은 25.00입니다", "2009년 11월 자료가 없어 비교할 수 없습니다"]),
        ("how does November 2011 revenue compare with the month before", ["20.00 in Nov 2011", "100.25 in Oct 2011", "-80.0%"]),
        ("how did revenue change from October to December 2011", ["200.50 in Dec 2011", "100.25 in Oct 2011", "100.25 (+100.0%) more"]),
        ("2011년 10월부터 11월까지 매출", ["2011년 10월 1일 ~ 2011년 11월 30일 총매출은 120.25입니다"]),
        ("revenue in the last 3 days", ["200.50 (3 Dec 2011 – 5 Dec 2011)", "Counted from the last day in the table, 5 Dec 2011"]),
        ("revenue since October 2011", ["320.75 (1 Oct 2011 – 5 Dec 2011)"]),
        ("독일과 프랑스 매출 비교", ["국가별 총매출입니다.\n- 독일(Germany): 106.25\n- 프랑스(France): 20.00"]),
        ("영국 제외 매출", ["영국(United Kingdom) 제외 총매출은 126.25입니다"]),
        ("영국 매출 비중", ["235.50(전체의 65.1%)"]),
        ("매출 상위 2개 제품의 비중", ["300.75(전체의 83.1%)", "이 2개를 더하면 355.75, 전체 361.75의 98.3%입니다"]),
        ("average revenue per month", ["Total revenue: 72.35 per month on average", "the 5 months with sales"]),
        ("하루 평균 주문 수", ["하루 평균 인보이스 수는 1.00건입니다. 판매가 있는 6일의 평균입니다"]),
        ("revenue per customer on average", ["Average revenue per customer: 90.44"]),
        ("2011년 신규 고객 수", ["2011년 신규 고객 수는 2명입니다"]),
        ("신규 고객 추이", ["월별 신규 고객 수", "- 2010-11: 1명\n- 2010-12: 1명\n- 2011-11: 1명\n- 2011-12: 1명"]),
        ("영국 신규 고객 수", ["영국(United Kingdom)", "- 2010-11: 1명\n- 2011-12: 1명"]),
        ("분기별 신규 고객", ["- 2010년 4분기: 2명\n- 2011년 4분기: 2명"]),
        ("new customers per year", ["- 2010: 2\n- 2011: 2"]),
        ("2011년 12월 신규 고객 전월 대비", ["2011년 12월 1명", "2011년 11월 1명"]),
        ("new customers in Germany in 2011", ["New customers: 0 (Germany, 2011)"]),
        ("who are our best customers?", ["1. customer 400: 200.50\n2. customer 200: 106.25"]),
        ("몇 개 나라에 팔고 있어?", ["국가 수는 3개국입니다"]),
        ("취소된 주문 몇 건이야?", ["취소 건수는 0건입니다"]),
    ],
)
def test_the_answer_is_the_query_s(question: str, parts: list[str], ask: Any, table: Any) -> None:
    answer = ask(question)

    assert answer["kind"] == "data"
    assert all(part in answer["answer"] for part in parts), answer["answer"]
    assert answer["sources"][0]["id"] == str(table.id)


def test_relative_periods_of_an_old_table_count_from_its_last_day_and_say_so(ask: Any) -> None:
    answer = ask("지난달 매출 얼마야")["answer"]

    assert "2011년 11월 총매출은 20.00입니다" in answer
    assert "마지막 날짜인 2011년 12월 5일" in answer
    assert "ends on 5 Dec 2011" in ask("revenue this month")["answer"]


def test_relative_periods_of_a_fresh_table_count_from_today(ask: Any, alice: Any, work_off: Any) -> None:
    today = timezone.now().date()
    table_of(alice, TABLE + f"7,A1,RED LANTERN,3,{today},1.00,100,France\n".encode(), filename="fresh.csv")
    work_off()
    answer = ask("올해 매출")["answer"]

    assert f"{today.year}년 총매출은 3.00입니다" in answer
    assert "마지막 날짜인" not in answer


def test_no_sales_are_not_told_as_a_zero(ask: Any) -> None:
    assert (
        ask("브라질 매출")["answer"]
        == "shop.csv에는 브라질(Brazil) 판매가 없습니다. 자료의 기간은 2010년 11월 3일 ~ 2011년 12월 5일입니다."
    )
    assert "has no sales (Jan 2019)" in ask("revenue in January 2019")["answer"]


def test_a_month_that_came_twice_is_asked_back_and_each_choice_is_answered(ask: Any) -> None:
    answer = ask("11월 매출")

    assert (answer["kind"], answer["name"]) == ("data", "ambiguous")
    assert answer["suggestions"] == ["2010년 11월 총매출 알려줘", "2011년 11월 총매출 알려줘"]
    assert ["25.00" in ask(choice)["answer"] for choice in answer["suggestions"]] == [True, False]
    assert ask("revenue in November")["suggestions"] == ["Show total revenue in November 2010", "Show total revenue in November 2011"]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("2011년 4분기 매출", ["2011년 4분기 총매출은 320.75입니다"]),
        ("revenue in Q4 2010", ["Total revenue: 41.00 (Q4 2010)"]),
        ("2011년 하반기 주문 수", ["2011년 하반기 인보이스 수는 3건입니다", "2011년 12월 5일까지만 있습니다"]),
        ("revenue in H1 2011", ["shop.csv has no sales (H1 2011)"]),
        ("지난 분기 매출", ["판매가 없습니다"]),
        ("revenue this quarter", ["320.75 (Q4 2011)"]),
        ("분기별 매출", ["- 2010년 4분기: 41.00\n- 2011년 4분기: 320.75"]),
        ("revenue by quarter", ["- Q4 2010: 41.00\n- Q4 2011: 320.75"]),
        ("연도별 매출", ["- 2010년: 41.00\n- 2011년: 320.75"]),
        ("2011년 4분기 매출 전년 대비", ["2011년 4분기 320.75", "2010년 4분기 41.00", "279.75 (+682.3%) 늘었습니다"]),
    ],
)
def test_quarters_halves_and_years_are_periods_and_groups(question: str, parts: list[str], ask: Any) -> None:
    answer = ask(question)["answer"]

    assert all(part in answer for part in parts), answer


def test_a_quarter_that_came_twice_is_asked_back(ask: Any) -> None:
    answer = ask("4분기 매출")

    assert answer["suggestions"] == ["2010년 4분기 총매출 알려줘", "2011년 4분기 총매출 알려줘"]
    assert "41.00" in ask(answer["suggestions"][0])["answer"]
    english = ask("revenue in Q4")["suggestions"]
    assert english == ["Show total revenue in Q4 2010", "Show total revenue in Q4 2011"]
    assert "320.75" in ask(english[1])["answer"]
    assert ask("하반기 매출")["suggestions"][0] == "2010년 하반기 총매출 알려줘"


def test_a_part_of_a_products_name_is_asked_back(ask: Any) -> None:
    answer = ask("lantern 매출 알려줘")

    assert answer["suggestions"] == ["RED LANTERN 총매출 알려줘", "BLUE LANTERN 총매출 알려줘"]
    assert "55.00" in ask(answer["suggestions"][0])["answer"]


def test_a_conversation_goes_on_about_the_same_figure(ask: Any) -> None:
    first = ask("영국 매출은?")
    thread = {"conversation_id": first["conversation_id"]}
    answers = [ask(question, **thread)["answer"] for question in ("그럼 독일은?", "고마워", "프랑스는?", "2011년에는?", "전년 대비는?")]

    assert ["106.25" in answers[0], "20.00" in answers[2], "2011년 프랑스(France)" in answers[3], "2010년 0.00" in answers[4]] == [True] * 4
    assert ask("그럼 독일은?")["kind"] == "fallback"


def test_s59_bobs_conversation_has_nothing_of_alices(ask: Any, bob: Any) -> None:
    ask("영국 매출은?")
    answer = ask("영국 매출은?", bob)

    assert "235" not in answer["answer"]
    assert "업로드" in answer["answer"]
    assert ask("jam jar 몇 개 팔렸어?", bob)["kind"] == "fallback"


def test_a_table_without_the_column_says_which(ask: Any, alice: Any, work_off: Any) -> None:
    table_of(alice, b"InvoiceNo,Quantity,UnitPrice\n1,2,3.5\n2,1,1.0\n", filename="bare.csv")
    work_off()

    assert "Country" in ask("영국 매출은?")["answer"]
    assert "InvoiceDate" in ask("revenue by month")["answer"]
    assert "235.50" in ask("shop.csv 영국 매출")["answer"]


def test_a_list_comes_with_its_bars_also_in_the_history(ask: Any, alice: Any, calling: Any) -> None:
    answer = ask("국가별 매출")
    [message] = calling(alice).get(f"/api/v1/conversations/{answer['conversation_id']}").json()["messages"]

    assert answer["chart"] == [["영국(United Kingdom)", 235.5], ["독일(Germany)", 106.25], ["프랑스(France)", 20.0]]
    assert message["chart"] == answer["chart"]
    assert (answer["chart_by"], message["chart_by"]) == ("country", "country")


def test_a_chart_knows_whether_it_is_a_series(ask: Any) -> None:
    questions = ("monthly revenue", "분기별 매출", "매출 상위 3개월", "top 2 countries by revenue", "총매출")

    assert [ask(question)["chart_by"] for question in questions] == ["month", "quarter", "", "", ""]


def test_inspections_are_counted_by_category_and_day(ask: Any, alice: Any, carol: Any, bob: Any) -> None:
    assert "검사한 이미지가 없습니다" in ask("이번 주 불량률")["answer"]
    detector_of(carol)
    inspection_of(alice, part(3))
    inspection_of(alice, part(60, defect=True), filename="second.png")
    inspection_of(bob, part(61, defect=True), filename="his.png")

    assert "검사 2건 중 불량은 1건으로, 불량률은 50.0%" in ask("이번 주 불량률")["answer"]
    assert "plate 검사 2건 중 불량은 1건" in ask("plate에서 결함 몇 개?")["answer"]
    assert "of 3 inspections" in ask("how many defects were found so far", carol)["answer"].lower()
    assert "No image was inspected (2019)" in ask("how many defects in 2019")["answer"]
    assert Message.objects.filter(kind="fallback").count() == 0


def test_inspections_are_told_by_category_and_day_and_beside_another_period(ask: Any, alice: Any, carol: Any) -> None:
    detector_of(carol)
    inspection_of(alice, part(3))
    inspection_of(alice, part(60, defect=True), filename="second.png")
    today = queries.local(timezone.now()).date()

    assert ask("품목별 불량률")["answer"] == "품목별 검사와 불량입니다.\n- plate: 검사 2건, 불량 1건(50.0%)"
    assert ask("defects by category")["answer"] == "Inspections and defects by category:\n- plate: 1 of 2 defective (50.0%)"
    assert "불량이 가장 많은 품목은 plate입니다. 검사 2건 중 불량 1건(50.0%)" in ask("불량이 제일 많은 품목은?")["answer"]
    assert "The defect rate is highest for plate: 1 of 2" in ask("which category has the highest defect rate")["answer"]
    assert f"- {today}: 검사 2건, 불량 1건(50.0%)" in ask("불량률 추이")["answer"]
    beside = ask("지난주 대비 이번 주 불량률")["answer"]
    assert "검사 2건 중 불량은 1건" in beside
    assert "검사한 이미지가 없습니다" in beside
    assert "정상은 1건" in ask("plate 정상 비율")["answer"]


def test_bars_of_defect_rates_are_percent_day_by_day(ask: Any, alice: Any, carol: Any) -> None:
    detector_of(carol)
    inspection_of(alice, part(3))
    earlier = inspection_of(alice, part(60, defect=True), filename="second.png")
    type(earlier).objects.filter(id=earlier.id).update(created_at=timezone.now() - timedelta(days=1))

    answer = ask("daily defect rate")

    assert [value for _, value in answer["chart"]] == [100.0, 0.0]
    assert answer["chart_by"] == "day"


def test_defects_of_a_category_without_a_model_are_said_to_be_of_nothing_yet(ask: Any, carol: Any) -> None:
    before = ask("screw에서 결함 몇 개?")
    detector_of(carol)
    after = ask("how many defects in screw?")

    assert "‘screw’에 대한 검사 결과가 아직 없습니다" in before["answer"]
    assert "업로드해 모델을 학습" in before["answer"]
    assert "nothing about “screw” yet" in after["answer"]
    assert after["answer"].endswith("Products that can be inspected now: plate.")
    assert after["suggestions"] == ["How many defects in plate?"]
    assert ask(after["suggestions"][0])["kind"] == "data"


def test_the_day_is_part_of_what_is_cached(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from finnect.assistant import queries

    ask("영국 매출은?")
    assert ask("영국 매출은?")["cached"]
    monkeypatch.setattr(queries, "today", lambda: date(2040, 1, 1))
    assert not ask("영국 매출은?")["cached"]


def test_a_question_that_was_asked_back_is_not_what_the_next_is_about(ask: Any) -> None:
    began = ask("독일 매출")
    asked_back = ask("lantern 매출", conversation_id=began["conversation_id"])
    then = ask("2011년에는?", conversation_id=began["conversation_id"])

    assert asked_back["name"] == "ambiguous"
    assert "2011년 독일(Germany) 총매출은 100.25입니다" in then["answer"]


NEWER = """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
9,U1,빨간 우산,3,2012-03-01 08:26:00,4.00,900,France
9,C3,JAM JAR,1,2012-03-01 08:26:00,50.00,900,France
""".encode()


@pytest.fixture
def newer(alice: Any, work_off: Any, table: Any) -> Any:
    found = table_of(alice, NEWER, filename="spring.csv")
    work_off()
    return found


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("revenue of RED LANTERN", ["spring.csv has no sales (RED LANTERN)", "Total revenue: 55.00 (RED LANTERN) – from shop.csv"]),
        ("고객 200 매출", ["spring.csv에는 고객 200 판매가 없습니다", "shop.csv", "고객 200 총매출은 106.25입니다"]),
        ("독일 매출은?", ["spring.csv에는 독일(Germany) 판매가 없습니다", "독일(Germany) 총매출은 106.25입니다"]),
        ("BLUE LANTERN 2010년 12월 매출", ["spring.csv에는", "2010년 12월", "shop.csv", "총매출은 6.00입니다"]),
        ("독일과 영국 매출 비교", ["spring.csv에는 독일(Germany) 영국(United Kingdom) 판매가 없습니다", "- 독일(Germany): 106.25"]),
    ],
)
def test_what_only_an_older_table_has_is_told_of_that_one_by_name(
    question: str, parts: list[str], ask: Any, newer: Any, table: Any
) -> None:
    answer = ask(question)

    assert [part for part in parts if part not in answer["answer"]] == []
    assert [source["id"] for source in answer["sources"]] == [str(newer.id), str(table.id)]


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("revenue of JAM JAR", "Total revenue: 50.00 (JAM JAR) – from spring.csv"),
        ("JAM JAR 2011년 매출", "spring.csv에는 2011년 JAM JAR 판매가 없습니다"),
        ("고객 777 매출", "spring.csv에는 고객 777 판매가 없습니다"),
        ("revenue of RED LANTERN in spring.csv", "spring.csv has no sales (RED LANTERN)"),
        ("2011년 매출", "spring.csv에는 2011년 판매가 없습니다"),
    ],
)
def test_an_older_table_is_not_asked_for_what_the_newest_has_had_or_none_has(question: str, part: str, ask: Any, newer: Any) -> None:
    answer = ask(question)

    assert part in answer["answer"]
    assert [source["id"] for source in answer["sources"]] == [str(newer.id)]


KOREAN = """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
9,U1,빨간 우산,3,2012-03-01 08:26:00,4.00,900,독일
10,U1,빨간 우산,1,2012-03-05 08:26:00,4.00,901,대한민국
""".encode()


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("revenue in Germany", "Total revenue: 12.00 (독일)"),
        ("독일 매출", "독일 총매출은 12.00입니다"),
        ("revenue without Germany", "Total revenue: 4.00"),
        ("독일과 대한민국 매출 비교", "- 독일: 12.00\n- 대한민국: 4.00"),
        ("shop.csv 독일 매출", "독일(Germany) 총매출은 106.25입니다"),
        ("독일 제외 매출 shop.csv", "총매출은 255.50입니다"),
    ],
)
def test_a_country_is_found_however_each_table_spells_it(question: str, part: str, ask: Any, alice: Any, work_off: Any, table: Any) -> None:
    table_of(alice, KOREAN, filename="korea.csv")
    work_off()

    assert part in ask(question)["answer"]


def test_a_table_without_countries_says_so(ask: Any, alice: Any, work_off: Any) -> None:
    table_of(alice, b"InvoiceNo,Quantity,InvoiceDate,UnitPrice\n1,2,2012-03-01,4.00\n", filename="bare.csv")
    work_off()

    assert "Country" in ask("revenue in Germany")["answer"]


def test_an_older_table_of_somebody_else_stays_unknown(ask: Any, table: Any, bob: Any, work_off: Any) -> None:
    own = table_of(bob, NEWER, filename="own.csv")
    work_off()
    answer = ask("revenue of RED LANTERN", bob)

    assert "55.00" not in answer["answer"]
    assert "shop.csv" not in answer["answer"]
    assert {source["id"] for source in answer["sources"]} <= {str(own.id)}
