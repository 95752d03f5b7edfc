"""nginx before real processes, and people before nginx: what they ask goes over the line byte by byte."""

from __future__ import annotations

import http.client
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.cache import cache
from django.core.management import call_command

from annotator.accounts.models import User
from annotator.releases.models import Release, ReleaseFile
from annotator.videos import queries
from annotator.videos.models import Project, Video
from tests import factories as make
from tests.annotator.folders import folder_of, folders_in
from tests.fleet import Fleet, fleet
from tests.processes import test_rows

CONTENT = bytes(range(256)) * 3000
SECRET = b"nobody may ever read this"
LISTED = "videos/ä clip, 100%.json"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for told, value in self.headers if told.lower() == name.lower()]

    def __getitem__(self, name: str) -> str:
        [value] = self.all(name)
        return value


@dataclass(frozen=True)
class Scene:
    """A running fleet, a clip with its media, a release with a file, and two people's cookies."""

    fleet: Fleet
    project: Project
    video: Video
    release: Release
    member: str
    outsider: str

    @property
    def media(self) -> str:
        """Where the clip's media are."""
        return f"/media/videos/{self.video.pk}/{self.video.sha256[:8]}/"

    @property
    def file(self) -> str:
        """Where the release's file is."""
        return f"/api/releases/{self.release.pk}/files/videos/%C3%A4%20clip,%20100%25.json"

    @property
    def token(self) -> dict[str, str]:
        """What a page of the member adds to a write."""
        return {"X_CSRFToken": "t" * 32, "Cookie": f"sessionid={self.member}; csrftoken={'t' * 32}"}

    def ask(
        self, path: str, *, who: str | None = "member", at: str = "nginx-1", method: str = "GET",
        body: bytes | None = None, **headers: str,
    ) -> Answer:  # fmt: skip
        """A request of a browser that has a cookie, or has none."""
        cookie = {"Cookie": f"sessionid={getattr(self, who)}"} if who else {}
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        line = http.client.HTTPConnection("127.0.0.1", self.fleet.ports[at], timeout=30)
        try:
            line.request(method, path, body, {**cookie, **told})
            answer = line.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            line.close()

    def ask_raw(self, target: bytes, *headers: bytes) -> bytes:
        """A request of the member whose first line no client library would write; the whole answer."""
        told = b"\r\n".join([b"Host: 127.0.0.1", f"Cookie: sessionid={self.member}".encode(), *headers])
        with socket.create_connection(("127.0.0.1", self.fleet.ports["nginx-1"]), timeout=30) as line:
            line.sendall(b"GET " + target + b" HTTP/1.1\r\n" + told + b"\r\nConnection: close\r\n\r\n")
            return b"".join(iter(lambda: line.recv(1 << 16), b""))


@contextmanager
def scene(folder: Path, counts: Mapping[str, int], **settings: str) -> Iterator[Scene]:
    """Committed rows, as other processes see them; they go at the end."""
    data = folder / "data"
    data.mkdir()
    (data / "secret_key").write_bytes(SECRET)
    (folder / "beside").write_bytes(SECRET)
    ours = {
        **os.environ, "DATABASE_URL": test_rows(), "TETHER_DATA": str(data), "TETHER_EVENT_POLL_SECONDS": "0.05",
    }  # fmt: skip
    try:
        with folders_in(data):
            project = make.project()
            video, release = filmed(project), published(project)
            member, outsider = (cookie_of(make.lead(one)) for one in (project, make.project()))
            with fleet(folder, {**ours, **settings}, counts) as running:
                yield Scene(running, project, video, release, member, outsider)
    finally:
        cache.clear()  # what was counted of sign-ins
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True, allow_cascade=True)


def filmed(project: Project) -> Video:
    """A clip whose files are bytes that a test knows, beside one that is not for browsers."""
    clip = make.video(project)
    folder = queries.clip_folder(clip)
    (folder / "stills").mkdir(parents=True)
    (folder / "canonical.mp4").write_bytes(CONTENT)
    (folder / "stills" / "00030.jpg").write_bytes(b"a still")
    (folder / "original.txt").write_bytes(SECRET)
    (folder / "thumbnail.jpg").symlink_to(folder / "original.txt")
    return clip


def published(project: Project) -> Release:
    """A release of one file, and beside it one that its list does not hold."""
    release = Release.objects.create(project=project, version="v1", state="published", manifest_sha256="a" * 64)
    for path, content in ((LISTED, CONTENT), ("unlisted.json", SECRET)):
        place = folder_of(release) / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    ReleaseFile.objects.create(release=release, path=LISTED, bytes=len(CONTENT), sha256="b" * 64)
    return release


def cookie_of(person: User) -> str:
    """The session of somebody who has signed in."""
    return make.browser(person).cookies["sessionid"].value
