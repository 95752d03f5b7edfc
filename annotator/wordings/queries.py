"""Reading runs and drafts."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from annotator.accounts.models import Role, User
from annotator.accounts.queries import person
from annotator.annotations.models import Caption
from annotator.annotations.queries import caption_of
from annotator.formats import grounding
from annotator.jobs.models import Job
from annotator.jobs.queries import latest, latest_of
from annotator.videos.models import Project, Video
from annotator.videos.queries import NotFound, membership, membership_in
from annotator.wordings.models import Draft, Item, Run
from annotator.wordings.sources import clips
from annotator.wordings.spending import BILLION, cap, endpoint, spent_this_month
from annotator.work.queries import REVIEWERS as REVIEWERS

KIND = "wordings.write"
MOST_RUNS = 5  # each is counted by itself
MOST_FAULTS = 100


def run_for(actor: User, run_id: int, *, roles: Collection[Role]) -> Run:
    """A run of one of the actor's projects.

    Raises:
        NotFound: There is none.
        NotAllowed: The actor's role is not among `roles`.
    """
    found = Run.objects.select_related("project").filter(pk=run_id, project__memberships__user=actor).first()
    if found is None:
        raise NotFound(f"There is no run {run_id} that you may see.")
    membership_in(actor, found.project_id, roles=roles)
    return found


def draft_for(actor: User, draft_id: int) -> Draft:
    """A draft of a clip that the actor reviews.

    Raises:
        NotFound: There is none.
        NotAllowed: The actor's role does not review.
    """
    rows = Draft.objects.select_related("video__project").filter(video__project__memberships__user=actor)
    found = rows.filter(pk=draft_id).first()
    if found is None:
        raise NotFound(f"There is no draft {draft_id} that you may see.")
    membership_in(actor, found.video.project_id, roles=REVIEWERS)
    return found


def state_of(run: Run, job: Job | None = None) -> str:
    """How a run stands, by its newest job."""
    job = job or latest(KIND, run.pk)
    return str(job.state) if job else Job.State.DONE


def open_drafts(project: Project) -> QuerySet[Draft]:
    """Drafts that wait for a person, for captions that stand approved."""
    rows = Draft.objects.filter(
        state=Draft.State.OPEN, video__in=clips(project), video__captions__field=Caption.Field.EN,
        caption_revision=F("video__captions__revision"),
    )  # fmt: skip
    return rows.order_by("video__number", "what", "place")


def overview_for(actor: User, slug: str) -> dict[str, Any]:
    """A project's runs and what waits, in JSON.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor's role does not review.
    """
    project = membership(actor, slug, roles=REVIEWERS).project
    runs = list(Run.objects.filter(project=project).select_related("by").order_by("-pk")[:MOST_RUNS])
    jobs = latest_of(KIND, [run.pk for run in runs])
    line = endpoint()
    waiting = open_drafts(project).order_by()
    counts = Counter(dict(waiting.values_list("what").annotate(n=Count("pk"))))
    return {
        "endpoint": None
        if line is None
        else {
            "model": line.model,
            "price_in": line.price_in,
            "price_out": line.price_out,
            "cap": cap() / BILLION,
            "spent": spent_this_month() / BILLION,
        },
        "clips": clips(project).count(),
        "open": {"prompts": counts["prompts"], "cleaned": counts["cleaned"], "rewordings": counts["rewordings"]},
        "open_clips": waiting.values("video").distinct().count(),
        "runs": [describe_run(run, jobs.get(run.pk)) for run in runs],
    }


def describe_run(run: Run, job: Job | None = None) -> dict[str, Any]:
    """A run in JSON, with what it could not write."""
    job = job or latest(KIND, run.pk)
    of_state = Counter(dict(run.items.values_list("state").annotate(n=Count("pk"))))
    named = run.items.exclude(fault="").select_related("video").order_by("pk")
    return {
        "id": run.pk,
        "what": run.what,
        "model": run.model,
        "state": state_of(run, job),
        "done": sum(of_state.values()) - of_state[Item.State.WAITING],
        "total": sum(of_state.values()),
        "written": of_state[Item.State.WRITTEN],
        "failed": of_state[Item.State.FAILED],
        "left_out": of_state[Item.State.LEFT_OUT],
        "unreadable": run.items.aggregate(n=Sum("unreadable", default=0))["n"],
        "asked": run.asked,
        "remembered": run.remembered,
        "spent": run.spent / BILLION,
        "cap": None if run.cap is None else run.cap / BILLION,
        "error": (job.error_text or None) if job is not None and job.state == Job.State.FAILED else None,
        "created": run.created_at,
        "by": person(run.by),
        "faults": [
            {"video": item.video_id, "number": item.video.number, "what": item.what, "text": item.fault}
            for item in named[:MOST_FAULTS]
        ],
    }


def next_for(actor: User, slug: str, *, after: int = -1) -> dict[str, Any]:
    """The next clip by number with drafts that wait, from the beginning again after the last; null when none does.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor's role does not review.
    """
    project = membership(actor, slug, roles=REVIEWERS).project
    waiting = open_drafts(project)
    found = waiting.filter(video__number__gt=after).first() or waiting.first()
    left = waiting.order_by().values("video").distinct().count()
    return {"clip": None if found is None else describe_clip(found.video), "left": left}


def clip_for(actor: User, video_id: int) -> dict[str, Any]:
    """A clip with all drafts for its caption, in JSON.

    Raises:
        NotFound: No such clip for the actor.
        NotAllowed: The actor's role does not review.
    """
    found = Video.objects.filter(pk=video_id, project__memberships__user=actor).first()
    if found is None:
        raise NotFound(f"There is no clip {video_id} that you may see.")
    membership_in(actor, found.project_id, roles=REVIEWERS)
    return describe_clip(found)


def describe_clip(video: Video) -> dict[str, Any]:
    """A clip's caption and the drafts for it, in JSON."""
    caption = caption_of(video)
    rows = Draft.objects.filter(video=video, caption_revision=caption.revision).select_related("by")
    try:
        plain = grounding.parse(caption.text).plain
    except grounding.GroundingError:
        plain = caption.text
    return {
        "video": video.pk,
        "number": video.number,
        "name": video.name,
        "caption": caption.text,
        "plain": plain,
        "drafts": [describe_draft(draft) for draft in rows.order_by("what", "place")],
    }


def describe_draft(draft: Draft) -> dict[str, Any]:
    """A draft in JSON, with where it comes from."""
    return {
        "id": draft.pk,
        "what": draft.what,
        "place": draft.place,
        "phrase": draft.phrase,
        "track_ids": draft.track_ids,
        "flags": draft.flags,
        "text": draft.text,
        "final": draft.final,
        "state": draft.state,
        "edited": draft.state == Draft.State.ACCEPTED and draft.final != draft.text,
        "source": draft.source,
        "model": draft.model,
        "version": draft.version,
        "by": person(draft.by),
        "decided": draft.decided_at,
    }
