"""A lead whose program sends clips the whole day, piece by piece: something that the machine's worker could lose."""

from __future__ import annotations

import base64
import hashlib
import http.client
import struct
import threading
import time
from collections.abc import Iterator, Sequence
from http.client import HTTPMessage
from pathlib import Path
from uuid import uuid4

from annotator.videos.models import Upload
from tests.bench.team.people import Browser, Notes
from tests.bench.team.world import SLUG, Colleague

SPOKEN = {"Tus-Resumable": "1.0.0"}
PIECE, PAUSE_SECONDS, PATIENCE_SECONDS = 2000, 6.0, 120.0
PUT_OFF = {502, 503, 504}


class Courier:
    """Sends one clip after the other until it may go home; `sent` holds the checksums of what arrived whole."""

    def __init__(
        self, who: Colleague, ports: Sequence[int], notes: Notes, home: threading.Event, original: Path
    ) -> None:  # fmt: skip
        self._ports, self._turn, self._notes, self._home = ports, 0, notes, home
        token = Browser.TOKEN
        self._headers = {"Cookie": f"sessionid={who.session}; csrftoken={token}", "X-CSRFToken": token, **SPOKEN}
        self._original = original.read_bytes()
        self.sent: list[str] = []

    def work(self) -> None:
        """The day."""
        while not self._home.is_set():
            try:
                self.send(another(self._original))
            except Exception as error:
                self._notes.broke(f"the courier: {error!r}")
                return
            self._home.wait(PAUSE_SECONDS)

    def send(self, content: bytes) -> None:
        """One clip; where the line drops, the server is asked how much it has."""
        name = base64.b64encode(f"{uuid4()}.mp4".encode()).decode()
        told = {"Upload-Length": str(len(content)), "Upload-Metadata": f"filename {name}"}
        address = self._ask("POST", f"/api/projects/{SLUG}/uploads", told)["Location"]
        offset = 0
        while offset < len(content):
            said = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
            answer = self._try("PATCH", address, said, content[offset : offset + PIECE])
            if answer is None:
                answer = self._ask("HEAD", address, {})
            offset = int(answer["Upload-Offset"])
        self.sent.append(hashlib.sha256(content).hexdigest())

    def _ask(self, method: str, path: str, said: dict[str, str]) -> HTTPMessage:
        """The headers of the answer, asked for until there is one.

        Raises:
            TimeoutError: Nobody answered for two minutes.
        """
        until = time.monotonic() + PATIENCE_SECONDS
        while (answer := self._try(method, path, said)) is None:
            if time.monotonic() > until:
                raise TimeoutError(f"{method} {path}")
            time.sleep(1)
        return answer

    def _try(self, method: str, path: str, said: dict[str, str], body: bytes = b"") -> HTTPMessage | None:
        """The headers of one answer; None where there was none, or it was put off or out of step.

        Raises:
            RuntimeError: The answer was no.
        """
        line = http.client.HTTPConnection("127.0.0.1", self._ports[self._turn % len(self._ports)], timeout=60)
        try:
            line.request(method, path, body, {**self._headers, **said})
            answer = line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self._turn += 1
            return None
        finally:
            line.close()
        if answer.status in PUT_OFF or (method == "PATCH" and answer.status == 409):
            return None
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        return answer.headers


def another(clip: bytes) -> bytes:
    """The same clip as another file: with a box behind it that every reader skips."""
    return clip + struct.pack(">I4s", 8 + 16, b"free") + uuid4().bytes


def lost_files(courier: Courier) -> Iterator[str]:
    """Files that arrived whole and did not become one clip each."""
    rows = Upload.objects.filter(sha256__in=courier.sent).values_list("sha256", "state", "video")
    found = {sha256: (state, video) for sha256, state, video in rows}
    for sha256 in courier.sent:
        state, video = found.get(sha256, ("not there", None))
        if state != Upload.State.ACCEPTED or video is None:
            yield f"the file {sha256[:12]} is {state}"
