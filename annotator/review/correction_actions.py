"""Mending a caption under review: the revision is its reviewer's and says so, and the author stays the author."""

from typing import Any
from uuid import UUID

from django.db import transaction

from annotator.accounts.models import User
from annotator.annotations.actions import captions
from annotator.annotations.actions.captions import Writing
from annotator.annotations.caption_queries import describe_caption
from annotator.annotations.queries import caption_of
from annotator.review.models import Submission
from annotator.review.verdict_actions import follow_correction
from annotator.review.verdict_queries import judged_text
from annotator.work import actions as work
from annotator.work.models import WorkItem
from annotator.work.queries import REVIEWERS, lock_item
from annotator.work.transitions import WrongState, target


@transaction.atomic
def correct_caption(
    actor: User, *, item_id: int, text: str, seen_revision: int, request_id: UUID | None = None
) -> dict[str, Any]:
    """Mend a caption that waits for review; verdicts on phrases that stay are kept.

    Args:
        seen_revision: The revision that the reviewer began from. Sending the same again is no conflict.

    Returns:
        The caption in JSON.

    Raises:
        NotFound: No such work for the actor.
        NotAllowed: The actor is no reviewer.
        OwnWork: The actor wrote it, or drew the clip's masks.
        WrongState: It is no caption, or does not wait for review.
        CaptionRefused: It could not be handed in like this.
        StaleRevision: A newer revision exists; it comes along as `current`.
    """
    item = lock_item(actor, item_id, roles=REVIEWERS)
    work.refuse_own(item, actor)
    target(item.state, "approve")
    if item.step != WorkItem.Step.CAPTION:
        raise WrongState("Masks are corrected by drawing on them; open them from their review.", state=item.state)
    work.refuse_other_step(item, actor)
    submission = Submission.objects.get(item=item, round=item.round)
    before = judged_text(item.video, submission)
    if text == before:
        return describe_caption(caption_of(item.video), editable=False)
    saved = captions.correct_caption(
        actor, item.video, writing=Writing(text), seen_revision=seen_revision, request_id=request_id
    )
    Submission.objects.filter(pk=submission.pk).update(corrected=saved["revision"])
    work.note_corrector(item, actor=actor)
    follow_correction(submission, before, saved["text"])
    return saved
