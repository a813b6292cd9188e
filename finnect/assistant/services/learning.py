"""What administrators wrote, as the assistant has learnt it, and what a new installation starts with."""

import threading

from django.db import transaction
from django.db.models import QuerySet

from finnect.assistant import dialogue, queries
from finnect.assistant.dialogue import FaqEntry, Knowledge, Language, seed, seed_faq, seed_outside
from finnect.assistant.models import Faq, Intent

_learnt: tuple[str, Knowledge] | None = None
_learning = threading.Lock()


def knowledge() -> Knowledge:
    """What administrators wrote, learnt anew in this process whenever it has changed."""
    global _learnt
    version = queries.knowledge_version()
    with _learning:
        if _learnt is None or _learnt[0] != version:
            _learnt = version, Knowledge(map(as_intent, intent_rows()), map(as_entry, faq_rows()), seed_outside.OUTSIDE)
        return _learnt[1]


def intent_rows() -> QuerySet[Intent]:
    return Intent.objects.filter(is_active=True)


def faq_rows() -> QuerySet[Faq]:
    return Faq.objects.filter(is_active=True)


def as_intent(row: Intent) -> dialogue.Intent:
    templates: dict[Language, str] = {"ko": row.template_ko, "en": row.template_en}
    return dialogue.Intent(row.name, _lines(f"{row.examples_ko}\n{row.examples_en}"), templates)


def as_entry(row: Faq) -> FaqEntry:
    return FaqEntry(str(row.id), row.question, _lines(row.alternatives), row.answer, "ko" if row.language == "ko" else "en")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@transaction.atomic
def plant_seeds() -> int:
    """The intents and FAQ of a new installation, how many were new. What administrators changed or switched off stays."""
    new = 0
    for intent in seed.INTENTS:
        values = {
            "examples_ko": "\n".join(text for text in intent.examples if _is_korean(text)),
            "examples_en": "\n".join(text for text in intent.examples if not _is_korean(text)),
            "template_ko": intent.templates["ko"],
            "template_en": intent.templates["en"],
        }
        new += Intent.objects.get_or_create(name=intent.name, defaults=values)[1]
    for entry in seed_faq.FAQ:
        values = {"alternatives": "\n".join(entry.alternatives), "answer": entry.answer}
        new += Faq.objects.get_or_create(language=entry.language, question=entry.question, defaults=values)[1]
    return new


def _is_korean(text: str) -> bool:
    return any("가" <= char <= "힣" or "ㄱ" <= char <= "ㅣ" for char in text)
