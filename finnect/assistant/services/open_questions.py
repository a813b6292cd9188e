"""Questions that nobody could answer."""

from typing import Any

from finnect.assistant.dialogue.grouping import grouped
from finnect.assistant.models import Message

NEWEST = 5000
GROUPED = 1000  # different questions that are compared with each other
EXAMPLES = 10


def unanswered(limit: int = 100) -> list[dict[str, Any]]:
    """Questions nobody could answer, those that are alike together, most frequent first."""
    asked: dict[str, list[Message]] = {}
    for row in Message.objects.filter(kind=Message.Kind.FALLBACK).exclude(name="empty").order_by("-created_at")[:NEWEST]:
        asked.setdefault(row.question, []).append(row)
    questions = sorted(list(asked)[:GROUPED], key=lambda question: -len(asked[question]))
    groups = [_group([questions[place] for place in places], asked) for places in grouped(questions)]
    return sorted(groups, key=lambda group: -group["count"])[:limit]


def _group(questions: list[str], asked: dict[str, list[Message]]) -> dict[str, Any]:
    """Named after the question that was asked most often."""
    rows = [row for question in questions for row in asked[question]]
    return {
        "question": questions[0],
        "language": asked[questions[0]][0].language,
        "count": len(rows),
        "examples": questions[:EXAMPLES],
        "last_asked_at": max(row.created_at for row in rows),
    }
