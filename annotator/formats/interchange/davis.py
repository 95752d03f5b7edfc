"""DAVIS 2017, which trackers read: a picture a frame whose indices are objects, and lists of sequences.

    Annotations/Full-Resolution/NNNNNN/00000.png    masks in a palette, 0 is the background
    ImageSets/2017/{train,val,test-dev}.txt         sequences

Source: the layout of the DAVIS 2017 data set (Pont-Tuset et al., "The 2017 DAVIS Challenge on Video Object
Segmentation", 2017).
"""

from __future__ import annotations

from pathlib import Path

from annotator.formats.interchange import palette
from annotator.formats.interchange.losses import Losses
from annotator.formats.interchange.tracks import drop_what_trackers_lack, masks_of_tracks, visible
from annotator.formats.interchange.walk import Walk
from annotator.formats.progress import Step
from annotator.formats.release import Release
from annotator.formats.whole_file import write_whole

NAME = "davis"
LISTS = {"train": "train", "val": "val", "test": "test-dev"}
REASONS = {
    "captions": "the format has no text",
    "prompts": "the format has no text",
    "marks of drawn frames": "the format does not say which frames people drew",
    "covered pixels": "a pixel of a picture holds one object; the smaller one lies on top",
    "objects never seen": "an object is told by its pixels, and this one has none",
    "tracks numbered 0": "0 is the background; the tenth object is 10 here",
}


def export(release: Release, folder: Path, *, step: Step) -> Losses:
    """Write pictures and lists; arguments and errors are those of `youtube_vis.export`."""
    losses = Losses(NAME, REASONS)
    walk = Walk(release, step)
    for split, ids in release.splits.items():
        for video in walk.videos(split):
            seen = [visible(masks) for masks in masks_of_tracks(video).values()]
            place = folder / "Annotations" / "Full-Resolution" / f"{video.video_id:06d}"
            losses.drop("covered pixels", palette.write_pictures(video, place))
            losses.wrote(videos=1, frames=len(video.segmentations), tracks=len([n for n in seen if n]), masks=sum(seen))
            losses.drop("objects never seen", seen.count(0))
            drop_what_trackers_lack(video, losses)
            losses.drop("prompts", len(video.object_referrals))
            losses.drop("tracks numbered 0", video.all_track_ids.count(0))
        listed = "".join(f"{video_id:06d}\n" for video_id in ids)
        write_whole(folder / "ImageSets" / "2017" / f"{LISTS[split]}.txt", listed.encode())
    losses.write(folder)
    return losses
