"""CVAT for video 1.1: one XML file a video, a track with a mask or `outside` a frame.

A mask is its box (`left`, `top`, `width`, `height`) and the run lengths inside it along the rows, zeros first. In CVAT
a shape stands until the track's next one, so every frame has its own shape, and where an object vanishes one with
`outside="1"` says so.

Source: the XML format of CVAT for video 1.1 as its manual describes it; run lengths as `cvat_sdk.masks` reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO
from xml.sax.saxutils import quoteattr

import cv2
import numpy as np

from annotator.formats import rle
from annotator.formats.annotation import ReleaseVideo
from annotator.formats.interchange.losses import Losses
from annotator.formats.interchange.tracks import drop_what_trackers_lack, masks_of_tracks, visible
from annotator.formats.interchange.walk import Walk
from annotator.formats.progress import Step
from annotator.formats.raster import Mask
from annotator.formats.release import Release
from annotator.formats.rle import Rle
from annotator.formats.whole_file import beside

NAME = "cvat"
LABEL = "object"
REASONS = {
    "captions": "the format has no text but the name of a label",
    "prompts": "the format has no text but the name of a label",
    "marks of drawn frames": "every frame has a shape of its own, else CVAT would fill frames in between by itself",
    "splits": "a task has one subset; the file lies in the folder of its split",
}


def export(release: Release, folder: Path, *, step: Step) -> Losses:
    """Write `<split>/NNNNNN.xml`; arguments and errors are those of `youtube_vis.export`."""
    losses = Losses(NAME, REASONS)
    walk = Walk(release, step)
    for split in release.splits:
        for video in walk.videos(split):
            with beside(folder / split / f"{video.video_id:06d}.xml") as out:
                _write(out, video, losses)
    losses.write(folder)
    return losses


def _write(out: IO[bytes], video: ReleaseVideo, losses: Losses) -> None:
    for line in _head(video):
        out.write(line.encode())
    for track, masks in masks_of_tracks(video).items():
        out.write(f'  <track id="{track}" label="{LABEL}" source="manual">\n'.encode())
        for line in shapes(masks):
            out.write(line.encode())
        out.write(b"  </track>\n")
        losses.wrote(tracks=1, masks=visible(masks))
    out.write(b"</annotations>\n")
    losses.wrote(videos=1)
    drop_what_trackers_lack(video, losses)
    losses.drop("prompts", len(video.object_referrals))
    losses.drop("splits")


def _head(video: ReleaseVideo) -> Iterator[str]:
    height, width = video.image_size
    frames = len(video.segmentations)
    yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n  <meta>\n    <task>\n'
    yield f"      <name>{video.video_id:06d}</name>\n      <size>{frames}</size>\n      <mode>interpolation</mode>\n"
    yield f"      <start_frame>0</start_frame>\n      <stop_frame>{frames - 1}</stop_frame>\n"
    yield f"      <labels><label><name>{LABEL}</name><type>mask</type><attributes></attributes></label></labels>\n"
    yield f"      <original_size><width>{width}</width><height>{height}</height></original_size>\n"
    yield f"      <source>{quoteattr(video.filename)[1:-1]}</source>\n    </task>\n  </meta>\n"


def shapes(masks: Sequence[Rle | None]) -> Iterator[str]:
    """The lines of a track; before its first mask there is nothing to say."""
    last: str | None = None
    for index, mask in enumerate(masks):
        if mask is not None:
            last = box_of(rle.decode(mask))
            yield _shape(index, last, outside=False)
        elif last is not None and masks[index - 1] is not None:
            yield _shape(index, last, outside=True)


def _shape(index: int, box: str, *, outside: bool) -> str:
    return f'    <mask frame="{index}" keyframe="1" outside="{int(outside)}" occluded="0" {box} z_order="0"></mask>\n'


def box_of(mask: Mask) -> str:
    """A mask that is not empty as attributes."""
    left, top, width, height = cv2.boundingRect(mask.view(np.uint8))
    line = mask[top : top + height, left : left + width].reshape(-1)
    changes = np.flatnonzero(line[1:] != line[:-1]) + 1
    runs = np.diff(np.concatenate(([0], changes, [line.size])))
    listed = ([0] if line[0] else []) + runs.tolist()
    return f'rle="{", ".join(map(str, listed))}" left="{left}" top="{top}" width="{width}" height="{height}"'
