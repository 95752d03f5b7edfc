"""What the story is played on: our own demo clip, or a real one that STORY_CLIP names."""

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from annotator.videos import demo_clip

Outline = list[tuple[float, float]]


@dataclass(frozen=True)
class StoryClip:
    """A clip to import, what to say of it, and what to draw.

    `outlines` gives, for an object's number and a frame, its outer outline and its holes; nothing where it is absent.
    """

    path: Path
    caption: str
    numbers: tuple[int, ...]
    outlines: Callable[[int, int], list[Outline]]
    ours: bool


def story_clip(folder: Path) -> StoryClip:
    """The clip that STORY_CLIP names (a woman and a dog, about ten seconds), else the demo clip, rendered anew."""
    named = os.environ.get("STORY_CLIP")
    if named:
        caption = "[A woman]<mask_1> plays with [a brown-and-white dog]<mask_2> on a concrete path."
        return StoryClip(Path(named), caption, (1, 2), drifting_boxes, ours=False)
    path = demo_clip.render(folder / "story.mp4")
    with path.open("ab") as file:
        file.write(
            b"\0\0\0\x08free"
        )  # another file than the one that the demo project begins with, for the same pictures
    return StoryClip(path, demo_clip.CAPTION, (1, 2), truth, ours=True)


def truth(number: int, frame: int) -> list[Outline]:
    """The demo clip's visible pixels as a person would outline them: few points, holes apart."""
    mask = demo_clip.masks(frame)[number].astype(np.uint8)
    contours, kinds = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    order = sorted(range(len(contours)), key=lambda i: kinds[0][i][3] >= 0) if len(contours) else []
    found = []
    for index in order:
        points = cv2.approxPolyDP(contours[index], 2.0, closed=True)[:, 0, :]
        if len(points) >= 3 and cv2.contourArea(contours[index]) > 60:
            outline = [(float(x) + 0.5, float(y) + 0.5) for x, y in points]
            lowest = max(range(len(outline)), key=lambda i: outline[i][1])
            found.append(
                outline[lowest:] + outline[:lowest]
            )  # as a hand would, away from the bar over the picture's top
    return found


def drifting_boxes(number: int, frame: int) -> list[Outline]:
    """Outlines of two things that drift: enough to walk the line on any clip of 1280×720."""
    x, y = (330, 330) if number == 1 else (720 + frame * 0.5, 470)
    wide, high = (110, 250) if number == 1 else (120, 80)
    if number == 2 and frame == 90:
        return []
    return [[(x + wide * math.cos(a), y + high * math.sin(a)) for a in np.arange(8) * math.pi / 4 + 0.2]]
