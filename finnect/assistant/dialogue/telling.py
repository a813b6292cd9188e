"""Putting worked-out figures into sentences: of what, of when, how much, and what the reader should know about it."""

from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

from finnect.assistant.dialogue.facts import CountFact, Group, Inspected, QueryFact
from finnect.assistant.dialogue.spans import Span
from finnect.assistant.dialogue.text import Language
from finnect.assistant.dialogue.wanted import Query
from finnect.assistant.dialogue.wording import (
    COUNTED,
    DIMENSIONS,
    FIELD_NAMES,
    SEGMENTS,
    WEEKDAYS,
    Number,
    count,
    country,
    day,
    field_value,
    listing,
    mean_value,
    moment,
    period,
    quarter,
    rate,
    with_subject,
    with_topic,
)

_TEXTS: dict[Language, dict[str, str]] = {
    "ko": {
        "whole": "{source} 기준 {scope}{values}입니다.",
        "list": "{source} 기준 {scope}{what}입니다.",
        "one": "{source} 기준 {scope}{what} {name}, {value}입니다.",
        "average": "{source} 기준 {scope}{per} 평균 {values}입니다. 판매가 있는 {periods}{unit}의 평균입니다.",
        "compared": "{source} 기준 {scope}{what} {span} {value}, {earlier_span} {earlier}입니다. {change}",
        "more": "{span}에 {difference}{share} 늘었습니다.",
        "less": "{span}에 {difference}{share} 줄었습니다.",
        "same": "두 기간이 같습니다.",
        "none": "{title}에는 {scope}판매가 없습니다.",
        "covers": "자료의 기간은 {first} ~ {last}입니다.",
        "counted_from": "자료의 마지막 날짜인 {day}을 기준으로 계산했습니다.",
        "unfinished": "{span} 자료는 {day}까지만 있습니다.",
        "no_earlier": "{span} 자료가 없어 비교할 수 없습니다.",
        "others": "그 밖에 더 있습니다.",
        "inspected": "{scope}검사 {inspections}건 중 {what}입니다.",
        "inspected_by": "{scope}{by}별 검사와 불량입니다.",
        "inspected_one": "{name}: 검사 {inspections}건, 불량 {defects}건({share})",
        "inspected_before": "{span}에는 검사 {inspections}건 중 불량이 {defects}건({share})이었습니다.",
        "nothing_before": "{span}에는 검사한 이미지가 없습니다.",
        "most_defects": "{scope}{what} 가장 {word} 품목은 {name}입니다. 검사 {inspections}건 중 불량 {defects}건({share})입니다.",
        "not_inspected": "{scope}검사한 이미지가 없습니다.",
        "last": "마지막 검사는 {day}에 있었습니다.",
        "nameless": "(없음)",
        "part": "{value}(전체의 {share})",
        "top_part": "이 {count}개를 더하면 {value}, 전체 {whole}의 {share}입니다.",
        "without": "{name} 제외",
    },
    "en": {
        "whole": "{values}{scope} – from {source}.",
        "list": "{what}{scope} – from {source}:",
        "one": "{what}{scope} is {name} with {value} – from {source}.",
        "average": "{values}{scope} per {per} on average – from {source}. That is the mean of the {periods} {unit} with sales.",
        "compared": "{what}{scope}: {value} in {span}, {earlier} in {earlier_span}. {change} From {source}.",
        "more": "That is {difference}{share} more.",
        "less": "That is {difference}{share} less.",
        "same": "That is the same.",
        "none": "{title} has no sales{scope}.",
        "covers": "The table covers {first} to {last}.",
        "counted_from": "Counted from the last day in the table, {day}.",
        "unfinished": "For {span} the table ends on {day}.",
        "no_earlier": "There is nothing of {span} to compare it with.",
        "others": "There are more.",
        "inspected": "Of {inspections} inspections{scope}, {what}.",
        "inspected_by": "Inspections and defects by {by}{scope}:",
        "inspected_one": "{name}: {defects} of {inspections} defective ({share})",
        "inspected_before": "{span}: {defects} of {inspections} defective ({share}).",
        "nothing_before": "Nothing was inspected in {span}.",
        "most_defects": "The {what} is {word} for {name}{scope}: {defects} of {inspections} defective ({share}).",
        "not_inspected": "No image was inspected{scope}.",
        "last": "The last inspection was on {day}.",
        "nameless": "(none)",
        "part": "{value} ({share} of the whole)",
        "top_part": "These {count} together: {value}, {share} of {whole}.",
        "without": "without {name}",
    },
}


_PER: dict[Language, dict[str, str]] = {"ko": {"day": "하루", "month": "월", "week": "주"}, "en": {}}
_UNITS: dict[Language, dict[str, str]] = {
    "ko": {"day": "일", "month": "개월", "week": "주", "quarter": "분기", "year": "년"},
    "en": {"day": "days", "month": "months", "week": "weeks", "quarter": "quarters", "year": "years"},
}
_COUNTED_MOST: dict[Language, tuple[dict[str, str], dict[str, str]]] = {
    "ko": ({"desc": "많은", "asc": "적은"}, {"desc": "높은", "asc": "낮은"}),
    "en": ({"desc": "highest", "asc": "lowest"}, {"desc": "highest", "asc": "lowest"}),
}
_COUNTED_NAMES: dict[Language, dict[str, str]] = {
    "ko": {"inspections": "검사가", "defects": "불량이", "normals": "정상이", "defect_rate": "불량률이"},
    "en": {
        "inspections": "number of inspections",
        "defects": "number of defects",
        "normals": "number of good pictures",
        "defect_rate": "defect rate",
    },
}
_ADD_UP = {"total_revenue", "total_quantity"}


def tell_query(fact: QueryFact, language: Language) -> str:
    """What a table answers, with every value that it has and the days that it is of."""
    texts = _TEXTS[language]
    if not fact.groups:
        of_all_named = replace(fact, query=replace(fact.query, group_by=None))
        missing = texts["none"].format(title=fact.source.title, scope=_scope(of_all_named, language))
        return " ".join([missing, *_covers(fact, language)])
    tell = _compared if fact.earlier else _average if fact.query.per else _groups if fact.query.group_by else _whole
    return "\n".join([tell(fact, language), *_notes(fact, language)])


def tell_count(fact: CountFact, language: Language) -> str:
    """How many inspections there were, and of them as many as the question asks for."""
    texts = _TEXTS[language]
    scope = _where([fact.question.category] if fact.question.category else [], fact.span, language)
    if not fact.inspections:
        last = [texts["last"].format(day=day(fact.last, language))] if fact.last else []
        return " ".join([texts["not_inspected"].format(scope=scope), *last])
    if fact.question.by:
        return _by_group(fact, scope, language)
    shares = {"defects": fact.defects, "normals": fact.inspections - fact.defects, "defect_rate": fact.defects}
    if fact.question.counted == "inspections":
        shown = COUNTED[language]["defects"].format(value=count(fact.defects))
    else:
        shown = COUNTED[language][fact.question.counted].format(
            value=count(shares[fact.question.counted]), share=rate(Decimal(fact.defects) / fact.inspections)
        )
    said = texts["inspected"].format(scope=scope, inspections=count(fact.inspections), what=shown)
    return "\n".join([said, *_before(fact, language)])


def _by_group(fact: CountFact, scope: str, language: Language) -> str:
    texts, question = _TEXTS[language], fact.question
    if question.order and fact.groups:
        word, what = _COUNTED_MOST[language][question.counted == "defect_rate"], _COUNTED_NAMES[language][question.counted]
        first = _numbers(fact.groups[0], language)
        return texts["most_defects"].format(scope=scope, what=what, word=word[question.order], **first)
    by = "품목" if language == "ko" and question.by == "category" else DIMENSIONS[language].get(str(question.by), str(question.by))
    head = texts["inspected_by"].format(scope=scope, by=by)
    return "\n".join([head, *("- " + texts["inspected_one"].format(**_numbers(one, language)) for one in fact.groups)])


def _before(fact: CountFact, language: Language) -> list[str]:
    if not fact.earlier or not fact.earlier_span:
        return []
    span = period(fact.earlier_span.first, fact.earlier_span.last, fact.earlier_span.unit, language)
    how = "inspected_before" if fact.earlier.inspections else "nothing_before"
    return [_TEXTS[language][how].format(span=span, **_numbers(fact.earlier, language))]


def _numbers(one: Inspected, language: Language) -> dict[str, str]:
    share = rate(Decimal(one.defects) / one.inspections) if one.inspections else "–"
    name = one.name or _TEXTS[language]["nameless"]
    return {"name": name, "inspections": count(one.inspections), "defects": count(one.defects), "share": share}


def group_name(query: Query, group: Group, language: Language) -> str:
    name = group.name
    if name is None:
        return _TEXTS[language]["nameless"]
    return _named(query.group_by, name, language)


def _named(field: str | None, name: str, language: Language) -> str:
    if field == "weekday":
        return WEEKDAYS[language][int(name) - 1]
    if field == "hour":
        return f"{name}시" if language == "ko" else f"{int(name):02}:00"
    if field == "quarter":
        year, _, place = name.partition("-Q")
        return quarter(year, place, language)
    if field == "year" and language == "ko":
        return f"{name}년"
    if field == "segment":
        return SEGMENTS[language].get(name, name)
    if field == "customer":
        return f"고객 {name}" if language == "ko" else f"customer {name}"
    return country(name, language) if field == "country" else name


def _whole(fact: QueryFact, language: Language) -> str:
    names, [group] = FIELD_NAMES[language], fact.groups
    pairs = [(names[name], _value(fact, name, value, language)) for name, value in zip(fact.query.measures, group.values, strict=True)]
    if language == "ko":
        said = listing([f"{with_topic(name)} {value}" for name, value in pairs])
    else:
        said = _capital(listing([f"{name}: {value}" for name, value in pairs]))
    return _TEXTS[language]["whole"].format(source=_source(fact, language), scope=_scope(fact, language), values=said)


def _average(fact: QueryFact, language: Language) -> str:
    names, [group] = FIELD_NAMES[language], fact.groups
    per, values = str(fact.query.per), zip(fact.query.measures, group.values, strict=True)
    shown = [(names[name], mean_value(name, value, language, fact.currency)) for name, value in values if value is not None]
    said = listing([f"{with_topic(name)} {value}" if language == "ko" else f"{name}: {value}" for name, value in shown])
    return _TEXTS[language]["average"].format(
        source=_source(fact, language),
        scope=_scope(fact, language),
        per=_PER[language].get(per, DIMENSIONS[language][per]),
        values=said if language == "ko" else _capital(said),
        periods=fact.periods,
        unit=_UNITS[language].get(per, DIMENSIONS[language][per]),
    )


def _groups(fact: QueryFact, language: Language) -> str:
    query, texts = fact.query, _TEXTS[language]
    lines = [(group_name(query, group, language), _values(fact, group, language)) for group in fact.groups]
    source, scope = _source(fact, language), _scope(fact, language)
    if query.limit == 1 and query.order:
        [(name, value)] = lines
        return texts["one"].format(source=source, scope=scope, what=_extreme(query, language), name=name, value=value)
    head = texts["list"].format(source=source, scope=scope, what=_list_of(query, len(lines), language))
    marks = [f"{place}. " if query.order else "- " for place in range(1, len(lines) + 1)]
    shown = [f"{mark}{name}: {value}" for mark, (name, value) in zip(marks, lines, strict=True)]
    return "\n".join([head, *shown, *([texts["others"]] if fact.others and not query.limit else []), *_top_part(fact, language)])


def _top_part(fact: QueryFact, language: Language) -> list[str]:
    """Of some of many groups together; the numbers of customers in them do not add up."""
    name, whole = fact.query.measures[0], fact.whole.values[0] if fact.whole else None
    values = [group.values[0] for group in fact.groups]
    if not whole or not fact.others or name not in _ADD_UP or None in values:
        return []
    together = sum((Decimal(str(value)) for value in values), Decimal(0))
    shown = [field_value(name, one, language, fact.currency) for one in (together, whole)]
    share = rate(together / Decimal(str(whole)))
    return [_TEXTS[language]["top_part"].format(count=len(values), value=shown[0], whole=shown[1], share=share)]


def _extreme(query: Query, language: Language) -> str:
    names, dimension = FIELD_NAMES[language], DIMENSIONS[language][str(query.group_by)]
    measure = names[query.measures[0]]
    if language == "ko":
        word = "높은" if query.measures[0].endswith(("revenue", "rate", "price", "basket")) else "많은"
        word = word if query.order == "desc" else {"높은": "낮은", "많은": "적은"}[word]
        return f"{with_subject(measure)} 가장 {word} {with_topic(dimension)}"
    return f"The {dimension} with the {'highest' if query.order == 'desc' else 'lowest'} {measure}"


def _list_of(query: Query, shown: int, language: Language) -> str:
    names, dimension = FIELD_NAMES[language], DIMENSIONS[language][str(query.group_by)]
    measures = listing([names[name] for name in query.measures])
    if language == "ko":
        which = {"desc": f"상위 {shown}개 {dimension}", "asc": f"하위 {shown}개 {dimension}"}
        return f"{measures} {which[query.order]}" if query.order else f"{dimension}별 {measures}"
    which = {"desc": "highest first", "asc": "lowest first"}
    return f"{_capital(measures)} by {dimension}" + (f", {which[query.order]}" if query.order else "")


def _compared(fact: QueryFact, language: Language) -> str:
    name, (value, *_), earlier = fact.query.measures[0], fact.groups[0].values, fact.earlier.values[0] if fact.earlier else None
    texts, names = _TEXTS[language], FIELD_NAMES[language]
    span, earlier_span = (period(one.first, one.last, one.unit, language) if one else "" for one in (fact.span, fact.earlier_span))
    where = _where(_filters(fact.query, language), None, language)
    return texts["compared"].format(
        source=_source(fact, language),
        scope=where,
        what=with_topic(names[name]) if language == "ko" else _capital(names[name]),
        span=span,
        earlier_span=earlier_span,
        value=_value(fact, name, value, language),
        earlier=_value(fact, name, earlier, language),
        change=_change(fact, name, value, earlier, span, language),
    )


def _change(fact: QueryFact, name: str, value: Number | None, earlier: Number | None, span: str, language: Language) -> str:
    if value is None or earlier is None:
        return ""
    difference = Decimal(str(value)) - Decimal(str(earlier))
    if not difference:
        return _TEXTS[language]["same"]
    share = f" ({change_share(value, earlier)})" if earlier and not name.endswith("rate") else ""
    shown = _points(difference, language) if name.endswith("rate") else field_value(name, abs(difference), language, fact.currency)
    return _TEXTS[language]["more" if difference > 0 else "less"].format(span=span, difference=shown, share=share)


def _points(difference: Decimal, language: Language) -> str:
    points = (abs(difference) * 100).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    return f"{points}%p" if language == "ko" else f"{points} percentage points"


def change_share(value: Number, earlier: Number) -> str:
    """By how much of the earlier value, with its sign and one decimal, rounded to the nearest."""
    before = Decimal(str(earlier))
    share = ((Decimal(str(value)) - before) / abs(before) * 100).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    return f"{share:+,}%"


def _notes(fact: QueryFact, language: Language) -> list[str]:
    texts, notes = _TEXTS[language], []
    if fact.counted_from:
        notes.append(texts["counted_from"].format(day=day(fact.counted_from, language)))
    if fact.covers:
        for span in (fact.span, fact.earlier_span):
            if span and span.first <= fact.covers.last < span.last:
                shown = period(span.first, span.last, span.unit, language)
                notes.append(texts["unfinished"].format(span=shown, day=day(fact.covers.last, language)))
        if fact.earlier_span and fact.earlier is None:
            shown = period(fact.earlier_span.first, fact.earlier_span.last, fact.earlier_span.unit, language)
            notes.append(texts["no_earlier"].format(span=shown))
        if fact.earlier_span and fact.earlier_span.first < fact.covers.first:
            notes += _covers(fact, language)
    return [" ".join(notes)] if notes else []


def _covers(fact: QueryFact, language: Language) -> list[str]:
    if fact.covers is None:
        return []
    return [_TEXTS[language]["covers"].format(first=day(fact.covers.first, language), last=day(fact.covers.last, language))]


def _values(fact: QueryFact, group: Group, language: Language) -> str:
    return listing([_value(fact, name, value, language) for name, value in zip(fact.query.measures, group.values, strict=True)])


def _value(fact: QueryFact, name: str, value: Number | None, language: Language) -> str:
    if value is None:
        return "–"
    shown = field_value(name, value, language, fact.currency)
    whole = fact.whole.values[fact.query.measures.index(name)] if fact.whole else None
    return _TEXTS[language]["part"].format(value=shown, share=rate(Decimal(str(value)) / Decimal(str(whole)))) if whole else shown


def _source(fact: QueryFact, language: Language) -> str:
    when = fact.source.as_of
    return fact.source.title + (f" ({moment(when, language)})" if when else "")


def _scope(fact: QueryFact, language: Language) -> str:
    return _where(_filters(fact.query, language), fact.span, language)


def _where(names: list[str], span: Span | None, language: Language) -> str:
    """Before the measure in Korean, behind it in English."""
    when = [period(span.first, span.last, span.unit, language)] if span else []
    if language == "ko":
        return "".join(f"{word} " for word in [*when, *names])
    return f" ({listing([*names, *when])})" if names or when else ""


def _filters(query: Query, language: Language) -> list[str]:
    names_itself = query.group_by if not query.order else None  # a list of all that are asked for
    chosen = [(field, value) for field, value in query.filters if field != names_itself]
    left_out = listing([_named(field, value, language) for field, value in query.without])
    return [_named(field, value, language) for field, value in chosen] + (
        [_TEXTS[language]["without"].format(name=left_out)] if left_out else []
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
