"""A large project that never was: which clip stands where, with how many objects and how long. Chance, but seeded.

The shares are those of a line in its third month: most clips are done, some hundreds are in people's hands.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.errors import AnnotatorError

SHARES = {
    "to_caption": 0.09, "captioning": 0.001, "caption_review": 0.01, "caption_returned": 0.003, "to_mask": 0.05,
    "masking": 0.003, "propagating": 0.004, "mask_review": 0.03, "masks_returned": 0.005, "ready": 0.804,
}  # fmt: skip
UNCAPTIONED = ("to_caption", "captioning", "caption_review", "caption_returned")
UNDRAWN = (*UNCAPTIONED, "to_mask")
MOST_OBJECTS = 10
SECONDS = (4, 8, 11, 16)  # how long clips are; as many frames of each track are drawn


class UnreachableTotal(AnnotatorError):
    """No project of so many clips has so many objects or keyframes."""

    code = "unreachable_total"


@dataclass
class PlannedClip:
    """One clip of the project. `undrawn` cells of it are still open, of a clip whose masks are being drawn."""

    stage: str
    tracks: int = 0
    seconds: int = 10
    undrawn: int = 0

    @property
    def cells(self) -> int:
        """Keyframes when every cell is decided; none before masks are begun."""
        return 0 if self.stage in UNDRAWN else self.tracks * self.seconds


def plan(chance: random.Random, *, videos: int, tracks: int, keyframes: int) -> list[PlannedClip]:
    """Clips with exactly so many tracks and keyframes among them.

    Raises:
        UnreachableTotal: There is no such project.
    """
    clips = [PlannedClip(stage) for stage in stages_of(chance, videos)]
    spread_tracks(chance, [clip for clip in clips if clip.stage not in UNCAPTIONED], tracks)
    choose_lengths(chance, clips, keyframes)
    return clips


def stages_of(chance: random.Random, videos: int) -> Iterator[str]:
    """A stage for every clip, each at least once where there are enough clips; what rounding leaves over is ready."""
    counted = [stage for stage, share in SHARES.items() for _ in range(max(1, round(share * videos)))]
    counted = (counted + ["ready"] * videos)[:videos]
    chance.shuffle(counted)
    yield from counted


def spread_tracks(chance: random.Random, clips: list[PlannedClip], tracks: int) -> None:
    """Give each captioned clip one object, and the others to whoever has room."""
    if not len(clips) <= tracks <= len(clips) * MOST_OBJECTS:
        raise UnreachableTotal(
            f"{len(clips)} captioned clips have {len(clips)} to {len(clips) * MOST_OBJECTS} tracks, not {tracks}."
        )
    for clip in clips:
        clip.tracks = 1
    open_clips, left = list(clips), tracks - len(clips)
    while left:
        place = chance.randrange(len(open_clips))
        open_clips[place].tracks += 1
        left -= 1
        if open_clips[place].tracks == MOST_OBJECTS:
            open_clips[place] = open_clips[-1]
            open_clips.pop()


def choose_lengths(chance: random.Random, clips: list[PlannedClip], keyframes: int) -> None:
    """Give every clip a length, so that the drawn ones have the keyframes; a clip in drawing takes up the rest."""
    for clip in clips:
        clip.seconds = chance.choice(SECONDS)
    drawn = [clip for clip in clips if clip.cells]
    chance.shuffle(drawn)
    over = sum(clip.cells for clip in drawn) - keyframes
    for target in (SECONDS[0], SECONDS[-1]):
        for clip in drawn:
            change = (target - clip.seconds) * clip.tracks
            if (over > 0 > change and over + change >= 0) or (over < 0 < change):
                clip.seconds = target
                over += change
    for clip in drawn:
        if clip.stage == "masking" and over > 0:
            clip.undrawn = min(over, clip.cells)
            over -= clip.undrawn
    if over:
        raise UnreachableTotal(f"So many clips cannot have {keyframes} keyframes; {abs(over)} are too many or missing.")
