"""What looks wrong about a clip's drawn masks, for who inspects them, before anybody has looked.

Shapes are made into pixels at a fraction of the clip's size: the checks are about proportions, and a hundred masks of a
large clip would fill the memory.
"""

from typing import Any

from annotator.accounts.models import User
from annotator.annotations.models import Keyframe
from annotator.annotations.queries import tracks_of
from annotator.formats import ring
from annotator.formats.raster import Mask, rasterise
from annotator.scoring.mask_checks import doubts
from annotator.videos.models import Video
from annotator.videos.queries import OVERSEERS, membership_in, video_for

LONGEST_SIDE = 320  # px


def doubts_for(actor: User, video_id: int) -> list[dict[str, Any]]:
    """Every doubt about a clip's keyframes, in order of time, in JSON.

    Raises:
        NotFound: No such clip for the actor.
        NotAllowed: The actor only annotates or reads.
    """
    video = video_for(actor, video_id)
    membership_in(actor, video.project_id, roles=OVERSEERS)
    drawn = {
        track.number: {keyframe.frame: small_mask(keyframe, video) for keyframe in track.standing}  # type: ignore[attr-defined]
        for track in tracks_of(video)
    }
    found = doubts(drawn)
    return [{"check": d.check, "frame": d.frame, "number": d.number, "other": d.other} for d in found]


def small_mask(keyframe: Keyframe, video: Video) -> Mask | None:
    """A keyframe's mask at a fraction of the clip's size; None where the object was declared absent."""
    if keyframe.absent:
        return None
    scale = min(1.0, LONGEST_SIDE / max(video.width, video.height))
    shape = tuple(
        tuple((round(x * scale), round(y * scale)) for x, y in points) for points in ring.unpack(bytes(keyframe.rings))
    )
    return rasterise(shape, width=max(1, round(video.width * scale)), height=max(1, round(video.height * scale)))
