"""A program that sends files by the resumable upload protocol, over HTTP."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from annotator.videos.models import Project, Upload

SPOKEN = {"Tus-Resumable": "1.0.0"}
CONTENT = "application/offset+octet-stream"


ANNOUNCED = {  # what a program says that sends nine bytes, with everything
    **SPOKEN, "Upload-Length": "9", "Upload-Metadata": "filename eC5tcDQ=", "Upload-Offset": "0"
}  # fmt: skip


def kept() -> list[str]:
    """What lies where files are received."""
    return [path.name for path in Path(settings.UPLOADS_ROOT).iterdir()]


def code(answer: Any) -> tuple[int, str]:
    """How a request was refused."""
    return answer.status_code, answer.json()["error"]["code"]


def metadata(**told: str) -> str:
    """What is told of a file, as the protocol writes it."""
    return ",".join(f"{word} {base64.b64encode(value.encode()).decode()}" for word, value in told.items())


class Sender:
    """One person's program, and the address of the file that it sends."""

    def __init__(self, browser: Client, project: Project) -> None:
        self.browser = browser
        self.uploads = f"/api/projects/{project.slug}/uploads"
        self.address = ""

    def begin(self, length: int | str, name: str = "a clip.mp4", **told: str) -> Any:
        """Announce a file; where it was taken, what follows goes to it."""
        headers = {**SPOKEN, "Upload-Length": str(length), "Upload-Metadata": metadata(filename=name, **told)}
        answer = self.browser.post(self.uploads, headers=headers)
        self.address = answer.headers.get("Location", self.address)
        return answer

    def append(self, piece: bytes, offset: int | str, content: str = CONTENT, **headers: str) -> Any:
        """Send a piece."""
        spoken = {**SPOKEN, "Upload-Offset": str(offset), **{k.replace("_", "-"): v for k, v in headers.items()}}
        return self.browser.patch(self.address, piece, content_type=content, headers=spoken)

    def ask(self) -> Any:
        """Ask how much is there."""
        return self.browser.head(self.address, headers=SPOKEN)

    def remove(self) -> Any:
        """Take it back."""
        return self.browser.delete(self.address, headers=SPOKEN)

    def row(self) -> Upload:
        """The file's row."""
        return Upload.objects.get(key=re.split("/", self.address)[-1])


def send(browser: Client, project: Project, content: bytes, name: str = "a clip.mp4", **told: str) -> Any:
    """Send a file whole; the answer is its row as JSON, or the refusal."""
    sender = Sender(browser, project)
    begun = sender.begin(len(content), name, **told)
    if begun.status_code != 201:
        return begun
    sent = sender.append(content, 0)
    assert sent.status_code == 204, sent.content
    return browser.get(sender.address)
