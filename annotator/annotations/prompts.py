"""What a person gives a machine to draft from is checked here, before a job is queued: each refusal says what to do."""

from dataclasses import dataclass, field
from typing import TypedDict

from annotator.annotations.models import Keyframe, Suggestion, Track
from annotator.annotations.refusals import ClicksRefused, NothingToCarry
from annotator.videos.models import Video

MOST_CLICKS = 64
FARTHEST = 90  # frames: motion is not carried further than this, it would be a guess


class Click(TypedDict):
    """A point in video pixels that is the object (`positive`) or is not."""

    x: float
    y: float
    positive: bool


@dataclass(frozen=True)
class Prompt:
    """What to draft from. `from_frame` None: the nearest drawn keyframes on either side."""

    method: str
    from_frame: int | None = None
    clicks: list[Click] = field(default_factory=list)
    box: list[float] | None = None


def check_prompt(prompt: Prompt, track: Track, frame: int) -> None:
    """Let pass what a machine can draft from.

    Raises:
        NothingToCarry: No keyframe within 90 frames is drawn, or not the one that was named.
        ClicksRefused: No positive click and no box, too many clicks, or one outside the frame.
    """
    if prompt.method == Suggestion.Method.NEIGHBOUR:
        if not neighbours_of(track, frame, only=prompt.from_frame):
            missing = "is drawn on no keyframe within 3 s of this one"
            if prompt.from_frame is not None:
                missing = f"is not drawn on frame {prompt.from_frame}, or that is farther than 3 s"
            raise NothingToCarry(f"This object {missing}; draw it on a keyframe beside this one first.", frame=frame)
        return
    if len(prompt.clicks) > MOST_CLICKS:
        raise ClicksRefused(
            f"These are {len(prompt.clicks)} clicks, the most are {MOST_CLICKS}; accept the draft and edit it by hand.",
            count=len(prompt.clicks),
        )
    if prompt.box is None and not any(click["positive"] for click in prompt.clicks):
        raise ClicksRefused("Nothing says where the object is; click on it, or draw a box around it.")
    _check_places(prompt, track.video)


def neighbours_of(track: Track, frame: int, *, only: int | None) -> list[Keyframe]:
    """The nearest keyframes on either side on which the object is drawn, near enough to carry; in order of time."""
    near = Keyframe.objects.filter(
        track=track, deleted=False, absent=False, frame__gte=frame - FARTHEST, frame__lte=frame + FARTHEST
    ).exclude(frame=frame)
    if only is not None:
        return list(near.filter(frame=only))
    before = near.filter(frame__lt=frame).order_by("-frame").first()
    after = near.filter(frame__gt=frame).order_by("frame").first()
    return [keyframe for keyframe in (before, after) if keyframe is not None]


def _check_places(prompt: Prompt, video: Video) -> None:
    size = f"{video.width}x{video.height}"
    for number, click in enumerate(prompt.clicks):
        # Written so that NaN, of which every comparison is false, is refused as well.
        if not (0 <= click["x"] <= video.width and 0 <= click["y"] <= video.height):
            text = f"Click {number} ({click['x']:g}, {click['y']:g}) is outside the {size} frame; click inside it."
            raise ClicksRefused(text, click=number)
    if prompt.box is None:
        return
    x0, y0, x1, y1 = prompt.box
    if not (0 <= x0 < x1 <= video.width and 0 <= y0 < y1 <= video.height):
        text = f"The box ({x0:g}, {y0:g}) to ({x1:g}, {y1:g}) leaves the {size} frame, or has no area; draw it anew."
        raise ClicksRefused(text)
