"""Saying what was understood: data with its source, an intent's template, an FAQ entry, or that nobody knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from string import Formatter

from finnect.assistant.dialogue.cutting import as_written
from finnect.assistant.dialogue.facts import CountFact, Facts, ImageFact, ModelFact, QueryFact, Source, TableFact
from finnect.assistant.dialogue.knowledge import Candidate, Knowledge
from finnect.assistant.dialogue.phrasing import phrased
from finnect.assistant.dialogue.telling import group_name, tell_count, tell_query
from finnect.assistant.dialogue.text import Language
from finnect.assistant.dialogue.understanding import AMBIGUOUS, Kind, Understanding
from finnect.assistant.dialogue.wanted import DataQuestion, InspectionQuestion, Query
from finnect.assistant.dialogue.wording import FIELD_NAMES, field_value, listing, moment, with_topic
from finnect.assistant.dialogue.words import IMAGE_FIELDS, TABLE_FIELDS
from finnect.kit.errors import Problem
from finnect.kit.words import N_


@dataclass(frozen=True, slots=True)
class Answer:
    """`chart` are the bars of an answer that lists groups: their names and values; `chart_by` is what the groups are ("month"), where
    they stand in their own order.
    """

    text: str
    kind: Kind
    name: str
    confidence: float
    sources: tuple[Source, ...] = ()
    suggestions: tuple[str, ...] = ()
    chart: tuple[tuple[str, float], ...] = ()
    chart_by: str = ""


class UnknownPlaceholder(Problem):
    status = 422
    code = "UNKNOWN_PLACEHOLDER"
    title = N_("The template cannot be filled")
    detail = N_("%(unknown)s is not known. A template may use %(known)s.")


class BrokenPlaceholder(UnknownPlaceholder):
    detail = N_("A brace is missing: every { needs its }, and a brace of the text is written twice. A template may use %(known)s.")


BEING_MEASURED = "being_measured"
IMAGE_NAMES = (*IMAGE_FIELDS, "image_file", "image_category", "image_time")
TABLE_NAMES = (*TABLE_FIELDS, "table_file", "table_time")
MODEL_NAMES = ("models", "num_models")
PLACEHOLDERS = (*IMAGE_NAMES, *TABLE_NAMES, *MODEL_NAMES, "num_training")

_EXAMPLES: dict[Language, tuple[str, ...]] = {
    "ko": ("총매출 얼마야?", "마지막 이미지 불량이야?", "모델 상태 어때?"),
    "en": ("What is the total revenue?", "Is the last image defective?", "What is the status of the model?"),
}
_TEXTS: dict[Language, dict[str, str]] = {
    "ko": {
        "image": "아직 검사한 이미지가 없습니다. 사진을 업로드하면 검사 결과를 알려 드리겠습니다.",
        "table": "아직 분석한 판매 자료가 없습니다. CSV나 엑셀(XLSX) 파일을 업로드하면 알려 드리겠습니다.",
        "model": "지금 사용 중인 모델이 없습니다. 정상 이미지 묶음을 업로드하면 모델을 학습할 수 있습니다.",
        "named": "{names}에 대한 결과를 찾지 못했습니다.",
        "columns": "{file}에는 이 질문에 필요한 열({columns})이 없습니다.",
        "value": "{file}에는 {fields} 계산에 필요한 열이 없습니다.",
        "no_category": "‘{name}’에 대한 검사 결과가 아직 없습니다. 정상 이미지 묶음을 업로드해 모델을 학습하면 알려 드릴 수 있습니다.",
        "categories": "지금 검사할 수 있는 품목: {names}",
        "in_category": "{name}에서 결함 몇 개?",
        "unknown": "‘{words}’에 대해서는 답할 수 없습니다. 전체 값은 알려 드릴 수 있습니다.",
        "passed_over": "(모르는 말이라 ‘{words}’ 없이 이해했습니다.)",
        "inspections": "검사 목록",
        "which": "어느 것을 말씀하시는지 골라 주세요.",
        "outside": "제가 답할 수 있는 질문이 아닙니다. 이미지 검사 결과와 판매 통계에 대해 물어봐 주세요.",
        "measured": "{file} 자료가 커서 지금 집계하고 있습니다. 잠시 후 다시 물어봐 주세요.",
        "unread": (
            "{file} 자료가 커서 아직 살펴보고 있습니다. 어떤 국가와 제품이 있는지 아직 알지 못해 지금은 답할 수 없습니다. "
            "잠시 후 다시 물어봐 주세요."
        ),
        "unclear": "질문을 정확히 이해하지 못했습니다. 이런 것을 물어보실 수 있습니다.",
        "empty": "질문을 입력해 주세요.",
    },
    "en": {
        "image": "No image has been inspected yet. Upload a picture and I can tell you its result.",
        "table": "No sales table has been analysed yet. Upload a CSV or XLSX file and I can tell you.",
        "model": "No model is active. Upload an archive of good images and a model can be trained.",
        "named": "I found no result for {names}.",
        "columns": "{file} lacks the columns for that: {columns}.",
        "value": "{file} lacks the columns for {fields}.",
        "no_category": "There is nothing about “{name}” yet. Upload an archive of good pictures of it and a model can be trained.",
        "categories": "Products that can be inspected now: {names}.",
        "in_category": "How many defects in {name}?",
        "unknown": "I cannot answer for “{words}”. I can tell you the overall figure.",
        "passed_over": "(I do not know “{words}” and understood the rest.)",
        "inspections": "Inspections",
        "which": "Which one do you mean?",
        "outside": "That is not something I can answer. Ask me about inspected images and sales figures.",
        "measured": "{file} is large, so this is being measured. Ask again in a moment.",
        "unread": (
            "{file} is large and still being looked through: I do not know yet which countries and products it names, "
            "so I cannot answer now. Ask again in a moment."
        ),
        "unclear": "I did not quite understand. These are things you can ask me.",
        "empty": "Please type a question.",
    },
}


def check_template(text: str) -> None:
    """Refuse a template with a placeholder nobody can fill, before it is saved."""
    try:
        names = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None]
    except ValueError as broken:
        raise BrokenPlaceholder(known=_known()) from broken
    unknown = [f"{{{name}}}" for name, spec, conversion in names if name not in PLACEHOLDERS or spec or conversion]
    if unknown:
        raise UnknownPlaceholder(unknown=", ".join(unknown), known=_known())


def answer(understanding: Understanding, facts: Facts, knowledge: Knowledge) -> Answer:
    """The answer to a question, true to the facts and in the question's language."""
    if facts.unread:
        return _asked_too_early(understanding, facts.unread)
    return _WRITERS[understanding.kind](understanding, facts, knowledge)


def _asked_too_early(understanding: Understanding, unread: tuple[Source, ...]) -> Answer:
    text = _TEXTS[understanding.language]["unread"].format(file=listing([source.title for source in unread]))
    again = (understanding.question,)
    return replace(_reply(understanding, text, unread), kind="data", name=BEING_MEASURED, suggestions=again)


def _answer_data(understanding: Understanding, facts: Facts, knowledge: Knowledge) -> Answer:
    if understanding.choices:
        return _asked_back(understanding, understanding.choices)
    asked = understanding.wanted.asked if understanding.wanted else None
    if isinstance(asked, Query):
        said = _answer_query(understanding, asked, facts.query)
    elif isinstance(asked, InspectionQuestion):
        said = _answer_count(understanding, facts.count)
    else:
        said = _answer_fields(understanding, facts)
    if not (understanding.wanted and understanding.wanted.passed_over):
        return said
    note = _TEXTS[understanding.language]["passed_over"].format(words=understanding.wanted.passed_over)
    return replace(said, text=f"{said.text}\n{note}")


def _answer_fields(understanding: Understanding, facts: Facts) -> Answer:
    question = understanding.data
    assert question is not None
    fact = facts.image if question.subject.kind == "image" else facts.table
    said = _Saying(understanding.language, facts)
    if fact is None:
        return _reply(understanding, _nothing_of(question, said))
    known = [name for name in question.fields if name in said.values]
    absent = [FIELD_NAMES[said.language][name] for name in question.fields if name not in said.values]
    lines = [said.data_sentence(known, fact.source)] if known else []
    if absent:
        lines.append(said.missing("value", file=fact.source.title, fields=listing(absent)))
    return _reply(understanding, "\n".join(lines), (fact.source,))


def _answer_query(understanding: Understanding, asked: Query, fact: QueryFact | None) -> Answer:
    missing = _TEXTS[understanding.language]
    if fact is None:
        return _reply(understanding, missing["named"].format(names=asked.file) if asked.file else missing["table"])
    if fact.choices:
        return _asked_back(understanding, fact.choices)
    if fact.lacking:
        return _reply(understanding, missing["columns"].format(file=fact.source.title, columns=listing(fact.lacking)), (fact.source,))
    told, language = fact.elsewhere or fact, understanding.language
    chart = tuple(
        (group_name(told.query, group, language), float(group.values[0]))
        for group in told.groups
        if len(told.groups) > 1 and group.values[0] is not None
    )
    facts = (fact, told) if fact.elsewhere else (fact,)
    lines = [missing["measured"].format(file=one.source.title) if one.awaited else tell_query(one, language) for one in facts]
    said = _reply(understanding, "\n".join(lines), tuple(one.source for one in facts))
    if told.awaited:
        return replace(said, name=BEING_MEASURED, suggestions=(understanding.question,))
    return replace(said, chart=chart, chart_by=(told.query.group_by or "") if chart and not told.query.order else "")


def _answer_count(understanding: Understanding, fact: CountFact | None) -> Answer:
    if fact is None:
        return _reply(understanding, _TEXTS[understanding.language]["image"])
    source = replace(fact.source, title=_TEXTS[understanding.language]["inspections"])
    said = _reply(understanding, tell_count(fact, understanding.language), (source,))
    if len(fact.groups) < 2 or fact.question.order:
        return said
    shown = [one for one in fact.groups if one.inspections]
    is_share = fact.question.counted == "defect_rate"
    bars = tuple((one.name, 100 * one.defects / one.inspections if is_share else float(one.defects)) for one in shown)
    return replace(said, chart=bars, chart_by=fact.question.by or "")


def _asked_back(understanding: Understanding, choices: tuple[Query, ...]) -> Answer:
    """Which of them is meant; the suggestions ask each in full."""
    offers = tuple(phrased(query, understanding.language) for query in choices)
    text = _TEXTS[understanding.language]["which"]
    return replace(_reply(understanding, text), name=AMBIGUOUS, suggestions=offers)


def _fields(understanding: Understanding) -> tuple[str, ...]:
    asked = understanding.wanted.asked if understanding.wanted else None
    if isinstance(asked, DataQuestion):
        return asked.fields
    return asked.measures if isinstance(asked, Query) else ()


def _answer_intent(understanding: Understanding, facts: Facts, knowledge: Knowledge) -> Answer:
    templates = knowledge.intents[understanding.name].templates
    said = _Saying(understanding.language, facts)
    template = templates.get(understanding.language) or next(iter(templates.values()))
    lines, sources = said.fill(template)
    return _reply(understanding, "\n".join(lines), sources)


def _answer_faq(understanding: Understanding, _: Facts, knowledge: Knowledge) -> Answer:
    entry = knowledge.faq[understanding.name]
    return _reply(understanding, entry.answer, (Source("faq", entry.id, entry.question),))


def _answer_fallback(understanding: Understanding, facts: Facts, knowledge: Knowledge) -> Answer:
    language, wanted = understanding.language, understanding.wanted
    if understanding.name == "too_detailed" and wanted:
        words = [as_written(letters, understanding.question) for letters in wanted.unknown]
        text = _TEXTS[language]["unknown"].format(words=listing(words))
        whole = tuple(_ask_for(name, language) for name in _fields(understanding)) or _EXAMPLES[language]
        return replace(_reply(understanding, text), suggestions=whole)
    if understanding.name == "no_category" and wanted:
        return _nothing_about(understanding, wanted.category, facts)
    near = [_phrase(one, language, knowledge) for one in understanding.nearest if one.similarity > 0.2]
    suggestions = tuple(dict.fromkeys([*filter(None, near), *_EXAMPLES[language]]))[:3]
    return replace(_reply(understanding, _TEXTS[language][understanding.name]), suggestions=suggestions)


def _nothing_about(understanding: Understanding, name: str, facts: Facts) -> Answer:
    texts = _TEXTS[understanding.language]
    known = sorted({model.category for model in facts.models})
    lines = [texts["no_category"].format(name=name), *([texts["categories"].format(names=listing(known))] if known else [])]
    offers = tuple(texts["in_category"].format(name=one) for one in known[:3]) or _EXAMPLES[understanding.language]
    return replace(_reply(understanding, "\n".join(lines)), suggestions=offers)


_WRITERS: Mapping[Kind, Callable[[Understanding, Facts, Knowledge], Answer]] = {
    "data": _answer_data,
    "intent": _answer_intent,
    "faq": _answer_faq,
    "fallback": _answer_fallback,
}


class _Saying:
    """The facts as words of one language, by placeholder; what is missing is not among `values`."""

    def __init__(self, language: Language, facts: Facts) -> None:
        self.language: Language = language
        self._facts = facts
        self.values = {**self._image(facts.image), **self._table(facts.table), **self._models(facts.models)}
        self.values["num_training"] = field_value("num_training", facts.num_training, language)

    def missing(self, what: str, **words: str) -> str:
        return _TEXTS[self.language][what].format(**words)

    def data_sentence(self, names: list[str], source: Source) -> str:
        labels = FIELD_NAMES[self.language]
        when = f" ({moment(source.as_of, self.language)})" if source.as_of else ""
        if self.language == "ko":
            parts = [f"{with_topic(labels[name])} {self.values[name]}" for name in names]
            return f"{source.title}{when} 기준 {listing(parts)}입니다."
        parts = [f"{labels[name]}: {self.values[name]}" for name in names]
        return f"{listing(parts).capitalize()} – from {source.title}{when}."

    def fill(self, template: str) -> tuple[list[str], tuple[Source, ...]]:
        """The lines of a template with their values, or the sentence that says what is missing, and their sources."""
        lines: list[str] = []
        sources: list[Source] = []
        for line in template.splitlines():
            names = [name for _, name, _, _ in Formatter().parse(line) if name]
            kinds = {self._kind(name) for name in names if name not in self.values}
            if kinds:
                lines += [self._why_missing(kind, names) for kind in sorted(kinds)]
            else:
                lines.append(line.format_map(self.values))
            sources += [one for name in names for one in self._sources(self._kind(name))]
        return list(dict.fromkeys(lines)), tuple(dict.fromkeys(sources))

    def _why_missing(self, kind: str, names: list[str]) -> str:
        sources = self._sources(kind)
        if kind == "model" or not sources:
            return self.missing(kind)
        shown = [name for name in names if self._kind(name) == kind and name in FIELD_NAMES[self.language]]
        labels = FIELD_NAMES[self.language]
        known = [name for name in shown if name in self.values]
        absent = listing([labels[name] for name in shown if name not in self.values])
        sentence = self.missing("value", file=sources[0].title, fields=absent)
        return f"{self.data_sentence(known, sources[0])} {sentence}" if known else sentence

    def _kind(self, name: str) -> str:
        return "image" if name in IMAGE_NAMES else "table" if name in TABLE_NAMES else "model"

    def _sources(self, kind: str) -> tuple[Source, ...]:
        if kind == "model":
            return tuple(model.source for model in self._facts.models)
        fact = self._facts.image if kind == "image" else self._facts.table
        return (fact.source,) if fact else ()

    def _image(self, fact: ImageFact | None) -> dict[str, str]:
        if fact is None:
            return {}
        values = {name: field_value(name, getattr(fact, name), self.language) for name in IMAGE_FIELDS}
        return values | {"image_category": fact.category} | self._file("image", fact.source)

    def _table(self, fact: TableFact | None) -> dict[str, str]:
        if fact is None:
            return {}
        found = {name: getattr(fact, name) for name in TABLE_FIELDS if getattr(fact, name) is not None}
        values = {name: field_value(name, value, self.language, fact.currency) for name, value in found.items()}
        return values | self._file("table", fact.source)

    def _models(self, models: tuple[ModelFact, ...]) -> dict[str, str]:
        if not models:
            return {}
        names = listing([f"{model.category} v{model.version}" for model in models])
        return {"models": names, "num_models": field_value("num_models", len(models), self.language)}

    def _file(self, kind: str, source: Source) -> dict[str, str]:
        time = moment(source.as_of, self.language) if source.as_of else "–"
        return {f"{kind}_file": source.title, f"{kind}_time": time}


def _nothing_of(question: DataQuestion, said: _Saying) -> str:
    names = [name for name in (question.subject.file, question.subject.category) if name]
    return said.missing("named", names=listing(names)) if names else said.missing(question.subject.kind)


def _reply(understanding: Understanding, text: str, sources: tuple[Source, ...] = ()) -> Answer:
    return Answer(text, understanding.kind, understanding.name, understanding.confidence, sources)


def _ask_for(name: str, language: Language) -> str:
    label = FIELD_NAMES[language][name]
    return f"{label} 알려줘" if language == "ko" else f"What is the {label}?"


def _phrase(candidate: Candidate, language: Language, knowledge: Knowledge) -> str | None:
    """A question that leads to the candidate, in the asker's language."""
    if candidate.kind == "faq":
        return knowledge.faq[candidate.name].question
    examples = knowledge.intents[candidate.name].examples
    return next((text for text in examples if any("가" <= c <= "힣" for c in text) == (language == "ko")), None)


def _known() -> str:
    return ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
