"""A real HTTP server that speaks the streaming protocol of chat completions, and as badly as it is told to."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Conversation", dict[str, Any]], None]


class Conversation(BaseHTTPRequestHandler):
    """One request. `asked` are the documents of all of them; `reply` answers each."""

    asked: list[dict[str, Any]]
    reply: Reply

    def do_POST(self) -> None:
        document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(document)
        try:
            type(self).reply(self, document)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the other side has stopped listening, as it may

    def begin(self, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()

    def piece(self, **delta: Any) -> None:
        chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "fake", "choices": [{"index": 0, "delta": delta}]}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def say(self, text: str) -> None:
        self.begin()
        for word in text.split(" "):
            self.piece(content=word + " ")
        self.wfile.write(b"data: [DONE]\n\n")

    def ask_tool(self, query: dict[str, Any] | str) -> None:
        arguments = query if isinstance(query, str) else json.dumps(query)
        self.begin()
        call = {"index": 0, "id": "t1", "type": "function", "function": {"name": "query_sales", "arguments": arguments[:10]}}
        self.piece(tool_calls=[call])
        self.piece(tool_calls=[{"index": 0, "function": {"arguments": arguments[10:]}}])
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def saying(text: str) -> Reply:
    return lambda conversation, _: conversation.say(text)


def refusing(conversation: Conversation, _: dict[str, Any]) -> None:
    conversation.send_error(500)


def speaking_nonsense(conversation: Conversation, _: dict[str, Any]) -> None:
    conversation.begin()
    conversation.wfile.write(b"data: {not json\n\n")


def breaking_off(conversation: Conversation, _: dict[str, Any]) -> None:
    conversation.send_response(200)
    conversation.send_header("Content-Type", "text/event-stream")
    conversation.send_header("Content-Length", "100000")
    conversation.end_headers()
    conversation.piece(content="The revenue")
    conversation.close_connection = True


def dripping(conversation: Conversation, _: dict[str, Any]) -> None:
    """A sign of life that never becomes an answer."""
    conversation.begin()
    for _second in range(100):
        conversation.wfile.write(b": still here\n\n")
        conversation.wfile.flush()
        time.sleep(0.1)


def endless(conversation: Conversation, _: dict[str, Any]) -> None:
    conversation.begin()
    while True:
        conversation.piece(content="and so on ")


@contextmanager
def serving(reply: Reply) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Its address, and what it was asked."""
    asked: list[dict[str, Any]] = []
    handler = type("Handler", (Conversation,), {"asked": asked, "reply": staticmethod(reply)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()
