"""What work had cost when it was approved: noted on its round then, for adding up a project's stints takes seconds.

A piece is a caption, a frame of masks with all its objects, or one mask. It was begun from a suggestion if what stands
there says so; a frame, if any of its masks does. Reviews are left out, and stints with one sign of activity, which have
no length.
"""

import struct
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.expressions import Combinable

from annotator.annotations.models import Keyframe, Origin
from annotator.review.models import Submission
from annotator.videos.models import Project
from annotator.work.models import Stint, WorkItem

CAPTION, FRAME, MASK = "caption", "frame", "mask"
STEPS = {CAPTION: WorkItem.Step.CAPTION, FRAME: WorkItem.Step.MASKS, MASK: WorkItem.Step.MASKS}
ALL, WITH, WITHOUT = "all", "with", "without"
TIMED = (CAPTION, FRAME, f"{FRAME}_{WITH}", f"{FRAME}_{WITHOUT}", MASK, f"{MASK}_{WITH}", f"{MASK}_{WITHOUT}")
COUNTED: dict[str, Combinable] = {CAPTION: Value(1), FRAME: F("frame"), MASK: F("frame") * 10 + F("number")}
AT_ONCE = 1000  # rounds that are noted with one statement

LENGTHS = {WorkItem.Step.CAPTION.value: 4, WorkItem.Step.MASKS.value: 10}  # numbers: round, clip, and each pair
PAIRS = {CAPTION: 0, f"{FRAME}_{WITH}": 0, f"{FRAME}_{WITHOUT}": 1, f"{MASK}_{WITH}": 2, f"{MASK}_{WITHOUT}": 3}


def pairs_of(timed: str) -> list[int]:
    """Which pairs of numbers in a round's `spent` a word of `TIMED` stands for."""
    return [PAIRS[timed]] if timed in PAIRS else [PAIRS[f"{timed}_{how}"] for how in (WITH, WITHOUT)]


def spent_on(items: Collection[int]) -> dict[int, list[float]]:
    """The time on the pieces of work items so far; one grouped query a kind of piece.

    Returns:
        By item, for those with any: the seconds and the pieces of each kind of its step, in the order of `PAIRS`.
    """
    found: dict[int, list[float]] = {}
    for piece in STEPS:
        rows = stints_of(piece).filter(item__in=items)
        helped = Value(False) if piece == CAPTION else suggested(piece)
        grouped = rows.annotate(helped=helped).values_list("item", "helped").order_by()
        summed = grouped.annotate(time=Sum(F("last_at") - F("began_at")), pieces=Count(COUNTED[piece], distinct=True))
        for item, with_it, time, pieces in summed:
            word = piece if piece == CAPTION else f"{piece}_{WITH if with_it else WITHOUT}"
            place = 2 * PAIRS[word]
            told = found.setdefault(item, [0.0] * (2 if piece == CAPTION else 8))
            told[place : place + 2] = time.total_seconds(), pieces
    return found


def timed_as(timed: str) -> Q:
    """Of rounds: approved with counted time on pieces of a kind."""
    wanted = sum(1 << pair for pair in pairs_of(timed))
    return Q(step=STEPS[timed.partition("_")[0]], timed__in=[bits for bits in range(1 << 4) if bits & wanted])


def noted(round: int, clip: int, spent: Sequence[float]) -> dict[str, Any]:
    """What `spent_on` tells of a work item as the columns of one of its rounds: thousands of them are read as one text.

    Returns:
        spent: Round, row number of the clip, and the pairs, as little-endian float64; nothing where no time was spent.
        timed: A bit for each pair that counts pieces.
    """
    told = struct.pack(f"<{2 + len(spent)}d", round, clip, *spent) if spent else b""
    return {"spent": told, "timed": sum(1 << pair for pair, pieces in enumerate(spent[1::2]) if pieces)}


def stints_of(piece: str) -> QuerySet[Stint]:
    """The time that was spent on pieces of a kind."""
    rows = Stint.objects.filter(review=False, last_at__gt=F("began_at"), item__step=STEPS[piece])
    if piece == CAPTION:
        return rows
    return rows.filter(frame__isnull=False, **({"number__isnull": False} if piece == MASK else {}))


def suggested(piece: str) -> Exists:
    """Of stints: whether their frame, or their mask, was begun from a suggestion."""
    edited = Keyframe.objects.filter(
        track__video=OuterRef("item__video"), frame=OuterRef("frame"), origin=Origin.EDITED, deleted=False
    )
    return Exists(edited.filter(track__number=OuterRef("number")) if piece == MASK else edited)


def note_spent(project: Project) -> None:
    """Note it on all approved rounds of a project, for rows that were not made by approving."""
    rounds = list(
        Submission.objects.filter(project=project, state=Submission.State.APPROVED).only("item", "video", "round")
    )
    for first in range(0, len(rounds), AT_ONCE):
        some = rounds[first : first + AT_ONCE]
        spent = spent_on([row.item_id for row in some])
        for row in some:
            for column, value in noted(row.round, row.video_id, spent.get(row.item_id, [])).items():
                setattr(row, column, value)
        Submission.objects.bulk_update(some, ["spent", "timed"])
