"""Which time counts for which minutes: of captions, of frames and of single masks, begun from a suggestion or not.

A piece is a caption, a frame of masks with all its objects, or one mask. It was begun from a suggestion if what stands
there says so; a frame, if any of its masks does. Reviews are left out, and stints with one sign of activity, which have
no length.
"""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from annotator.annotations.models import Keyframe, Origin
from annotator.work.models import Stint, WorkItem

CAPTION, FRAME, MASK = "caption", "frame", "mask"
STEPS = {CAPTION: WorkItem.Step.CAPTION, FRAME: WorkItem.Step.MASKS, MASK: WorkItem.Step.MASKS}
ALL, WITH, WITHOUT = "all", "with", "without"
TIMED = (CAPTION, FRAME, f"{FRAME}_{WITH}", f"{FRAME}_{WITHOUT}", MASK, f"{MASK}_{WITH}", f"{MASK}_{WITHOUT}")


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


def is_timed(timed: str) -> Q:
    """Of clips: those with counted time on pieces of a kind, all or those begun from a suggestion or without one."""
    piece, _, how = timed.partition("_")
    rows = stints_of(piece).filter(item__video=OuterRef("pk"))
    if how:
        rows = rows.filter(suggested(piece) if how == WITH else ~suggested(piece))
    return Q(Exists(rows))
