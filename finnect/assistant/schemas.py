"""What the assistant's API answers."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from finnect.assistant.models import Conversation, Message


class SourceOut(BaseModel):
    type: str
    id: str
    title: str
    url: str
    as_of: Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(UTC))] | None


class AnswerOut(BaseModel):
    answer: str
    kind: Literal["data", "intent", "faq", "llm", "fallback"]
    name: str
    confidence: float
    sources: list[SourceOut]
    conversation_id: UUID
    message_id: UUID
    cached: bool
    suggestions: list[str]
    chart: list[tuple[str, float]]
    chart_by: str

    @classmethod
    def of(cls, message: Message, suggestions: tuple[str, ...]) -> Self:
        return cls(
            answer=message.answer,
            kind=message.kind,
            name=message.name,
            confidence=message.confidence,
            sources=[SourceOut(**source) for source in message.sources],
            conversation_id=message.conversation_id,
            message_id=message.id,
            cached=message.cached,
            suggestions=list(suggestions),
            chart=message.chart,
            chart_by=message.chart_by,
        )


class MessageOut(BaseModel):
    id: UUID
    question: str
    answer: str
    kind: str
    name: str
    confidence: float
    sources: list[SourceOut]
    helpful: bool | None
    note: str
    chart: list[tuple[str, float]]
    chart_by: str
    created_at: datetime

    @classmethod
    def of(cls, row: Message) -> Self:
        return cls.model_validate(row, from_attributes=True)


class ConversationOut(BaseModel):
    id: UUID
    title: str
    created_at: datetime
    messages: list[MessageOut] | None = None

    @classmethod
    def of(cls, row: Conversation) -> Self:
        return cls(id=row.id, title=row.title, created_at=row.created_at)

    @classmethod
    def whole(cls, row: Conversation) -> Self:
        messages = [MessageOut.of(message) for message in row.messages.order_by("created_at")]
        return cls(id=row.id, title=row.title, created_at=row.created_at, messages=messages)


class ConversationPage(BaseModel):
    items: list[ConversationOut]
    next_cursor: str | None


class MessageFeedback(BaseModel, extra="forbid"):
    helpful: bool
    note: str = Field("", max_length=2000)


class UnansweredOut(BaseModel):
    items: list[dict[str, Any]]
