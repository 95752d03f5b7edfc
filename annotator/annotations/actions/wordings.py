"""What is asked and said of a clip beside its captions, kept as it was approved."""

from collections.abc import Sequence

from annotator.accounts.models import User
from annotator.annotations import caption_rules
from annotator.annotations.models import Wordings
from annotator.annotations.queries import caption_of
from annotator.formats.annotation import Referral
from annotator.videos.models import Video


def keep_wordings(
    actor: User | None, video: Video, *, referrals: Sequence[Referral] | None, rewordings: Sequence[str]
) -> Wordings:
    """Keep prompts and rewordings for the raw caption as it stands, in the caller's transaction.

    Args:
        actor: Who approved them; None while there is nothing to approve.
        referrals: Every prompt of the clip; an empty list means that nothing is asked of it, None that nobody was
            asked to approve any.
        rewordings: Every rewording.

    Raises:
        CaptionRefused: One is too long or holds a character that cannot be shown.
    """
    for text in (*(referral.prompt for referral in referrals or ()), *rewordings):
        caption_rules.check_text(text)
    kept_as = [{"prompt": one.prompt, "track_ids": list(one.track_ids)} for one in referrals or ()]
    wanted = {
        "referrals": None if referrals is None else kept_as,
        "rewordings": list(rewordings),
        "caption_revision": caption_of(video).revision,
        "by": actor,
    }
    kept, _ = Wordings.objects.update_or_create(video=video, defaults=wanted)
    return kept
