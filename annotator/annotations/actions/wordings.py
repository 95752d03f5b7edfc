"""What is asked and said of a clip beside its captions, kept as it was approved."""

from collections.abc import Sequence

from annotator.accounts.models import User
from annotator.annotations import caption_rules
from annotator.annotations.models import Wordings
from annotator.annotations.queries import caption_of
from annotator.formats.annotation import Referral
from annotator.videos.models import Video


def keep_wordings(actor: User, video: Video, *, referrals: Sequence[Referral], rewordings: Sequence[str]) -> Wordings:
    """Keep prompts and rewordings for the raw caption as it stands, in the caller's transaction.

    Args:
        actor: Who approved them.
        referrals: Every prompt of the clip; none at all means that nothing is asked of it.
        rewordings: Every rewording.

    Raises:
        CaptionRefused: One is too long or holds a character that cannot be shown.
    """
    for text in (*(referral.prompt for referral in referrals), *rewordings):
        caption_rules.check_text(text)
    wanted = {
        "referrals": [{"prompt": one.prompt, "track_ids": list(one.track_ids)} for one in referrals],
        "rewordings": list(rewordings),
        "caption_revision": caption_of(video).revision,
        "by": actor,
    }
    kept, _ = Wordings.objects.update_or_create(video=video, defaults=wanted)
    return kept
