"""Learns which unknown words narrow a question: `python -m bench.assistant.narrowing`, writes `dialogue/narrowing.npy`.

What strangers and we said is read again and again, each time with other words hidden from the lists and other names from the tables.
Where words are unknown then and the rest is understood, the reading without them is right or it is not: that is what is learnt.
To questions words are added, too, that narrow them (`NARROWING`, and made-up names). `unseen.tsv` and what is for reports take no part.

Printed is, for thresholds, what the product would do with sets that it has not learnt from (six parts of the sets by turns).
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from bench.assistant.utterances import NAMES, Utterance, label_of, the_same, utterances
from finnect.assistant.dialogue import Names, Understanding, cutting, periods
from finnect.assistant.dialogue.grammar import is_of_words_alone, read_as_it_is
from finnect.assistant.dialogue.narrowing import BUCKETS, WEIGHTS, heard
from finnect.assistant.dialogue.text import language_of

TIMES = 14  # that the sets are read
HIDDEN, HIDDEN_NAMES = 0.1, 0.15  # shares of words and of names
INSERTED = 0.25  # of questions for numbers, each time
MISTYPED, SHORTEST = 0.5, 4  # of questions, and letters of a word that is
ALWAYS_HEARD = ("ending", "the", "what")
SETS, PARTS = 37, 6
STEPS, RATE, DECAY = 500, 0.05, 1e-5
NARROWING = {
    "ko": """
        온라인 오프라인 도매 소매 본사 본점 지점 부산점 강남점 1호점 2공장 대리점 백화점 마트 쿠팡 네이버 자사몰 스마트스토어
        라이브방송 전화주문 현금 카드 계좌이체 외상 할인 반품 교환 증정 협찬 세일 쿠폰 정가 신제품 구형 단종 수입 국산 수출 내수
        남성 여성 남자 여자 이십대 삼십대 학생 직장인 단체 법인 개인사업자 vip 회원 비회원 정기구독 선물세트 의류 식품 화장품 문구
        가구 주방용품 장난감 빨간 파란 검은 대형 소형 주간조 야간조 1라인 김대리 박과장 영업1팀 마케팅 배송비 수수료 원화 달러 유로
        세전 세후 예상 목표 손익 미수금 재고 반품된 취소안된 결제된 미결제 배송완료된 품절된 인천 대전 제주 수도권 해외
        클레임 항의한 불만있는 문의한 가입한 탈퇴한 방문한 전화한 환불받은 배송받은 리뷰쓴 생일인 늦은 지각한 퇴사한 담당한 제작한 조립한
        볼트 스프링 기판 기어 베어링 패킹 뚜껑 캡 케이블 커넥터 렌즈 타일 가죽 직물 알약 칫솔 밸브 파이프 샤프트 플라스틱 금형 라벨
    """,
    "en": """
        online offline wholesale retail branch headquarters outlet amazon ebay shopify marketplace website phone telesales cash card
        credit unpaid paid discounted returned refunded exchanged gift promotional sale coupon clearance new-line discontinued
        imported domestic exported female male men's women's student corporate private subscription loyalty-card vip clothing food
        stationery furniture kitchen toy red blue black large small wooden glass handmade seasonal day-shift night-shift line-two
        bob's marketing shipping postage commission dollar euro gross-of-tax net-of-tax expected target forecast overdue in-stock
        backordered leeds manchester boston texas coastal overseas overnight express weekend-only summer winter easter
        complained responded unsubscribed moved-away phoned emailed visited registered waited expired delivered arrived-late reviewed
        churned resigned assembled premium bulk regular local foreign senior junior gold
        bolts springs boards gears bearings seals lids caps cables connectors lenses tiles leather fabric pills toothbrushes valves pipes
        shafts plastic moulds labels zippers capsules transistors
    """,
}
PHRASES = {
    "ko": ("{}에서 {{}}", "{} {{}}", "{}의 {{}}", "{} 쪽 {{}}", "{}만 {{}}", "{}로 {{}}"),
    "en": ("{{}} for {}", "{{}} from {}", "{{}} in {}", "{{}} at {}", "{{}} via {}", "{{}} by {}", "{{}}, {} only"),
}


@dataclass(frozen=True)
class Case:
    """What is heard of a question's unknown words, whether the rest says what was meant, and of which part of the sets it is."""

    buckets: tuple[int, ...]
    is_right: bool
    part: int


def cases() -> list[Case]:
    said = [*utterances("develop"), *utterances("seen")]
    parts = [SETS * place // len(said) % PARTS for place in range(len(said))]
    found: dict[tuple[str, tuple[int, ...]], Case] = {}
    for time in range(TIMES):
        chance = random.Random(time)
        with forgetting(chance) as names:
            for one, part in zip(said, parts, strict=True):
                for text, is_narrowed in (one.text, False), (mistyped(one.text, chance), False), *narrowed(one, chance):
                    case = _case(text, one, is_narrowed, names, part)
                    if case:
                        found.setdefault((text, case.buckets), case)
    return list(found.values())


def _case(text: str, one: Utterance, is_narrowed: bool, names: Names, part: int) -> Case | None:
    """None where every word is understood, or more than words is not; or where the reading says something that was not said."""
    language, _ = language_of(text)
    pieces = periods.read_pieces(text, names)
    wanted = read_as_it_is(text, language, names)
    if wanted is None or not is_of_words_alone(wanted, pieces, text):
        return None
    got = label_of(Understanding(text, language, "data", "", 1.0, wanted=wanted))
    is_right = the_same(got, one.label) and not is_narrowed
    if not is_right and not is_narrowed and not _lacks(got, one.label):
        return None
    return Case(tuple(heard(pieces, language)), is_right, part)


def _lacks(got: str, label: str) -> bool:
    """Whether all of a wrong reading was meant, or nothing of the kind: then what is missing stands in the unknown words."""
    kind, *_ = label.split()
    return kind in ("outside", "faq", "intent") or set(got.split()[1:]) <= set(label.split()[1:])


def mistyped(text: str, chance: random.Random) -> str:
    """With a letter of one of its longer words left out, or swapped with the next."""
    words = text.split()
    at = chance.randrange(len(words))
    if len(words[at]) < SHORTEST or not words[at].isalpha() or chance.random() > MISTYPED:
        return text
    place = chance.randrange(1, len(words[at]) - 1)
    swapped = words[at][:place] + words[at][place + 1] + words[at][place] + words[at][place + 2 :]
    words[at] = swapped if chance.random() < 0.5 else words[at][:place] + words[at][place + 1 :]
    return " ".join(words)


def narrowed(one: Utterance, chance: random.Random) -> Iterator[tuple[str, bool]]:
    """With a word that makes it another question, now and then."""
    if not one.label.startswith(("data total", "data num", "query", "inspections")) or chance.random() > INSERTED:
        return
    language, _ = language_of(one.text)
    word = chance.choice(NARROWING[language].split()) if chance.random() < 0.7 else _made_up(language, chance)
    phrase = chance.choice(PHRASES[language]).format(word.replace("-", " "))
    if language == "en" and chance.random() < 0.5:  # before what is asked for
        words = one.text.split()
        at = chance.randrange(len(words))
        yield " ".join([*words[:at], word, *words[at:]]), True
    else:
        yield phrase.format(one.text.rstrip(" ?.!")), True


def _made_up(language: str, chance: random.Random) -> str:
    if language == "ko":
        return "".join(chr(chance.randrange(ord("가"), ord("힣"))) for _ in range(chance.randint(2, 4)))
    return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))


@contextmanager
def forgetting(chance: random.Random) -> Iterator[Names]:
    """Some words of the lists are not known, nor some of the names."""

    def left(words: str, share: float) -> str:
        return ",".join(word for word in words.split(",") if chance.random() >= share) or "-"

    def names(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(value for value in values if chance.random() >= HIDDEN_NAMES)

    lists = {key: words if key[0] in ALWAYS_HEARD else left(words, HIDDEN) for key, words in cutting.WORDS.items()}
    countries = tuple(names(aliases) or ("-",) for aliases in cutting.COUNTRIES)
    hidden = {
        "WORDS": lists,
        "VERBS": {key: left(stems, HIDDEN) for key, stems in cutting.VERBS.items()},
        "ENGLISH_VERBS": left(cutting.ENGLISH_VERBS, HIDDEN),
        "COUNTRIES": countries,
    }
    with mock.patch.multiple(cutting, **hidden):
        _forget()
        yield replace(NAMES, categories=names(NAMES.categories), countries=names(NAMES.countries), products=names(NAMES.products))
    _forget()


def _forget() -> None:
    for remembered in (cutting._lexicon, cutting._vocabulary, cutting._by_jamo, cutting._typo_keys, periods._read, periods.named_in):
        remembered.cache_clear()


class Rows:
    """Sparse rows of ones."""

    def __init__(self, found: list[Case]) -> None:
        self.columns = np.concatenate([case.buckets for case in found])
        self.starts = np.cumsum([0, *(len(case.buckets) for case in found)])[:-1]
        self.rows = np.repeat(np.arange(len(found)), [len(case.buckets) for case in found])
        self.right = np.array([case.is_right for case in found], dtype=np.float32)

    def chances(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        return 1 / (1 + np.exp(-(weights[-1] + np.add.reduceat(weights[self.columns], self.starts))))


def learnt(found: list[Case]) -> NDArray[np.float32]:
    """Weights of the buckets and the bias, by Adam (Kingma and Ba, 2015) over all cases at once."""
    rows = Rows(found)
    weights = np.zeros(BUCKETS + 1, np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        wrong = (rows.chances(weights) - rows.right) / len(found)
        slope = np.append(np.bincount(rows.columns, wrong[rows.rows], BUCKETS), wrong.sum()).astype(np.float32)
        slope[:-1] += DECAY * weights[:-1]
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def main() -> None:
    found = cases()
    print(f"{len(found)} cases, {np.mean([case.is_right for case in found]):.3f} right without the unknown words")
    chances, right = np.empty(len(found)), np.array([case.is_right for case in found])
    for part in range(PARTS):
        of_part = [place for place, case in enumerate(found) if case.part == part]
        weights = learnt([case for case in found if case.part != part])
        chances[of_part] = Rows([found[place] for place in of_part]).chances(weights)
    for sure in (0.8, 0.9, 0.95, 0.97, 0.98, 0.99):
        taken = chances >= sure
        print(
            f"{sure:.2f}: of the right {taken[right].mean():.3f} answered, of the others {taken[~right].mean():.4f}; "
            f"of the answered {(~right)[taken].mean():.4f} wrong"
        )
    np.save(WEIGHTS, learnt(found).astype(np.float16))


if __name__ == "__main__":
    main()
