"""Tether's side: annotators, each with the masks of a clip of their own, at two processes as behind nginx."""

from __future__ import annotations

import random
from collections.abc import Callable

from annotator.accounts.models import User
from annotator.annotations.models import Track
from annotator.videos.models import Project, Video
from tests import factories as make
from tests.bench.api.shape import polygon
from tests.bench.team.people import Browser, Notes
from tests.bench.team.world import HEIGHT, WIDTH, Colleague
from tests.fleet import Doors

SAYS = {
    "save": "PUT /api/tracks/{id}/keyframes/{frame}: checks the ring, compares revisions, writes the keyframe, its new "
    "revision and an event in one transaction, marks computed masks beside it stale",
    "get": "GET /api/videos/{id}/tracks: the clip's objects with all their shapes",
}


class Ours:
    """Requests of annotators whose masks are begun."""

    name = "Tether"

    def __init__(self, project: Project, people: list[Colleague], doors: Doors, *, points: int) -> None:
        self._hands = [
            Hand(who, clip, doors.pages[place % len(doors.pages)], points)
            for place, (who, clip) in enumerate(zip(people, Video.objects.filter(project=project), strict=True))
        ]

    def saves(self, clients: int) -> list[Callable[[], None]]:
        """A save each, of a polygon over the one before."""
        return [hand.save for hand in self._fresh(clients)]

    def gets(self, clients: int) -> list[Callable[[], None]]:
        """A clip's shapes each."""
        return [hand.get for hand in self._fresh(clients)]

    def _fresh(self, clients: int) -> list[Hand]:
        """Some of them, whose lines the server may have ended since, to be opened anew."""
        for hand in self._hands:
            hand.browser.hang_up()
        return self._hands[:clients]


class Hand:
    """One annotator at one object of their clip."""

    def __init__(self, who: Colleague, clip: Video, port: int, points: int) -> None:
        make.masking(clip, User.objects.get(pk=who.number), text="[A red square]<mask_1> slides to the right.")
        self._track, self._clip, self._revision = Track.objects.get(video=clip).pk, clip.pk, 0
        self.browser, self._chance = Browser(port, who.session, Notes()), random.Random(who.number)
        self._points = points
        self.save()

    def save(self) -> None:
        """Draw the object anew."""
        ring = polygon(self._chance, self._points, WIDTH, HEIGHT)
        body = {"rings": [ring], "absent": False, "seen_revision": self._revision}
        answer = self.browser.ask("PUT", f"/api/tracks/{self._track}/keyframes/0", body)
        self._revision = answer["revision"]

    def get(self) -> None:
        """Read the clip's objects."""
        found = self.browser.ask("GET", f"/api/videos/{self._clip}/tracks")
        assert len(found["tracks"][0]["keyframes"][0]["rings"][0]) == self._points
