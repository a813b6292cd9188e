"""Numbers, times and lists as people write them in Korean and English."""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from finnect.assistant.dialogue.text import Language

Number = int | float | Decimal

FIELD_NAMES: dict[Language, dict[str, str]] = {
    "ko": {
        "prediction": "이미지 상태",
        "confidence": "신뢰도",
        "total_revenue": "총매출",
        "num_customers": "고객 수",
        "num_invoices": "인보이스 수",
        "total_quantity": "총수량",
    },
    "en": {
        "prediction": "prediction",
        "confidence": "confidence",
        "total_revenue": "total revenue",
        "num_customers": "number of customers",
        "num_invoices": "number of invoices",
        "total_quantity": "total quantity",
    },
}

_SIGNS = {"KRW": "₩", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_WITHOUT_CENTS = {"KRW", "JPY"}
_COUNTERS = {
    "num_customers": "명",
    "num_invoices": "건",
    "total_quantity": "개",
    "num_models": "개",
    "num_training": "개",
}
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
    if name == "total_revenue":
        return money(value, currency)
    return count(value) + (_COUNTERS.get(name, "") if language == "ko" else "")


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


def moment(when: datetime, language: Language) -> str:
    """A time in the zone it is given in."""
    if language == "ko":
        return f"{when.year}년 {when.month}월 {when.day}일 {when:%H:%M}"
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}, {when:%H:%M}"


def listing(words: Sequence[str]) -> str:
    return ", ".join(words)


def with_topic(word: str) -> str:
    """A Korean word with its topic particle: 은 after a consonant, 는 after a vowel."""
    last = word[-1]
    closed = "가" <= last <= "힣" and (ord(last) - ord("가")) % 28 > 0
    return word + ("은" if closed else "는")


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
