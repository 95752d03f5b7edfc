"""A finished clip whose media lie wherever files are kept."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from annotator.videos.actions import bytes_in, keep_media, media_of
from annotator.videos.models import Video
from tests import factories as make
from tests.annotator.releases.finished import ALONE, TRIANGLE


def finished_anywhere(footage: make.Footage, project: object = None) -> Video:
    """A clip at the end of the line, with media as ingest names and keeps them."""
    clip = make.video(
        project or make.project(),
        frame_count=footage.made.frame_count, width=footage.made.width, height=footage.made.height,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as beside:
        folder = Path(beside) / "canonical"
        shutil.copytree(footage.folder, folder)
        clip.sha256, clip.media, clip.bytes = footage.made.sha256, media_of(folder), bytes_in(folder)
        keep_media(folder, clip.media)
    clip.save()
    return make.finish(clip, rings=TRIANGLE, text=ALONE)
