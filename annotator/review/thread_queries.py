"""Reading threads for one person: those on a clip, and those that wait in their queue."""

from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from annotator.accounts.models import User
from annotator.accounts.queries import person
from annotator.review.models import Comment, Thread
from annotator.review.reason_queries import Words
from annotator.videos.models import Project, Video
from annotator.videos.queries import NotFound, video_for
from annotator.work.models import WorkItem
from annotator.work.queries import REVIEWERS, role_in

MOST = 200


def threads() -> QuerySet[Thread]:
    """Threads with what their JSON needs."""
    comments = Prefetch("comments", queryset=Comment.objects.select_related("by").order_by("id"), to_attr="said")
    rows = Thread.objects.select_related("video__project", "item", "track", "finding", "opened_by", "resolved_by")
    return rows.prefetch_related(comments)


def thread_for(actor: User, thread_id: int) -> Thread:
    """A thread in one of the actor's projects, locked.

    Raises:
        NotFound: There is none.
    """
    mine = threads().filter(pk=thread_id, video__project__memberships__user=actor)
    found = mine.select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound(f"There is no thread {thread_id} that you may see.")
    return found


def threads_for(actor: User, video_id: int) -> list[dict[str, Any]]:
    """The newest threads on a clip, in the order of opening, in JSON.

    Raises:
        NotFound: No such clip for the actor.
    """
    video = video_for(actor, video_id)
    rows = list(threads().filter(video=video).order_by("-id")[:MOST])
    return described(actor, video.project, list(reversed(rows)), speaks=may_speak(actor, video))


def may_speak(actor: User, video: Video) -> bool:
    """Whether somebody takes part in what is said about a clip: who reviews, and who works on it."""
    if role_in(actor, video.project_id) in REVIEWERS:
        return True
    return WorkItem.objects.filter(video=video, author=actor).exists()


def waiting_threads(actor: User, project: Project) -> list[dict[str, Any]]:
    """What a queue shows: questions back on the actor's work, and their own that were answered, until resolved."""
    newest = Comment.objects.filter(thread=OuterRef("pk")).order_by("-id").values("by")[:1]
    asked = Thread.objects.filter(video__project=project, asks=True, state=Thread.State.OPEN)
    waiting = asked.filter(Q(item__author=actor) | Q(opened_by=actor)).annotate(last_by=Subquery(newest))
    keys = list(waiting.exclude(last_by=actor).order_by("id").values_list("pk", flat=True)[:MOST])  # mostly none
    rows = list(threads().filter(pk__in=keys).order_by("id")) if keys else []
    return described(actor, project, rows, speaks=True)


def described(actor: User, project: Project, rows: list[Thread], *, speaks: bool) -> list[dict[str, Any]]:
    """Threads of one project in JSON, with two queries whatever their number."""
    words = Words(project) if rows else None
    return [describe(row, words, actor=actor, speaks=speaks) for row in rows if words]


def describe(row: Thread, words: Words, *, actor: User, speaks: bool) -> dict[str, Any]:
    """A thread in JSON, as one person sees it."""
    is_open = row.state == Thread.State.OPEN
    reason = row.finding.reason if row.finding else ""
    return {
        "id": row.pk,
        "video": row.video_id,
        "clip": row.video.number,
        "work": row.item_id,
        "step": row.item.step,
        "finding": row.finding_id,
        "reason": reason,
        "reason_text": words.text_of(row.item.step, reason) if reason else "",
        "track": row.track_id,
        "number": row.track.number if row.track else None,
        **{name: getattr(row, name) for name in ("frame", "x", "y", "start", "end", "caption_revision", "phrase")},
        "asks": row.asks,
        "state": row.state,
        "opened_by": person(row.opened_by),
        "opened": row.opened_at,
        "resolved_by": person(row.resolved_by),
        "resolved": row.resolved_at,
        "mine": row.opened_by_id == actor.pk,
        "comments": [
            {"id": one.pk, "text": one.text, "by": person(one.by), "at": one.at, "mine": one.by_id == actor.pk}
            for one in row.said  # type: ignore[attr-defined]  # set by threads
        ],
        "can": {"comment": speaks, "resolve": speaks and is_open, "reopen": speaks and not is_open},
    }
