"""People as scripts: each does over HTTP what their page would, walks away, finds that a colleague was faster.

Every answer's time goes into `Notes`, and so does who held what from when to when, so that the end can be judged.
"""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from annotator.accounts.models import Role
from tests.bench.team.world import SLUG, Colleague

CAPTIONS = [
    "[A red square]<mask_1> slides to the right.",
    "[A red square]<mask_1> passes [a green square]<mask_2> that comes from the right.",
    "[Two squares]<mask_1,2> cross while nothing else moves.",
]
RETURNED, WALKED_AWAY, GIVEN_BACK = 0.10, 0.03, 0.02  # shares of what is judged, of what is taken, of what is taken
IDLE_SECONDS = 0.5


class Refused(Exception):
    """The product said no; what it said."""

    def __init__(self, status: int, code: str, path: str) -> None:
        super().__init__(f"{path}: {status} {code}")
        self.status, self.code = status, code


@dataclass
class Notes:
    """What everybody wrote down."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refusals: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    taken: list[tuple[int, str, float]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def timed(self, what: str, seconds: float) -> None:
        """An answer came after so long."""
        with self._lock:
            self.seconds[what].append(seconds)

    def refused(self, refusal: Refused) -> None:
        """An answer was no, which the line may say."""
        with self._lock:
            self.refusals[f"{refusal.status} {refusal.code}"] += 1

    def took(self, item: int, person: str) -> None:
        """Work was handed to somebody."""
        with self._lock:
            self.taken.append((item, person, time.time()))

    def broke(self, text: str) -> None:
        """Something that must never happen did."""
        with self._lock:
            self.broken.append(text)


class Browser:
    """One person's connection, kept open, with the session's cookie and the token against forged requests."""

    TOKEN = "x" * 32
    expects: frozenset[int] = frozenset()  # answers of 500 and above that break no promise

    def __init__(self, port: int, session: str, notes: Notes) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._notes = notes
        self._headers = {
            "Cookie": f"sessionid={session}; csrftoken={self.TOKEN}", "X-CSRFToken": self.TOKEN,
            "Content-Type": "application/json",
        }  # fmt: skip

    def ask(self, method: str, path: str, body: object = None, *, what: str = "") -> Any:
        """The answer's JSON.

        Args:
            what: its time is kept under this name.

        Raises:
            Refused: The answer was no.
        """
        begun = time.perf_counter()
        self._line.request(method, path, json.dumps(body) if body is not None else None, self._headers)
        answer = self._line.getresponse()
        content = answer.read()
        if what:
            self._notes.timed(what, time.perf_counter() - begun)
        if answer.status >= 500 and answer.status not in self.expects:
            self._notes.broke(f"{method} {path}: {answer.status} {content[:300]!r}")
        if answer.status >= 400:
            code = json.loads(content)["error"]["code"] if content.startswith(b"{") else ""
            raise Refused(answer.status, code, path)
        return json.loads(content) if content else None

    def hang_up(self) -> None:
        """End the line; the next request opens another."""
        self._line.close()


class Person:
    """Works until told to go home."""

    def __init__(self, who: Colleague, browser: Browser, notes: Notes, home: threading.Event, *, seed: int) -> None:
        self.who, self.notes, self.home = who, notes, home
        self.browser = browser
        self.chance = random.Random(seed * 1000 + who.number)

    def work(self) -> None:
        """The day: one piece after the other."""
        turn: Callable[[], bool] = self.judge_one if self.who.role == Role.INSPECTOR else self.make_one
        while not self.home.is_set():
            try:
                busy = turn()
            except Refused as refusal:
                self.notes.refused(refusal)
                busy = refusal.code != "nothing_to_do"
            except Exception as error:
                self.notes.broke(f"{self.who.name}: {error!r}")
                return
            if not busy:
                self.home.wait(IDLE_SECONDS * self.chance.uniform(0.5, 1.5))

    # ---- annotators -------------------------------------------------------------------------------------------------

    def make_one(self) -> bool:
        """What came back first, then the next task; whether there was anything."""
        if self.chance.random() < 0.2:
            self.browser.ask("GET", "/healthz", what="floor: a page that asks nothing")
        returned = self.browser.ask("GET", f"/api/projects/{SLUG}/queue", what="queue")["returned"]
        if returned:
            self.do(returned[0], again=True)
            return True
        item = self.browser.ask("POST", f"/api/projects/{SLUG}/queue/next", {}, what="next task")
        self.notes.took(item["id"], self.who.name)
        lot = self.chance.random()
        if lot < WALKED_AWAY:
            self.begin(item)
            return True  # and is not seen again: the lease runs out, the draft stays
        if lot < WALKED_AWAY + GIVEN_BACK:
            self.browser.ask("POST", f"/api/work/{item['id']}/give_up", {})
            return True
        self.do(item)
        return True

    def begin(self, item: dict[str, Any]) -> None:
        """A first save, and nothing after it."""
        if item["step"] == "caption":
            self.write(item["video"], self.chance.choice(CAPTIONS))

    def do(self, item: dict[str, Any], *, again: bool = False) -> None:
        """The whole piece, handed in."""
        if item["step"] == "caption":
            self.write(item["video"], self.chance.choice(CAPTIONS))
        else:
            self.draw(item["video"], again=again)
        self.browser.ask("POST", f"/api/work/{item['id']}/submit", {}, what="submit")

    def write(self, video: int, text: str) -> None:
        """A caption over what stands."""
        seen = self.browser.ask("GET", f"/api/videos/{video}/captions/en", what="caption read")["revision"]
        body = {"text": text, "seen_revision": seen}
        self.browser.ask("PUT", f"/api/videos/{video}/captions/en", body, what="caption save")

    def draw(self, video: int, *, again: bool) -> None:
        """Every open cell, or each once more."""
        found = self.browser.ask("GET", f"/api/videos/{video}/tracks", what="masks read")
        for track in found["tracks"]:
            stands = {keyframe["frame"]: keyframe["revision"] for keyframe in track["keyframes"]}
            for frame in found["frames"]:
                if again or frame not in stands or track.get("reopened"):
                    body = {"rings": self.square(), "absent": False, "seen_revision": stands.get(frame, 0)}
                    self.browser.ask("PUT", f"/api/tracks/{track['id']}/keyframes/{frame}", body, what="keyframe save")

    def square(self) -> list[list[list[float]]]:
        """Some shape inside of the picture."""
        x, y, side = self.chance.uniform(1, 30), self.chance.uniform(1, 20), self.chance.uniform(8, 20)
        return [[[x, y], [x + side, y], [x + side, y + side], [x, y + side]]]

    # ---- inspectors -------------------------------------------------------------------------------------------------

    def judge_one(self) -> bool:
        """One of the oldest that wait; colleagues look at the same list, so some are faster."""
        waiting = self.browser.ask("GET", f"/api/projects/{SLUG}/queue", what="queue")["to_review"]
        if not waiting:
            return False
        item = self.chance.choice(waiting[:12])
        if self.chance.random() < RETURNED:
            reason = "language" if item["step"] == "caption" else "loose_boundary"
            body = {"findings": [{"reason": reason, "text": "Please look again."}]}
            self.browser.ask("POST", f"/api/work/{item['id']}/return", body, what="verdict")
        else:
            self.browser.ask("POST", f"/api/work/{item['id']}/approve", {}, what="verdict")
        return True
