"""What people say, and what must be understood. Phrases here are not among the seed's examples unless they say so."""

import unicodedata

import pytest

from finnect.assistant.dialogue import Context, FaqEntry, Intent, Knowledge, Names, Subject, seeds, understand
from finnect.assistant.dialogue.seeds import INTENTS

DATA = {
    "prediction": [
        "이미지상태", "이미지 상태 알려줘", "마지막 이미지 불량이야?", "방금 올린 사진 정상이야?",
        "최근 검사 결과 불량인가요?", "제품 상태 어때요?",
        "is the last image defective?", "Was the newest picture normal or a defect?", "what is the prediction",
        "prediction for the latest photo please",
    ],
    "confidence": [
        "신뢰도 얼마야?", "신뢰도좀알려줘", "마지막 사진의 신뢰도는 몇 퍼센트인가요?",
        "최근 이미지 신뢰도 보여주세요", "얼마나 확실해?",
        "what's the confidence of the last picture?", "How sure are you about the last image?",
        "show me the confidence",
    ],
    "total_revenue": [
        "총매출", "총매출 얼마야?", "총 매출이 얼마인가요?", "총매출알려주세요", "매출액 좀 알려 주시겠어요",
        "우리 회사 매출은 어느 정도야?", "전체 매출 합계가 궁금합니다",
        "What is the total revenue?", "how much revenue did we make", "total sales please", "How much did we sell?",
        "can you tell me our turnover",
    ],
    "num_customers": [
        "고객수", "고객 수 알려줘", "고객이 몇 명이야?", "손님은 몇 명인가요?", "총 고객 수는 얼마나 되나요",
        "고객몇명이에요",
        "How many customers do we have?", "number of customers", "customer count?",
        "Could you tell me how many clients there are?",
    ],
    "num_invoices": [
        "인보이스수", "인보이스 몇 건이야?", "송장 개수 알려주세요", "인보이스가 모두 몇개 있나요", "주문 건수 보여줘",
        "How many invoices are there?", "invoice count", "number of orders", "what is the number of invoices",
    ],
    "total_quantity": [
        "총수량", "총 수량은요?", "판매량 알려줘", "몇 개나 팔렸어?", "판매 수량이 어떻게 되나요", "수량 합계 보여줘",
        "total quantity?", "How many units did we sell?", "number of items sold", "What's the quantity",
    ],
}  # fmt: skip
INTENTIONS = {
    "greeting": ["안녕!!", "안녕하세요~", "반가워요", "Hello!", "hi there :)", "good morning!"],
    "thanks": ["고마워요 ㅎㅎ", "감사합니다!", "정말 고맙습니다", "Thank you so much", "thanks!"],
    "analyse": [
        "이 파일 좀 분석해 주세요", "사진 업로드했으니 검사해줘", "please analyse this file", "inspect this photo",
    ],
    "result": [
        "분석 결과 좀 알려 주세요", "결과 나왔나요?", "업로드한 파일의 결과를 보여줘", "show me the result",
        "what was the result of my upload",
    ],
    "model": [
        "모델 상태는 어떤가요?", "지금 모델 사용할 수 있어?", "모델 로드 됐나요", "is the model available now?",
        "which model is active",
    ],
    "help": [
        "뭐 할 수 있어?", "사용 방법을 알려 주세요", "무슨 기능이 있어?", "what can you do for me?",
        "I need some help",
    ],
}  # fmt: skip
PROTOTYPE = {
    "greeting": ["안녕"],
    "thanks": ["고마워"],
    "analyse": ["이 파일 분석해줘", "이미지 업로드 했어, 결과 알려줘", "데이터셋 검사해줘"],
    "result": ["업로드한 파일 결과 보여줘", "AI 분석 결과 알려줘", "내가 올린 데이터 정상인지 확인해줘"],
    "model": ["모델 상태 어때?", "AI 모델 지금 사용 가능해?", "모델 로드 됐어?"],
    "help": ["무슨 기능 할 수 있어?", "너 뭐 할 줄 알아?", "사용 방법 알려줘"],
}
QUESTIONS = {
    "upload-image-ko": ["사진은 어떻게 올려요?"],
    "formats-ko": ["지원하는 파일 형식이 뭐예요?", "어떤 확장자가 되나요"],
    "confidence-ko": ["신뢰도가 뭐야?", "신뢰도는 무슨 의미인가요?", "신뢰도는 어떻게 계산돼?"],
    "privacy-ko": ["내 파일을 누가 볼 수 있어?"],
    "password-ko": ["비밀번호를 까먹었어요", "비밀번호 재설정하고 싶어요"],
    "formats-en": ["what file formats do you support"],
    "confidence-en": ["What does the confidence mean?"],
    "training-en": ["how do I train a new model"],
    "privacy-en": ["who is able to see my files"],
    "password-en": ["I have forgotten my password"],
    "revenue-en": ["How is revenue calculated?"],
}
OUTSIDE = [
    "오늘 서울 날씨 어때?", "비 오나요?", "웃긴 농담 해줘", "테슬라 주가 알려줘", "저녁 뭐 먹지", "축구 누가 이겼어?",
    "로또 당첨 번호", "너 결혼했어?", "대출 얼마까지 돼?",
    "How is the weather in Busan?", "tell me another joke", "what's the price of bitcoin", "who won the world cup",
    "how tall is the eiffel tower", "order me a pizza", "asdfgh qwer", "ㅁㄴㅇㄹ", "?!?", "",
]  # fmt: skip
BEYOND = [
    ("우간다 매출 얼마야", "우간다"),
    ("삼성전자 매출은?", "삼성전자"),
    ("다음 달 매출 알려줘", "다음"),
    ("매출이 왜 떨어졌어?", "왜"),
    ("지연된 주문 몇 건이야?", "지연된"),
    ("revenue in Uganda", "uganda"),
    ("how many customers does Amazon have", "amazon"),
    ("revenue growth", "growth"),
    ("screw 매출 알려줘", "screw"),
]


def pairs(phrases: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(text, name) for name, texts in phrases.items() for text in texts]


@pytest.mark.parametrize(("text", "field"), pairs(DATA))
def test_a_field_is_recognised_however_it_is_asked_for(text: str, field: str, knowledge: Knowledge) -> None:
    understanding = understand(text, knowledge)
    assert (understanding.kind, understanding.name) == ("data", field)
    assert understanding.data
    assert not understanding.data.unknown


@pytest.mark.parametrize(("text", "field"), pairs(DATA))
def test_a_field_is_recognised_without_spaces(text: str, field: str, knowledge: Knowledge) -> None:
    assert understand(text.replace(" ", ""), knowledge).name == field


@pytest.mark.parametrize(
    "text",
    [
        "총메출 알려줘",
        "총매츌 얼마야",
        "total revnue",
        "custoemrs count",
        "인보이쓰 몇 건이야",
        "신뢰더 알려줘",
        "confidance?",
    ],
)
def test_one_wrong_key_does_not_matter(text: str, knowledge: Knowledge) -> None:
    assert understand(text, knowledge).kind == "data"


def test_decomposed_and_wide_characters_do_not_matter(knowledge: Knowledge) -> None:
    assert understand(unicodedata.normalize("NFD", "총매출 얼마야?"), knowledge).name == "total_revenue"
    assert understand("ｔｏｔａｌ　ｒｅｖｅｎｕｅ？", knowledge).name == "total_revenue"


def test_several_fields_of_one_result_are_answered_together(knowledge: Knowledge) -> None:
    assert understand("총매출이랑 고객수 알려줘", knowledge).name == "total_revenue,num_customers"
    assert understand("prediction and confidence", knowledge).name == "prediction,confidence"


def test_a_named_file_or_category_is_the_subject(knowledge: Knowledge) -> None:
    context = Context(names=Names(categories=("metal_nut",), files=("Sales March",)))
    for name in ("IMG_12.PNG", "볼트_3월.jpg"):
        by_file = understand(f"{name} 불량이야?", knowledge).data
        assert by_file
        assert by_file.subject.file == name
        assert not by_file.unknown
    by_category = understand("마지막 metal nut 이미지 불량이야?", knowledge, context).data
    assert by_category
    assert by_category.subject.category == "metal_nut"
    assert not by_category.unknown
    by_own_name = understand("total revenue of sales march", knowledge, context).data
    assert by_own_name
    assert by_own_name.subject.file == "Sales March"


@pytest.mark.parametrize(("text", "unknown"), BEYOND)
def test_a_number_is_not_given_for_words_that_were_not_understood(text: str, unknown: str, knowledge: Knowledge) -> None:
    understanding = understand(text, knowledge, Context(names=Names(categories=("screw",))))
    assert (understanding.kind, understanding.name) == ("fallback", "too_detailed")
    assert understanding.wanted
    assert any(unknown in word for word in understanding.wanted.unknown)


@pytest.mark.parametrize(("text", "intent"), pairs(INTENTIONS) + pairs(PROTOTYPE))
def test_an_intent_is_recognised(text: str, intent: str, knowledge: Knowledge) -> None:
    understanding = understand(text, knowledge)
    assert (understanding.kind, understanding.name) == ("intent", intent)


@pytest.mark.parametrize(("text", "entry"), pairs(QUESTIONS))
def test_an_faq_entry_is_found_in_the_language_of_the_question(text: str, entry: str, knowledge: Knowledge) -> None:
    understanding = understand(text, knowledge)
    assert (understanding.kind, understanding.name) == ("faq", entry)


@pytest.mark.parametrize("text", OUTSIDE)
def test_what_is_none_of_its_business_is_not_answered(text: str, knowledge: Knowledge) -> None:
    assert understand(text, knowledge).kind == "fallback"


def test_every_step_up_to_the_deciding_one_leaves_a_trace(knowledge: Knowledge) -> None:
    steps = understand("총매출 얼마야?", knowledge).steps
    assert [step.name for step in steps] == ["normalise", "language", "exact", "scope", "data_question"]
    assert all(0 <= step.confidence <= 1 for step in steps)


@pytest.mark.parametrize(
    ("text", "language"), [("AI model 상태 어때?", "ko"), ("고객수 for sales.csv", "ko"), ("hello", "en"), ("42", "en")]
)
def test_the_language_is_that_of_most_of_the_question(text: str, language: str, knowledge: Knowledge) -> None:
    assert understand(text, knowledge, Context(language="en")).language == language


def test_a_new_entry_is_known_at_once() -> None:
    parking = FaqEntry("9", "주차는 어디에 하나요?", (), "뒷마당에 하시면 됩니다.", "ko")
    assert understand("주차 어디에 해요?", Knowledge(INTENTS, [parking])).name == "9"
    assert understand("주차 어디에 해요?", Knowledge(INTENTS)).kind == "fallback"


def test_without_any_knowledge_numbers_are_still_understood() -> None:
    assert understand("총매출 얼마야?", Knowledge()).name == "total_revenue"
    assert understand("안녕", Knowledge()).kind == "fallback"


def test_one_intent_alone_does_not_swallow_everything() -> None:
    only = Knowledge([Intent("greeting", ("안녕", "hello"), {"ko": "네", "en": "yes"})])
    assert understand("hello", only).name == "greeting"
    assert understand("recommend a movie", only).kind == "fallback"


@pytest.mark.parametrize(
    ("examples", "asked", "near"),
    [
        (
            ("점심 메뉴 추천",),
            ["점심 메뉴 추천해 줘", "점심 메뉴 좀 추천해 주세요", "점심메뉴 추천해줄래?", "혹시 점심 메뉴 추천 가능할까요?"],
            ["저녁 메뉴 추천해 줘", "점심 약속 잡아 줘", "영화 추천해 줘"],
        ),
        (("점심 메뉴 추천", "식당 추천"), ["식당 좀 추천해 주세요", "점심 메뉴 추천 부탁드려요"], ["책 추천해 줘", "식당 예약해 줘"]),
        (("연차 신청", "휴가 신청", "반차 쓰기"), ["휴가 신청하고 싶어요", "연차 좀 신청해 주실래요?"], ["대출 신청해 줘", "휴가지 추천"]),
        (
            ("lunch menu",),
            ["could you tell me the lunch menu please?", "what is the lunch menu", "please show the lunch menu"],
            ["dinner menu", "order lunch for me", "could you tell me the lunch hours please?"],
        ),
        (("wifi password", "guest wifi"), ["I'd like to know the wifi password", "show me the guest wifi"], ["I forgot my password"]),
    ],
)
def test_an_intent_hears_its_example_in_politer_words_and_nothing_that_is_only_near(
    examples: tuple[str, ...], asked: list[str], near: list[str], knowledge: Knowledge
) -> None:
    new = Intent("new", examples, {"ko": "네", "en": "yes"})
    known = Knowledge([*knowledge.intents.values(), new], knowledge.faq.values(), seeds.OUTSIDE)

    assert {text: understand(text, known).name for text in asked} == dict.fromkeys(asked, "new")
    assert "new" not in [understand(text, known).name for text in near]


def test_an_example_that_two_intents_share_but_for_politeness_is_left_to_the_later_steps() -> None:
    one, other = (
        Intent(name, (text,), {"ko": "네", "en": "yes"}) for name, text in (("one", "주차권 발급"), ("other", "주차권 발급해 줘"))
    )
    known = Knowledge([one, other])

    assert understand("주차권 발급", known).name == "one"
    assert understand("주차권 발급해 주세요", known).name == "other"
    assert [step.took for step in understand("주차권 발급 부탁드려요", known).steps if step.name == "essence"] == [""]


@pytest.mark.parametrize(
    ("text", "language", "file"),
    [
        ("total revenue of 매출2024.csv", "en", "매출2024.csv"),
        ("revenue 우리 매장 판매 내역 2024.csv", "en", "우리 매장 판매 내역 2024.csv"),
        ("what is the revenue in 상반기 자료", "en", "상반기 자료"),
        ("sales_2024.csv 매출 알려줘", "ko", "sales_2024.csv"),
        ("quarterly sales report final.csv 매출은?", "ko", "quarterly sales report final.csv"),
        ("QUARTERLY sales report final.csv의 매출은?", "ko", "quarterly sales report final.csv"),
        ("final.csv 매출은?", "ko", "final.csv"),
    ],
)
def test_the_name_of_a_file_is_no_language(text: str, language: str, file: str, knowledge: Knowledge) -> None:
    names = Names(files=("매출2024.csv", "우리 매장 판매 내역 2024.csv", "quarterly sales report final.csv", "상반기 자료"))
    understood = understand(text, knowledge, Context(language="ko", names=names))

    assert understood.language == language
    assert understood.data
    assert (understood.data.fields, understood.data.subject, understood.data.unknown) == (("total_revenue",), Subject("table", file), ())


@pytest.mark.parametrize(
    ("text", "language"),
    [("sales of 빨간 우산", "en"), ("WHITE HANGING HEART T-LIGHT HOLDER 매출", "ko"), ("WHITE HANGING HEART T-LIGHT HOLDER", "en")],
)
def test_the_name_of_a_product_is_no_language_unless_it_is_all_that_is_said(text: str, language: str, knowledge: Knowledge) -> None:
    names = Names(products=("빨간 우산", "WHITE HANGING HEART T-LIGHT HOLDER"))
    assert understand(text, knowledge, Context(language="ko", names=names)).language == language
