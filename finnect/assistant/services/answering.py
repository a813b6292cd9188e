"""Answer a question and remember it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import takewhile
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from finnect.accounts import throttle
from finnect.accounts.models import User
from finnect.assistant import dialogue, queries
from finnect.assistant.dialogue import Answer, Context, DataQuestion, Facts, Knowledge, Language, Names, Source, Wanted, read, with_result
from finnect.assistant.errors import QuestionTooLong, TooManyQuestions
from finnect.assistant.models import Conversation, Message
from finnect.assistant.services import llm
from finnect.assistant.services.figures import result_of
from finnect.assistant.services.learning import embed, knowledge, likeness
from finnect.kit.rows import insert
from finnect.sales.models import Table

TITLE_CHARS = 80
NEEDING_NO_FACTS = {("fallback", "outside"), ("fallback", "empty")}


def ask(
    *, user: User, question: str, language: Language, conversation_id: UUID | None = None, say: Callable[[str], object] | None = None
) -> tuple[Message, tuple[str, ...]]:
    """The answer, kept in the conversation, and what to ask next. An answer that takes time is told to `say` while it comes.

    :raises QuestionTooLong: :raises TooManyQuestions: :raises NotFound: for a foreign conversation.
    """
    if len(question) > settings.CHAT_QUESTION_CHARS:
        raise QuestionTooLong(most=settings.CHAT_QUESTION_CHARS)
    if not throttle.within("chat", str(user.id), settings.CHAT_PER_MINUTE):
        raise TooManyQuestions(most=settings.CHAT_PER_MINUTE, headers={"Retry-After": "10"})
    conversation = queries.visible_conversation(user, conversation_id) if conversation_id else None
    said = _answer(user, question, language, queries.last_messages(conversation), say or llm.to_nobody)
    return _remember(user, conversation, question, said), said.answer.suggestions


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, the language that it is in, and why a person should take over ("" where none need)."""

    answer: Answer
    language: Language
    hand_over: str
    cached: bool = False


def _answer(user: User, question: str, language: Language, earlier: list[Message], say: llm.Say) -> Said:
    """By question, language, asker's rights, what was said before, day and data version: a new upload is never answered with an old
    number.
    """
    scope = "all" if user.is_admin else str(user.id)
    before = [(message.question, message.kind) for message in earlier]
    model = settings.OPENAI_MODEL if settings.OPENAI_API_KEY else ""
    version = queries.data_version(user)
    asked = f"{' '.join(question.split())}|{language}|{scope}|{before}|{version}|{model}|{likeness()}"
    name = f"answer:{hashlib.sha256(asked.encode()).hexdigest()}"
    if known := cache.get(name):
        return replace(known, cached=True)
    learnt = knowledge()
    names = queries.names_of(user, version)
    understanding = _understood(question, learnt, language, earlier, names)
    facts = facts_of(user, understanding, names.unread)
    found = dialogue.answer(understanding, facts, learnt)
    is_final = understanding.embedded != "failed" and not names.unread and found.name != dialogue.BEING_MEASURED
    if llm.is_allowed(understanding):
        found, is_whole = llm.answered(user, understanding, facts, found, say)
        is_final = is_final and is_whole
    said = Said(found, understanding.language, understanding.hand_over if found.kind == understanding.kind else "")
    if is_final:
        cache.set(name, said)
    return said


def facts_of(user: User, understanding: dialogue.Understanding, unread: Sequence[str] = ()) -> Facts:
    """What may be told to this asker about his question; nothing is looked up that the answer cannot need. `unread` are the ids of
    tables whose countries and products the question may name, but which are not known yet.
    """
    wanted, subject = understanding.wanted, understanding.data.subject if understanding.data else None
    if unread and (sources := _unread(user, understanding, unread)):
        return replace(queries.facts_for(user, subject) if understanding.kind == "fallback" else Facts(), unread=sources)
    if understanding.kind == "data" and wanted and not isinstance(wanted.asked, DataQuestion):
        return with_result(Facts(), result_of(user, wanted, queries.today()))
    if understanding.kind == "data" and subject:
        return queries.fact_for(user, subject)
    if (understanding.kind, understanding.name) in NEEDING_NO_FACTS or understanding.kind == "faq":
        return Facts()
    return queries.facts_for(user, subject)


def _unread(user: User, understanding: dialogue.Understanding, unread: Sequence[str]) -> tuple[Source, ...]:
    """The tables without whose names it is not known what is asked."""
    asked = understanding.wanted.asked if understanding.wanted else None
    may_name = dialogue.may_name(understanding.question, asked)
    tables: Sequence[Table | None] = ()
    if understanding.kind == "fallback" and (may_name or understanding.name == "unclear"):
        tables = queries.newest_tables(user)
    elif understanding.kind == "data" and may_name:
        tables = [queries.table_for(user, dialogue.table_file(asked))]
    return tuple(queries.source_of(table) for table in tables if table and str(table.pk) in unread)


def explain(user: User, question: str, language: Language, earlier: Sequence[Message] = ()) -> dialogue.Understanding:
    """How a question is understood, step by step; `earlier` are the last messages of the conversation, the newest first."""
    return _understood(question, knowledge(), language, earlier, queries.names_of(user, queries.data_version(user)))


def _understood(question: str, learnt: Knowledge, language: Language, earlier: Sequence[Message], names: Names) -> dialogue.Understanding:
    unanswered = takewhile(lambda message: message.kind == Message.Kind.FALLBACK, earlier)
    context = Context(
        language=language, names=names, before=_asked_before(earlier, names), unanswered=len(list(unanswered)), embed=embed(learnt)
    )
    return dialogue.understand(question, learnt, context)


def _asked_before(earlier: Sequence[Message], names: Names) -> Wanted | None:
    """The number that the conversation is about: each follow-up is read with what came before it."""
    wanted = None
    for message in reversed(earlier):
        if message.kind == Message.Kind.DATA:
            found = read(message.question, "ko" if message.language == "ko" else "en", names, wanted)
            wanted = found if found and not found.unknown else wanted
    return wanted


@transaction.atomic
def _remember(user: User, conversation: Conversation | None, question: str, said: Said) -> Message:
    answer = said.answer
    if conversation is None:
        conversation = Conversation(owner=user, title=question[:TITLE_CHARS])
        insert(conversation)
    message = Message(
        conversation=conversation,
        question=question,
        answer=answer.text,
        language=said.language,
        kind=answer.kind,
        name=answer.name,
        confidence=answer.confidence,
        sources=[{**asdict(source), "as_of": source.as_of.isoformat() if source.as_of else None} for source in answer.sources],
        chart=[list(bar) for bar in answer.chart],
        chart_by=answer.chart_by,
        cached=said.cached,
        hand_over=said.hand_over,
    )
    insert(message)
    return message


def give_feedback(message: Message, *, helpful: bool, note: str) -> Message:
    message.helpful, message.note = helpful, note
    message.save(update_fields=["helpful", "note"])
    return message
