"""A video turned round: the layout lists masks frame by frame, most formats want a track at a time."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.formats import rle
from annotator.formats.annotation import ReleaseVideo
from annotator.formats.interchange.losses import Losses
from annotator.formats.rle import Rle


def masks_of_tracks(video: ReleaseVideo) -> dict[int, list[Rle | None]]:
    """For every track of the video, in its order, the mask of each frame; None where the object is absent.

    The layout knows two ways to say "absent" (not listed, or an empty mask); here they are one.

    Raises:
        DamagedRle: run lengths that do not describe a mask of their size.
    """
    height, width = video.image_size
    tracks: dict[int, list[Rle | None]] = {track: [None] * len(video.segmentations) for track in video.all_track_ids}
    for index, frame in enumerate(video.segmentations):
        areas = rle.areas_of_counts([mask["counts"] for mask in frame.mask_rles], height=height, width=width)
        for track, mask, area in zip(frame.track_ids, frame.mask_rles, areas, strict=True):
            if area:
                tracks[track][index] = mask
    return tracks


def visible(masks: Sequence[Rle | None]) -> int:
    """On how many frames the object is seen."""
    return sum(mask is not None for mask in masks)


def object_numbers(video: ReleaseVideo) -> dict[int, int]:
    """Numbers from 1 for formats in which 0 is the background: a track keeps its own, and the tenth, 0, becomes 10."""
    return {track: track or 10 for track in video.all_track_ids}


def frame_names(video: ReleaseVideo) -> list[str]:
    """The names of its frames without an ending."""
    return [frame.filename.removesuffix(".jpg") for frame in video.segmentations]


def drop_what_trackers_lack(video: ReleaseVideo, losses: Losses) -> None:
    """Count the two things that no format but the layout holds: descriptions, and which frames people drew."""
    losses.drop("captions", 1 + len(video.reworded_en_captions))
    losses.drop("marks of drawn frames", sum(frame.is_gt for frame in video.segmentations))
