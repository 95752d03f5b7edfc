"""MeViS, where a sentence asks for any number of objects: `meta_expressions.json` and `mask_dict.json` a split.

A prompt names its objects by their place in the video, from 0, and their masks by a number that counts over the whole
split; the masks of such a number are one list with a mask or null a frame.

Source: the layout of the MeViS data set (Ding et al., "MeViS: A Large-scale Benchmark for Video Segmentation with
Motion Expressions", 2023).
"""

from __future__ import annotations

from pathlib import Path

from annotator.formats.annotation import ReleaseVideo
from annotator.formats.interchange.losses import Losses
from annotator.formats.interchange.spooled import Items, long_object
from annotator.formats.interchange.tracks import drop_what_trackers_lack, frame_names, masks_of_tracks, visible
from annotator.formats.interchange.walk import Walk
from annotator.formats.progress import Step
from annotator.formats.release import Release

NAME = "mevis"
REASONS = {
    "captions": "the format holds questions, not descriptions",
    "marks of drawn frames": "the format does not say which frames people drew",
    "track numbers": "objects are told by their place in the video, from 0",
    "tracks without a prompt": "no sentence asks for them; their masks are in mask_dict.json all the same",
}


def export(release: Release, folder: Path, *, step: Step) -> Losses:
    """Write both files of every split; arguments and errors are those of `youtube_vis.export`."""
    losses = Losses(NAME, REASONS)
    walk = Walk(release, step)
    for split in release.splits:
        with (
            long_object(folder / split / "meta_expressions.json", inside="videos") as videos,
            long_object(folder / split / "mask_dict.json") as masks,
        ):
            number = 0
            for video in walk.videos(split):
                number = _write(videos, masks, video, number, losses)
    losses.write(folder)
    return losses


def _write(videos: Items, masks: Items, video: ReleaseVideo, last: int, losses: Losses) -> int:
    places = {track: place for place, track in enumerate(video.all_track_ids)}
    for track, of_track in masks_of_tracks(video).items():
        masks.put(str(last + places[track]), of_track)
        losses.wrote(tracks=1, masks=visible(of_track))
    sentences = {
        str(number): {
            "exp": prompt.prompt,
            "obj_id": [places[track] for track in prompt.track_ids],
            "anno_id": [last + places[track] for track in prompt.track_ids],
        }
        for number, prompt in enumerate(video.object_referrals)
    }
    name = f"{video.video_id:06d}"
    videos.put(name, {"expressions": sentences, "vid_id": video.video_id, "frames": frame_names(video)})
    asked = {track for prompt in video.object_referrals for track in prompt.track_ids}
    losses.wrote(videos=1, prompts=len(sentences))
    drop_what_trackers_lack(video, losses)
    losses.drop("track numbers", len(places))
    losses.drop("tracks without a prompt", len(set(places) - asked))
    return last + len(places)
