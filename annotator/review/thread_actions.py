"""Saying something about work, answering, resolving, reopening. No work item moves by any of it."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from annotator.accounts.models import User
from annotator.annotations.models import Caption, CaptionRevision, Track
from annotator.annotations.queries import caption_of
from annotator.annotations.refusals import RequestTaken
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.formats import grounding
from annotator.formats.prose import check_prose
from annotator.review import thread_queries as queries
from annotator.review.models import Comment, Finding, Thread
from annotator.review.places import point_faults, span_faults
from annotator.review.reason_queries import Words
from annotator.videos.models import Video
from annotator.videos.queries import NotAllowed, video_for
from annotator.work.models import WorkItem
from annotator.work.transitions import OwnWork, WrongState

LONGEST = 2000
MOST_OPEN = 100  # on a clip
MOST_COMMENTS = 200  # in a thread
Verb = Literal["open", "comment", "resolve", "reopen", "return", "approve"]


class ThreadRefused(AnnotatorError):
    """A remark that does not fit the clip, its caption or its limits; `error` names what is wrong."""

    code = "thread_refused"


@transaction.atomic
def open_thread(
    actor: User, *, video_id: int, step: str, text: str, asks: bool = False, number: int | None = None,
    frame: int | None = None, x: float | None = None, y: float | None = None, start: int | None = None,
    end: int | None = None, caption_revision: int | None = None, request_id: UUID | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Say something about one step of a clip; a retry with the same `request_id` says it once.

    Args:
        asks: It is a question back to who made the work, and waits in their queue.
        number: The object that it is about.
        x: With `y` and `frame`, a point in video pixels.
        start: With `end`, a half-open span of the plain caption, in code points.
        caption_revision: The raw caption's revision that the span counts in; the newest if left out.

    Returns:
        The thread in JSON.

    Raises:
        NotFound: No such clip for the actor.
        NotAllowed: The actor neither reviews nor works on it.
        OwnWork: They ask themselves.
        WrongState: Nobody made this work yet, so that nobody can be asked.
        RequestTaken: The id stands for a remark in another place.
        ThreadRefused: Says what does not fit.
    """
    video = video_for(actor, video_id)
    require_voice(actor, video)
    item = WorkItem.objects.select_for_update(of=("self",)).get(video=video, step=step)
    if known := said_before(actor, request_id):
        if known.item_id != item.pk:
            raise RequestTaken(f"The id {request_id} stands for a remark on other work.")
        return told(actor, known)
    check_text(text)
    if asks:
        require_author(actor, item)
    place: dict[str, Any] = {"frame": frame, "x": x, "y": y, "start": start, "end": end}
    place |= checked_place(video, place, caption_revision)
    if Thread.objects.filter(video=video, state=Thread.State.OPEN).count() >= MOST_OPEN:
        raise ThreadRefused(f"{MOST_OPEN} threads on this clip are open; resolve one first.", error="too_many")
    thread = Thread.objects.create(
        video=video, item=item, track=track_of(video, number), asks=asks, opened_by=actor, **place
    )
    Comment.objects.create(thread=thread, text=text, by=actor, request=request_id)
    return announced(actor, thread, "open")


@transaction.atomic
def comment(actor: User, *, thread_id: int, text: str, request_id: UUID | None = None) -> dict[str, Any]:
    """Say something more in a thread; a retry with the same `request_id` says it once.

    Returns:
        The thread in JSON.

    Raises:
        NotFound: No such thread for the actor.
        NotAllowed: The actor neither reviews nor works on the clip.
        RequestTaken: The id stands for a remark in another thread.
        ThreadRefused: The text is empty, too long or cannot be shown, or the thread is full.
    """
    thread = queries.thread_for(actor, thread_id)
    require_voice(actor, thread.video)
    if known := said_before(actor, request_id):
        if known.pk != thread.pk:
            raise RequestTaken(f"The id {request_id} stands for a remark in another thread.")
        return told(actor, thread)
    check_text(text)
    if Comment.objects.filter(thread=thread).count() >= MOST_COMMENTS:
        raise ThreadRefused(f"This thread has {MOST_COMMENTS} comments; open another.", error="too_many")
    Comment.objects.create(thread=thread, text=text, by=actor, request=request_id)
    return announced(actor, thread, "comment")


@transaction.atomic
def resolve(actor: User, *, thread_id: int) -> dict[str, Any]:
    """Say that a thread is settled; saying so again changes nothing.

    Returns:
        The thread in JSON.

    Raises:
        NotFound: No such thread for the actor.
        NotAllowed: The actor neither reviews nor works on the clip.
    """
    return _turn(actor, thread_id, "resolve", state=Thread.State.RESOLVED, resolved_by=actor, resolved_at=Now())


@transaction.atomic
def reopen(actor: User, *, thread_id: int) -> dict[str, Any]:
    """Say that a thread is not settled after all; saying so again changes nothing.

    Returns:
        The thread in JSON.

    Raises:
        NotFound: No such thread for the actor.
        NotAllowed: The actor neither reviews nor works on the clip.
    """
    return _turn(actor, thread_id, "reopen", state=Thread.State.OPEN, resolved_by=None, resolved_at=None)


def _turn(actor: User, thread_id: int, verb: Verb, *, state: Thread.State, **columns: Any) -> dict[str, Any]:
    thread = queries.thread_for(actor, thread_id)
    require_voice(actor, thread.video)
    if thread.state == state:
        return told(actor, thread)
    Thread.objects.filter(pk=thread.pk).update(state=state, **columns)
    return announced(actor, thread, verb)


def open_finding_threads(item: WorkItem, findings: Sequence[Finding], actor: User) -> None:
    """Let every finding of a returned round be talked about; its words are the first comment."""
    caption = caption_of(item.video)
    plain = grounding.parse(caption.text).plain
    for finding in findings:
        has_words = finding.start is not None
        thread = Thread.objects.create(
            video=item.video, item=item, finding=finding, track_id=finding.track_id, frame=finding.frame, x=finding.x,
            y=finding.y, start=finding.start, end=finding.end, opened_by=actor,
            caption_revision=caption.revision if has_words else None,
            phrase=plain[finding.start : finding.end] if has_words else "",
        )  # fmt: skip
        if finding.text:
            Comment.objects.create(thread=thread, text=finding.text, by=actor)
        tell(thread, actor, "return")


def resolve_finding_threads(item: WorkItem, actor: User) -> None:
    """Settle what was found in earlier rounds: the work was approved."""
    for thread in Thread.objects.select_related("video").filter(
        item=item, state=Thread.State.OPEN, finding__isnull=False
    ):
        Thread.objects.filter(pk=thread.pk).update(state=Thread.State.RESOLVED, resolved_by=actor, resolved_at=Now())
        thread.state = Thread.State.RESOLVED
        tell(thread, actor, "approve")


def said_before(actor: User, request_id: UUID | None) -> Thread | None:
    """The thread in which a request was already answered."""
    if request_id is None:
        return None
    return queries.threads().filter(comments__by=actor, comments__request=request_id).first()


def require_voice(actor: User, video: Video) -> None:
    """Let pass who takes part in what is said about a clip.

    Raises:
        NotAllowed: The actor neither reviews nor works on it.
    """
    if not queries.may_speak(actor, video):
        raise NotAllowed("Threads are for inspectors, leads and who works on this clip.")


def require_author(actor: User, item: WorkItem) -> None:
    """Let pass questions to somebody else who made the work.

    Raises:
        OwnWork: The actor made it.
        WrongState: Nobody did yet.
    """
    if item.author_id is None:
        raise WrongState(f"Nobody works on the {item.step} of this clip now; there is nobody to ask.", state=item.state)
    if item.author_id == actor.pk:
        raise OwnWork("This is your own work; say what you want to say without asking.")


def check_text(text: str) -> None:
    """Let only what can be read pass.

    Raises:
        ThreadRefused: With the position of the fault.
    """
    if fault := check_prose(text, longest=LONGEST):
        raise ThreadRefused(fault.message, error=fault.error, position=fault.position)


def checked_place(video: Video, place: dict[str, Any], revision: int | None) -> dict[str, Any]:
    """The columns of a span: which caption it counts in, and its words there.

    Raises:
        ThreadRefused: A point or a span is not in the clip or in its caption.
    """
    for fault in point_faults(video, frame=place["frame"], x=place["x"], y=place["y"]):
        raise ThreadRefused(f"This cannot be pinned: {fault}", error="point")
    start, end = place["start"], place["end"]
    if start is None and end is None:
        return {}
    revision, plain = read_caption(video, revision)
    for fault in span_faults(plain, start=start, end=end):
        raise ThreadRefused(f"This cannot be pinned: {fault}", error="span")
    return {"caption_revision": revision, "phrase": plain[start:end]}


def read_caption(video: Video, revision: int | None) -> tuple[int, str]:
    """A revision of the raw caption, the newest if none is named, and its plain text.

    Raises:
        ThreadRefused: There is no such revision, or its grammar does not hold.
    """
    rows = CaptionRevision.objects.filter(caption__video=video, caption__field=Caption.Field.EN)
    found = (rows.filter(revision=revision) if revision else rows.order_by("-revision")).first()
    if found is None:
        raise ThreadRefused("This caption has no such revision; load it again.", error="revision")
    try:
        return found.revision, grounding.parse(found.text).plain
    except grounding.GroundingError as fault:
        raise ThreadRefused(
            f"Revision {found.revision} of the caption cannot be read ({fault.code}); pin to a frame instead.",
            error="caption",
        ) from None


def track_of(video: Video, number: int | None) -> Track | None:
    """The object that a remark is about.

    Raises:
        ThreadRefused: The clip has no object of this number.
    """
    if number is None:
        return None
    found = Track.objects.filter(video=video, number=number, retired=False).first()
    if found is None:
        raise ThreadRefused(f"Object {number} is not in this clip.", error="number")
    return found


def tell(thread: Thread, actor: User, verb: Verb) -> None:
    """Announce that a thread is another now, and by what: something done to it, or a verdict on the work."""
    payload = {"thread": thread.pk, "video": thread.video_id, "state": thread.state, "verb": verb}
    announce(thread.video.project_id, "thread", "changed", payload, actor=actor.pk)


def announced(actor: User, thread: Thread, verb: Verb) -> dict[str, Any]:
    """Tell the project that a thread changed; returns it in JSON, as it stands now."""
    fresh = queries.threads().get(pk=thread.pk)
    tell(fresh, actor, verb)
    return told(actor, fresh)


def told(actor: User, thread: Thread) -> dict[str, Any]:
    """A thread in JSON for somebody who takes part in it."""
    return queries.describe(thread, Words(thread.video.project), actor=actor, speaks=True)
