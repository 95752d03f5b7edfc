"""Writing captions. A draft may be wrong; what is handed in may not."""

from typing import Any

from django.db import transaction

from annotator.accounts.models import User
from annotator.annotations import queries
from annotator.annotations.models import Caption, CaptionRevision, Track
from annotator.annotations.refusals import CaptionInvalid, StaleRevision
from annotator.events.actions import announce
from annotator.formats import grounding
from annotator.videos.models import Video
from annotator.work.models import WorkItem
from annotator.work.queries import lock_own

LONGEST_CAPTION = 5000


@transaction.atomic
def save_caption(actor: User, *, video_id: int, text: str, seen_revision: int) -> dict[str, Any]:
    """Keep a text as the next revision.

    Args:
        seen_revision: The revision that the writer began from; 0 for none. Sending the same text again is no conflict.

    Returns:
        The caption in JSON.

    Raises:
        NotFound: The actor has no open caption work on this clip.
        StaleRevision: A newer revision exists; it comes along as `current`.
    """
    item = lock_own(actor, video_id, WorkItem.Step.CAPTION)
    caption, _ = Caption.objects.select_for_update().get_or_create(video=item.video)
    if caption.revision != seen_revision:
        if caption.text == text and caption.by_id == actor.pk:
            return queries.describe_caption(caption, editable=True)
        raise StaleRevision(
            f"This caption is at revision {caption.revision}, you began from {seen_revision}; choose which to keep.",
            current=queries.describe_caption(caption, editable=True),
        )
    caption.text, caption.revision, caption.by = text, caption.revision + 1, actor
    caption.save()
    CaptionRevision.objects.create(caption=caption, revision=caption.revision, text=text, by=actor)
    payload = {"video": video_id, "revision": caption.revision, "by": actor.pk}
    announce(item.video.project_id, "caption", "saved", payload, actor=actor.pk)
    return queries.describe_caption(caption, editable=True)


def check_caption(video: Video) -> Caption:
    """The caption, fit to be handed in.

    Raises:
        CaptionInvalid: The grammar does not hold, or no phrase names an object.
    """
    caption = queries.caption_of(video)
    try:
        parsed = grounding.parse(caption.text)
    except grounding.GroundingError as error:
        raise CaptionInvalid(
            f"{error.message} (at character {error.position})", position=error.position, error=error.code
        ) from None
    if not caption.text.strip():
        raise CaptionInvalid("The caption is empty; write what happens in the clip.", position=0, error="empty")
    if not any(number != "?" for phrase in parsed.phrases for number in phrase.ids):
        raise CaptionInvalid(
            "No phrase names an object; select words and give them a number, as in [a brown dog]<mask_1>.",
            position=0,
            error="no_object",
        )
    return caption


def make_tracks(video: Video) -> list[Track]:
    """A track for each object that the approved caption names, labelled by its first phrase."""
    made = []
    for number, phrases in queries.phrases_by_number(video).items():
        track, _ = Track.objects.get_or_create(video=video, number=number, defaults={"label": phrases[0][:500]})
        made.append(track)
    return made
