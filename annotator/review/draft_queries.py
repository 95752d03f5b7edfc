"""What the machine had proposed, for whoever judges the shape that a person made of it.

A suggestion is its asker's alone; what became a keyframe that stands is part of the work.
"""

from typing import Any

from annotator.accounts.models import User
from annotator.annotations.models import Keyframe
from annotator.formats import ring
from annotator.videos.queries import video_for


def drafts_for(actor: User, video_id: int) -> list[dict[str, Any]]:
    """The drafts that a clip's standing keyframes were made from, as they were before any edit, in JSON.

    Raises:
        NotFound: No such clip for the actor.
    """
    drawn = Keyframe.objects.filter(track__video=video_for(actor, video_id), track__retired=False)
    rows = drawn.filter(deleted=False, absent=False, suggestion__isnull=False).select_related("suggestion", "track")
    return [
        {
            "track": row.track_id,
            "number": row.track.number,
            "frame": row.frame,
            "rings": ring.to_floats(ring.unpack(bytes(row.suggestion.rings))),
            "predictor": row.suggestion.predictor,
            "estimate": row.suggestion.estimate,
        }
        for row in rows.order_by("frame", "track")
        if row.suggestion and row.suggestion.rings
    ]
