"""From a question to what is meant by it: one pipeline, read from top to bottom in `STEPS`.

The first step that is sure enough decides; every step tells what it took and how sure it was. A wrong answer costs more
than none, so the thresholds are set where the development set had no confidently wrong answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from finnect.assistant.dialogue.asides import without_asides
from finnect.assistant.dialogue.choices import product_named, products_meant
from finnect.assistant.dialogue.cutting import Names
from finnect.assistant.dialogue.embedded import Embed, Floats
from finnect.assistant.dialogue.grammar import read
from finnect.assistant.dialogue.knowledge import OUTSIDE, Candidate, Knowledge
from finnect.assistant.dialogue.periods import asks_why, beside_names, named_in, names_what_nobody_knows, read_pieces
from finnect.assistant.dialogue.text import Language, language_of, plain
from finnect.assistant.dialogue.wanted import DataQuestion, Query, Wanted

Kind = Literal["data", "intent", "faq", "llm", "fallback"]
Embedded = Literal["", "used", "failed"]

SURE_OUTSIDE = 0.6
OURS = 0.35  # certainty of a data question above which it is ours whatever else it resembles
SURE_INTENT = 0.45
SURE_FAQ = 0.42
SURE_BESIDE_A_NUMBER = 0.55  # where a number was asked for in words not all understood
SURE_OF_A_NUMBER = 0.7  # and by an entry about that very number: what it means, not how much it is
SURE_INSTEAD = 0.65  # of something else than a number of which a part of the question, or how it comes about, is not asked for
SURE_IN_PART = 0.5  # of a part of a question
UNANSWERED_TOO_OFTEN = 3
NEARLY_THE_SAME = 0.75  # cosine with a known phrase: a new entry has few, and a probability learnt from few is low
HAND_OVER = "handover"
AMBIGUOUS = "ambiguous"
LIKE_ANYTHING = 0.27  # cosine with the nearest known phrase; below it a question shares only small words with what is known


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about the asker: the language of the screen, the names of his own things, what number he asked for last
    in this conversation, and how many questions in a row before this one had no answer. `embed` is asked for a question's
    vector where an embedding model is in use.
    """

    language: Language = "ko"
    names: Names = field(default_factory=Names)
    before: Wanted | None = None
    unanswered: int = 0
    embed: Embed | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the trace: what a step took for its answer ("" for nothing) and how sure it was."""

    name: str
    took: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a question means. `name` is an intent's name, an FAQ entry's id, the fields asked for, or why nobody knows:
    `outside`, `unclear`, `too_detailed` (a number is wanted, but `data.unknown` was not understood), `no_category`
    (inspections of something that nobody has trained a model for) or `empty`. `ambiguous` is a question for numbers that may
    mean each of `choices`.

    `wanted` is what a question for numbers asks, `data` the same where it is one of the six fields. `hand_over` says why
    a person should take over: he was "asked" for, or nobody knew an answer `UNANSWERED_TOO_OFTEN` times ("unanswered").
    `nearest` lists what else might have been meant, the likeliest first; a fallback offers it. `embedded` says whether the
    embedding model was asked, and "failed" that it did not answer, so that the rest was found without it.
    """

    question: str
    language: Language
    kind: Kind
    name: str
    confidence: float
    data: DataQuestion | None = None
    nearest: tuple[Candidate, ...] = ()
    steps: tuple[Step, ...] = ()
    wanted: Wanted | None = None
    hand_over: Literal["", "asked", "unanswered"] = ""
    choices: tuple[Query, ...] = ()
    embedded: Embedded = ""


@dataclass(slots=True)
class Reading:
    """The state of the pipeline; `verdict` ends it."""

    question: str
    knowledge: Knowledge
    context: Context
    text: str = ""
    language: Language = "ko"
    wanted: Wanted | None = None
    choices: tuple[Query, ...] = ()
    essence: str | None = None
    candidates: list[Candidate] = field(default_factory=list)
    verdict: tuple[Kind, str] | None = None
    embedded: Embedded = ""


def normalise(reading: Reading) -> tuple[str, float]:
    reading.text = plain(reading.question)
    if not reading.text:
        reading.verdict = "fallback", "empty"
    return reading.text, 1.0


def language(reading: Reading) -> tuple[str, float]:
    said = beside_names(reading.question, reading.context.names)
    reading.language, sure = language_of(said, reading.context.language)
    return reading.language, sure


def exact(reading: Reading) -> tuple[str, float]:
    """What an administrator wrote as an example or question is taken at its word."""
    label = reading.knowledge.exactly(reading.text, reading.language)
    if label is None:
        return "", 0.0
    reading.verdict = _verdict(label)
    return label, 1.0


def scope(reading: Reading) -> tuple[str, float]:
    """Weather, jokes and other people's business end here, unless mostly our own fields are asked for, or what an administrator wrote."""
    reading.wanted = read(reading.question, reading.language, reading.context.names, reading.context.before)
    reading.choices = products_meant(reading.wanted, reading.context.names) if reading.wanted else ()
    if reading.wanted and not reading.context.names.unread and (named := product_named(reading.wanted, reading.choices)):
        reading.wanted, reading.choices = named, ()
    reading.essence = reading.knowledge.in_essence(reading.text, reading.language)
    claimed = reading.wanted is not None and (reading.wanted.certainty >= OURS or bool(reading.choices or reading.wanted.category))
    claimed = claimed or reading.essence is not None
    vector = None if claimed else _embedding(reading)
    reading.candidates = reading.knowledge.candidates(reading.text, reading.language, vector)
    if not claimed and vector is None and not _is_sure(reading):
        reading.candidates = _of_its_core(reading) or reading.candidates
    outside = next((one.probability for one in reading.candidates if one.label == OUTSIDE), 0.0)
    alike = max((one.similarity for one in reading.candidates if one.label != OUTSIDE), default=0.0)
    if not claimed and (outside >= SURE_OUTSIDE or alike < LIKE_ANYTHING):
        reading.verdict = "fallback", "outside"
        return "outside", max(outside, 1 - alike)
    return "inside", 1 - outside


def _is_sure(reading: Reading) -> bool:
    best = next(iter(reading.candidates), None)
    return best is not None and best.confidence >= (SURE_INTENT if best.kind == "intent" else SURE_FAQ)


def _of_its_core(reading: Reading) -> list[Candidate] | None:
    """What may be meant when what is said beside the question is left out, if that is clear."""
    names = reading.context.names
    for core in without_asides(reading.question, lambda clause: read_pieces(clause, names)):
        candidates = reading.knowledge.candidates(plain(core), reading.language)
        if candidates and candidates[0].label != OUTSIDE and candidates[0].confidence >= SURE_IN_PART:
            return candidates
    return None


def _embedding(reading: Reading) -> Floats | None:
    if not (reading.context.embed and reading.knowledge.comparison and reading.knowledge.comparison.is_used):
        return None
    vector = reading.context.embed(reading.text)
    reading.embedded = "failed" if vector is None else "used"
    return vector


def data_question(reading: Reading) -> tuple[str, float]:
    wanted = reading.wanted
    if wanted is None:
        return "", 0.0
    name = _name(wanted)
    if reading.choices:
        reading.verdict = "data", AMBIGUOUS
        return f"{name} ({len(reading.choices)}?)", wanted.certainty
    if wanted.unknown or _means_something_else(reading):
        return f"{name} ({', '.join(wanted.unknown)}?)", wanted.certainty
    reading.verdict = "data", name
    return name, wanted.certainty


def _means_something_else(reading: Reading) -> bool:
    """Whether all that was said, of which a part is taken for an aside or that asks how, surely resembles an intent or entry."""
    best = next(iter(reading.candidates), None)
    if not (reading.wanted and reading.wanted.is_beside) and not asks_why(reading.question, reading.context.names):
        return False
    return best is not None and best.label != OUTSIDE and best.confidence >= SURE_INSTEAD


def _name(wanted: Wanted) -> str:
    asked = wanted.asked
    if isinstance(asked, DataQuestion):
        return ",".join(asked.fields)
    return ",".join(asked.measures) if isinstance(asked, Query) else asked.counted


def essence(reading: Reading) -> tuple[str, float]:
    """The same as an administrator wrote, in politer or plainer words."""
    if reading.essence is None:
        return "", 0.0
    reading.verdict = _verdict(reading.essence)
    return reading.essence, 1.0


def intent(reading: Reading) -> tuple[str, float]:
    return _best(reading, "intent", SURE_INTENT)


def faq(reading: Reading) -> tuple[str, float]:
    return _best(reading, "faq", SURE_FAQ)


def fallback(reading: Reading) -> tuple[str, float]:
    reason = "unclear"
    if reading.wanted:
        reason = "no_category" if reading.wanted.category else "too_detailed"
    reading.verdict = "fallback", reason
    best = next(iter(reading.candidates), None)
    return reason, 1 - best.confidence if best else 1.0


STEPS: tuple[Callable[[Reading], tuple[str, float]], ...] = (
    normalise,
    language,
    exact,
    scope,
    data_question,
    essence,
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
    asked = reading.wanted.asked if reading.wanted else None
    return Understanding(
        question,
        reading.language,
        kind,
        name,
        steps[-1].confidence,
        asked if isinstance(asked, DataQuestion) else None,
        nearest,
        tuple(steps),
        reading.wanted,
        _hand_over(kind, name, reading.context),
        reading.choices if name == AMBIGUOUS else (),
        reading.embedded,
    )


def _hand_over(kind: Kind, name: str, context: Context) -> Literal["", "asked", "unanswered"]:
    if (kind, name) == ("intent", HAND_OVER):
        return "asked"
    return "unanswered" if kind == "fallback" and context.unanswered + 1 >= UNANSWERED_TOO_OFTEN else ""


def _best(reading: Reading, kind: Kind, sure: float) -> tuple[str, float]:
    best = next((one for one in reading.candidates if one.kind == kind), None)
    if best is None:
        return "", 0.0
    if reading.wanted:
        sure = SURE_BESIDE_A_NUMBER
    question, names = reading.question, reading.context.names
    if names_what_nobody_knows(question, names):
        sure = SURE_OF_A_NUMBER
    if reading.knowledge.asks_of(best.label) & named_in(question, names) and not asks_why(question, names):
        sure = SURE_OF_A_NUMBER
    leading = next(one for one in reading.candidates if one.label != OUTSIDE)
    is_nearly_said = best is leading and best.similarity >= NEARLY_THE_SAME and not reading.wanted
    likely = is_nearly_said or (best is reading.candidates[0] and best.confidence >= sure)
    is_told = reading.embedded == "used" or reading.knowledge.is_told_by(best.label, best.similarity)
    if likely and is_told and reading.knowledge.covers(best.label, reading.wanted.unknown if reading.wanted else ()):
        reading.verdict = kind, best.name
    return best.name, best.confidence


def _verdict(label: str) -> tuple[Kind, str]:
    kind, _, name = label.partition(":")
    if kind == "intent":
        return "intent", name
    return ("faq", name) if kind == "faq" else ("fallback", "outside")
