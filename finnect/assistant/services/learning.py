"""What administrators wrote, as the assistant has learnt it, and what a new installation starts with."""

import threading
from dataclasses import asdict

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from finnect.assistant import dialogue, queries
from finnect.assistant.dialogue import Comparison, FaqEntry, Knowledge, Language, seeds
from finnect.assistant.dialogue.embedded import Embed
from finnect.assistant.models import Faq, Intent
from finnect.assistant.services import embeddings

log = structlog.get_logger()
_learnt: tuple[str, Knowledge] | None = None
_learning = threading.Lock()
_embedding: threading.Thread | None = None


def knowledge() -> Knowledge:
    """What administrators wrote, learnt anew in this process whenever it has changed. The vectors of an embedding model are added
    when they are there; until then nobody waits for them.
    """
    global _learnt
    version = queries.knowledge_version()
    with _learning:
        if _learnt is None or _learnt[0] != version:
            _learnt = version, Knowledge(map(as_intent, intent_rows()), map(as_entry, faq_rows()), seeds.OUTSIDE)
        _begin_to_embed(*_learnt)
        return _learnt[1]


def compared(*, wait: float = 0) -> Comparison | None:
    """What the embedding model is worth on the phrases, where one is set and has answered; `wait` is how long it may take to."""
    knowledge()
    if _embedding:
        _embedding.join(wait)
    return knowledge().comparison


def likeness() -> str:
    """By what this process tells questions apart now; changes when the embedding model comes into use."""
    comparison = _learnt[1].comparison if _learnt and embeddings.is_set() else None
    return f"{comparison.model} {comparison.share}" if comparison and comparison.is_used else ""


def embed(known: Knowledge) -> Embed | None:
    """What embeds a question to be compared with what is known; None where no model is set."""
    comparison = known.comparison
    if comparison is None or not embeddings.is_set():
        return None
    length = comparison.length
    return lambda text: embeddings.of_question(text, length)


def _begin_to_embed(version: str, known: Knowledge) -> None:
    global _embedding
    is_busy = _embedding is not None and _embedding.is_alive()
    if embeddings.is_set() and known.texts and not (known.comparison or is_busy or embeddings.is_resting()):
        _embedding = threading.Thread(target=_embed, args=(version, known), name="embedding", daemon=True)
        _embedding.start()


def _embed(version: str, known: Knowledge) -> None:
    global _learnt
    try:
        both = known.with_embeddings(settings.EMBEDDING_MODEL, embeddings.of_phrases(known.texts))
    except embeddings.Failed as failure:
        embeddings.rest(failure)
        return
    log.info("embedding model compared", **asdict(both.comparison))  # type: ignore[arg-type]
    with _learning:
        if _learnt == (version, known):
            _learnt = version, both


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
    for intent in seeds.INTENTS:
        values = {
            "examples_ko": "\n".join(text for text in intent.examples if _is_korean(text)),
            "examples_en": "\n".join(text for text in intent.examples if not _is_korean(text)),
            "template_ko": intent.templates["ko"],
            "template_en": intent.templates["en"],
        }
        new += Intent.objects.get_or_create(name=intent.name, defaults=values)[1]
    for entry in seeds.FAQ:
        values = {"alternatives": "\n".join(entry.alternatives), "answer": entry.answer}
        new += Faq.objects.get_or_create(language=entry.language, question=entry.question, defaults=values)[1]
    return new


def _is_korean(text: str) -> bool:
    return any("가" <= char <= "힣" or "ㄱ" <= char <= "ㅣ" for char in text)
