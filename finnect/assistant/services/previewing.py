"""What saving an intent or FAQ entry would change, before it is saved."""

from dataclasses import dataclass

from finnect.assistant.dialogue import Context, Knowledge, seeds, understand
from finnect.assistant.models import Faq, Intent, Message
from finnect.assistant.services.learning import as_entry, as_intent, faq_rows, intent_rows, knowledge

EARLIER = 200  # different questions, the newest
TOO_LIKE = 0.85  # cosine of two phrases between which a question could hardly decide


@dataclass(frozen=True, slots=True)
class Preview:
    """`changed` are earlier questions with what answered them and what would; `near` are phrases of the row that another has almost
    the same, with the other's name and phrase.
    """

    changed: tuple[tuple[str, str, str], ...]
    near: tuple[tuple[str, str, str], ...]


def preview(row: Intent | Faq) -> Preview:
    """Of a row as it would be saved."""
    after, label = _learnt_with(row)
    near = [(phrase, shown(other, after), text) for phrase, other, text in after.near(label, TOO_LIKE)] if row.is_active else []
    return Preview(tuple(_changes(knowledge(), after)), tuple(near))


def _learnt_with(row: Intent | Faq) -> tuple[Knowledge, str]:
    intents, entries = list(intent_rows()), list(faq_rows())
    rows: list[Intent] | list[Faq] = intents if isinstance(row, Intent) else entries
    rows[:] = [one for one in rows if one.pk != row.pk]  # type: ignore[assignment]
    if row.is_active:
        rows.append(row)  # type: ignore[arg-type]
    label = f"intent:{row.name}" if isinstance(row, Intent) else f"faq:{row.id}"
    return Knowledge(map(as_intent, intents), map(as_entry, entries), seeds.OUTSIDE), label


def _changes(before: Knowledge, after: Knowledge) -> list[tuple[str, str, str]]:
    found = []
    for question, language in _earlier():
        context = Context(language="ko" if language == "ko" else "en")
        old, new = (understand(question, one, context) for one in (before, after))
        if (old.kind, old.name) != (new.kind, new.name):
            found.append((question, shown(f"{old.kind}:{old.name}", before), shown(f"{new.kind}:{new.name}", after)))
    return found


def _earlier() -> list[tuple[str, str]]:
    rows = Message.objects.order_by("-created_at").values_list("question", "language")[: EARLIER * 5]
    return list(dict.fromkeys(rows))[:EARLIER]


def shown(label: str, known: Knowledge | None = None) -> str:
    """An FAQ entry by its question, everything else by its kind and name; of what is known now unless something else is given."""
    kind, _, name = label.partition(":")
    return f"FAQ: {(known or knowledge()).faq[name].question}" if kind == "faq" else f"{kind}: {name}"
