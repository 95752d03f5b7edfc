"""The caption and the masks of an imported clip, written the way that people's are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np

from annotator.annotations.actions.captions import Writing, save_caption
from annotator.annotations.actions.imports import keep_computed, keep_drawn
from annotator.annotations.actions.wordings import keep_wordings
from annotator.annotations.models import Caption
from annotator.annotations.propagation_plan import WantedSegment
from annotator.annotations.queries import tracks_of
from annotator.formats import clock, raster, rle
from annotator.formats.annotation import ReleaseVideo
from annotator.formats.ring import Shape
from annotator.formats.rle import Runs
from annotator.releases.import_people import ImportPeople
from annotator.review import actions as review
from annotator.videos.models import Video
from annotator.work import actions as work
from annotator.work.models import WorkItem
from annotator.work.queries import lock_own


def write_caption(clip: Video, video: ReleaseVideo, people: ImportPeople) -> None:
    """The raw caption, approved, with the texts derived from it, its prompts and its rewordings.

    Raises:
        CaptionRefused, CaptionInvalid: What it says cannot be handed in, or it grounds nothing.
    """
    item = WorkItem.objects.get(video=clip, step=WorkItem.Step.CAPTION)
    work.claim(people.captions, item_id=item.pk)
    writing = Writing(video.caption_raw_en)
    save_caption(people.captions, video_id=clip.pk, writing=writing, seen_revision=0, strict=True)
    for field, text in _derived(video).items():
        writing = Writing(text, based_on=1, source=Caption.Source.MACHINE)
        save_caption(people.captions, video_id=clip.pk, writing=writing, seen_revision=0, field=field, strict=True)
    review.submit(people.captions, item_id=item.pk)
    review.approve(people.review, item_id=item.pk)
    keep_wordings(
        people.review, clip, referrals=video.object_referrals, rewordings=video.reworded_en_captions
    )  # fmt: skip


def _derived(video: ReleaseVideo) -> dict[str, str]:
    """The texts that are their own; where nobody cleaned a caption the layout has a copy of the raw one."""
    cleaned = video.caption_raw_en_gpt if video.caption_raw_en_gpt != video.caption_raw_en else ""
    texts = {Caption.Field.EN_GPT: cleaned, Caption.Field.CN: video.caption_raw_cn}
    return {str(field): text for field, text in texts.items() if text}


def write_masks(clip: Video, video: ReleaseVideo, people: ImportPeople) -> None:
    """What people drew as keyframes, what was computed as a run, approved.

    Raises:
        DamagedRle: Run lengths that do not describe a mask of their size.
    """
    item = WorkItem.objects.get(video=clip, step=WorkItem.Step.MASKS)
    work.claim(people.masks, item_id=item.pk)
    locked = lock_own(people.masks, clip.pk, WorkItem.Step.MASKS)
    masks = masks_of_tracks(video)
    for track in tracks_of(clip):
        keep_drawn(people.masks, locked, track, _shapes(video, masks[track.number]))

    def masks_of(wanted: WantedSegment) -> list[Runs]:
        return masks[wanted.number][wanted.first : wanted.last + 1]

    keep_computed(people.masks, clip, masks_of)
    review.submit(people.masks, item_id=item.pk)
    review.approve(people.review, item_id=item.pk)


def masks_of_tracks(video: ReleaseVideo) -> dict[int, list[Runs]]:
    """The run lengths of every track on every frame, in the one form that an encoder gives them.

    A track that is not listed on a frame has an empty mask there.
    """
    height, width = video.image_size
    empty = np.array([height * width])
    found: dict[int, list[Runs]] = {track: [empty] * len(video.segmentations) for track in video.all_track_ids}
    for index, frame in enumerate(video.segmentations):
        for track, mask in zip(frame.track_ids, frame.mask_rles, strict=True):
            found[track][index] = rle.merged(rle.runs_of_counts(mask["counts"], height=height, width=width))
    return found


def _shapes(video: ReleaseVideo, masks: list[Runs]) -> Iterator[tuple[int, Shape]]:
    height, width = video.image_size
    for frame in clock.keyframes(len(masks)):
        yield frame, raster.trace(rle.mask_of_runs(masks[frame], height=height, width=width))


def left_out(video: ReleaseVideo) -> dict[str, list[list[int]]]:
    """By number, the spells of frames [first, last] that do not list a track, both included."""
    found = {}
    for track in video.all_track_ids:
        absent = [index for index, frame in enumerate(video.segmentations) if track not in frame.track_ids]
        spells = [
            [index for _, index in spell] for _, spell in groupby(enumerate(absent), key=lambda pair: pair[1] - pair[0])
        ]
        if spells:
            found[str(track)] = [[spell[0], spell[-1]] for spell in spells]
    return found
