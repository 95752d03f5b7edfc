"""Masks as pictures: a pixel holds one object's number, so where objects overlap, one of them loses it.

Source: the palette of PASCAL VOC and DAVIS 2017, whose colours spread an index's bits over red, green and blue from the
highest bit down.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from annotator.formats import rle
from annotator.formats.annotation import ReleaseFrame, ReleaseVideo
from annotator.formats.interchange.tracks import object_numbers
from annotator.formats.whole_file import write_whole

Indices = NDArray[np.uint8]


def colours() -> list[int]:
    """The palette, 256 times red, green, blue."""
    return [
        sum((index >> (3 * step + channel) & 1) << (7 - step) for step in range(3))
        for index in range(256)
        for channel in range(3)
    ]


PALETTE = colours()


def indices(frame: ReleaseFrame, numbers: Mapping[int, int], height: int, width: int) -> tuple[Indices, int]:
    """The picture of a frame, (height, width), and how many pixels of a mask another one covers.

    The smaller object lies on top: a ball before a person is seen, a person before a ball would hide it.
    """
    masks = {track: rle.decode(mask) for track, mask in zip(frame.track_ids, frame.mask_rles, strict=True)}
    areas = {track: int(np.count_nonzero(mask)) for track, mask in masks.items()}
    picture = np.zeros((height, width), dtype=np.uint8)
    for track in sorted(masks, key=lambda track: (-areas[track], numbers[track])):
        picture[masks[track]] = numbers[track]
    return picture, sum(areas.values()) - int(np.count_nonzero(picture))


def write_pictures(video: ReleaseVideo, folder: Path) -> int:
    """Write every frame's picture, `00000.png` and so on.

    Returns:
        How many pixels of masks were lost under other masks.

    Raises:
        DamagedRle: run lengths that do not describe a mask of their size.
        OSError: the disk is full or not writable.
    """
    height, width = video.image_size
    numbers = object_numbers(video)
    covered = 0
    for frame in video.segmentations:
        picture, lost = indices(frame, numbers, height, width)
        covered += lost
        write_whole(folder / frame.filename.replace(".jpg", ".png"), as_png(picture))
    return covered


def as_png(picture: Indices) -> bytes:
    """A picture of indices with its palette."""
    image = Image.fromarray(picture, mode="P")
    image.putpalette(PALETTE)
    out = io.BytesIO()
    image.save(out, format="PNG")
    return out.getvalue()
