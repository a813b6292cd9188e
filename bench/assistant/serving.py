"""How fast questions are answered over HTTP: `python -m bench.assistant.serving [--table ../shared/data/OnlineRetail.csv.xz]`.

Starts `finnect run` with an empty home and hands in the table. Our own utterances are asked, one client at a time: first ones
whose answers nobody has asked for before, then the same again, which come from the cache. A question for a table's figures is
measured twice: with the query never worked out before, and with other words for it. "cpu" is the processor time of the
web process for each question. Two requests without a question show what every request costs. At the end, eight clients at
once ask what is cached, beside a bare FastAPI endpoint that takes the same form and returns a constant: the same client on
the same machine in the same minute.
"""

import argparse
import lzma
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.assistant.utterances import utterances
from bench.product import is_live, serving
from bench.serving.__main__ import AT_ONCE, Bench

BARE = """
from typing import Annotated
from fastapi import FastAPI, Form
app = FastAPI()
@app.get("/health/live")
def live() -> None: ...
@app.post("/chatbot/")
def ask(query: Annotated[str, Form()]) -> dict[str, str]:
    return {"answer": query}
"""


def questions(kind: str, most: int) -> list[str]:
    """Of our own set, those whose label begins so."""
    return [one.text for one in utterances() if one.label.split()[0] == kind][:most]


class Asking(Bench):
    def ask(self, question: str) -> None:
        self.client.post("/chatbot/", data={"query": question}).raise_for_status()

    def get(self, path: str) -> None:
        self.client.get(path).raise_for_status()

    def hear_first(self, question: str) -> None:
        """The first byte of a streamed answer; the rest is not waited for."""
        with self.client.stream("POST", "/chatbot/stream", data={"query": question}) as answer:
            next(answer.raise_for_status().iter_raw())


def measure(bench: Asking, most: int) -> None:
    print(f"{'':44} {'p50 ms':>7} {'p95 ms':>7} {'cpu ms':>7} {'per s':>6} {'load':>6}")
    bench.row("alive: neither sign-in nor database", bench.get, ["/health/live"] * most)
    bench.row("who am I: sign-in alone", bench.get, ["/auth/me"] * most)
    for name, kind in (("intents", "intent"), ("FAQ", "faq"), ("the six fields", "data"), ("nothing it can answer", "outside")):
        asked = questions(kind, most)
        bench.row(f"{name}, never asked before", bench.ask, asked)
        bench.row(f"{name}, from the cache", bench.ask, asked)
    asked = questions("query", most)
    bench.row("figures of the table, never asked before", bench.ask, asked)
    bench.row("figures of the table, in other words", bench.ask, [f"{text} 좀" for text in asked])
    bench.row("figures of the table, from the cache", bench.ask, asked)
    bench.row("first byte of a stream, never asked before", bench.hear_first, [f"혹시 {text}" for text in questions("data", most)])
    bench.row(f"from the cache, {AT_ONCE} clients at once", bench.ask, questions("faq", most) * 4, AT_ONCE)


@contextmanager
def bare() -> Iterator[tuple[str, int]]:
    with socket.socket() as probe, tempfile.TemporaryDirectory() as folder:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        (Path(folder) / "bare.py").write_text(BARE)
        command = [sys.executable, "-m", "uvicorn", "bare:app", "--app-dir", folder, "--port", str(port), "--log-level", "warning"]
        server = subprocess.Popen(command)
        try:
            yield f"http://127.0.0.1:{port}", server.pid
        finally:
            server.terminate()
            server.wait(20)


class Bare(Asking):
    def sign_in(self) -> None:
        """Nobody asks who it is."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--table", type=Path, default=Path("../shared/data/OnlineRetail.csv.xz"))
    parser.add_argument("--count", type=int, default=90, help="questions per row, at most")
    args = parser.parse_args()
    content = args.table.read_bytes()
    os.environ |= {"CHAT_PER_MINUTE": "1000000", "BACKBONE_FETCH": "false"}
    with serving("") as (url, pid):
        is_live(url)
        bench = Asking(url, pid)
        bench.sign_in()
        bench.wait_for(
            bench.hand_in("tables", "OnlineRetail.csv", lzma.decompress(content) if args.table.suffix == ".xz" else content)["job"]["id"]
        )
        began = time.perf_counter()
        bench.ask("안녕")
        print(f"first question, which learns: {time.perf_counter() - began:.2f} s")
        measure(bench, args.count)
    with bare() as (url, pid):
        is_live(url)
        Bare(url, pid).row(f"a bare FastAPI endpoint, {AT_ONCE} clients", Bare(url, pid).ask, questions("faq", args.count) * 4, AT_ONCE)


if __name__ == "__main__":
    main()
