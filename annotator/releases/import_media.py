"""The pictures of imported clips: the video that came along, through the same door as every other, or grey ones."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.formats.annotation import ReleaseVideo
from annotator.formats.canonical import Canonical
from annotator.formats.incoming import clip_file
from annotator.formats.whole_file import sha256_of
from annotator.videos import grey_clip, queries
from annotator.videos.actions import limits_of, make_canonical
from annotator.videos.models import Project

_KEPT = 16  # grey clips of a size and length; most sets have few


class MediaDiffers(AnnotatorError):
    """The video file is not the one that the annotation counts."""

    code = "media_differs"


@dataclass(frozen=True)
class Media:
    """A canonical folder to be moved into place, what is known of it, and the checksum that it goes by in a project."""

    made: Canonical
    folder: Path
    sha256: str
    grey: bool


@dataclass
class Pictures:
    """Where a release's videos are looked for; and grey clips that were made before, to be copied.

    Args:
        videos: The folder of video files, if there is one.
    """

    project: Project
    videos: Path | None
    _grey: dict[tuple[int, int, int], tuple[Canonical, Path]] = field(default_factory=dict)

    @contextmanager
    def of(self, video: ReleaseVideo, *, sha256: str) -> Iterator[Media]:
        """Make a video's canonical folder; what is left of it at the end is removed.

        Args:
            sha256: The annotation's, by which a clip goes that has no file of its own.

        Raises:
            ImportRefused: Something other than a plain file lies in the video's place.
            RefusedVideo: The file cannot become a clip.
            DuplicateVideo: It is one already.
            MediaDiffers: It is of another size or length than the annotation.
        """
        path = clip_file(self.videos, video.filename) if self.videos else None
        media = self._grey_like(video, sha256) if path is None else self._made_of(path)
        try:
            check_fits(video, media.made)
            yield media
        finally:
            shutil.rmtree(media.folder, ignore_errors=True)  # gone already where all went well

    def forget(self) -> None:
        """Remove the grey clips that were kept to be copied."""
        while self._grey:
            shutil.rmtree(self._grey.popitem()[1][1], ignore_errors=True)

    def _made_of(self, path: Path) -> Media:
        limits_of(self.project).check_file(path)
        sha256 = sha256_of(path)
        queries.refuse_duplicate(self.project, sha256)  # before it is decoded
        made, folder = make_canonical(self.project, path)
        return Media(made, folder, sha256, grey=False)

    def _grey_like(self, video: ReleaseVideo, sha256: str) -> Media:
        shape = (*video.image_size, len(video.segmentations))
        if shape not in self._grey:
            if len(self._grey) >= _KEPT:
                shutil.rmtree(self._grey.pop(next(iter(self._grey)))[1], ignore_errors=True)
            self._grey[shape] = self._new_grey(*shape)
        made, model = self._grey[shape]
        folder = Path(tempfile.mkdtemp(dir=queries.clips_root(), prefix=".new-"))
        shutil.copytree(model, folder, dirs_exist_ok=True)
        return Media(made, folder, sha256, grey=True)

    def _new_grey(self, height: int, width: int, frame_count: int) -> tuple[Canonical, Path]:
        with tempfile.TemporaryDirectory(dir=queries.clips_root(), prefix=".new-") as workshop:
            film = Path(workshop) / "grey.mp4"
            grey_clip.render(film, width=width, height=height, frame_count=frame_count)
            made, folder = make_canonical(self.project, film)
        return replace(made, notes=(grey_clip.NOTE,)), folder


def check_fits(video: ReleaseVideo, made: Canonical) -> None:
    """Let pass media whose frames are those that the annotation counts.

    Raises:
        MediaDiffers: They are of another size or number.
    """
    found = (made.height, made.width, made.frame_count)
    wanted = (*video.image_size, len(video.segmentations))
    if found != wanted:
        raise MediaDiffers(
            f"videos/{video.filename}: is {found[1]}x{found[0]} with {found[2]} frames at 30 fps, its annotation "
            f"{wanted[1]}x{wanted[0]} with {wanted[2]}; fetch the video that was annotated.",
            file=f"videos/{video.filename}",
        )
