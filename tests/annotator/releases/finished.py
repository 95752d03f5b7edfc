"""What the tests of releases share: finished clips, and releases made of them."""

from __future__ import annotations

from pathlib import Path

from asgiref.sync import async_to_sync

from annotator.annotations.actions.wordings import keep_wordings
from annotator.formats.annotation import Referral
from annotator.releases import actions
from annotator.releases.build import build
from annotator.releases.choices import AS_USUAL, Choices
from annotator.releases.models import Release
from annotator.videos.models import Video
from tests import factories as make

ALONE = "[A red box]<mask_1> slides past a wall."
TRIANGLE = [[[4.0, 4.0], [50.0, 8.5], [20.25, 40.0]]]


def finished(project, footage, text: str = ALONE) -> Video:
    """A clip at the end of the line."""
    return make.finish(make.filmed(project, footage), rings=TRIANGLE, text=text)


def silent(done: int, total: int) -> None:
    """A build that nobody watches."""


def review_prompts(clip: Video, *prompts: tuple[str, tuple[int, ...]]) -> None:
    """Let a person have approved these prompts, and no other."""
    keep_wordings(make.inspector(clip.project), clip, referrals=[Referral(*one) for one in prompts], rewordings=[])


def made(project, version: str = "v1.0", choices: Choices = AS_USUAL) -> Release:
    """A published release."""
    release = actions.freeze(project, version=version, note="", by=None, choices=choices)
    build(release, step=silent)
    return release


def body_of(answer) -> bytes:
    """A streamed answer's bytes."""

    async def read() -> bytes:
        return b"".join([block async for block in answer.streaming_content])

    return async_to_sync(read)()


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
