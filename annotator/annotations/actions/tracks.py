"""Tracks follow the words of the approved caption: made, retired, reopened, and settled by whoever draws them."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from annotator.accounts.models import User
from annotator.annotations import queries
from annotator.annotations.actions.captions import approved_words
from annotator.annotations.caption_queries import standing_words
from annotator.annotations.caption_rules import changes
from annotator.annotations.models import Caption, Keyframe, Track
from annotator.annotations.refusals import TrackReopened
from annotator.events.actions import announce
from annotator.videos.models import Video


@dataclass(frozen=True)
class Changed:
    """A track whose words an approval changed, and how."""

    track: Track
    change: str
    before: list[str]
    after: list[str]


def follow_caption(video: Video, *, begun: bool) -> list[Changed]:
    """Note which text was approved and bring the clip's tracks to its words; the transaction is the approval's.

    A track whose phrases are the same keeps everything. A number that comes back brings its drawings back.

    Args:
        begun: The masks were opened to people before; what changed is reopened if anybody drew anything.

    Returns:
        What changed, in order of numbers.
    """
    words = approved_words(video)
    Caption.objects.filter(video=video, field=Caption.Field.EN).update(approved_revision=F("revision"))
    begun = begun and Keyframe.objects.filter(track__video=video).exists()
    rows = {track.number: track for track in Track.objects.select_for_update().filter(video=video)}
    found = []
    for number, change, before, after in changes(standing_words(video), words):
        track = rows.get(number) or Track(video=video, number=number)
        if change == "removed":
            track.retired, track.reopened, track.words_before = True, Track.Reopened.NO, []
        else:
            _reword(track, after, begun=begun)
        track.save()
        found.append(Changed(track, change, before, after))
    if found:
        tell(video)
    return found


def _reword(track: Track, words: list[str], *, begun: bool) -> None:
    if begun and track.reopened == Track.Reopened.NO:
        track.words_before = track.words  # kept through a second change, for the drawings are older than both
    track.words, track.label, track.retired = words, words[0][:500], False
    track.reopened = Track.Reopened.OPEN if begun else Track.Reopened.NO


@transaction.atomic
def confirm(actor: User, *, track_id: int) -> dict[str, Any]:
    """Say that the masks of a reopened object fit its new words; saying so again changes nothing.

    Returns:
        The track in JSON, without its keyframes.

    Raises:
        NotFound: The actor has no open mask work on this clip.
    """
    track, item = queries.lock_mine(actor, track_id)
    settle(track, actor=actor)
    return queries.describe_track(track, item)


def settle(track: Track, *, actor: User) -> None:
    """Somebody looked at a reopened object, read under its clip's lock: drew on it, or said that the masks fit."""
    if track.reopened != Track.Reopened.OPEN:
        return
    if Track.objects.filter(pk=track.pk, reopened=Track.Reopened.OPEN).update(reopened=Track.Reopened.SETTLED):
        track.reopened = Track.Reopened.SETTLED
        tell(track.video, actor=actor)


def check_settled(video: Video) -> None:
    """Let pass masks of which no object waits for a look.

    Raises:
        TrackReopened: Lists those whose words changed.
    """
    waiting = [track for track in queries.tracks_of(video) if track.reopened == Track.Reopened.OPEN]
    if waiting:
        numbers = ", ".join(str(track.number) for track in waiting)
        raise TrackReopened(
            f"The words of object {numbers} changed; draw on it again, or confirm that its masks fit.",
            tracks=[{"track": track.pk, "number": track.number} for track in waiting],
        )


def close(video: Video) -> None:
    """The masks were approved: nothing is reopened any more."""
    Track.objects.filter(video=video).exclude(reopened=Track.Reopened.NO).update(
        reopened=Track.Reopened.NO, words_before=[]
    )


def tell(video: Video, *, actor: User | None = None) -> None:
    """Announce that a clip's tracks are others now, or reopened, or settled."""
    payload = {"video": video.pk, "by": actor.pk if actor else None}
    announce(video.project_id, "tracks", "changed", payload, actor=actor.pk if actor else None)
