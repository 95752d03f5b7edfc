"""The client's face: what a program does with Tether, in the words of the product.

with Tether.from_environment() as tether:
    tether.upload("demo", Path("clip.mp4"))
    tether.pull_release("demo", "v1.0", Path("v1.0"))
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from annotator.client import access, board, drafts, fetching, sending
from annotator.client.board import Entry
from annotator.client.connection import Connection
from annotator.client.fetching import Pulled
from annotator.client.progress import Watcher, nobody
from annotator.client.schema import (
    Board,
    HandedInCellRequest,
    ModelDraft,
    PredictionSet,
    Project,
    Queue,
    Releases,
    Session,
    Upload,
    Uploads,
)


class Tether:
    """One server, as one person. Every method may raise `Refused`, `NotReached` and `NoTether`.

    Args:
        server: Its address, such as https://tether.example.org.
        token: The person's; see `access.token` for where it is better kept than in a program.
    """

    def __init__(self, server: str, token: str) -> None:
        self.line = Connection(server, token)

    @classmethod
    def from_environment(cls, server: str | None = None) -> Self:
        """As `TETHER_SERVER` and the person's token say.

        Raises:
            TokenMissing, TokenExposed, FileUnusable
        """
        return cls(access.server_address(server), access.token())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.line.http.close()

    def session(self) -> Session:
        """Who the token is, and their projects."""
        answer: Session = self.line.ask("get_session")
        return answer

    def project(self, slug: str) -> Project:
        """How many clips are where in the line."""
        answer: Project = self.line.ask("get_project", slug=slug)
        return answer

    def queue(self, slug: str) -> Queue:
        """The person's own work: what is next, returned, begun, to review."""
        answer: Queue = self.line.ask("get_queue", slug=slug)
        return answer

    def uploads(self, slug: str) -> Uploads:
        """Clips on their way into the line."""
        answer: Uploads = self.line.ask("list_uploads", slug=slug)
        return answer

    def upload(self, slug: str, place: Path, *, source: str = "", watch: Watcher = nobody) -> Upload:
        """Send a video; called again for the same file, it goes on, or does nothing where all has arrived.

        Args:
            source: Where it is from, as the library shows it.

        Raises:
            FileUnusable: It cannot be read here.
        """
        return sending.Sending(self.line, slug, place, source=source).send(watch)

    def await_upload(self, upload: Upload, *, seconds: float = 3600) -> Upload:
        """Wait until a clip that was sent has its place in the line.

        Raises:
            FileRefused: It is no clip for this project.
            TooSlow: It took longer.
        """
        return sending.await_upload(self.line, upload["key"], seconds=seconds)

    def releases(self, slug: str) -> Releases:
        """A project's releases, newest first."""
        answer: Releases = self.line.ask("list_releases", slug=slug)
        return answer

    def pull_release(self, slug: str, version: str, folder: Path, *, watch: Watcher = nobody) -> Pulled:
        """Fetch a release, or prove the one that lies in the folder; see `fetching.pull`.

        Raises:
            NotReady, FolderTaken, Damaged, FileUnusable
        """
        return fetching.pull(self.line, slug, version, folder, watch)

    def board(self, slug: str) -> Board:
        """Which predictions were scored, and how well they did."""
        answer: Board = self.line.ask("get_board", slug=slug)
        return answer

    def push_predictions(self, slug: str, place: Path, entry: Entry, *, watch: Watcher = nobody) -> PredictionSet:
        """Send predictions and put them forward; see `board.push_predictions`.

        Raises:
            NotReady, FileUnusable
        """
        return board.push_predictions(self.line, slug, place, entry, watch)

    def await_predictions(self, predictions: PredictionSet, *, seconds: float = 3600) -> PredictionSet:
        """Wait until predictions are scored.

        Raises:
            FileRefused: They were refused; the text has the first faults.
            TooSlow: It took longer.
        """
        return board.await_predictions(self.line, predictions["id"], seconds=seconds)

    def push_caption_draft(
        self, slug: str, clip: int, text: str, *, model: str, score: float | None = None
    ) -> ModelDraft:
        """Lay a caption beside the work of who has the clip's caption in hand; a lead may do so ahead, of ready work.

        Args:
            clip: Its number in the project.
            text: With its phrases, in the caption's grammar.
            model: The project's active checkpoint, by name or sha256: what drafted this.
            score: How sure it is, 0 to 1.
        """
        body = {"model": model, "text": text, "score": score}
        return drafts.hand_in(self.line, slug, clip, "caption", body)

    def push_mask_drafts(self, slug: str, clip: int, cells: Sequence[HandedInCellRequest], *, model: str) -> ModelDraft:
        """Lay masks beside the open cells of a clip whose masks one has in hand.

        Args:
            cells: Each an object's `number`, a keyframe's `frame`, `rings` in pixels, and a `score`, 0 to 1.
            model: As in `push_caption_draft`.
        """
        return drafts.hand_in(self.line, slug, clip, "masks", {"model": model, "cells": list(cells)})
