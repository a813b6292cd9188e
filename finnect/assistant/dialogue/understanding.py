"""From a question to what is meant by it: one pipeline, read from top to bottom in `STEPS`.

The first step that is sure enough decides; every step tells what it took and how sure it was. A wrong answer costs more
than none, so the thresholds are set where the development set had no confidently wrong answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from finnect.assistant.dialogue.grammar import DataQuestion, Names, read_data_question
from finnect.assistant.dialogue.knowledge import OUTSIDE, Candidate, Knowledge
from finnect.assistant.dialogue.text import Language, language_of, plain

Kind = Literal["data", "intent", "faq", "fallback"]

SURE_OUTSIDE = 0.6
OURS = 0.4  # certainty of a data question above which it is ours whatever else it resembles
SURE_INTENT = 0.45
SURE_FAQ = 0.35
LIKE_ANYTHING = (
    0.3  # cosine with the nearest known phrase; below it a question shares only small words with what is known
)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about the asker: the language of the screen and the names of his own categories and files."""

    language: Language = "ko"
    names: Names = field(default_factory=Names)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the trace: what a step took for its answer ("" for nothing) and how sure it was."""

    name: str
    took: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a question means. `name` is an intent's name, an FAQ entry's id, the fields asked for, or why nobody knows:
    `outside`, `unclear`, `too_detailed` (a number is wanted, but `data.unknown` was not understood) or `empty`.

    `nearest` lists what else might have been meant, the likeliest first; a fallback offers it.
    """

    question: str
    language: Language
    kind: Kind
    name: str
    confidence: float
    data: DataQuestion | None = None
    nearest: tuple[Candidate, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(slots=True)
class Reading:
    """The state of the pipeline; `verdict` ends it."""

    question: str
    knowledge: Knowledge
    context: Context
    text: str = ""
    language: Language = "ko"
    data: DataQuestion | None = None
    candidates: list[Candidate] = field(default_factory=list)
    verdict: tuple[Kind, str] | None = None


def normalise(reading: Reading) -> tuple[str, float]:
    reading.text = plain(reading.question)
    if not reading.text:
        reading.verdict = "fallback", "empty"
    return reading.text, 1.0


def language(reading: Reading) -> tuple[str, float]:
    reading.language, sure = language_of(reading.question, reading.context.language)
    return reading.language, sure


def exact(reading: Reading) -> tuple[str, float]:
    """What an administrator wrote as an example or question is taken at its word."""
    label = reading.knowledge.exactly(reading.text, reading.language)
    if label is None:
        return "", 0.0
    reading.verdict = _verdict(label)
    return label, 1.0


def scope(reading: Reading) -> tuple[str, float]:
    """Weather, jokes and other people's business end here, unless mostly our own fields are asked for."""
    reading.data = read_data_question(reading.question, reading.language, reading.context.names)
    reading.candidates = reading.knowledge.candidates(reading.text, reading.language)
    outside = next((one.probability for one in reading.candidates if one.label == OUTSIDE), 0.0)
    alike = max((one.similarity for one in reading.candidates if one.label != OUTSIDE), default=0.0)
    claimed = reading.data is not None and reading.data.certainty >= OURS
    if not claimed and (outside >= SURE_OUTSIDE or alike < LIKE_ANYTHING):
        reading.verdict = "fallback", "outside"
        return "outside", max(outside, 1 - alike)
    return "inside", 1 - outside


def data_question(reading: Reading) -> tuple[str, float]:
    data = reading.data
    if data is None:
        return "", 0.0
    fields = ",".join(data.fields)
    if data.unknown:
        return f"{fields} ({', '.join(data.unknown)}?)", data.certainty
    reading.verdict = "data", fields
    return fields, data.certainty


def intent(reading: Reading) -> tuple[str, float]:
    return _best(reading, "intent", SURE_INTENT)


def faq(reading: Reading) -> tuple[str, float]:
    return _best(reading, "faq", SURE_FAQ)


def fallback(reading: Reading) -> tuple[str, float]:
    reason = "too_detailed" if reading.data else "unclear"
    reading.verdict = "fallback", reason
    best = next(iter(reading.candidates), None)
    return reason, 1 - best.confidence if best else 1.0


STEPS: tuple[Callable[[Reading], tuple[str, float]], ...] = (
    normalise,
    language,
    exact,
    scope,
    data_question,
    intent,
    faq,
    fallback,
)


def understand(question: str, knowledge: Knowledge, context: Context | None = None) -> Understanding:
    """What is meant by a question, and how that was found."""
    reading = Reading(question, knowledge, context or Context())
    steps: list[Step] = []
    for step in STEPS:
        took, sure = step(reading)
        steps.append(Step(step.__name__, took, round(sure, 3)))
        if reading.verdict:
            break
    kind, name = reading.verdict or ("fallback", "unclear")
    nearest = tuple(one for one in reading.candidates if one.label != OUTSIDE)[:5]
    return Understanding(
        question, reading.language, kind, name, steps[-1].confidence, reading.data, nearest, tuple(steps)
    )


def _best(reading: Reading, kind: Kind, sure: float) -> tuple[str, float]:
    best = next((one for one in reading.candidates if one.kind == kind), None)
    if best is None:
        return "", 0.0
    likely = best is reading.candidates[0] and best.confidence >= sure
    if likely and reading.knowledge.covers(best.label, reading.data.unknown if reading.data else ()):
        reading.verdict = kind, best.name
    return best.name, best.confidence


def _verdict(label: str) -> tuple[Kind, str]:
    kind, _, name = label.partition(":")
    if kind == "intent":
        return "intent", name
    return ("faq", name) if kind == "faq" else ("fallback", "outside")
