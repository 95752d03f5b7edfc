"""Files to the server, piece by piece: whatever breaks off goes on where it was, on this machine also after a kill.

Which upload a file belongs to is noted in a small file of this person's, named by server, project, purpose, and the
file's path, size and time: a file that was changed meanwhile is another one.

Source: https://tus.io/protocols/resumable-upload, version 1.0.0: core, creation, checksum.
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

from annotator.client.access import state_folder
from annotator.client.connection import Connection, Passing
from annotator.client.errors import FileRefused, FileUnusable, NothingThere, Refused, TooSlow
from annotator.client.progress import Watcher, nobody
from annotator.client.schema import Upload

PIECE = 8 << 20  # bytes
SPOKEN = {"Tus-Resumable": "1.0.0"}
CONTENT = {**SPOKEN, "Content-Type": "application/offset+octet-stream"}
GONE = 410
CHANGED = 460
LOOK_AGAIN = 1.0  # seconds

Purpose = Literal["clip", "predictions"]


class Sending:
    """One file on its way to a project.

    Raises:
        FileUnusable: It is no file that can be read, or it is empty.
    """

    def __init__(
        self, line: Connection, slug: str, place: Path, *, purpose: Purpose = "clip", source: str = ""
    ) -> None:
        self.line, self.slug, self.place, self.purpose, self.source = line, slug, place.resolve(), purpose, source
        try:
            stat = place.stat()
        except OSError as error:
            raise FileUnusable(f"{place} cannot be read: {error.strerror}.", file=str(place)) from error
        if not place.is_file() or stat.st_size == 0:
            raise FileUnusable(f"{place} is no file with anything in it.", file=str(place))
        self.bytes = stat.st_size
        told = "\0".join((line.server, slug, purpose, str(self.place), str(stat.st_size), str(stat.st_mtime_ns)))
        self.note = state_folder() / "uploads" / hashlib.sha256(told.encode()).hexdigest()

    def send(self, watch: Watcher = nobody) -> Upload:
        """Send what the server lacks, and nothing where it has all; the upload as it stands then.

        Raises:
            Refused: The server does not take it.
            NotReached: It went away and did not come back; the same call goes on.
        """
        known = self._known()
        if known is not None and known["state"] != "sending":
            watch(self.place.name, self.bytes, self.bytes)
            return known
        key = known["key"] if known else self._begin()
        with readable(self.place) as file:
            offset = self._offset(key)
            while offset < self.bytes:
                watch(self.place.name, offset, self.bytes)
                offset = self._piece(file, key, offset)
        watch(self.place.name, self.bytes, self.bytes)
        return self._upload(key)

    def _known(self) -> Upload | None:
        """What an earlier run began; None where it is no use any more."""
        try:
            upload = self._upload(self.note.read_text().strip())
        except (FileNotFoundError, NothingThere):
            return None
        again = upload["state"] == "refused" or (self.purpose == "predictions" and upload["state"] == "accepted")
        if again or (upload["state"] == "sending" and self._is_given_up(upload["key"])):
            return None
        return upload

    def _begin(self) -> str:
        told = {"filename": self.place.name, "purpose": self.purpose} | ({"source": self.source} if self.source else {})
        words = ",".join(f"{word} {base64.b64encode(value.encode()).decode()}" for word, value in told.items())
        headers = {**SPOKEN, "Upload-Length": str(self.bytes), "Upload-Metadata": words}
        for attempt in self.line.trying():
            with attempt, self.line.answered("begin_upload", where={"slug": self.slug}, headers=headers) as answer:
                key = answer.headers["Location"].rsplit("/", 1)[-1]
        self.note.parent.mkdir(parents=True, exist_ok=True)
        part = self.note.with_suffix(".part")
        part.write_text(key)
        part.replace(self.note)
        return str(key)

    def _piece(self, file: BinaryIO, key: str, offset: int) -> int:
        """Send one piece; where an attempt broke off, the server is asked first what it has."""
        for attempt in self.line.trying():
            with attempt:
                if attempt.retry_state.attempt_number > 1:
                    offset = self._offset(key)
                    if offset == self.bytes:
                        return offset
                file.seek(offset)
                content = file.read(PIECE)
                if not content:
                    words = f"{self.place} became shorter while it was sent; send it again when it is finished."
                    raise FileUnusable(words, file=str(self.place))
                return self._append(key, offset, content)
        raise AssertionError("unreachable")

    def _append(self, key: str, offset: int, content: bytes) -> int:
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        headers = {**CONTENT, "Upload-Offset": str(offset), "Upload-Checksum": f"sha256 {digest}"}
        try:
            with self.line.answered("append_upload", where={"upload": key}, headers=headers, content=content) as answer:
                return int(answer.headers["Upload-Offset"])
        except Refused as error:
            if error.code == "offset_conflict" or error.status == CHANGED:
                raise Passing(error.text) from error
            raise

    def _offset(self, key: str) -> int:
        for attempt in self.line.trying():
            with (
                attempt,
                self.line.answered("append_upload", where={"upload": key}, method="HEAD", headers=SPOKEN) as answer,
            ):
                offset = int(answer.headers["Upload-Offset"])
        return offset

    def _is_given_up(self, key: str) -> bool:
        """Whether the server waited too long for the rest. HEAD has no body, so that only its status tells."""
        try:
            self._offset(key)
        except Refused as error:
            return error.status == GONE
        return False

    def _upload(self, key: str) -> Upload:
        answer: Upload = self.line.ask("get_upload", upload=key)
        return answer


def await_upload(line: Connection, key: str, *, seconds: float = 3600) -> Upload:
    """Wait until the server has looked at a clip that has arrived.

    Raises:
        FileRefused: It is no clip for this project; the text says why.
        TooSlow: It was not looked at in this time.
    """
    until = time.monotonic() + seconds
    while True:
        upload: Upload = line.ask("get_upload", upload=key)
        if upload["state"] == "refused":
            raise FileRefused(
                f"{upload['name']} was refused ({upload['code']}): {upload['text']}", reason=upload["code"]
            )
        if upload["state"] == "accepted":
            return upload
        if time.monotonic() > until:
            raise TooSlow(f"{upload['name']} is {upload['state']} still after {seconds:g} s; look again later.")
        time.sleep(LOOK_AGAIN)


@contextmanager
def readable(place: Path) -> Iterator[BinaryIO]:
    """A file opened.

    Raises:
        FileUnusable: It cannot be read.
    """
    try:
        with place.open("rb") as file:
            yield file
    except OSError as error:
        raise FileUnusable(f"{place} cannot be read: {error.strerror}.", file=str(place)) from error
