"""Understanding questions in Korean and English and answering them from facts. Pure: text and values in, values out."""

from finnect.assistant.dialogue.answer import (
    PLACEHOLDERS,
    Answer,
    Facts,
    ImageFact,
    ModelFact,
    Source,
    TableFact,
    UnknownPlaceholder,
    answer,
    check_template,
)
from finnect.assistant.dialogue.grammar import DataQuestion, Names, Subject
from finnect.assistant.dialogue.knowledge import Candidate, FaqEntry, Intent, Knowledge
from finnect.assistant.dialogue.text import Language
from finnect.assistant.dialogue.understanding import Context, Kind, Step, Understanding, understand

__all__ = [
    "PLACEHOLDERS",
    "Answer",
    "Candidate",
    "Context",
    "DataQuestion",
    "Facts",
    "FaqEntry",
    "ImageFact",
    "Intent",
    "Kind",
    "Knowledge",
    "Language",
    "ModelFact",
    "Names",
    "Source",
    "Step",
    "Subject",
    "TableFact",
    "Understanding",
    "UnknownPlaceholder",
    "answer",
    "check_template",
    "understand",
]
