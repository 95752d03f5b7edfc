"""YouTube-VIS, COCO's JSON for videos: one file a split, a track is an annotation with a mask or null a frame.

Masks are run lengths as numbers, not packed into text: readers of this format expect that of the truth, and of nothing
but the truth. Boxes are [x, y, width, height] and areas are pixels, both null where the object is absent. Everything is
of one category, for the data set names objects by phrases and not by classes. Object numbers are not kept: what tells
an annotation is its place in the file.

Source: the layout of the YouTube-VIS data set (Yang, Fan and Xu, "Video Instance Segmentation", 2019) as TrackEval
reads it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pycocotools import mask as coco

from annotator.formats import rle
from annotator.formats.annotation import ReleaseVideo
from annotator.formats.interchange.losses import Losses
from annotator.formats.interchange.spooled import Items, object_of_lists
from annotator.formats.interchange.tracks import drop_what_trackers_lack, masks_of_tracks, visible
from annotator.formats.interchange.walk import Walk
from annotator.formats.progress import Step
from annotator.formats.release import Release
from annotator.formats.rle import Rle

NAME = "youtube-vis"
REASONS = {
    "captions": "the format has no text but the name of a category",
    "prompts": "the format has no text but the name of a category",
    "marks of drawn frames": "the format does not say which frames people drew",
    "track numbers": "an annotation is told by its place; `track` beside it is ours and foreign code passes over it",
}
CATEGORY = {"id": 1, "name": "object", "supercategory": "object"}


def export(release: Release, folder: Path, *, step: Step) -> Losses:
    """Write `train.json`, `val.json` and `test.json`.

    Args:
        release: What was read.
        folder: Where to.
        step: Called with (videos done, videos in all) after each video.

    Raises:
        ReleaseDamaged: an annotation is missing or breaks the layout.
        DamagedRle: run lengths that do not describe a mask of their size.
        OSError: the disk is full or not writable.
    """
    losses = Losses(NAME, REASONS)
    walk = Walk(release, step)
    for split in release.splits:
        head = {"info": {"description": f"{release.version} {split}"}, "licenses": [], "categories": [CATEGORY]}
        with object_of_lists(folder / f"{split}.json", head, "videos", "annotations") as lists:
            number = 0
            for video in walk.videos(split):
                number = _write(lists, video, number, losses)
    losses.write(folder)
    return losses


def _write(lists: dict[str, Items], video: ReleaseVideo, last: int, losses: Losses) -> int:
    height, width = video.image_size
    files = [f"{video.video_id:06d}/{frame.filename}" for frame in video.segmentations]
    size = {"width": width, "height": height}
    lists["videos"].append({"id": video.video_id, **size, "length": len(files), "file_names": files})
    for track, masks in masks_of_tracks(video).items():
        last += 1
        shared = {"id": last, "video_id": video.video_id, "category_id": 1, "iscrowd": 0, "track": track}
        lists["annotations"].append(shared | size | of_frames(masks))
        losses.wrote(tracks=1, masks=visible(masks))
    losses.wrote(videos=1)
    drop_what_trackers_lack(video, losses)
    losses.drop("prompts", len(video.object_referrals))
    losses.drop("track numbers", len(video.all_track_ids))
    return last


def of_frames(masks: list[Rle | None]) -> dict[str, list[Any]]:
    """The three lists by frame: masks, boxes and areas."""
    return {
        "segmentations": [None if mask is None else as_numbers(mask) for mask in masks],
        "bboxes": [None if mask is None else [round(side) for side in coco.toBbox(mask)] for mask in masks],
        "areas": [None if mask is None else rle.area(mask) for mask in masks],
    }


def as_numbers(mask: Rle) -> dict[str, list[int]]:
    """A mask's run lengths as a list: zeros, ones, zeros and so on down the columns."""
    height, width = mask["size"]
    runs = rle.runs_of_counts(mask["counts"], height=height, width=width)
    return {"size": [height, width], "counts": runs.tolist()}
