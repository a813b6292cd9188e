"""Answer a question, remember it, learn from what administrators write."""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from finnect.accounts import throttle
from finnect.accounts.models import User
from finnect.assistant import dialogue, queries
from finnect.assistant.dialogue import Answer, Context, FaqEntry, Knowledge, Language, seed, seed_faq, seed_outside
from finnect.assistant.dialogue.text import plain
from finnect.assistant.errors import QuestionTooLong, TooManyQuestions
from finnect.assistant.models import Conversation, Faq, Intent, Message

TITLE_CHARS = 80
_learnt: tuple[str, Knowledge] | None = None
_learning = threading.Lock()


def ask(*, user: User, question: str, language: Language, conversation_id: UUID | None = None) -> tuple[Message, tuple[str, ...]]:
    """The answer, kept in the conversation, and what to ask next.

    :raises QuestionTooLong: :raises TooManyQuestions: :raises NotFound: for a foreign conversation.
    """
    if len(question) > settings.CHAT_QUESTION_CHARS:
        raise QuestionTooLong(most=settings.CHAT_QUESTION_CHARS)
    if not throttle.within("chat", str(user.id), settings.CHAT_PER_MINUTE):
        raise TooManyQuestions(most=settings.CHAT_PER_MINUTE, headers={"Retry-After": "10"})
    conversation = queries.visible_conversation(user, conversation_id) if conversation_id else None
    said = _answer(user, question, language, queries.last_messages(conversation))
    return _remember(user, conversation, question, said), said.answer.suggestions


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, the language that it is in, and why a person should take over ("" where none need)."""

    answer: Answer
    language: Language
    hand_over: str
    cached: bool = False


def _answer(user: User, question: str, language: Language, earlier: list[Message]) -> Said:
    """By question, language, asker's rights, what was said before and data version: a new upload is never answered with an old number."""
    scope = "all" if user.is_admin else str(user.id)
    before = [(message.question, message.kind) for message in earlier]
    asked = f"{' '.join(question.split())}|{language}|{scope}|{before}|{queries.data_version(user)}"
    name = f"answer:{hashlib.sha256(asked.encode()).hexdigest()}"
    if known := cache.get(name):
        return replace(known, cached=True)
    understanding = explain(user, question, language, earlier)
    facts = queries.facts_for(user, understanding.data.subject if understanding.data else None)
    said = Said(dialogue.answer(understanding, facts, knowledge()), understanding.language, understanding.hand_over)
    cache.set(name, said)
    return said


def explain(user: User, question: str, language: Language, earlier: Sequence[Message] = ()) -> dialogue.Understanding:
    """How a question is understood, step by step; `earlier` are the last messages of the conversation, the newest first."""
    context = Context(language=language, names=queries.names_of(user))
    if earlier:
        last = dialogue.understand(earlier[0].question, knowledge(), context)
        unanswered = list(takewhile(lambda message: message.kind == Message.Kind.FALLBACK, earlier))
        context = replace(context, last=last, unanswered=len(unanswered))
    return dialogue.understand(question, knowledge(), context)


@transaction.atomic
def _remember(user: User, conversation: Conversation | None, question: str, said: Said) -> Message:
    answer = said.answer
    conversation = conversation or Conversation.objects.create(owner=user, title=question[:TITLE_CHARS])
    return Message.objects.create(
        conversation=conversation,
        question=question,
        answer=answer.text,
        language=said.language,
        kind=answer.kind,
        name=answer.name,
        confidence=answer.confidence,
        sources=[{**asdict(source), "as_of": source.as_of.isoformat() if source.as_of else None} for source in answer.sources],
        cached=said.cached,
        hand_over=said.hand_over,
    )


def knowledge() -> Knowledge:
    """What administrators wrote, learnt anew in this process whenever it has changed."""
    global _learnt
    version = queries.knowledge_version()
    with _learning:
        if _learnt is None or _learnt[0] != version:
            _learnt = version, Knowledge(_intents(), _faq(), seed_outside.OUTSIDE)
        return _learnt[1]


def _intents() -> list[dialogue.Intent]:
    return [
        dialogue.Intent(row.name, _lines(f"{row.examples_ko}\n{row.examples_en}"), {"ko": row.template_ko, "en": row.template_en})
        for row in Intent.objects.filter(is_active=True)
    ]


def _faq() -> list[FaqEntry]:
    return [
        FaqEntry(str(row.id), row.question, _lines(row.alternatives), row.answer, row.language)
        for row in Faq.objects.filter(is_active=True)
    ]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def give_feedback(message: Message, *, helpful: bool, note: str) -> Message:
    message.helpful, message.note = helpful, note
    message.save(update_fields=["helpful", "note"])
    return message


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


def unanswered(limit: int = 100) -> list[dict[str, Any]]:
    """Questions nobody could answer, those that read the same together, most frequent first."""
    groups: dict[str, dict[str, Any]] = {}
    for row in Message.objects.filter(kind=Message.Kind.FALLBACK).exclude(name="empty").order_by("-created_at")[:5000]:
        group = groups.setdefault(
            plain(row.question).replace(" ", ""),
            {"question": row.question, "language": row.language, "count": 0, "examples": [], "last_asked_at": row.created_at},
        )
        group["count"] += 1
        if row.question not in group["examples"]:
            group["examples"] = [*group["examples"], row.question][:10]
    return sorted(groups.values(), key=lambda group: -group["count"])[:limit]
