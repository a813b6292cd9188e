"""Understanding questions in Korean and English and answering them from facts. Pure: text and values in, values out."""

from finnect.assistant.dialogue.answer import BEING_MEASURED, PLACEHOLDERS, Answer, UnknownPlaceholder, answer, check_template
from finnect.assistant.dialogue.cutting import Names
from finnect.assistant.dialogue.embedded import Comparison
from finnect.assistant.dialogue.facts import (
    CountFact,
    Facts,
    Group,
    ImageFact,
    Inspected,
    ModelFact,
    QueryFact,
    Source,
    TableFact,
    with_result,
)
from finnect.assistant.dialogue.followups import may_name, table_file
from finnect.assistant.dialogue.grammar import read
from finnect.assistant.dialogue.knowledge import Candidate, FaqEntry, Intent, Knowledge
from finnect.assistant.dialogue.phrasing import phrased
from finnect.assistant.dialogue.spans import Span
from finnect.assistant.dialogue.text import Language
from finnect.assistant.dialogue.understanding import Context, Kind, Step, Understanding, understand
from finnect.assistant.dialogue.wanted import DataQuestion, InspectionQuestion, Query, Subject, Wanted

__all__ = [
    "BEING_MEASURED",
    "PLACEHOLDERS",
    "Answer",
    "Candidate",
    "Comparison",
    "Context",
    "CountFact",
    "DataQuestion",
    "Facts",
    "FaqEntry",
    "Group",
    "ImageFact",
    "Inspected",
    "InspectionQuestion",
    "Intent",
    "Kind",
    "Knowledge",
    "Language",
    "ModelFact",
    "Names",
    "Query",
    "QueryFact",
    "Source",
    "Span",
    "Step",
    "Subject",
    "TableFact",
    "Understanding",
    "UnknownPlaceholder",
    "Wanted",
    "answer",
    "check_template",
    "may_name",
    "phrased",
    "read",
    "table_file",
    "understand",
    "with_result",
]
