"""A video of somebody's release becomes a finished clip: all of it in one transaction, or nothing and a reason.

It takes the way that people's work takes (claim, save, hand in, approve), so that whatever holds for theirs holds here.
What a release would say of the clip is held against what the file says before anything is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from dataclasses import fields as fields_of
from itertools import islice
from typing import Any, Literal

from django.db import transaction

from annotator.annotations import caption_rules
from annotator.errors import AnnotatorError
from annotator.formats import rules, vicas
from annotator.formats.annotation import ReleaseVideo
from annotator.formats.fault import Fault
from annotator.formats.incoming import Incoming
from annotator.releases.actions import frozen_of
from annotator.releases.clips import composed
from annotator.releases.import_media import Media, Pictures
from annotator.releases.import_people import admitted
from annotator.releases.import_writing import left_out, write_caption, write_masks
from annotator.releases.models import ImportedVideo
from annotator.videos import actions as videos
from annotator.videos.models import Project, Video
from annotator.work.actions import open_line

MOST_FAULTS = 20  # told of one file; a damaged one may break a rule on every frame
LONGEST_SOURCE = 80


class AnnotationFaulty(AnnotatorError):
    """An annotation that breaks rules of the layout or of what a project takes; `faults` lists the first of them."""

    code = "annotation_faulty"


class NumberTaken(AnnotatorError):
    """A clip that was not imported has the video's number."""

    code = "number_taken"
    status = 409


class ImportDiffers(AnnotatorError):
    """The video was imported before, with another annotation or from another split."""

    code = "import_differs"
    status = 409


@dataclass(frozen=True)
class Outcome:
    """What became of one video.

    Args:
        video: Its number; None where the file does not say which it is about.
        state: `present`: the very same annotation was imported before.
        code: Why it was refused, for programs.
        text: The same for people; names the file.
        faults: Each rule that the file breaks.
        differences: Fields that a release will write in another form than the file has; their meaning is the same.
        grey: No video file was there, so its pictures are grey.
    """

    video: int | None
    file: str
    state: Literal["imported", "present", "refused"]
    code: str | None = None
    text: str | None = None
    faults: tuple[dict[str, Any], ...] = ()
    differences: tuple[str, ...] = ()
    grey: bool = False


def take_in(project: Project, incoming: Incoming, video: int, pictures: Pictures) -> Outcome:
    """Import one video, unless it is there already; a refusal leaves nothing behind."""
    file = incoming.file_of(video)
    try:
        raw = incoming.read(video)
        origin = _origin(incoming, video, raw)
        if is_present(project, video, origin):
            return Outcome(video, file, "present")
        read = checked(raw, project, file=file)
        with pictures.of(read, sha256=origin.sha256) as media:
            found = keep(project, read, origin, media)
    except AnnotatorError as error:
        faults = error.fields.get("faults", ())
        told = str(error) if str(error).startswith(("annotations/", "splits/", "videos/")) else f"{file}: {error}"
        return Outcome(video, file, "refused", error.code, told, tuple(faults) if isinstance(faults, list) else ())
    if found is None:
        return Outcome(video, file, "present")
    return Outcome(video, file, "imported", differences=found, grey=media.grey)


def _origin(incoming: Incoming, video: int, raw: bytes) -> ImportedVideo:
    """Where a video comes from, unsaved."""
    sha256 = hashlib.sha256(raw).hexdigest()
    return ImportedVideo(version=incoming.version, split=incoming.splits.get(video, ""), sha256=sha256)


def is_present(project: Project, number: int, origin: ImportedVideo) -> bool:
    """Whether just this was imported before.

    Raises:
        NumberTaken: Another clip of the project has the number.
        ImportDiffers: The clip was imported from something else.
    """
    clip = Video.objects.filter(project=project, number=number).select_related("imported").first()
    if clip is None:
        return False
    before = ImportedVideo.objects.filter(video=clip).first()
    if before is None:
        raise NumberTaken(
            f"The project has a clip {number:06d} ({clip.name}) of its own; import into another project.", video=clip.pk
        )
    if before.sha256 != origin.sha256:
        raise ImportDiffers(
            f"Clip {number:06d} was imported before, from another annotation (of {before.version}); what stands "
            "here is kept. To have this one, import into another project.",
            video=clip.pk,
        )
    if before.split != origin.split:
        raise ImportDiffers(
            f"Clip {number:06d} was imported as one of {before.split or 'no split'} and is in "
            f"{origin.split or 'no split'} here; a clip never changes its split.",
            video=clip.pk,
        )
    return True


def checked(raw: bytes, project: Project, *, file: str) -> ReleaseVideo:
    """Read an annotation that breaks no rule.

    Raises:
        AnnotationFaulty: It breaks some; lists the first.
        RefusedVideo: It is larger, shorter or longer than the project takes.
    """
    fields, faults = vicas.read_file(raw, file=file)
    _refuse(file, faults)
    video = vicas.video_of(fields)
    limits, (height, width), frames = videos.limits_of(project), video.image_size, len(video.segmentations)
    limits.check_picture(width, height)  # before run lengths are looked at: they may claim any size
    limits.check_length(frame_count=frames, source_frames=frames)
    _refuse(file, _text_faults(video))
    _refuse(file, rules.mask_faults(fields))
    return video


def _text_faults(video: ReleaseVideo) -> Iterator[Fault]:
    """What the layout allows and we have no place for."""
    height, width = video.image_size
    if height % 2 or width % 2:
        yield Fault("image_size", f"image_size {[height, width]} is odd; our videos have even sides, cut the video")
    if len(video.src_dataset) > LONGEST_SOURCE:
        yield Fault("wrong_type", f"src_dataset has {len(video.src_dataset)} characters; {LONGEST_SOURCE} are the most")
    texts = {"src_dataset": video.src_dataset} | {
        f"object_referrals[{place}].prompt": one.prompt for place, one in enumerate(video.object_referrals)
    }
    texts |= {f"reworded_en_captions[{place}]": text for place, text in enumerate(video.reworded_en_captions)}
    for name, text in texts.items():
        try:
            caption_rules.check_text(text)
        except AnnotatorError as error:
            yield Fault("wrong_type", f"{name}: {error}")


def _refuse(file: str, faults: Iterable[Fault]) -> None:
    """Refuse a file for its faults, if there are any.

    Raises:
        AnnotationFaulty: Names the first, lists the first few.
    """
    found = list(islice(faults, MOST_FAULTS + 1))
    if not found:
        return
    listed = [vicas.located(fault, file) for fault in found[:MOST_FAULTS]]
    more = f" (and {len(found) - 1} more)" if 1 < len(found) <= MOST_FAULTS else " (and many more)" if found[1:] else ""
    raise AnnotationFaulty(
        f"{listed[0].line}{more}; mend the file or fetch it again.", faults=[asdict(fault) for fault in listed]
    )


@transaction.atomic
def keep(project: Project, video: ReleaseVideo, origin: ImportedVideo, media: Media) -> tuple[str, ...] | None:
    """Write a clip with all of its annotation.

    Returns:
        The fields that a release will write in another form; None when somebody else imported it meanwhile.

    Raises:
        AnnotatorError: Whatever a person would be told who wrote or drew this.
    """
    videos.lock_numbers(project)
    if is_present(project, video.video_id, origin):
        return None
    place, size = videos.media_of(media.folder), videos.bytes_in(media.folder)
    clip = videos.add_video(
        project, media.made, place, size=size, name=video.filename.partition("_")[2],
        source=video.src_dataset, sha256=media.sha256, by=None, number=video.video_id,
    )  # fmt: skip
    open_line(clip)
    with admitted(project) as people:
        write_caption(clip, video, people)
        write_masks(clip, video, people)
    origin.video, origin.filename, origin.left_out = clip, video.filename, left_out(video)
    origin.save()
    found = differences(video, composed(frozen_of(clip)))
    videos.keep_media(media.folder, place)
    return found


def differences(read: ReleaseVideo, written: ReleaseVideo) -> tuple[str, ...]:
    """The fields in which a release will not be, sign by sign, what was read; of frames the first."""
    found = [field.name for field in fields_of(read) if getattr(read, field.name) != getattr(written, field.name)]
    if "segmentations" in found:
        frames = zip(read.segmentations, written.segmentations, strict=True)
        first = next(index for index, (here, there) in enumerate(frames) if here != there)
        found[found.index("segmentations")] = f"segmentations[{first}]"
    return tuple(found)
