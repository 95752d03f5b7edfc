"""Reading a clip's texts: the raw caption, and those derived from it, which keep its ids."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef

from annotator.accounts.models import User
from annotator.accounts.queries import person
from annotator.annotations.caption_rules import LANGUAGES, ids_differ
from annotator.annotations.models import Caption, CaptionRevision, Keyframe, Track, Wordings
from annotator.annotations.queries import caption_of
from annotator.formats import grounding
from annotator.formats.grounding import GroundingError
from annotator.videos.models import Video
from annotator.videos.queries import NotFound, video_for
from annotator.work.models import WorkItem
from annotator.work.queries import REVIEWERS, is_editable, items, lock_own, role_in

MOST_REVISIONS = 500


def lock_field(actor: User, video_id: int, field: str) -> WorkItem:
    """The clip's caption work, locked for somebody who may write this text now.

    The raw caption is its author's while it is open to them; a derived text is theirs and every reviewer's.

    Raises:
        NotFound: The clip or the work is not the actor's to write.
    """
    known_field(field)
    if field == Caption.Field.EN:
        return lock_own(actor, video_id, WorkItem.Step.CAPTION)
    video = video_for(actor, video_id)
    if role_in(actor, video.project_id) not in REVIEWERS:
        return lock_own(actor, video_id, WorkItem.Step.CAPTION)
    return items().select_for_update(of=("self",)).get(video=video, step=WorkItem.Step.CAPTION)


def known_field(field: str) -> None:
    """Let pass the name of a text.

    Raises:
        NotFound: There is no such text.
    """
    if field not in Caption.Field.values:
        raise NotFound(f"A clip has no caption {field!r}; it has {', '.join(Caption.Field.values)}.")


def may_write(actor: User, video: Video, field: str) -> bool:
    """Whether `lock_field` would succeed."""
    mine = is_editable(actor, video.pk, WorkItem.Step.CAPTION)
    return mine or (field != Caption.Field.EN and role_in(actor, video.project_id) in REVIEWERS)


def field_for(actor: User, video_id: int, field: str, *, approved: bool = False) -> dict[str, Any]:
    """One text of a clip as one person sees it, in JSON.

    Args:
        approved: The raw caption as it was last approved, whatever its author writes since.

    Raises:
        NotFound: No such clip for the actor, no such text, or none that was approved.
    """
    known_field(field)
    video = video_for(actor, video_id)
    if approved:
        return describe_caption(approved_caption(video), editable=False)
    return describe_caption(caption_of(video, field), editable=may_write(actor, video, field))


def approved_caption(video: Video) -> Caption:
    """The raw caption that the clip's tracks follow; not to be saved.

    Raises:
        NotFound: None was approved yet.
    """
    caption = caption_of(video)
    rows = CaptionRevision.objects.select_related("by").filter(caption=caption.pk)
    found = rows.filter(revision=caption.approved_revision or 0).first()  # revisions begin at 1
    if found is None:
        raise NotFound(f"Clip {video.pk} has no approved caption yet.")
    for name in ("text", "numbered", "ticked", "source", "revision", "by", "saved_at"):
        setattr(caption, name, getattr(found, name))
    return caption


def describe_caption(caption: Caption, *, editable: bool) -> dict[str, Any]:
    """A caption in JSON, with its phrases when the grammar holds and the first fault when it does not."""
    answer: dict[str, Any] = {
        "field": caption.field,
        "text": caption.text,
        "objects": caption.numbered,
        "ticked": caption.ticked,
        "revision": caption.revision,
        "plain": None,
        "phrases": [],
        "error": None,
        "saved": caption.saved_at if caption.revision else None,
        "by": person(caption.by),
        "source": caption.source,
        "based_on": caption.based_on,
        "outdated": is_outdated(caption),
        "editable": editable,
    }
    try:
        parsed = grounding.parse(caption.text, language=LANGUAGES[caption.field])
    except GroundingError as error:
        return answer | {"error": {"code": error.code, "position": error.position, "message": error.message}}
    phrases = [{"text": p.text, "ids": list(p.ids), "start": p.start, "end": p.end} for p in parsed.phrases]
    return answer | {"plain": parsed.plain, "phrases": phrases, "error": fault_of_ids(caption)}


def is_outdated(caption: Caption) -> bool:
    """Whether the raw caption says something else than what a derived text was written from."""
    if caption.field == Caption.Field.EN or caption.based_on is None:
        return False
    raw = caption_of(caption.video)
    if raw.revision == caption.based_on:
        return False
    then = CaptionRevision.objects.filter(caption=raw, revision=caption.based_on).values_list("text", flat=True)
    return then.first() != raw.text


def fault_of_ids(caption: Caption) -> dict[str, Any] | None:
    """What is wrong with the ids of a derived text that parses; None while the raw caption itself does not."""
    if caption.field == Caption.Field.EN or not caption.text.strip():
        return None
    raw = caption_of(caption.video).text
    try:
        grounding.parse(raw)
    except GroundingError:
        return None
    fault = ids_differ(raw, caption.text)
    return {"code": "ids_differ", "position": fault[0], "message": fault[1]} if fault else None


def revisions_for(actor: User, video_id: int, field: str) -> list[dict[str, Any]]:
    """The newest saved states of one text, newest first, in JSON.

    Raises:
        NotFound: No such clip for the actor, or no such text.
    """
    known_field(field)
    video = video_for(actor, video_id)
    rows = CaptionRevision.objects.filter(caption__video=video, caption__field=field).select_related("by")
    return [
        {
            "revision": row.revision,
            "text": row.text,
            "objects": row.numbered,
            "by": person(row.by),
            "saved": row.saved_at,
            "source": row.source,
            "based_on": row.based_on,
            "guideline": row.guideline,
            "correction": row.correction,
        }
        for row in rows.order_by("-revision")[:MOST_REVISIONS]
    ]


def standing_words(video: Video) -> dict[int, list[str]]:
    """The words that each live track was made from, by number."""
    return dict(Track.objects.filter(video=video, retired=False).values_list("number", "words"))


def drawn_by_number(video: Video) -> dict[int, tuple[int, int]]:
    """Every track's row number and how many keyframes stand in it, retired ones too, by number."""
    rows = Track.objects.filter(video=video).values_list("number", "pk")
    counts: dict[int, int] = {}
    for track in Keyframe.objects.filter(track__video=video, deleted=False).values_list("track", flat=True):
        counts[track] = counts.get(track, 0) + 1
    return {number: (track, counts.get(track, 0)) for number, track in rows}


@dataclass(frozen=True)
class Derived:
    """A derived text as a release may take it; `fault` says why it may not, `absent` when there is none."""

    text: str
    revision: int
    fault: str | None


def derived_text(video: Video, field: str) -> Derived:
    """A derived text of a clip, held against the raw caption, which is strict."""
    caption = caption_of(video, field)
    if not caption.text.strip():
        return Derived("", caption.revision, "absent")
    try:
        grounding.parse(caption.text, language=LANGUAGES[field])
    except GroundingError as error:
        return Derived(caption.text, caption.revision, error.code)
    fault = fault_of_ids(caption)
    return Derived(caption.text, caption.revision, fault["code"] if fault else None)


def approved_wordings(video: Video) -> Wordings | None:
    """Prompts and rewordings that were approved for the raw caption as it stands; None where it says something else."""
    kept = Wordings.objects.filter(video=video).first()
    if kept is None:
        return None
    raw = caption_of(video)
    then = CaptionRevision.objects.filter(caption=raw.pk, revision=kept.caption_revision).values_list("text", flat=True)
    return kept if then.first() == raw.text else None


def has_approved_prompts() -> Exists:
    """Whether `approved_wordings` of a clip hold a prompt: a condition on rows of clips."""
    as_it_stands = CaptionRevision.objects.filter(
        caption__video=OuterRef("video"), caption__field=Caption.Field.EN,
        revision=OuterRef("caption_revision"), text=F("caption__text"),
    )  # fmt: skip
    asked = Wordings.objects.filter(Exists(as_it_stands), video=OuterRef("pk"), referrals__isnull=False)
    return Exists(asked.exclude(referrals=[]))
