"""A query as somebody would ask it: what an answer offers to choose from. Read again, it must give the same query."""

from finnect.assistant.dialogue.text import Language
from finnect.assistant.dialogue.wanted import Query
from finnect.assistant.dialogue.wording import DIMENSIONS, FIELD_NAMES, SEGMENTS, WEEKDAYS

_RELATIVE: dict[Language, dict[str, str]] = {
    "ko": {
        "today": "오늘",
        "yesterday": "어제",
        "this_week": "이번 주",
        "last_week": "지난주",
        "this_month": "이번 달",
        "last_month": "지난달",
        "this_quarter": "이번 분기",
        "last_quarter": "지난 분기",
        "this_half": "이번 반기",
        "last_half": "지난 반기",
        "this_year": "올해",
        "last_year": "작년",
    },
    "en": {
        "today": "today",
        "yesterday": "yesterday",
        **{f"{which}_{unit}": f"{which} {unit}" for which in ("this", "last") for unit in ("week", "month", "quarter", "half", "year")},
    },
}
_FORMS: dict[Language, dict[str, str]] = {
    "ko": {"customer": "고객 {}"},
    "en": {"product": "of {}", "customer": "of customer {}", "country": "in {}", "hour": "at {}", "weekday": "on {}"},
}
_UNITS = {"day": "일", "week": "주", "month": "개월", "year": "년"}
_PER = {"day": "하루 평균", "week": "주 평균", "month": "월 평균"}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def phrased(query: Query, language: Language) -> str:
    names = FIELD_NAMES[language]
    measures = " ".join(names[name] for name in query.measures)
    chosen = _chosen(query.filters, language)
    without = " ".join(_chosen(query.without, language, plain=True))
    when = _when(query.period, language) if query.period else None
    if language == "ko":
        words = [query.file, when, *chosen, f"{without} 제외" if without else None]
        words += [_PER[query.per] if query.per else None, _ranked_ko(query, measures), "비중" if query.share else None]
        return " ".join(word for word in words if word) + " 알려줘"
    words = [_ranked_en(query, measures), *chosen, f"without {without}" if without else None]
    words += [f"average per {query.per}" if query.per else None, when, f"from {query.file}" if query.file else None]
    return ("Show share of " if query.share else "Show ") + " ".join(word for word in words if word)


def _chosen(pairs: tuple[tuple[str, str], ...], language: Language, *, plain: bool = False) -> list[str]:
    found: dict[str, list[str]] = {}
    for field, value in pairs:
        found.setdefault(field, []).append(_value(field, value, language))
    forms = {} if plain else _FORMS[language]
    return [forms.get(field, "{}").format((" " if language == "ko" else " and ").join(values)) for field, values in found.items()]


def _value(field: str, value: str, language: Language) -> str:
    if field == "weekday":
        return WEEKDAYS[language][int(value) - 1]
    if field == "segment":
        return SEGMENTS[language][value]
    if field == "hour":
        return f"{value}시" if language == "ko" else f"{int(value) % 12 or 12} {'am' if int(value) < 12 else 'pm'}"
    return value


def _ranked_ko(query: Query, measures: str) -> str:
    if query.group_by is None:
        return measures
    dimension = DIMENSIONS["ko"][query.group_by]
    if query.order is None:
        return f"{dimension}별 {measures}"
    return f"{measures} {'상위' if query.order == 'desc' else '하위'} {query.limit or 10}개 {dimension}"


def _ranked_en(query: Query, measures: str) -> str:
    if query.group_by is None:
        return measures
    if query.order is None:
        return f"{measures} by {query.group_by}"
    return f"{'top' if query.order == 'desc' else 'bottom'} {query.limit or 10} by {query.group_by} by {measures}"


def _when(period: str, language: Language) -> str:
    if ".." in period:
        first, _, last = (_named(part, language) if part else "" for part in period.partition(".."))
        if language == "ko":
            return " ".join(word for word in (f"{first}부터" if first else "", f"{last}까지" if last else "") if word)
        return f"from {first} to {last}" if first and last else f"since {first}" if first else f"until {last}"
    if period.startswith("past_"):
        _, number, unit = period.split("_")
        return f"최근 {number}{_UNITS[unit]}" if language == "ko" else f"in the last {number} {unit}s"
    if language == "ko" or period in _RELATIVE["en"] or period.startswith("last-"):
        return _named(period, language)
    return f"{'on' if len(period) == 10 else 'in'} {_named(period, language)}"


def _named(period: str, language: Language) -> str:
    """ "2011-11" → "2011년 11월", "November 2011"; "3q" → "3분기", "Q3"; "last_year-11" → "작년 11월", "November last year"."""
    if period in _RELATIVE[language]:
        return _RELATIVE[language][period]
    year, *parts = period.split("-") if not period[0].isdigit() or len(period.partition("-")[0]) == 4 else ["", *period.split("-")]
    relative = _RELATIVE[language].get(year)
    if language == "ko":
        words = [f"{year}년" if year.isdigit() else "지난" if year == "last" else relative]
        return " ".join(word for word in [*words, *_parts_ko(parts)] if word)
    if len(parts) == 2:
        return period if year else f"{_MONTHS[int(parts[0]) - 1]} {int(parts[1])}"
    words = [_part_en(parts[0])] if parts else []
    return " ".join(word for word in ["last" if year == "last" else None, *words, year if year.isdigit() else relative] if word)


def _parts_ko(parts: list[str]) -> list[str]:
    if not parts:
        return []
    first, *days = parts
    month = {"1h": "상반기", "2h": "하반기"}.get(first) or (f"{first[:-1]}분기" if first.endswith("q") else f"{int(first)}월")
    return [month, *(f"{int(day)}일" for day in days)]


def _part_en(part: str) -> str:
    return f"{part[-1].upper()}{part[:-1]}" if part[-1] in "qh" else _MONTHS[int(part) - 1]
