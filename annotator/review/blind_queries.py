"""Which phrases can be tested blind, on which frame, and how each test went."""

from dataclasses import dataclass
from typing import Any

from annotator.accounts.models import User
from annotator.accounts.queries import person
from annotator.annotations.caption_queries import approved_caption
from annotator.annotations.models import Keyframe, Track
from annotator.annotations.queries import tracks_of
from annotator.formats import grounding
from annotator.review.models import BlindTest, Submission
from annotator.review.verdict_queries import newest_submission
from annotator.videos.models import Video
from annotator.work.models import WorkItem
from annotator.work.queries import abilities, item_for, role_in


@dataclass(frozen=True)
class Testable:
    """A phrase, the objects that it names, and the first frame on which people drew most of them."""

    phrase: str
    numbers: tuple[int, ...]
    start: int
    end: int
    frame: int


def drawn_on(tracks: list[Track], frame: int) -> dict[int, Keyframe]:
    """What people drew on a frame, by object number. `tracks` come from `tracks_of`."""
    standing = ((track.number, row) for track in tracks for row in track.standing)  # type: ignore[attr-defined]
    return {number: row for number, row in standing if row.frame == frame and not row.absent}


def testable(video: Video) -> list[Testable]:
    """The phrases of the approved caption that name a drawn object; a crowd is none."""
    tracks = tracks_of(video)
    frames = sorted({row.frame for track in tracks for row in track.standing})  # type: ignore[attr-defined]
    drawn = {frame: set(drawn_on(tracks, frame)) for frame in frames}
    found = []
    for phrase in grounding.parse(approved_caption(video).text).phrases:
        numbers = tuple(int(one) for one in phrase.ids if one.isdigit())
        best = max(frames, key=lambda frame: (len(drawn[frame] & set(numbers)), -frame), default=None)
        if best is not None and drawn[best] & set(numbers):
            found.append(Testable(phrase.text, numbers, phrase.start, phrase.end, best))
    return found


def blind_tests_for(actor: User, item_id: int) -> dict[str, Any]:
    """The phrases of a clip with their tests in the last round of its masks, in JSON; none for a caption.

    Raises:
        NotFound: No such work for the actor.
    """
    item = item_for(actor, item_id)
    return describe(item, newest_submission(item), actor)


def describe(item: WorkItem, submission: Submission | None, actor: User) -> dict[str, Any]:
    """The blind tests of a round in JSON, the actor's own test of a phrase before a colleague's."""
    if submission is None or item.step != WorkItem.Step.MASKS:
        return {"editable": False, "phrases": []}
    rows = BlindTest.objects.filter(submission=submission).select_related("by").order_by("pk")
    given = {(row.start, row.end): row for row in sorted(rows, key=lambda row: row.by_id == actor.pk)}
    return {
        "editable": abilities(actor, item, role_in(actor, item.video.project_id))["review"],
        "phrases": [describe_phrase(one, given.get((one.start, one.end))) for one in testable(item.video)],
    }


def describe_phrase(one: Testable, test: BlindTest | None) -> dict[str, Any]:
    """A phrase with its test in JSON."""
    return {
        "start": one.start,
        "end": one.end,
        "phrase": one.phrase,
        "numbers": one.numbers,
        "frame": one.frame,
        "test": test
        and {
            "hit": test.hit,
            "ambiguous": test.hit not in test.numbers,
            "distance": test.distance,
            "milliseconds": test.milliseconds,
            "by": person(test.by),
            "at": test.at,
        },
    }
