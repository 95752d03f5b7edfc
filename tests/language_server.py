"""A language endpoint on loopback that answers from a script; its answers say of themselves that they are synthetic.

It never judges a text. Unscripted, it answers so that the product's own rules are content: with the draft of a
question, with a caption and "synthetic" in it.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["LanguageServer", BaseHTTPRequestHandler, dict[str, Any]], None]
MODEL = "scripted-synthetic"


class LanguageServer:
    """`script` is worked off one request at a time, then `otherwise` answers; `heard` holds every request's body."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.answered = 0
        self.script: list[Answer] = []
        self.otherwise: Answer = says(obliging)
        self.closing = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.heard.append(body)
                outer.keys.append(self.headers.get("Authorization"))
                answer = outer.script.pop(0) if outer.script else outer.otherwise
                answer(outer, self, body)

            def log_message(self, *words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def serving() -> Iterator[LanguageServer]:
    """A server while the block runs."""
    server = LanguageServer()
    try:
        yield server
    finally:
        server.close()


def says(text: str | Callable[[dict[str, Any]], str], *, finish: str = "stop", usage: bool = True) -> Answer:
    """An answer in the right form: fixed words, or what a function makes of the request."""

    def answer(server: LanguageServer, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        said = text if isinstance(text, str) else text(body)
        document: dict[str, Any] = {
            "model": MODEL,
            "system_fingerprint": "synthetic",
            "choices": [{"message": {"role": "assistant", "content": said}, "finish_reason": finish}],
        }
        if usage:
            document["usage"] = {"prompt_tokens": 100, "completion_tokens": 10}
        server.answered += 1
        sends(200, json.dumps(document).encode())(server, handler, body)

    return answer


def sends(status: int, content: bytes = b"", **headers: str) -> Answer:
    """Any status and bytes: an error, a page of a proxy, half an answer."""

    def answer(server: LanguageServer, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def hangs(server: LanguageServer, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    """Never answers; the connection stays open until the server closes."""
    server.closing.wait(60)
    handler.close_connection = True


def drips(server: LanguageServer, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    """Sends a byte now and then, without end."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    until = time.monotonic() + 60
    while not server.closing.wait(0.05) and time.monotonic() < until:
        try:
            handler.wfile.write(b" ")
        except OSError:
            return
    handler.close_connection = True


def drops(server: LanguageServer, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    """Closes the connection without a word."""
    handler.close_connection = True


def obliging(body: dict[str, Any]) -> str:
    """What the product asks for, from the question's own words, the first time that it is asked."""
    asked = body["messages"][1]["content"]
    if draft := re.search(r"<draft>\n(.*)\n</draft>", asked):
        return draft[1]
    text = re.search(r"<text>\n(.*)\n</text>", asked)
    assert text is not None
    if "Keep every bracketed phrase" in body["messages"][0]["content"]:
        return text[1].rstrip(".") + " in a synthetic answer."
    return "\n".join(f"Synthetic version {name}: {text[1]}" for name in ("one", "two", "three"))
