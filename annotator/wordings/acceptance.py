"""From decided drafts to what a release reads: the clip's wordings, and its cleaned caption."""

from annotator.accounts.models import User
from annotator.annotations.actions.captions import Writing, save_caption
from annotator.annotations.actions.wordings import keep_wordings
from annotator.annotations.caption_queries import approved_wordings
from annotator.annotations.models import Caption
from annotator.annotations.queries import caption_of
from annotator.formats.annotation import Referral
from annotator.videos.models import Video
from annotator.wordings.models import Draft, What


def settle(video: Video, actor: User | None) -> None:
    """Let the clip's prompts and rewordings be what was accepted of their drafts, and nothing else.

    A kind without drafts stays as it was approved before, prompts unsaid (None) where nobody ever approved any.

    Args:
        actor: Who decided; None when drafts came.
    """
    before = approved_wordings(video)
    drafts = Draft.objects.filter(video=video, caption_revision=caption_of(video).revision).order_by("place")
    prompts = [draft for draft in drafts if draft.what == What.PROMPTS]
    rewordings = [draft for draft in drafts if draft.what == What.REWORDINGS]
    referrals = before.referrals if before else None
    said = before.rewordings if before else []
    asked = None if referrals is None else [Referral(one["prompt"], tuple(one["track_ids"])) for one in referrals]
    if prompts:
        asked = [Referral(draft.final, tuple(draft.track_ids)) for draft in prompts if accepted(draft)]
    if rewordings:
        said = [draft.final for draft in rewordings if accepted(draft)]
    if prompts or rewordings:
        keep_wordings(actor or (before.by if before else None), video, referrals=asked, rewordings=said)


def accepted(draft: Draft) -> bool:
    """Whether a person let it into the release."""
    return draft.state == Draft.State.ACCEPTED


def settle_cleaned(actor: User, draft: Draft, *, before: str) -> None:
    """Let the clip's cleaned caption be what was accepted; taken back, it is empty unless somebody wrote on.

    Args:
        before: What was accepted until now; empty: nothing.
    """
    standing = caption_of(draft.video, Caption.Field.EN_GPT)
    if not accepted(draft) and (not before or standing.text != before):
        return
    text = draft.final if accepted(draft) else ""
    made = Caption.Source.MACHINE if text == draft.text else Caption.Source.HUMAN
    writing = Writing(text, based_on=draft.caption_revision, source=made)
    field, seen = Caption.Field.EN_GPT, standing.revision
    save_caption(actor, video_id=draft.video_id, writing=writing, seen_revision=seen, field=field)
