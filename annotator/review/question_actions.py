"""Asking the caption's author while drawing, answering, withdrawing. No work item moves by any of it."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from annotator.accounts.models import User
from annotator.annotations.models import CaptionRevision, Track
from annotator.annotations.queries import caption_of
from annotator.annotations.refusals import RequestTaken
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.formats import grounding
from annotator.formats.prose import check_prose
from annotator.review import question_queries as queries
from annotator.review.models import Question
from annotator.videos.models import Video
from annotator.videos.queries import NotAllowed
from annotator.work.models import WorkItem
from annotator.work.queries import lock_own
from annotator.work.transitions import OwnWork, WrongState

LONGEST = 2000
MOST_OPEN = 50


class QuestionRefused(AnnotatorError):
    """A question or an answer that does not fit the clip, its caption or its limits; `error` names what is wrong."""

    code = "question_refused"


@transaction.atomic
def ask(
    actor: User, *, video_id: int, text: str, start: int, end: int, frame: int, number: int | None = None,
    x: float | None = None, y: float | None = None, seen_revision: int | None = None, request_id: UUID | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Pin a question to words of the caption and a frame; a retry with the same `request_id` asks once.

    Args:
        start: With `end`, a half-open span of the plain caption, in code points.
        number: The object that it is about, if it is about one.
        x: With `y`, a point of the frame in video pixels.
        seen_revision: The caption's revision that the span counts in; the newest if left out.

    Returns:
        The question in JSON.

    Raises:
        NotFound: The actor does not hold the clip's masks.
        RequestTaken: The id stands for a question on another clip.
        QuestionRefused: Says what does not fit.
    """
    video = lock_own(actor, video_id, WorkItem.Step.MASKS).video
    if request_id and (known := queries.questions().filter(by=actor, request=request_id).first()):
        if known.video_id != video.pk:
            raise RequestTaken(f"The id {request_id} stands for a question on another clip.")
        return told(actor, known)
    check_text(text)
    revision, plain = caption_read(video, seen_revision)
    check_place(video, plain, start=start, end=end, frame=frame, x=x, y=y)
    if Question.objects.filter(video=video, state=Question.State.OPEN).count() >= MOST_OPEN:
        raise QuestionRefused(
            f"{MOST_OPEN} questions on this clip are open; withdraw one or wait for answers.", error="too_many"
        )
    asked = Question.objects.create(
        video=video, track=track_of(video, number), phrase=plain[start:end], start=start, end=end,
        caption_revision=revision, frame=frame, x=x, y=y, text=text, by=actor, request=request_id,
    )  # fmt: skip
    return announced(actor, asked)


@transaction.atomic
def answer(actor: User, *, question_id: int, text: str) -> dict[str, Any]:
    """Answer an open question; sending the same answer again changes nothing.

    Returns:
        The question in JSON.

    Raises:
        NotFound: No such question for the actor.
        NotAllowed: The actor neither wrote the caption nor reviews.
        OwnWork: They asked it themselves.
        QuestionRefused: The text is empty, too long or holds characters that cannot be shown.
        WrongState: It is not open any more.
    """
    question = queries.question_for(actor, question_id)
    if not queries.may_answer(actor, question.video):
        raise NotAllowed("This question is for the caption's author, an inspector or the lead.")
    if question.by_id == actor.pk:
        raise OwnWork("You asked this yourself; withdraw it if it is settled.")
    check_text(text)
    if question.state == Question.State.ANSWERED and (question.answered_by_id, question.answer) == (actor.pk, text):
        return told(actor, question)
    require_open(question)
    close(question, state=Question.State.ANSWERED, answer=text, answered_by=actor, answered_at=Now())
    return announced(actor, question)


@transaction.atomic
def withdraw(actor: User, *, question_id: int) -> dict[str, Any]:
    """Take back one's own open question.

    Returns:
        The question in JSON.

    Raises:
        NotFound: No such question for the actor.
        NotAllowed: Somebody else asked it.
        WrongState: It is not open any more.
    """
    question = queries.question_for(actor, question_id)
    if question.by_id != actor.pk:
        raise NotAllowed("Only the person who asked can withdraw a question.")
    require_open(question)
    close(question, state=Question.State.WITHDRAWN)
    return announced(actor, question)


def close(question: Question, **columns: Any) -> None:
    """End a locked question."""
    Question.objects.filter(pk=question.pk).update(**columns)
    question.refresh_from_db()


def require_open(question: Question) -> None:
    """Let only open questions pass.

    Raises:
        WrongState: It was answered or withdrawn.
    """
    if question.state != Question.State.OPEN:
        raise WrongState(f"This question was {question.state} already; load it again.", state=question.state)


def announced(actor: User, question: Question) -> dict[str, Any]:
    """Tell the project that a question changed; returns it in JSON."""
    payload = {"question": question.pk, "video": question.video_id, "state": question.state}
    announce(question.video.project_id, "question", "changed", payload, actor=actor.pk)
    return told(actor, question)


def told(actor: User, question: Question) -> dict[str, Any]:
    """A question in JSON, as the actor sees it."""
    return queries.describe(question, actor=actor, may_answer=queries.may_answer(actor, question.video))


def check_text(text: str) -> None:
    """Let only what can be read pass.

    Raises:
        QuestionRefused: With the position of the fault.
    """
    if fault := check_prose(text, longest=LONGEST):
        raise QuestionRefused(fault.message, error=fault.error, position=fault.position)


def caption_read(video: Video, seen_revision: int | None) -> tuple[int, str]:
    """A revision of the caption and its plain text.

    Raises:
        QuestionRefused: There is no such revision, or its grammar does not hold.
    """
    caption = caption_of(video)
    revision, text = caption.revision, caption.text
    if seen_revision not in (None, revision):
        saved = CaptionRevision.objects.filter(caption=caption, revision=seen_revision).first()
        if saved is None:
            raise QuestionRefused(
                f"There is no revision {seen_revision} of this caption; it is at {revision}.", error="revision"
            )
        revision, text = saved.revision, saved.text
    try:
        return revision, grounding.parse(text).plain
    except grounding.GroundingError as fault:
        raise QuestionRefused(
            f"Revision {revision} of the caption cannot be read ({fault.code}); its author is at it.", error="caption"
        ) from None


def check_place(
    video: Video, plain: str, *, start: int, end: int, frame: int, x: float | None, y: float | None
) -> None:
    """Let only places pass that are in the caption and in the clip.

    Raises:
        QuestionRefused: Names the first that is not.
    """
    if not 0 <= start < end <= len(plain):
        raise QuestionRefused(
            f"The span {start}–{end} is not inside the caption of {len(plain)} characters.", error="span"
        )
    if not 0 <= frame < video.frame_count:
        raise QuestionRefused(
            f"Frame {frame} is outside the clip; it has frames 0 to {video.frame_count - 1}.", error="frame"
        )
    if (x is None) != (y is None):
        raise QuestionRefused("A pin needs both x and y.", error="point")
    if x is not None and y is not None and not (0 <= x <= video.width and 0 <= y <= video.height):
        raise QuestionRefused(
            f"The pin ({x:g}, {y:g}) is outside the {video.width}x{video.height} picture.", error="point"
        )


def track_of(video: Video, number: int | None) -> Track | None:
    """The object that a question is about.

    Raises:
        QuestionRefused: The clip has no object of this number.
    """
    if number is None:
        return None
    found = Track.objects.filter(video=video, number=number, retired=False).first()
    if found is None:
        raise QuestionRefused(f"Object {number} is not in this clip.", error="number")
    return found
