"""Testing a caption's words: a reviewer sees a phrase and no mask, and clicks what it names."""

from typing import Any

import numpy as np
from django.db import transaction

from annotator.accounts.models import User
from annotator.annotations.models import Keyframe
from annotator.annotations.queries import tracks_of
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.formats import raster, ring
from annotator.formats.raster import Mask
from annotator.review import blind_queries as queries
from annotator.review.blind_queries import Testable
from annotator.review.models import BlindTest, Comment, Submission, Thread
from annotator.review.thread_actions import tell
from annotator.videos.models import Video
from annotator.work import actions as work
from annotator.work.models import WorkItem
from annotator.work.queries import REVIEWERS, lock_item
from annotator.work.transitions import target


class BlindRefused(AnnotatorError):
    """A blind test of what cannot be tested, outside the picture, or again: who has seen the answer is not blind."""

    code = "blind_refused"


@transaction.atomic
def keep_blind_test(
    actor: User, *, item_id: int, start: int, end: int, x: float, y: float, milliseconds: int
) -> dict[str, Any]:
    """Keep where a reviewer clicked for a phrase; a miss marks the phrase as ambiguous, in a thread on the caption.

    Args:
        x: With `y`, in video pixels, on the frame that the phrase is tested on.
        milliseconds: From the phrase to the click.

    Returns:
        All phrases with their tests in JSON.

    Raises:
        NotFound: No such work for the actor.
        NotAllowed: The actor is no reviewer.
        OwnWork: The actor drew the masks.
        WrongState: They do not wait for review.
        BlindRefused: No such phrase can be tested, the click is outside, or the actor tested it already.
    """
    item = lock_item(actor, item_id, roles=REVIEWERS)
    work.refuse_own(item, actor)
    target(item.state, "approve")
    submission = Submission.objects.get(item=item, round=item.round)
    tested = testable_at(item, start, end)
    if not (0 <= x <= item.video.width and 0 <= y <= item.video.height):
        raise BlindRefused(f"The click ({x:g}, {y:g}) is outside the {item.video.width}x{item.video.height} picture.")
    if BlindTest.objects.filter(submission=submission, start=start, end=end, by=actor).exists():
        raise BlindRefused(f"You tested “{tested.phrase}” already; who has seen the answer is not blind.")
    hit, distance = judged(item.video, tested, x, y)
    BlindTest.objects.create(
        submission=submission, start=start, end=end, phrase=tested.phrase, numbers=tested.numbers, frame=tested.frame,
        x=x, y=y, hit=hit, distance=distance, milliseconds=milliseconds, by=actor,
    )  # fmt: skip
    if hit not in tested.numbers:
        mark_ambiguous(item.video, tested, actor, hit)
    announce(item.video.project_id, "blind", "tested", {"work": item.pk, "video": item.video_id}, actor=actor.pk)
    return queries.describe(item, submission, actor)


def testable_at(item: WorkItem, start: int, end: int) -> Testable:
    """The phrase of a span, if it can be tested.

    Raises:
        BlindRefused: The work is no masks, or no phrase with a drawn object is there.
    """
    if item.step == WorkItem.Step.MASKS:
        for one in queries.testable(item.video):
            if (one.start, one.end) == (start, end):
                return one
    raise BlindRefused(f"No phrase at {start}–{end} names an object that is drawn.")


def judged(video: Video, tested: Testable, x: float, y: float) -> tuple[int | None, float]:
    """Which object lies on top under a click, and how far, in pixels, what the phrase names is from it."""
    tracks = tracks_of(video)
    depths = {track.number: track.depth for track in tracks}
    masks = {number: mask_of(row, video) for number, row in queries.drawn_on(tracks, tested.frame).items()}
    row, column = min(int(y), video.height - 1), min(int(x), video.width - 1)
    under = [number for number, mask in masks.items() if mask[row, column]]
    named = [masks[number] for number in tested.numbers if number in masks]
    rows, columns = np.nonzero(np.logical_or.reduce(named))
    nearest = float(np.hypot(rows - row, columns - column).min()) if len(rows) else float(np.hypot(*masks_size(video)))
    return max(under, key=lambda number: depths[number], default=None), round(nearest, 1)


def masks_size(video: Video) -> tuple[int, int]:
    """Height and width of a clip's masks."""
    return video.height, video.width


def mask_of(row: Keyframe, video: Video) -> Mask:
    """A drawn keyframe's pixels."""
    return raster.rasterise(ring.unpack(bytes(row.rings)), width=video.width, height=video.height)


def mark_ambiguous(video: Video, tested: Testable, actor: User, hit: int | None) -> None:
    """Tell the caption's author that their words led elsewhere."""
    caption = WorkItem.objects.get(video=video, step=WorkItem.Step.CAPTION)
    named = ", ".join(str(number) for number in tested.numbers)
    instead = f"object {hit}" if hit is not None else "no object"
    revision = video.captions.get(field="en").approved_revision
    thread = Thread.objects.create(
        video=video, item=caption, frame=tested.frame, start=tested.start, end=tested.end, phrase=tested.phrase,
        caption_revision=revision, opened_by=actor,
    )  # fmt: skip
    text = f"Ambiguous: shown only these words, I clicked {instead} in place of object {named}."
    Comment.objects.create(thread=thread, text=text, by=actor)
    tell(thread, actor, "open")
