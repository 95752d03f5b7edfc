"""Masks that were drawn in another tool come to a clip that waits for its masks, and are handed in for review.

Such files have no captions, so nothing is finished by them: the clip is here, its caption is approved, and nobody has
begun to draw. What the file says of a keyframe is a keyframe; what it says of every frame between is a run `imported`;
a file that knows fewer frames has each of them as an extra keyframe, and the rest is computed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from django.db import transaction
from django.db.models import Q

from annotator.annotations.actions.imports import MasksOf, keep_computed, keep_drawn
from annotator.annotations.caption_rules import name_of
from annotator.annotations.models import Keyframe, Track
from annotator.annotations.propagation_plan import WantedSegment
from annotator.annotations.queries import tracks_of
from annotator.errors import AnnotatorError
from annotator.formats import clock, raster, ring, rle
from annotator.formats.incoming import MOST_BYTES, read_plain
from annotator.formats.interchange import cvat_reading, sav
from annotator.formats.interchange.foreign import ForeignTrack, ForeignVideo
from annotator.formats.ring import Shape
from annotator.formats.rle import Runs
from annotator.formats.vicas import video_filename
from annotator.releases.import_people import admitted
from annotator.releases.importing import Outcome
from annotator.review import actions as review
from annotator.videos.actions import lock_numbers
from annotator.videos.models import Project, Video
from annotator.work import actions as work
from annotator.work.models import WorkItem
from annotator.work.queries import lock_own


class ForeignMasksRefused(AnnotatorError):
    """Masks of another tool that fit no clip as it stands; the text says what is in the way."""

    code = "foreign_masks_refused"
    status = 409


@dataclass(frozen=True)
class ForeignFormat:
    """How files of another tool are found and read."""

    suffix: str
    read: Callable[..., ForeignVideo]


FORMATS: Mapping[str, ForeignFormat] = MappingProxyType(
    {"cvat": ForeignFormat(".xml", cvat_reading.read), "sa-v": ForeignFormat(".json", sav.read)}
)


def files_in(folder: Path, name: str) -> list[str]:
    """The paths below a folder of the files of a format, in order."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob(f"*{FORMATS[name].suffix}"))
    return sorted(found)


def take_in_masks(project: Project, folder: Path, file: str, name: str) -> Outcome:
    """Hand in the masks of one file, unless just these were handed in before; a refusal leaves nothing behind."""
    clip: Video | None = None
    try:
        video = FORMATS[name].read(read_plain(folder / file, name=file, most=MOST_BYTES), name=file)
        clip = clip_of(project, video)
        return Outcome(clip.number, file, "imported" if keep_masks(clip, video) else "present")
    except AnnotatorError as error:
        told = str(error) if str(error).startswith(file) else f"{file}: {error}"
        return Outcome(clip.number if clip else None, file, "refused", error.code, told)


def clip_of(project: Project, video: ForeignVideo) -> Video:
    """The clip that a file is about: of the same name, or of the number or the name that a release gives it.

    Raises:
        ForeignMasksRefused: There is none, or several.
    """
    wanted = _stem(video.name)
    digits = wanted[:6] if wanted[:6].isascii() and wanted[:6].isdecimal() else "-1"
    likely = Video.objects.filter(Q(name__startswith=wanted) | Q(number=int(digits)), project=project, twin_of=None)
    clips = [
        clip
        for clip in likely.select_related("project")
        if wanted in (_stem(clip.name), f"{clip.number:06d}", _stem(video_filename(clip.number, clip.name)))
    ]
    if len(clips) != 1:
        found = ", ".join(str(clip) for clip in clips) or "none"
        raise ForeignMasksRefused(f"is about {video.name!r:.120}; clips of that name here: {found}. Import it first.")
    return clips[0]


def _stem(name: str) -> str:
    last = name.rpartition("/")[2]
    return last.rpartition(".")[0] or last


@transaction.atomic
def keep_masks(clip: Video, video: ForeignVideo) -> bool:
    """Draw a clip's masks as a file has them, and hand them in.

    Returns:
        False when just these stand already.

    Raises:
        ForeignMasksRefused: The file is of another size, length or objects, or the clip does not wait for masks.
    """
    check_frames(clip, video)
    lock_numbers(clip.project)
    item = WorkItem.objects.select_for_update().get(video=clip, step=WorkItem.Step.MASKS)
    tracks = tracks_of(clip)
    drawn = {track.pk: dict(_shapes(clip, video, of)) for track, of in matched(tracks, video.tracks)}
    if item.state != WorkItem.State.READY or Keyframe.objects.filter(track__video=clip).exists():
        if tracks and _stands(tracks, drawn):
            return False
        raise ForeignMasksRefused(
            f"Clip {clip.number:06d} has masks that are {item.state}; they are imported only where the caption is "
            "approved and nobody has begun to draw."
        )
    with admitted(clip.project) as people:
        work.claim(people.masks, item_id=item.pk)
        locked = lock_own(people.masks, clip.pk, WorkItem.Step.MASKS)
        for track in tracks:
            keep_drawn(people.masks, locked, track, drawn[track.pk].items())
        if video.step == 1:
            keep_computed(people.masks, clip, _masks_between(clip, tracks, video))
        review.submit(people.masks, item_id=item.pk)
    return True


def _masks_between(clip: Video, tracks: list[Track], video: ForeignVideo) -> MasksOf:
    """The run lengths of a segment, of a file that knows every frame."""
    of_track = {track.pk: other.masks for track, other in matched(tracks, video.tracks)}
    empty = np.array([clip.height * clip.width])

    def masks_of(wanted: WantedSegment) -> list[Runs]:
        masks, frames = of_track[wanted.track], range(wanted.first, wanted.last + 1)
        return [_runs(clip, masks[frame]["counts"]) if frame in masks else empty for frame in frames]

    return masks_of


def check_frames(clip: Video, video: ForeignVideo) -> None:
    """Let pass a file that counts the clip's frames.

    Raises:
        ForeignMasksRefused: It is of another size or length.
    """
    size, length = (clip.height, clip.width), video.frames * video.step
    if video.size != size:
        raise ForeignMasksRefused(
            f"The file is of {video.size[1]}x{video.size[0]} px, clip {clip.number:06d} of {size[1]}x{size[0]}; "
            "export it for the clip as it is here."
        )
    if not length - video.step < clip.frame_count <= length + (video.step > 1):  # a slower clock rounds by one
        raise ForeignMasksRefused(
            f"The file has {video.frames} frames, one for {video.step} of ours, and clip {clip.number:06d} has "
            f"{clip.frame_count}; annotate the canonical video."
        )


def matched(tracks: list[Track], others: tuple[ForeignTrack, ...]) -> list[tuple[Track, ForeignTrack]]:
    """A clip's tracks with those of a file: by what they are called, else by number, where the tenth is 0 or 10.

    Raises:
        ForeignMasksRefused: They are not the same objects.
    """
    for keys in (_by_name, _by_number):
        named, theirs = keys(tracks), {key: other for other in others for key in _keys_of(other)}
        pairs = [(track, theirs[key]) for key, track in named.items() if key in theirs]
        if len(pairs) == len(tracks) == len(others) == len({other.number for _, other in pairs}):
            return pairs
    here = ", ".join(f"{track.number} {track.label!r:.40}" for track in tracks)
    there = ", ".join(f"{other.number} {other.label!r:.40}" for other in others) or "none"
    raise ForeignMasksRefused(
        f"The file has the objects {there}, the clip {here}; name or number them as the caption does."
    )


def _by_name(tracks: list[Track]) -> dict[str, Track]:
    return {name_of(track.label).casefold(): track for track in tracks}


def _by_number(tracks: list[Track]) -> dict[str, Track]:
    return {str(track.number): track for track in tracks}


def _keys_of(other: ForeignTrack) -> tuple[str, str]:
    return name_of(other.label).casefold(), str(0 if other.number == 10 else other.number)


def _shapes(clip: Video, video: ForeignVideo, track: ForeignTrack) -> Iterator[tuple[int, Shape]]:
    """What the file says of every frame that becomes a keyframe; no rings where it sees nothing."""
    step = clock.KEYFRAME_STEP if video.step == 1 else video.step
    for frame in range(0, clip.frame_count, step):
        mask = track.masks.get(frame // video.step)
        yield frame, () if mask is None else raster.trace(rle.decode(mask))


def _stands(tracks: list[Track], drawn: Mapping[int, Mapping[int, Shape]]) -> bool:
    """Whether just these shapes are what was drawn."""
    return all(
        {keyframe.frame: bytes(keyframe.rings) for keyframe in track.standing}  # type: ignore[attr-defined]
        == {frame: ring.pack(shape) if shape else b"" for frame, shape in drawn[track.pk].items()}
        for track in tracks
    )


def _runs(clip: Video, counts: str) -> Runs:
    return rle.runs_of_counts(counts, height=clip.height, width=clip.width)
