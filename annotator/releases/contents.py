"""What a release holds beside its annotations: tables about all clips, gathered clip by clip as those are written."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import cv2
import numpy as np

from annotator.errors import AnnotatorError
from annotator.formats import canonical, leakage
from annotator.formats.annotation import ReleaseVideo as Video
from annotator.formats.canonical import FrameEntry, still_name
from annotator.formats.clock import keyframes
from annotator.formats.contents import predictions, provenance, stills, video_list
from annotator.formats.contents.frame_table import FrameTableWriter
from annotator.formats.contents.provenance import PromptOrigin, Stretch, TrackOrigin
from annotator.formats.leakage import Leak
from annotator.formats.whole_file import beside
from annotator.releases.models import ReleaseVideo
from annotator.releases.queries import media_of


class ContentsUnknown(AnnotatorError):
    """A release that was frozen before its tables could be made from what was frozen."""

    code = "contents_unknown"
    status = 409


class Contents:
    """The tables while they grow; clips come in the order of their numbers, and nothing is left if the block fails."""

    def __init__(self, folder: Path, *, lists_videos: bool = False) -> None:
        self.folder, self.lists_videos = folder, lists_videos
        self.leaving = ExitStack()
        self.origins: dict[int, str] = {}
        self.looks: dict[int, list[int | None]] = {}
        self.splits: dict[int, str] = {}

    def __enter__(self) -> "Contents":
        self.table = self.leaving.enter_context(FrameTableWriter(self.folder))
        self.provenance = self.leaving.enter_context(beside(self.folder / provenance.FILE))
        self.stills = self.leaving.enter_context(beside(self.folder / stills.FILE))
        if self.lists_videos:
            self.videos = self.leaving.enter_context(beside(self.folder / video_list.FILE))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leaving.__exit__(kind, error, trace)

    def add(self, video: Video, entry: ReleaseVideo, clock: Sequence[FrameEntry]) -> None:
        """One clip, as it was just written; what cannot be told of it leaves nothing in the tables.

        Args:
            clock: The frame table of its canonical video; empty where it came without one.

        Raises:
            ContentsUnknown: It was frozen before Tether noted who decided its keyframes.
            OSError: The disk is full or not writable.
        """
        tracks, looks = origins_of(entry.frozen), looks_of(entry.frozen, len(video.segmentations))
        self.table.add(video, tracks, clock)
        asked, reviewed = len(video.object_referrals), entry.frozen.get("referrals") is not None
        prompts = PromptOrigin(reviewed=asked if reviewed else 0, by_rule=0 if reviewed else asked)
        provenance.write_line(self.provenance, video.video_id, tracks, prompts, entry.frozen.get("written"))
        stills.write_line(self.stills, video.video_id, looks)
        predictions.write(self.folder, video)
        if self.lists_videos:
            size = media_of(entry.frozen, canonical.VIDEO).stat().st_size
            video_list.write_line(self.videos, video, size=size, sha256=entry.frozen["media_sha256"])
        self.origins[video.video_id] = leakage.origin_of(video.src_dataset, video.filename)
        self.looks[video.video_id], self.splits[video.video_id] = looks, entry.split

    def leaks(self) -> list[Leak]:
        """Clips of different splits that seem to show the same."""
        return [
            *leakage.same_source(self.origins, self.splits),
            *leakage.near_duplicates(self.looks, self.splits),
        ]


def origins_of(frozen: dict[str, Any]) -> list[TrackOrigin]:
    """Where the masks of a clip's tracks come from.

    Raises:
        ContentsUnknown: That was not frozen.
    """
    try:
        return [
            TrackOrigin(
                track["number"],
                dict(track["keyframes"]),
                [
                    Stretch(one["first"], one["last"], one["predictor"], one["engine"])
                    for one in frozen["segments"]
                    if one["number"] == track["number"]
                ],
            )
            for track in frozen["tracks"]
        ]
    except KeyError as error:
        raise ContentsUnknown("it was frozen by an earlier Tether; freeze the next version instead.") from error


def looks_of(frozen: dict[str, Any], frames: int) -> list[int | None]:
    """How each keyframe looks; None where it is flat or its still is not there."""
    looks: list[int | None] = []
    for frame in keyframes(frames):
        try:
            still = media_of(frozen, still_name(frame))
        except FileNotFoundError:
            looks.append(None)
            continue
        picture = cv2.imread(str(still), cv2.IMREAD_REDUCED_GRAYSCALE_4)
        looks.append(None if picture is None else leakage.look_of(picture.astype(np.uint8, copy=False)))
    return looks
