"""A query as somebody would ask it: what an answer offers to choose from. Read again, it must give the same query."""

from finnect.assistant.dialogue.text import Language
from finnect.assistant.dialogue.wanted import Query
from finnect.assistant.dialogue.wording import DIMENSIONS, FIELD_NAMES, SEGMENTS, WEEKDAYS, half, quarter

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
_PARTS = {"q": quarter, "h": half}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def phrased(query: Query, language: Language) -> str:
    """For queries of a whole or of ranked groups, whose period (if any) is a year or a part of a stated one, or relative."""
    names = FIELD_NAMES[language]
    measures = " ".join(names[name] for name in query.measures)
    where = dict(query.filters)
    if language == "ko":
        words = [query.file, _when_ko(query.period), where.get("country"), where.get("product"), *_kinds(where, "ko")]
        words += [f"고객 {where['customer']}" if "customer" in where else None, _ranked_ko(query, measures)]
        return " ".join(word for word in words if word) + " 알려줘"
    words = [_ranked_en(query, measures), *_kinds(where, "en"), f"of {where['product']}" if "product" in where else None]
    words += [f"of customer {where['customer']}" if "customer" in where else None, f"in {where['country']}" if "country" in where else None]
    words += [_when_en(query.period), f"from {query.file}" if query.file else None]
    return "Show " + " ".join(word for word in words if word)


def _kinds(where: dict[str, str], language: Language) -> list[str]:
    found = [WEEKDAYS[language][int(where["weekday"]) - 1]] if "weekday" in where else []
    return found + ([SEGMENTS[language][where["segment"]]] if "segment" in where else [])


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


def _when_ko(period: str | None) -> str | None:
    if period is None or not period[0].isdigit():
        return _RELATIVE["ko"].get(period or "")
    if period[-1] in _PARTS:
        year, part = period.split("-")
        return _PARTS[period[-1]](year, part[:-1], "ko")
    units = ("년", "월", "일")
    return " ".join(f"{int(part)}{unit}" for part, unit in zip(period.split("-"), units, strict=False))


def _when_en(period: str | None) -> str | None:
    if period is None or not period[0].isdigit():
        return _RELATIVE["en"].get(period or "")
    parts = period.split("-")
    if period[-1] in _PARTS:
        return f"in {_PARTS[period[-1]](parts[0], parts[1][:-1], 'en')}"
    if len(parts) == 3:
        return f"on {period}"
    return f"in {_MONTHS[int(parts[1]) - 1]} {parts[0]}" if len(parts) == 2 else f"in {parts[0]}"
