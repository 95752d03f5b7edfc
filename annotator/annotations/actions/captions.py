"""Writing captions. A draft may be wrong; what is handed in may not."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from annotator.accounts.models import User
from annotator.annotations import caption_queries, caption_rules
from annotator.annotations.caption_queries import approved_caption
from annotator.annotations.caption_rules import LANGUAGES, NamedObject
from annotator.annotations.models import Caption, CaptionRevision
from annotator.annotations.queries import caption_of
from annotator.annotations.refusals import CaptionInvalid, CaptionRefused, StaleRevision
from annotator.events.actions import announce
from annotator.formats import grounding
from annotator.guidelines.queries import seen_version
from annotator.videos.models import Video
from annotator.videos.queries import video_for


@dataclass(frozen=True)
class Writing:
    """What a request wants a caption to be; None leaves what stands.

    `based_on` is the raw caption's revision that a derived text was written from, `source` who made the words.
    """

    text: str
    objects: list[NamedObject] | None = None
    ticked: list[str] | None = None
    based_on: int | None = None
    source: str | None = None


@transaction.atomic
def save_caption(
    actor: User,
    *,
    video_id: int,
    writing: Writing,
    seen_revision: int,
    field: str = Caption.Field.EN,
    request_id: UUID | None = None,
    strict: bool = False,
) -> dict[str, Any]:
    """Keep a text as the next revision.

    Args:
        field: Which of the clip's texts.
        seen_revision: The revision that the writer began from; 0 for none. Sending the same again is no conflict.
        request_id: Made by the client, one a change. A retry with that of the standing revision answers with it.
        strict: Refuse what could not be handed in, in place of keeping it as a draft.

    Returns:
        The caption in JSON.

    Raises:
        NotFound: The actor may not write this text now.
        CaptionRefused: Characters, length, objects or ticked points that no draft may have, or `strict` says no.
        StaleRevision: A newer revision exists; it comes along as `current`.
    """
    video = caption_queries.lock_field(actor, video_id, field).video
    keeping = Keeping(video, field, seen_revision, request_id, strict=strict)
    return _keep(actor, writing, keeping)


def correct_caption(
    actor: User, video: Video, *, writing: Writing, seen_revision: int, request_id: UUID | None
) -> dict[str, Any]:
    """Keep the raw caption as its reviewer mends it, recorded as theirs; who may is the caller's to know, and to lock.

    Returns:
        The caption in JSON.

    Raises:
        CaptionRefused: It could not be handed in like this.
        StaleRevision: A newer revision exists; it comes along as `current`.
    """
    keeping = Keeping(video, Caption.Field.EN, seen_revision, request_id, strict=True, correction=True)
    return _keep(actor, writing, keeping)


@dataclass(frozen=True)
class Keeping:
    """Where a writing goes: the text, the revision it began from, its own client-made id, and how it is held."""

    video: Video
    field: str
    seen_revision: int
    request_id: UUID | None
    strict: bool = False
    correction: bool = False


def _keep(actor: User, writing: Writing, keeping: Keeping) -> dict[str, Any]:
    video, field = keeping.video, keeping.field
    caption_rules.check_text(writing.text)
    caption_rules.check_objects(writing.objects or [])
    caption_rules.check_ticked(writing.ticked or [])
    caption = Caption.objects.select_for_update(of=("self",)).filter(video=video, field=field).first()
    caption = caption or Caption(video=video, field=field)
    mine = caption.by_id == actor.pk
    if mine and keeping.request_id is not None and caption.request == keeping.request_id:
        return caption_queries.describe_caption(caption, editable=True)
    wanted = _wanted(caption, writing)
    if caption.revision != keeping.seen_revision:
        if mine and all(getattr(caption, name) == value for name, value in wanted.items()):
            return caption_queries.describe_caption(caption, editable=True)
        raise StaleRevision(
            f"This caption is at revision {caption.revision}, you began from {keeping.seen_revision}; "
            "choose which to keep.",
            current=caption_queries.describe_caption(caption, editable=True),
        )
    if keeping.strict:
        _read(writing.text, field)
        if field == Caption.Field.EN and (missing := caption_rules.unlisted(writing.text, wanted["numbered"])):
            raise CaptionRefused(_no_object(*missing), position=missing[0], error="unknown_object")
    for name, value in {**wanted, "request": keeping.request_id, "by": actor}.items():
        setattr(caption, name, value)
    caption.revision += 1  # the lock on the work orders two savers; the revision tells the late one to look
    caption.save()
    CaptionRevision.objects.create(
        caption=caption, revision=caption.revision, by=actor, guideline=seen_version(actor, video.project),
        correction=keeping.correction, **wanted,
    )  # fmt: skip
    payload = {"video": video.pk, "field": field, "revision": caption.revision, "by": actor.pk}
    announce(video.project_id, "caption", "saved", payload, actor=actor.pk)
    return caption_queries.describe_caption(caption, editable=True)


def _wanted(caption: Caption, writing: Writing) -> dict[str, Any]:
    """The columns that a writing asks for.

    Raises:
        CaptionRefused: A derived text claims to be written from a revision that the raw caption never had.
    """
    source = writing.source or Caption.Source.HUMAN
    if caption.field == Caption.Field.EN:
        objects = writing.objects
        if objects is None:
            objects = caption_rules.with_mentioned(caption.numbered, writing.text)
        ticked = caption.ticked if writing.ticked is None else writing.ticked
        numbered = [{"number": given["number"], "name": given["name"]} for given in objects]
        return {"text": writing.text, "numbered": numbered, "ticked": ticked, "source": Caption.Source.HUMAN}
    newest = caption_of(caption.video).revision
    based_on = writing.based_on or caption.based_on or newest
    if based_on > newest:
        raise CaptionRefused(
            f"The raw caption is at revision {newest}; this text cannot be written from its revision {based_on}.",
            position=None, error="unknown_revision",
        )  # fmt: skip
    return {"text": writing.text, "based_on": based_on or None, "source": source}


def _read(text: str, field: str) -> grounding.Caption:
    try:
        return grounding.parse(text, language=LANGUAGES[field])
    except grounding.GroundingError as error:
        raise CaptionRefused(
            f"{error.message} (at character {error.position})", position=error.position, error=error.code
        ) from None


def _no_object(position: int, number: str) -> str:
    return (
        f"The phrase at character {position} names object {number}, which is not in the list; add it or tie the words "
        "to another."
    )


def check_caption(video: Video) -> Caption:
    """The caption, fit to be handed in.

    Raises:
        CaptionInvalid: The grammar does not hold, no phrase names an object, or one names an object that is not there.
    """
    caption = caption_of(video)
    try:
        parsed = grounding.parse(caption.text)
    except grounding.GroundingError as error:
        raise CaptionInvalid(
            f"{error.message} (at character {error.position})", position=error.position, error=error.code
        ) from None
    if not caption.text.strip():
        raise CaptionInvalid("The caption is empty; write what happens in the clip.", position=0, error="empty")
    if not caption_rules.words_of(parsed):
        raise CaptionInvalid(
            "No phrase names an object; select words and give them a number, as in [a brown dog]<mask_1>.",
            position=0,
            error="no_object",
        )
    if missing := caption_rules.unlisted(caption.text, caption.numbered):
        raise CaptionInvalid(_no_object(*missing), position=missing[0], error="unknown_object")
    return caption


def approved_words(video: Video) -> dict[int, list[str]]:
    """The phrases of each number in the caption as it stands, which was checked when it was handed in."""
    return caption_rules.words_of(grounding.parse(caption_of(video).text))


def consequences(actor: User, *, video_id: int, text: str) -> list[dict[str, Any]]:
    """What approving a text would do to the clip's tracks, in JSON; nothing is written.

    Raises:
        NotFound: No such clip for the actor.
        CaptionRefused: The text is no strict caption; says where.
    """
    video = video_for(actor, video_id)
    caption_rules.check_text(text)
    words = caption_rules.words_of(_read(text, Caption.Field.EN))
    drawn = caption_queries.drawn_by_number(video)
    found = caption_rules.changes(caption_queries.standing_words(video), words)
    return [
        {
            "number": number,
            "change": change,
            "before": before,
            "after": after,
            "track": drawn.get(number, (None, 0))[0],
            "drawn": drawn.get(number, (None, 0))[1],
        }
        for number, change, before, after in found
    ]


def copy_approved(original: Video, twin: Video) -> None:
    """Give a second annotation of a clip the caption that the first one's tracks follow, as its author's.

    Raises:
        NotFound: None was approved yet.
    """
    truth = approved_caption(original)
    same = {name: getattr(truth, name) for name in ("text", "numbered", "ticked", "source", "by")}
    caption = Caption.objects.create(video=twin, revision=1, **same)
    CaptionRevision.objects.create(caption=caption, revision=1, **same)
