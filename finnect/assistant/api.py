"""`/chatbot/` and the conversations."""

from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import get_language
from fastapi import APIRouter, Form
from fastapi.responses import StreamingResponse

from finnect.accounts.acting import Acting, ActingAdmin
from finnect.accounts.models import User
from finnect.assistant import queries, services
from finnect.assistant.dialogue import Language
from finnect.assistant.schemas import AnswerOut, ConversationOut, ConversationPage, MessageFeedback, MessageOut, UnansweredOut
from finnect.kit.django_thread import DjangoRoute
from finnect.kit.paging import page

chatbot = APIRouter(prefix="/chatbot", tags=["assistant"], route_class=DjangoRoute)
router = APIRouter(prefix="/api/v1", tags=["assistant"], route_class=DjangoRoute)


@chatbot.post("/", response_model=AnswerOut)
def ask(user: Acting, query: Annotated[str, Form()], conversation_id: Annotated[UUID | None, Form()] = None) -> AnswerOut:
    return _ask(user, query, conversation_id)


@chatbot.post("/stream", response_class=StreamingResponse)
def ask_streaming(user: Acting, query: Annotated[str, Form()], conversation_id: Annotated[UUID | None, Form()] = None) -> StreamingResponse:
    """Server-sent events `token`, then `end` with the whole answer."""
    answer = _ask(user, query, conversation_id)
    return StreamingResponse(_events(answer), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _ask(user: User, query: str, conversation_id: UUID | None) -> AnswerOut:
    language: Language = "ko" if get_language() == "ko" else "en"
    message, suggestions = services.ask(user=user, question=query, language=language, conversation_id=conversation_id)
    return AnswerOut.of(message, suggestions)


def _events(answer: AnswerOut) -> Iterator[str]:
    for word in answer.answer.splitlines(keepends=True):
        yield "event: token\n" + "".join(f"data: {line}\n" for line in word.split("\n")) + "\n"
    yield f"event: end\ndata: {answer.model_dump_json()}\n\n"


@router.get("/conversations", response_model=ConversationPage)
def list_conversations(user: Acting, cursor: str | None = None) -> dict[str, Any]:
    return page(queries.visible_conversations(user), cursor, ConversationOut.of)


@router.get("/conversations/{conversation_id}", response_model=ConversationOut)
def get_conversation(conversation_id: UUID, user: Acting) -> ConversationOut:
    return ConversationOut.whole(queries.visible_conversation(user, conversation_id))


@router.post("/messages/{message_id}/feedback", response_model=MessageOut)
def give_feedback(message_id: UUID, body: MessageFeedback, user: Acting) -> MessageOut:
    message = queries.visible_message(user, message_id)
    return MessageOut.of(services.give_feedback(message, helpful=body.helpful, note=body.note))


@router.get("/unanswered", response_model=UnansweredOut)
def list_unanswered(admin: ActingAdmin) -> UnansweredOut:
    return UnansweredOut(items=services.unanswered())
