"""Questions about a large table: what is not measured yet is said at once, truly, and the next one has the number."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from finnect.assistant import queries
from finnect.jobs.models import Job
from finnect.sales import measurements
from finnect.sales.models import Measurement, Table
from finnect.storage import StorageUnavailable
from tests.assistant.model_server import Conversation, serving
from tests.assistant.seeded import seeded
from tests.assistant.test_figures import TABLE
from tests.props import table_of

pytestmark = [pytest.mark.both, pytest.mark.django_db]
SICILY = b"7,D4,BUTTERFLY,3,2011-12-05 11:00:00,7.00,500,Sicily\n"  # names that sound like words which tell nothing
NOT_YET = {"en": "is large, so this is being measured", "ko": "지금 집계하고 있습니다"}
UNREAD = {"en": "still being looked through", "ko": "아직 살펴보고 있습니다"}


def language_of(question: str) -> str:
    return "ko" if any("가" <= sign <= "힣" for sign in question) else "en"


@pytest.fixture
def table(alice: Any, work_off: Any, monkeypatch: pytest.MonkeyPatch) -> Table:
    """Alice's, which counts as large; what follows its reading waits."""
    seeded()
    monkeypatch.setattr(measurements, "LARGE_ROWS", 0)
    found = table_of(alice, TABLE + SICILY, filename="shop.csv")
    work_off()
    return Table.objects.get(id=found.id)


@pytest.fixture
def ask(alice: Any, calling: Any) -> Callable[..., dict[str, Any]]:
    """By a process that remembers nothing."""

    def do(question: str, **form: Any) -> dict[str, Any]:
        cache.clear()
        queries._all_names_of.cache_clear()
        return dict(calling(alice, language_of(question)).post("/chatbot/", data={"query": question, **form}).json())

    return do


@pytest.fixture
def asking(alice: Any, calling: Any) -> Callable[[str], Callable[[], dict[str, Any]]]:
    """The same question again and again, by a process that remembers."""

    def do(question: str) -> Callable[[], dict[str, Any]]:
        caller = calling(alice, language_of(question))
        return lambda: dict(caller.post("/chatbot/", data={"query": question}).json())

    return do


@pytest.fixture
def measure(work_off: Any) -> Callable[[], list[Any]]:
    """What is ordered, also what waits."""

    def do() -> list[Any]:
        Job.objects.filter(kind="sales.measure").update(not_before=F("created_at"))
        return list(work_off())

    return do


@pytest.mark.parametrize(
    "question",
    ["revenue in Germany", "독일 매출은?", "Sicily revenue", "butterfly revenue", "RED LANTERN 몇 개 팔렸어?", "monthly revenue in 2011"],
)
def test_while_its_names_are_not_known_no_number_is_given_for_all_of_it(question: str, table: Table, ask: Any) -> None:
    answer = ask(question)

    assert (answer["kind"], answer["name"], answer["cached"]) == ("data", "being_measured", False)
    assert UNREAD[language_of(question)] in answer["answer"]
    assert not any(sign.isdigit() for sign in answer["answer"])
    assert [(source["id"], source["url"]) for source in answer["sources"]] == [(str(table.id), f"/dashboard/tables/{table.id}/")]
    assert answer["suggestions"] == [question]


@pytest.mark.parametrize(
    ("question", "part"),
    [("What is our total revenue?", "382.75"), ("총매출 얼마야?", "382.75"), ("how many customers are there", "5")],
)
def test_what_reading_found_is_told_at_once(question: str, part: str, table: Table, ask: Any) -> None:
    answer = ask(question)

    assert (answer["kind"], part in answer["answer"]) == ("data", True)


@pytest.mark.parametrize(("question", "kind"), [("hello", "intent"), ("tell me a joke", "fallback"), ("안녕하세요", "intent")])
def test_what_is_no_question_about_it_is_answered_as_always(question: str, kind: str, table: Table, ask: Any) -> None:
    answer = ask(question)

    assert (answer["kind"], answer["name"] == "being_measured") == (kind, False)


@pytest.mark.parametrize(
    "question",
    [
        "revenue in Germany",
        "Sicily 매출",
        "butterfly revenue",
        "매출 상위 2개국",
        "2011년 11월 매출 전월 대비 어때?",
        "2010년 11월 매출 전년 대비",
        "매출 상위 2개 제품의 비중",
        "영국 매출 비중",
        "하루 평균 주문 수",
        "영국 재구매율",
        "신규 고객 추이",
        "브라질 매출",
        "average order value",
    ],
)
def test_one_job_later_the_answer_is_that_of_a_small_table(
    question: str, table: Table, ask: Any, measure: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure()
    first = ask(question)
    measure()
    then = ask(question)
    monkeypatch.setattr(measurements, "LARGE_ROWS", 1000)
    small = ask(question)

    assert (first["kind"], first["name"], first["cached"]) == ("data", "being_measured", False)
    assert NOT_YET[language_of(question)] in first["answer"]
    assert [source["id"] for source in first["sources"]] == [str(table.id)]
    assert {name: then[name] for name in ("answer", "kind", "name", "sources", "suggestions", "chart")} == {
        name: small[name] for name in ("answer", "kind", "name", "sources", "suggestions", "chart")
    }


def test_where_nothing_was_sold_it_is_asked_then_whether_anything_ever_was(table: Table, ask: Any, measure: Any) -> None:
    said = []
    for _ in range(3):
        measure()
        said.append(ask("jam jar revenue in January 2011"))

    assert [answer["name"] for answer in said] == ["being_measured", "being_measured", "total_revenue"]
    assert "shop.csv has no sales (JAM JAR, Jan 2011)" in said[-1]["answer"]


def test_what_a_question_may_mean_is_asked_back_before_anything_is_measured(table: Table, ask: Any, measure: Any) -> None:
    measure()
    answer = ask("11월 매출")

    assert (answer["name"], len(answer["suggestions"])) == ("ambiguous", 2)
    assert measure() == []


def test_only_the_number_is_kept(table: Table, asking: Any, measure: Any) -> None:
    ask = asking("revenue in Germany")

    def said() -> tuple[str, bool]:
        answer = ask()
        return answer["name"], answer["cached"]

    early = [said(), said()]
    measure()
    early += [said(), said()]
    measure()

    assert early == [("being_measured", False)] * 4
    assert [said(), said()] == [("total_revenue", False), ("total_revenue", True)]


def test_what_was_not_understood_before_its_names_were_known_is_read_again(table: Table, asking: Any, measure: Any) -> None:
    ask = asking("BUTTERFLY in Sicily?")
    early = [ask()["cached"] for _ in range(2)]
    measure()

    assert early == [False, False]
    assert ask()["cached"] is False


def test_the_conversation_goes_on_from_a_question_that_came_too_early(table: Table, ask: Any, measure: Any) -> None:
    early = ask("독일 매출은?")
    measure()
    next_one = ask("그럼 프랑스는?", conversation_id=early["conversation_id"])
    measure()
    again = ask("그럼 프랑스는?", conversation_id=early["conversation_id"])

    assert [early["name"], next_one["name"]] == ["being_measured"] * 2
    assert "프랑스(France) 총매출은 20.00입니다" in again["answer"]


def test_what_an_older_large_table_has_is_awaited_by_name(table: Table, alice: Any, ask: Any, measure: Any, monkeypatch: Any) -> None:
    measure()
    monkeypatch.setattr(measurements, "LARGE_ROWS", 5)
    table_of(alice, b"".join(TABLE.splitlines(keepends=True)[:3]), filename="small.csv")
    measure()
    early = ask("butterfly revenue")
    measure()
    then = ask("butterfly revenue")

    assert early["name"] == "being_measured"
    assert "small.csv has no sales (BUTTERFLY)" in early["answer"]
    assert "shop.csv is large, so this is being measured" in early["answer"]
    assert "21.00" in then["answer"]
    assert [source["title"] for source in then["sources"]] == ["small.csv", "shop.csv"]


def test_a_small_table_is_told_by_the_request_alone(table: Table, alice: Any, ask: Any, measure: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(measurements, "LARGE_ROWS", 1000)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = ask("revenue in Germany")

    assert "106.25" in answer["answer"]
    assert [one["sql"] for one in asked.captured_queries if "sales_measurement" in one["sql"]] == []


def test_who_asks_while_it_is_deleted_is_told_of_the_table_before_it(
    table: Table, alice: Any, ask: Any, measure: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = table_of(alice, TABLE, filename="newer.csv")
    measure()
    order = measurements.order

    def meanwhile(one: Table, asked: Any) -> Any:
        Table.objects.filter(id=newer.id).delete()
        return order(one, asked)

    monkeypatch.setattr(measurements, "order", meanwhile)
    early = ask("revenue in Sicily")
    measure()

    assert [source["title"] for source in early["sources"]] == ["shop.csv"]
    assert "21.00" in ask("revenue in Sicily")["answer"]


def test_why_a_job_failed_is_said_and_whoever_asks_again_has_it_tried_again(
    table: Table, ask: Any, measure: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise StorageUnavailable

    measure()
    ask("revenue in Germany")
    with monkeypatch.context() as now:
        now.setattr("finnect.sales.analysis.run_query", away)
        measure()
    told, again = ask("revenue in Germany"), ask("revenue in Germany")
    measure()

    assert (told["code"], again["name"]) == ("STORAGE_UNAVAILABLE", "being_measured")
    assert "106.25" in ask("revenue in Germany")["answer"]


def test_a_job_that_failed_over_names_leaves_all_that_needs_none(
    table: Table, ask: Any, measure: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise StorageUnavailable

    with monkeypatch.context() as now:
        now.setattr("finnect.sales.analysis.called", away)
        measure()
    said = [ask(question)["name"] for question in ("hello", "total revenue", "revenue in Sicily")]
    for _ in range(2):
        measure()
        ask("revenue in Sicily")
    measure()

    assert said == ["greeting", "total_revenue", "being_measured"]
    assert "21.00" in ask("revenue in Sicily")["answer"]


def test_a_large_table_that_names_no_country_and_no_product_is_answered_too(table: Table, alice: Any, ask: Any, measure: Any) -> None:
    table_of(alice, b"InvoiceNo,Quantity,UnitPrice,InvoiceDate\n1,2,3.5,2011-01-01\n2,1,3.5,2011-02-01\n", filename="bare.csv")
    for _ in ("reading", "what follows it"):
        measure()
    early = ask("revenue in February 2011")
    measure()

    assert early["name"] == "being_measured"
    assert "3.50" in ask("revenue in February 2011")["answer"]
    assert "bare.csv lacks the columns" in ask("revenue in Germany")["answer"]


def test_names_and_days_do_not_make_room_for_answers(table: Table, ask: Any, measure: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measurements, "MOST_KEPT", 1)
    measure()
    for question in ("revenue in Germany", "revenue in France", "revenue in Sicily"):
        ask(question)
        measure()

    assert sorted(one.asked["name"] for one in Measurement.objects.all()) == ["extent", "names", "names", "query", "query"]
    assert "21.00" in ask("revenue in Sicily")["answer"]


def test_a_language_model_hears_that_there_is_no_number_yet_and_what_it_says_then_is_not_kept(
    table: Table, asking: Any, measure: Any, settings: Any
) -> None:
    import openai  # noqa: F401 - takes its time, which is not the service's

    ask = asking("how much revenue per square metre of our shop")

    def reply(conversation: Conversation, document: dict[str, Any]) -> None:
        last = document["messages"][-1]
        if last["role"] == "user":
            return conversation.ask_tool({"measures": ["total_revenue"]})
        told = json.loads(last["content"])
        return conversation.say("That is being measured; ask again in a moment." if "being_measured" in told else f"{told['rows'][0][0]}.")

    measure()
    settings.OPENAI_MODEL, settings.OPENAI_SECONDS, settings.OPENAI_API_KEY = "fake", 60.0, "sk-secret"
    with serving(reply) as (settings.OPENAI_BASE_URL, _):
        said = [ask() for _ in range(2)]
        measure()
        said += [ask() for _ in range(2)]

    assert [(answer["kind"], answer["answer"], answer["cached"]) for answer in said] == [
        ("llm", "That is being measured; ask again in a moment.", False),
        ("llm", "That is being measured; ask again in a moment.", False),
        ("llm", "382.75.", False),
        ("llm", "382.75.", True),
    ]
