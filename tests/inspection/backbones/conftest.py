"""A publisher on this machine that behaves well, or badly in every way that the tests know."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

NAME = "mobilenet_v2_1.0_224_quant.tflite"


class Publisher:
    """Answers `/good`, `/longer`, `/cut-off`, `/chunks-cut-off`, `/silent`, `/mute`, `/trickle`, `/missing` and `/away…`."""

    def __init__(self) -> None:
        publisher = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                publisher.asked.append(self.path)
                self.close_connection = True
                getattr(publisher, self.path.strip("/").split("?")[0].replace("-", "_"))(self)

            def log_message(self, *_: Any) -> None:
                pass

        self.content = b"the published file" * 1000
        self.elsewhere = ""
        self.asked: list[str] = []
        self.closing = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.server.daemon_threads = False  # closing waits for them, so that no socket outlives its test

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/{path}"

    @staticmethod
    def _begin(answer: BaseHTTPRequestHandler, status: int = 200, **headers: object) -> None:
        answer.send_response(status)
        for name, value in headers.items():
            answer.send_header(name.replace("_", "-"), str(value))
        answer.end_headers()

    def good(self, answer: BaseHTTPRequestHandler) -> None:
        self._begin(answer, Content_Length=len(self.content))
        answer.wfile.write(self.content)

    def longer(self, answer: BaseHTTPRequestHandler) -> None:
        self._begin(answer, Connection="close")
        with_more = self.content + b"more"
        answer.wfile.write(with_more)

    def cut_off(self, answer: BaseHTTPRequestHandler) -> None:
        self._begin(answer, Content_Length=len(self.content))
        answer.wfile.write(self.content[:5000])

    def chunks_cut_off(self, answer: BaseHTTPRequestHandler) -> None:
        self._begin(answer, Transfer_Encoding="chunked")
        answer.wfile.write(b"1000\r\n" + self.content[:100])

    def silent(self, answer: BaseHTTPRequestHandler) -> None:
        self._begin(answer, Content_Length=len(self.content))
        answer.wfile.write(self.content[:5000])
        self.closing.wait(10)

    def mute(self, answer: BaseHTTPRequestHandler) -> None:
        self.closing.wait(10)

    def trickle(self, answer: BaseHTTPRequestHandler) -> None:
        self._begin(answer, Content_Length=len(self.content))
        ends = time.monotonic() + 10
        while time.monotonic() < ends and not self.closing.wait(0.02):
            try:
                answer.wfile.write(b".")
            except OSError:
                return

    def missing(self, answer: BaseHTTPRequestHandler) -> None:
        self._begin(answer, 404, Content_Length=0)

    def moved(self, answer: BaseHTTPRequestHandler) -> None:
        self._begin(answer, 302, Location="/good", Content_Length=0)

    def away(self, answer: BaseHTTPRequestHandler) -> None:
        self._begin(answer, 302, Location=self.elsewhere, Content_Length=0)

    def round(self, answer: BaseHTTPRequestHandler) -> None:
        self._begin(answer, 302, Location=f"/round?{len(self.asked)}", Content_Length=0)


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
    running = Publisher()
    thread = threading.Thread(target=running.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield running
    running.closing.set()
    running.server.shutdown()
    running.server.server_close()
    thread.join()


@pytest.fixture
def published_file(shared: Path) -> Path:
    return shared / "backbones" / NAME


@pytest.fixture
def mirror(publisher: Publisher, published_file: Path, settings: Any) -> Publisher:
    """The settings name a mirror that has the real file."""
    publisher.content = published_file.read_bytes()
    settings.BACKBONE_URL = publisher.url("good")
    return publisher
