"""Refer-YouTube-VOS, where a sentence asks for one object: expressions, a list of objects, and a picture a frame.

    meta_expressions/<split>/meta_expressions.json    sentences, each with the number of its object as text
    <split>/meta.json                                 objects by number, each with the frames that show it
    <split>/Annotations/NNNNNN/00000.png              masks in a palette, 0 is the background

Source: the layout of the Refer-YouTube-VOS data set (Seo, Lee and Han, "URVOS: Unified Referring Video Object
Segmentation Network with a Large-Scale Benchmark", 2020).
"""

from __future__ import annotations

from pathlib import Path

from annotator.formats.annotation import ReleaseVideo
from annotator.formats.interchange import palette
from annotator.formats.interchange.losses import Losses
from annotator.formats.interchange.spooled import long_object
from annotator.formats.interchange.tracks import (
    drop_what_trackers_lack,
    frame_names,
    masks_of_tracks,
    object_numbers,
    visible,
)
from annotator.formats.interchange.walk import Walk
from annotator.formats.progress import Step
from annotator.formats.release import Release

NAME = "refer-youtube-vos"
REASONS = {
    "captions": "the format holds questions, not descriptions",
    "marks of drawn frames": "the format does not say which frames people drew",
    "prompts for several objects": "a sentence has one object; split up, each would ask for what it does not name",
    "covered pixels": "a pixel of a picture holds one object; the smaller one lies on top",
    "objects never seen": "an object is told by its pixels, and this one has none",
}


def export(release: Release, folder: Path, *, step: Step) -> Losses:
    """Write everything of every split; arguments and errors are those of `youtube_vis.export`."""
    losses = Losses(NAME, REASONS)
    walk = Walk(release, step)
    for split in release.splits:
        with (
            long_object(folder / "meta_expressions" / split / "meta_expressions.json", inside="videos") as sentences,
            long_object(folder / split / "meta.json", inside="videos") as objects,
        ):
            for video in walk.videos(split):
                name = f"{video.video_id:06d}"
                sentences.put(name, _sentences(video, losses))
                objects.put(name, {"objects": _objects(video, losses)})
                covered = palette.write_pictures(video, folder / split / "Annotations" / name)
                losses.drop("covered pixels", covered)
    losses.write(folder)
    return losses


def _sentences(video: ReleaseVideo, losses: Losses) -> dict[str, object]:
    numbers = object_numbers(video)
    alone = [prompt for prompt in video.object_referrals if len(prompt.track_ids) == 1]
    losses.wrote(videos=1, prompts=len(alone), frames=len(video.segmentations))
    losses.drop("prompts for several objects", len(video.object_referrals) - len(alone))
    drop_what_trackers_lack(video, losses)
    expressions = {
        str(place): {"exp": prompt.prompt, "obj_id": str(numbers[prompt.track_ids[0]])}
        for place, prompt in enumerate(alone)
    }
    return {"expressions": expressions, "frames": frame_names(video)}


def _objects(video: ReleaseVideo, losses: Losses) -> dict[str, object]:
    numbers, names = object_numbers(video), frame_names(video)
    found: dict[str, object] = {}
    for track, masks in masks_of_tracks(video).items():
        if visible(masks):
            seen = [name for name, mask in zip(names, masks, strict=True) if mask is not None]
            found[str(numbers[track])] = {"category": "object", "frames": seen}
            losses.wrote(tracks=1, masks=len(seen))
        else:
            losses.drop("objects never seen")
    return found
