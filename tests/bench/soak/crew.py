"""People who go on when the server does not: they send again what was not answered, and keep what was answered.

The journal is theirs alone: whatever it holds was acknowledged by the server, so it has to be in the rows at the end.
"""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.bench.team.people import Browser, Notes, Refused
from tests.bench.team.world import Colleague

PATIENCE_SECONDS = 120.0
AGAIN_SECONDS = 1.0  # as Retry-After says, or less where nobody answers at all
KEYFRAME = re.compile(r"/api/tracks/(\d+)/keyframes/(\d+)")
CAPTION = re.compile(r"/api/videos/(\d+)/captions/en")
MOVED = re.compile(r"/api/work/(\d+)/(submit|give_up|approve|return)")


class ServerAway(Exception):
    """Nobody answered for longer than a person waits."""


@dataclass(frozen=True)
class Save:
    """A shape or a text that the server said it has: `place` is a track and a frame, or a clip."""

    person: int
    place: tuple[int, ...]
    revision: int
    content: object


@dataclass(frozen=True)
class Step:
    """A move of work that the server said it has made."""

    person: int
    item: int
    verb: str


@dataclass
class Journal:
    """What the server acknowledged, and how every request went: when it was sent, and whether it was answered."""

    saves: list[Save] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    requests: list[tuple[float, str]] = field(default_factory=list)
    lost_replies: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def asked(self, how: str) -> None:
        """A request ended just now, `answered`, `put off` by a 503 or `dropped` without an answer."""
        with self._lock:
            self.requests.append((time.time(), how))

    def lost_reply(self, path: str) -> None:
        """The server may have done it, and nobody was told."""
        with self._lock:
            word = path.rpartition("/")[2]
            self.lost_replies[word] = self.lost_replies.get(word, 0) + 1

    def acknowledged(self, person: int, path: str, body: Any, answer: Any) -> None:
        """Keep what a write was answered with."""
        with self._lock:
            if found := KEYFRAME.fullmatch(path):
                content = None if body["absent"] else body["rings"]
                place = (int(found[1]), int(found[2]))
                self.saves.append(Save(person, place, answer["revision"], content))
            elif found := CAPTION.fullmatch(path):
                self.saves.append(Save(person, (int(found[1]),), answer["revision"], body["text"]))
            elif found := MOVED.fullmatch(path):
                self.steps.append(Step(person, int(found[1]), found[2]))
            elif path.endswith("/queue/next"):
                self.steps.append(Step(person, answer["id"], "claim"))


class SteadyBrowser(Browser):
    """A browser with an outbox: a request that is not answered is sent again, under its own id, to whoever answers."""

    expects = frozenset({502, 503, 504})

    def __init__(
        self, who: Colleague, ports: Sequence[int], notes: Notes, journal: Journal, home: threading.Event, *,
        seconds_to_think: float,
    ) -> None:  # fmt: skip
        self._ports, self._turn = ports, who.number
        super().__init__(ports[self._turn % len(ports)], who.session, notes)
        self._who, self._journal, self._home, self._think = who.number, journal, home, seconds_to_think
        self._chance = random.Random(who.number)

    def ask(self, method: str, path: str, body: object = None, *, what: str = "") -> Any:
        """As a browser's; its time is kept until it was answered for good, apart for what had to be sent again.

        Raises:
            ServerAway: Nobody answered for two minutes.
        """
        self._home.wait(self._think * self._chance.uniform(0.5, 1.5))
        if method == "PUT" and isinstance(body, dict):
            body = body | {"request_id": str(uuid4())}
        begun, tries = time.perf_counter(), 0
        while True:
            tries += 1
            try:
                answer = self._attempt(method, path, body)
            except Refused as refusal:
                if refusal.status not in self.expects:
                    raise
            else:
                break
            if time.perf_counter() - begun > PATIENCE_SECONDS:
                raise ServerAway(f"{method} {path}: no answer to {tries} tries")
            time.sleep(AGAIN_SECONDS * self._chance.uniform(0.5, 1.0))
        if what:
            self._notes.timed(what if tries == 1 else f"{what}, sent again", time.perf_counter() - begun)
        if method != "GET":
            self._journal.acknowledged(self._who, path, body, answer)
        return answer

    def _attempt(self, method: str, path: str, body: object) -> Any:
        """One try.

        Raises:
            Refused: The answer was no; 503 where there was none.
        """
        try:
            answer = super().ask(method, path, body)
        except (OSError, http.client.HTTPException) as error:
            self._journal.asked("dropped")
            if method == "POST" and not isinstance(error, ConnectionRefusedError):
                self._journal.lost_reply(path)
            self._go_elsewhere()
            raise Refused(503, "dropped", path) from None
        except Refused as refusal:
            put_off = refusal.status in self.expects
            self._journal.asked("put off" if put_off else "answered")
            if method == "POST" and put_off:  # the database may have gone just after it had kept the move
                self._journal.lost_reply(path)
            raise
        self._journal.asked("answered")
        return answer

    def _go_elsewhere(self) -> None:
        """A new line to the next web process, as a proxy would choose."""
        self._turn += 1
        self._line.close()
        self._line = http.client.HTTPConnection("127.0.0.1", self._ports[self._turn % len(self._ports)], timeout=60)
