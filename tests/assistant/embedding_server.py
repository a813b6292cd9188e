"""A real HTTP server that speaks the protocol of embeddings, and as badly as it is told to."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.assistant.model_server import Conversation, Reply

LENGTH = 16
CONCEPTS = {"car": 0, "vehicle": 0, "garage": 0, "automobile": 0, "lunch": 1, "canteen": 1, "supper": 1, "snack": 1}
Vector = list[float]


def noise(text: str) -> Vector:
    """The same for the same text, and like nothing else."""
    return [byte / 128 - 1 for byte in hashlib.sha256(text.encode()).digest()[:LENGTH]]


def meaning(text: str) -> Vector:
    """Texts of a concept are near each other, whatever their words."""
    found = [CONCEPTS[word] for word in text.split() if word in CONCEPTS]
    return [0.1 * sign + 5 * (at in found) for at, sign in enumerate(noise(text))]


def answer(conversation: Conversation, vectors: Sequence[Vector]) -> None:
    rows = [{"object": "embedding", "index": at, "embedding": vector} for at, vector in enumerate(vectors)]
    document = json.dumps({"object": "list", "model": "fake", "data": rows[::-1], "usage": {"prompt_tokens": 1, "total_tokens": 1}})
    conversation.send_response(200)
    conversation.send_header("Content-Type", "application/json")
    conversation.send_header("Content-Length", str(len(document)))
    conversation.end_headers()
    conversation.wfile.write(document.encode())


def embedding(model: Callable[[str], Vector]) -> Reply:
    return lambda conversation, document: answer(conversation, [model(text) for text in document["input"]])


def for_questions(reply: Reply) -> Reply:
    """Phrases, which come many at once, are answered well."""

    def do(conversation: Conversation, document: dict[str, Any]) -> None:
        (reply if len(document["input"]) == 1 else embedding(meaning))(conversation, document)

    return do


def sleeping(conversation: Conversation, document: dict[str, Any]) -> None:
    time.sleep(2)
    embedding(meaning)(conversation, document)


def dripping(conversation: Conversation, _: dict[str, Any]) -> None:
    """A sign of life that never becomes an answer."""
    conversation.send_response(200)
    conversation.send_header("Content-Length", "1000")
    conversation.end_headers()
    for _second in range(20):
        conversation.wfile.write(b" ")
        conversation.wfile.flush()
        time.sleep(0.1)
