"""Which object lies over which: one order for the clip, kept whole."""

from django.db import transaction

from annotator.accounts.models import User
from annotator.annotations import queries
from annotator.annotations.models import Track
from annotator.annotations.refusals import OrderRefused, StaleOrder
from annotator.events.actions import announce
from annotator.work.queries import lock_to_draw


@transaction.atomic
def save_z_order(actor: User, *, video_id: int, tracks: list[int], seen: list[int]) -> list[int]:
    """Keep a drawing order.

    Args:
        tracks: Row numbers of all the clip's tracks, the lowest first.
        seen: The order as the actor saw it last. Sending the standing order again is no conflict.

    Raises:
        NotFound: The actor has no open mask work on this clip.
        WrongState, WorkFrozen, OwnWork: As `lock_to_draw`, for reviewers.
        OrderRefused: `tracks` does not name each of the clip's tracks once.
        StaleOrder: Another order was saved first; it comes along as `current`.
    """
    item = lock_to_draw(actor, video_id)
    rows = queries.tracks_of(item.video)
    current = queries.z_order_of(rows)
    if sorted(tracks) != sorted(current):
        raise OrderRefused(
            f"The order names {len(tracks)} objects; name each of the clip's {len(current)} once, the lowest first.",
            tracks=current,
        )
    if tracks == current:
        return current
    if seen != current:
        raise StaleOrder("Somebody changed which object lies on top; look at theirs, then try again.", current=current)
    by_number = {track.pk: track for track in rows}
    for depth, number in enumerate(tracks):
        by_number[number].depth = depth
    Track.objects.bulk_update(rows, ["depth"])
    announce(item.video.project_id, "tracks", "ordered", {"video": video_id, "by": actor.pk}, actor=actor.pk)
    return tracks
