"""Our own bilingual set: how it is read, split and scored.

A line is a label, a tab and what somebody said. Half of the set is for development, the other half only for reports; the
first byte of the text's SHA-256 decides. `stage1.tsv` was seen before there was a split and always belongs to development.
`strangers/` was written by people who knew the labels but neither the grammar nor the set: `seen.tsv` has been developed on
since, `unseen.tsv` was looked at once, nothing was mended after.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Literal

from finnect.assistant.dialogue import Context, DataQuestion, InspectionQuestion, Knowledge, Names, Query, Understanding, understand
from finnect.assistant.dialogue.seeds import FAQ, INTENTS, OUTSIDE
from finnect.assistant.dialogue.spans import before, spans

FOLDER = Path(__file__).parents[2] / "tests" / "assistant" / "dialogue" / "utterances"
STRANGERS = Path(__file__).with_name("strangers")
NAMES = Names(
    categories=("screw", "metal_nut", "bottle"),
    files=("sales.csv", "2024_march.xlsx", "IMG_0042.png"),
    countries=("United Kingdom", "Germany", "France", "EIRE", "Spain", "Netherlands", "Japan", "USA"),
    products=("REGENCY CAKESTAND 3 TIER", "JUMBO BAG RED RETROSPOT", "WHITE HANGING HEART T-LIGHT HOLDER"),
)
Half = Literal["develop", "report", "seen", "unseen"]
DECLINED = "outside"


@dataclass(frozen=True, slots=True)
class Utterance:
    text: str
    label: str
    half: Half


def utterances(half: Half | None = None) -> Iterator[Utterance]:
    for file in [*sorted(FOLDER.glob("*.tsv")), *sorted(STRANGERS.glob("*.tsv"))]:
        for line in file.read_text(encoding="utf-8").splitlines():
            label, text = line.split("\t")
            one = Utterance(text, label, _half_of(file, text))
            if half in (None, one.half):
                yield one


def _half_of(file: Path, text: str) -> Half:
    if file.parent == STRANGERS:
        return "unseen" if file.stem == "unseen" else "seen"
    odd = hashlib.sha256(text.encode()).digest()[0] % 2 and file.stem != "stage1"
    return "report" if odd else "develop"


def label_of(understanding: Understanding) -> str:
    """What was understood in the words of the labels; everything that is not answered is one label."""
    if understanding.kind == "fallback" or understanding.choices:
        return DECLINED
    if understanding.kind != "data" or understanding.wanted is None:
        return f"{understanding.kind} {understanding.name}"
    asked = understanding.wanted.asked
    if isinstance(asked, DataQuestion):
        words = ["data", ",".join(asked.fields), *_given(file=asked.subject.file, category=asked.subject.category)]
    elif isinstance(asked, InspectionQuestion):
        compared = asked.baseline or "previous" if asked.compared else None
        given = _given(period=asked.period, category=asked.category, by=asked.by, order=asked.order, compare=compared)
        words = ["inspections", asked.counted, *given]
    else:
        words = ["query", ",".join(asked.measures), *_query_words(asked)]
    return " ".join(words)


def _query_words(query: Query) -> list[str]:
    compared = query.baseline or "previous" if query.compared else None
    where: dict[str, str] = {}
    for field, value in query.filters:
        where[field] = f"{where[field]}+{value}" if field in where else value
    without = "+".join(value for _, value in query.without) or None
    asked = _given(by=query.group_by, order=query.order, limit=query.limit, **where, period=query.period, compare=compared)
    return asked + _given(without=without, per=query.per, share="yes" if query.share else None)


def _given(**values: object) -> list[str]:
    return [f"{name}={value}" for name, value in values.items() if value is not None]


def the_same(one: str, other: str) -> bool:
    """Labels say the same whose parts or fields stand in another order, with `period=3` for `03`, or a name for the period before."""
    return _parts(one) == _parts(other)


def _parts(label: str) -> list[str]:
    label = re.sub(r"(?<=period=)(?=\d( |$))", "0", label)
    if compared := re.search(r"period=(\d{4}\S*).*compare=(\d{4}\S*)", label):
        period, baseline = (spans(one, date.max)[0] for one in compared.groups())
        label = label.replace(f"compare={compared[2]}", "compare=previous") if before(period) == baseline else label
    return sorted(",".join(sorted(part.split(","))) for part in label.split())


@dataclass(frozen=True, slots=True)
class Outcome:
    utterance: Utterance
    got: str
    confidence: float

    @property
    def verdict(self) -> Literal["right", "declined", "wrong"]:
        if the_same(self.got, self.utterance.label):
            return "right"
        return "declined" if self.got == DECLINED else "wrong"


def outcomes(half: Half, knowledge: Knowledge | None = None, *, every: int = 1) -> list[Outcome]:
    knowledge = knowledge or Knowledge(INTENTS, FAQ, OUTSIDE)
    found = []
    for one in islice(utterances(half), None, None, every):
        understanding = understand(one.text, knowledge, Context(names=NAMES))
        found.append(Outcome(one, label_of(understanding), understanding.confidence))
    return found


def figures(found: list[Outcome]) -> dict[str, float]:
    """Shares, and the counts that they are made of."""
    ours = [one for one in found if one.utterance.label != DECLINED]
    others = [one for one in found if one.utterance.label == DECLINED]
    verdicts = Counter(one.verdict for one in ours)
    refused = sum(one.verdict == "right" for one in others)
    wrong = verdicts["wrong"] + len(others) - refused
    return {
        "right": verdicts["right"] / len(ours),
        "out_of_scope_recall": refused / len(others),
        "wrongly_answered": wrong / len(found),
        "in_scope_right": verdicts["right"],
        "in_scope_declined": verdicts["declined"],
        "in_scope_wrong": verdicts["wrong"],
        "in_scope": len(ours),
        "out_of_scope_answered": len(others) - refused,
        "out_of_scope": len(others),
        "wrong": wrong,
        "all": len(found),
    }
