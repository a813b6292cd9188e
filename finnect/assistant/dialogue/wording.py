"""Numbers, times and lists as people write them in Korean and English."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

from finnect.assistant.dialogue.text import Language, is_hangul
from finnect.assistant.dialogue.world import COUNTRIES

Number = int | float | Decimal

FIELD_NAMES: dict[Language, dict[str, str]] = {
    "ko": {
        "prediction": "이미지 상태",
        "confidence": "신뢰도",
        "total_revenue": "총매출",
        "num_customers": "고객 수",
        "num_invoices": "인보이스 수",
        "total_quantity": "총수량",
        "num_products": "제품 수",
        "num_countries": "국가 수",
        "num_cancellations": "취소 건수",
        "average_basket": "평균 주문 금액",
        "average_price": "평균 단가",
        "revenue_per_customer": "고객당 매출",
        "cancellation_rate": "취소율",
        "repeat_rate": "재구매 고객 비율",
        "repeat_customers": "재구매 고객 수",
        "new_customers": "신규 고객 수",
    },
    "en": {
        "prediction": "prediction",
        "confidence": "confidence",
        "total_revenue": "total revenue",
        "num_customers": "number of customers",
        "num_invoices": "number of invoices",
        "total_quantity": "total quantity",
        "num_products": "number of distinct products",
        "num_countries": "number of countries",
        "num_cancellations": "number of cancellations",
        "average_basket": "average order value",
        "average_price": "average price",
        "revenue_per_customer": "average revenue per customer",
        "cancellation_rate": "cancellation rate",
        "repeat_rate": "share of repeat customers",
        "repeat_customers": "repeat customers",
        "new_customers": "new customers",
    },
}
DIMENSIONS: dict[Language, dict[str, str]] = {
    "ko": {
        "country": "국가",
        "product": "제품",
        "customer": "고객",
        "segment": "세그먼트",
        "year": "연도",
        "quarter": "분기",
        "month": "월",
        "week": "주",
        "day": "일",
        "weekday": "요일",
        "hour": "시간대",
    },
    "en": {
        name: name for name in ("country", "product", "customer", "segment", "year", "quarter", "month", "week", "day", "weekday", "hour")
    },
}
WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "ko": ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
SEGMENTS: dict[Language, dict[str, str]] = {
    "ko": {
        "champions": "챔피언 고객",
        "loyal": "충성 고객",
        "potential_loyalists": "잠재 충성 고객",
        "new": "신규 고객군",
        "promising": "유망 고객",
        "need_attention": "관심 필요 고객",
        "about_to_sleep": "휴면 예정 고객",
        "at_risk": "이탈 위험 고객",
        "cannot_lose": "놓치면 안 되는 고객",
        "lost": "이탈 고객",
    },
    "en": {
        "champions": "champions",
        "loyal": "loyal customers",
        "potential_loyalists": "potential loyalists",
        "new": "new customers segment",
        "promising": "promising customers",
        "need_attention": "need attention",
        "about_to_sleep": "about to sleep",
        "at_risk": "at risk",
        "cannot_lose": "cannot lose",
        "lost": "lost customers",
    },
}
COUNTED: dict[Language, dict[str, str]] = {
    "ko": {"defects": "불량은 {value}건", "normals": "정상은 {value}건", "defect_rate": "불량은 {value}건으로, 불량률은 {share}"},
    "en": {
        "defects": "{value} found a defect",
        "normals": "{value} were normal",
        "defect_rate": "{value} found a defect: a rate of {share}",
    },
}

_SIGNS = {"KRW": "₩", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_WITHOUT_CENTS = {"KRW", "JPY"}
_COUNTERS = {
    "num_customers": "명",
    "num_invoices": "건",
    "total_quantity": "개",
    "num_products": "개",
    "num_countries": "개국",
    "num_cancellations": "건",
    "new_customers": "명",
    "repeat_customers": "명",
    "num_models": "개",
    "num_training": "개",
}
_RATES = {"cancellation_rate", "repeat_rate"}
_AVERAGES = {"average_basket", "average_price", "revenue_per_customer"}
_OF_MONEY = {"total_revenue", *_AVERAGES}
_VERDICTS: dict[Language, dict[str, str]] = {
    "ko": {"normal": "정상", "defect": "불량"},
    "en": {"normal": "normal", "defect": "defect"},
}


def field_value(name: str, value: Number | str, language: Language, currency: str | None = None) -> str:
    """A value of one of the known fields, ready to stand in a sentence."""
    if isinstance(value, str):
        return _VERDICTS[language].get(value, value)
    if name == "confidence":
        return percent(value)
    if name in _RATES:
        return rate(value)
    if name in _AVERAGES:
        return money(Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_EVEN), currency)
    if name == "total_revenue":
        return money(value, currency)
    return count(value) + (_COUNTERS.get(name, "") if language == "ko" else "")


def mean_value(name: str, value: Number, language: Language, currency: str | None = None) -> str:
    """The mean of several values of a field, with two decimals: it is seldom a whole number."""
    rounded = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    if name in _OF_MONEY:
        return money(rounded, currency)
    return f"{rounded:,}" + (_COUNTERS.get(name, "") if language == "ko" else "")


def count(value: Number) -> str:
    """Thousands separated, with all the decimals that it has: an answer equals the stored value."""
    exact = Decimal(str(value))
    return f"{exact:,.0f}" if exact == exact.to_integral() else f"{exact:,f}"


def money(value: Number, currency: str | None) -> str:
    """With all its decimals, and at least the two that money usually has; no sign unless the currency is known."""
    exact = Decimal(str(value))
    places = 0 if currency in _WITHOUT_CENTS else 2
    amount = f"{abs(exact):,.{max(places, -int(exact.normalize().as_tuple().exponent))}f}"
    minus = "-" if exact < 0 else ""
    if currency is None:
        return minus + amount
    sign = _SIGNS.get(currency)
    return minus + (f"{sign}{amount}" if sign else f"{amount} {currency}")


def percent(share: Number) -> str:
    """One decimal, rounded down: 99.97 % must not read as certainty."""
    return f"{(Decimal(str(share)) * 100).quantize(Decimal('0.1'), ROUND_DOWN)}%"


def rate(share: Number) -> str:
    """One decimal, rounded to the nearest."""
    return f"{(Decimal(str(share)) * 100).quantize(Decimal('0.1'), ROUND_HALF_EVEN)}%"


def moment(when: datetime, language: Language) -> str:
    """A time in the zone it is given in."""
    if language == "ko":
        return f"{when.year}년 {when.month}월 {when.day}일 {when:%H:%M}"
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}, {when:%H:%M}"


def listing(words: Sequence[str]) -> str:
    return ", ".join(words)


def with_topic(word: str) -> str:
    """A Korean word with its topic particle: 은 after a consonant, 는 after a vowel."""
    return word + ("은" if _is_closed(word) else "는")


def with_subject(word: str) -> str:
    return word + ("이" if _is_closed(word) else "가")


def _is_closed(word: str) -> bool:
    return "가" <= word[-1] <= "힣" and (ord(word[-1]) - ord("가")) % 28 > 0


def day(when: date, language: Language) -> str:
    return f"{when.year}년 {when.month}월 {when.day}일" if language == "ko" else f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def period(first: date, last: date, unit: str, language: Language) -> str:
    """A day, month, quarter, half or year by its name, any other period by its days."""
    if unit == "year":
        return f"{first.year}년" if language == "ko" else str(first.year)
    if unit == "quarter":
        return quarter(first.year, last.month // 3, language)
    if unit == "half":
        return half(first.year, last.month // 6, language)
    if unit == "month":
        return f"{first.year}년 {first.month}월" if language == "ko" else f"{_MONTHS[first.month - 1]} {first.year}"
    if first == last:
        return day(first, language)
    return f"{day(first, language)} ~ {day(last, language)}" if language == "ko" else f"{day(first, language)} – {day(last, language)}"


def quarter(year: int | str, place: int | str, language: Language) -> str:
    return f"{year}년 {place}분기" if language == "ko" else f"Q{place} {year}"


def half(year: int | str, place: int | str, language: Language) -> str:
    return f"{year}년 {'상' if int(place) == 1 else '하'}반기" if language == "ko" else f"H{place} {year}"


def country(value: str, language: Language) -> str:
    """As the table has it, in Korean behind its Korean name."""
    known = _KOREAN_NAMES.get(value.casefold()) if language == "ko" else None
    return f"{known}({value})" if known else value


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_KOREAN_NAMES = {
    alias.casefold(): next(name for name in aliases if is_hangul(name[0]))
    for aliases in COUNTRIES
    for alias in aliases
    if not is_hangul(alias[0])
}
