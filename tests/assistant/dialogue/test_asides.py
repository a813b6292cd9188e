"""What people say beside a question, and words that nobody listed but that narrow nothing."""

import pytest

from bench.assistant.utterances import NAMES, label_of, the_same
from finnect.assistant.dialogue import Context, Knowledge, understand
from finnect.assistant.dialogue.asides import without_asides
from finnect.assistant.dialogue.english import inflected, plural
from finnect.assistant.dialogue.periods import read_pieces
from finnect.assistant.dialogue.slots import told

CONTEXT = Context(names=NAMES)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (
            "내일 세무사 선생님이 오신다고 하여 미리 준비하니, 이번에 올린 판매표의 총매출이 얼마인지 알려 주시겠습니까?",
            "data total_revenue",
        ),
        ("창고 김 반장이 자꾸 물어 와서 그러는데 나간 물건이 모두 몇 개인지 알 수 있겠습니까?", "data total_quantity"),
        ("국가별 매출 뽑아줘 회의 들어가야 됨", "query total_revenue by=country"),
        ("My boss is breathing down my neck, what did we turn over in all?", "data total_revenue"),
        ("For the audit I need the number of invoices", "data num_invoices"),
        ("Head office asked me what Germany generated in sales.", "query total_revenue country=Germany"),
        ("The review is at 3 on Thursday, so give me the customer count.", "data num_customers"),
        ("Verdict on the newest picture? They are waiting.", "data prediction"),
        ("I promised the broker an answer before the weekend, so how many customers do we have in all?", "data num_customers"),
        ("The auditor was here again this morning; could you say how many invoices there are?", "data num_invoices"),
        (
            "취소된 주문이 총 몇 건인지만 살짝 알려 주십시오, 감사실에서 오늘 중으로 회신을 달라고 해서 마음이 급하네요.",
            "query num_cancellations",
        ),
        ("그 빵집 사장님이 그러시는데, 저희 불량률이 몇 퍼센트지요?", "inspections defect_rate"),
    ],
)
def test_a_question_is_answered_whatever_reason_is_given_for_it(text: str, label: str, knowledge: Knowledge) -> None:
    assert label_of(understand(text, knowledge, CONTEXT)) == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (
            "There is an attachment named IMG_0042.png and everyone has another opinion, so what was the verdict?",
            "data prediction file=IMG_0042.png",
        ),
        ("screw는 제가 맡고 있는데요, 불량률이 몇 퍼센트인가요?", "inspections defect_rate category=screw"),
        (
            "There was a fair on the 3rd of November 2011, and I'd like to know how much revenue we made on that day.",
            "query total_revenue period=2011-11-03",
        ),
        ("Last month went badly; how many orders were cancelled then?", "query num_cancellations period=last_month"),
        ("Everyone keeps talking about Germany, so how many invoices did we send there?", "query num_invoices country=Germany"),
    ],
)
def test_what_a_question_points_back_to_is_part_of_it(text: str, label: str, knowledge: Knowledge) -> None:
    assert the_same(label_of(understand(text, knowledge, CONTEXT)), label)


@pytest.mark.parametrize(
    "text",
    [
        "온라인 매장에서, 매출 얼마야?",
        "The German inspector was here, so how many invoices do we have?",
        "I was away last week. How many orders came in?",
        "매출만 부탁드립니다, 온라인만 부탁드립니다",
        "sales.csv랑 2024_march.xlsx를 받았는데, 고객 수가 몇 명이야?",
        "부산점만 보면, 매출이 얼마야",
        "for our Busan branch, what is the revenue?",
        "only the wholesale ones, how many customers?",
        "정상인데 불량이라고 나왔어, 신뢰도는 왜 그래?",
        "if we leave out returns, what is the revenue?",
    ],
)
def test_what_could_narrow_a_number_is_no_aside(text: str, knowledge: Knowledge) -> None:
    assert understand(text, knowledge, CONTEXT).kind != "data"


def test_what_tells_of_a_number_stands_in_no_aside() -> None:
    def cores(question: str) -> list[str]:
        return list(without_asides(question, lambda clause: read_pieces(clause, NAMES)))

    assert cores("독일 매출이 궁금한데, 고객은 몇 명이야?") == []
    assert cores("독일에서 송금이 왔다는데, 독일 매출이 얼마야?") == ["독일 매출이 얼마야?"]
    assert cores("How do I upload a table? My boss asks.") == ["How do I upload a table?"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("what revenue we zapped in march", ["zapped"]),
        ("i would like to grok the revenue", ["grok"]),
        ("how many orders were jotted in march", ["jotted"]),
        ("the revenue would gladden me", ["gladden"]),
        ("what was refunded", []),
        ("how many orders were expected in march", []),
        ("did online revenue grow", []),
        ("what is wholesale revenue", []),
        ("revenue sold locally", []),
    ],
)
def test_a_verb_that_nobody_listed_is_known_by_its_place(text: str, words: list[str]) -> None:
    known = {"what", "revenue", "march", "orders", "how", "many", "the", "like", "would", "did", "sold"}
    letters = text.replace(" ", "")

    assert [letters[start:end] for start, end in told(text, known)] == words


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("나사 불량 몇 건이야?", "inspections defects category=screw"),
        ("how many screws failed", "inspections defects category=screw"),
        ("금속 너트 신뢰도", "data confidence category=metal_nut"),
        ("병은 불량이 몇 건이야", "inspections defects category=bottle"),
    ],
)
def test_categories_answer_to_the_usual_names_of_their_parts(text: str, label: str, knowledge: Knowledge) -> None:
    assert label_of(understand(text, knowledge, CONTEXT)) == label


def test_english_words_are_bent_by_the_rules_of_spelling() -> None:
    assert inflected("tally") == {"tally", "tallies", "tallied", "tallying"}
    assert inflected("plot") == {"plot", "plots", "plotted", "plotting"}
    assert inflected("provide") == {"provide", "provides", "provided", "providing"}
    assert inflected("fetch") == {"fetch", "fetches", "fetched", "fetching"}
    assert [plural(noun) for noun in ("screw", "box", "battery", "toy")] == ["screws", "boxes", "batteries", "toys"]
