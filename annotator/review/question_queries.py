"""Reading questions for one person: those on a clip, and those that wait in their queue."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from annotator.accounts.models import User
from annotator.accounts.queries import person
from annotator.review.models import Question
from annotator.videos.models import Video
from annotator.videos.queries import NotFound, video_for
from annotator.work.models import WorkItem
from annotator.work.queries import REVIEWERS, role_in

ANSWERS_SHOWN = timedelta(days=7)
MOST = 200


def questions() -> QuerySet[Question]:
    """Questions with what their JSON needs."""
    return Question.objects.select_related("video", "track", "by", "answered_by")


def question_for(actor: User, question_id: int) -> Question:
    """A question in one of the actor's projects, locked.

    Raises:
        NotFound: There is none.
    """
    rows = questions().select_for_update(of=("self",)).filter(pk=question_id)
    found = rows.filter(video__project__memberships__user=actor).first()
    if found is None:
        raise NotFound(f"There is no question {question_id} that you may see.")
    return found


def questions_for(actor: User, video_id: int) -> list[dict[str, Any]]:
    """The newest questions on a clip, in the order of asking, in JSON.

    Raises:
        NotFound: No such clip for the actor.
    """
    video = video_for(actor, video_id)
    rows = list(questions().filter(video=video).order_by("-id")[:MOST])
    return described(actor, video.project_id, reversed(rows))


def waiting_questions(actor: User, project_id: int, role: str) -> list[dict[str, Any]]:
    """What a queue shows: open questions on the actor's captions, and answers to their own of the last days."""
    mine = captions_of(actor, project_id)
    to_answer = Q(state=Question.State.OPEN, video__in=mine.values("video"))
    answered = Q(state=Question.State.ANSWERED, by=actor, answered_at__gte=Now() - ANSWERS_SHOWN)
    waiting = Question.objects.filter(to_answer | answered, video__project=project_id).order_by("id")
    keys = list(waiting.values_list("pk", flat=True)[:MOST])  # mostly none
    return described(actor, project_id, questions().filter(pk__in=keys).order_by("id") if keys else [], role=role)


def captions_of(actor: User, project_id: int) -> QuerySet[WorkItem]:
    """The captions that a person wrote in a project."""
    return WorkItem.objects.filter(author=actor, step=WorkItem.Step.CAPTION, video__project=project_id)


def described(
    actor: User, project_id: int, rows: Iterable[Question], *, role: str | None = None
) -> list[dict[str, Any]]:
    """Questions of one project in JSON, with two queries whatever their number."""
    shown = list(rows)
    if not shown:
        return []
    judges = (role_in(actor, project_id) if role is None else role) in REVIEWERS
    written = set(captions_of(actor, project_id).filter(video__in={q.video_id for q in shown}).values_list("video"))
    return [describe(row, actor=actor, may_answer=judges or (row.video_id,) in written) for row in shown]


def may_answer(actor: User, video: Video) -> bool:
    """Whether somebody answers questions on a clip: who wrote its caption, and who reviews."""
    if role_in(actor, video.project_id) in REVIEWERS:
        return True
    return captions_of(actor, video.project_id).filter(video=video).exists()


def describe(row: Question, *, actor: User, may_answer: bool) -> dict[str, Any]:
    """A question in JSON, as one person sees it."""
    is_open, mine = row.state == Question.State.OPEN, row.by_id == actor.pk
    return {
        "id": row.pk,
        "video": row.video_id,
        "clip": row.video.number,
        "track": row.track_id,
        "number": row.track.number if row.track else None,
        "phrase": row.phrase,
        "start": row.start,
        "end": row.end,
        "caption_revision": row.caption_revision,
        "frame": row.frame,
        "x": row.x,
        "y": row.y,
        "text": row.text,
        "by": person(row.by),
        "asked": row.asked_at,
        "state": row.state,
        "answer": row.answer,
        "answered_by": person(row.answered_by),
        "answered": row.answered_at,
        "mine": mine,
        "can": {"answer": is_open and not mine and may_answer, "withdraw": is_open and mine},
    }
