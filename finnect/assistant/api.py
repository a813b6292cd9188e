"""`/chatbot/` and the conversations."""

import asyncio
from collections.abc import AsyncIterator, Callable
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
from finnect.kit.django_thread import DjangoRoute, on_django_thread
from finnect.kit.paging import page

chatbot = APIRouter(prefix="/chatbot", tags=["assistant"], route_class=DjangoRoute)
router = APIRouter(prefix="/api/v1", tags=["assistant"], route_class=DjangoRoute)


@chatbot.post("/", response_model=AnswerOut)
def ask(user: Acting, query: Annotated[str, Form()], conversation_id: Annotated[UUID | None, Form()] = None) -> AnswerOut:
    return _ask(user, query, conversation_id)


@chatbot.post("/stream", response_class=StreamingResponse)
async def ask_streaming(
    user: Acting, query: Annotated[str, Form()], conversation_id: Annotated[UUID | None, Form()] = None
) -> StreamingResponse:
    """Server-sent events `token`, then `end` with the whole answer, which counts where it differs from the tokens. A question that is
    refused is refused before the stream begins.
    """
    loop, told = asyncio.get_running_loop(), asyncio.Queue[str | None]()
    answering = asyncio.ensure_future(
        on_django_thread(_ask)(user, query, conversation_id, lambda text: loop.call_soon_threadsafe(told.put_nowait, text))
    )
    answering.add_done_callback(lambda _: told.put_nowait(None))
    first = await told.get()
    if first is None:
        answering.result()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(first, told, answering), media_type="text/event-stream", headers=headers)


def _ask(user: User, query: str, conversation_id: UUID | None, say: Callable[[str], object] | None = None) -> AnswerOut:
    language: Language = "ko" if get_language() == "ko" else "en"
    message, suggestions = services.ask(user=user, question=query, language=language, conversation_id=conversation_id, say=say)
    return AnswerOut.of(message, suggestions)


async def _events(text: str | None, told: "asyncio.Queue[str | None]", answering: "asyncio.Future[AnswerOut]") -> AsyncIterator[str]:
    sent = ""
    while text is not None:
        yield _token(text)
        sent, text = sent + text, await told.get()
    answer = await answering
    if answer.answer.startswith(sent):
        for line in answer.answer[len(sent) :].splitlines(keepends=True):
            yield _token(line)
    yield f"event: end\ndata: {answer.model_dump_json()}\n\n"


def _token(text: str) -> str:
    return "event: token\n" + "".join(f"data: {line}\n" for line in text.split("\n")) + "\n"


@router.get("/conversations", response_model=ConversationPage)
def list_conversations(user: Acting, cursor: str | None = None, search: str = "") -> dict[str, Any]:
    """`search` finds words in questions and answers."""
    return page(queries.conversations_with(user, search), cursor, ConversationOut.of)


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
