"""Reading drafts, and which work goes without."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from annotator.accounts.models import Role, User
from annotator.annotations.models import ModelDraft, Track
from annotator.annotations.queries import tracks_of
from annotator.assist.models import AssistRule
from annotator.assist.refusals import DraftRefused, NoModel, WithoutDrafts
from annotator.checkpoints.models import Checkpoint
from annotator.checkpoints.queries import active
from annotator.formats import clock, grounding, ring
from annotator.formats.ring import Shape
from annotator.jobs.models import Job
from annotator.jobs.queries import latest
from annotator.jobs.workers import alive, last_heard
from annotator.releases.queries import split_of
from annotator.scoring.sampling import is_sampled
from annotator.videos.models import Project, Video
from annotator.videos.queries import NotFound, membership, video_for
from annotator.work.models import WorkItem
from annotator.work.queries import is_editable, lock_own, lock_to_draw, may_draw

KIND = "assist.draft"
QUEUE = "model"
WHY = {
    "control": "This clip goes without drafts, so that their help can be measured: draw and write it by hand.",
    "held_out": "This clip is held out for measuring models, so that none may draft it.",
    "second": "This is a second annotation, which measures people: nothing is drafted for it.",
}


def rule_of(project: Project) -> AssistRule:
    """The project's rule; an unsaved one as it is by default, whose draws begin from the project's own number."""
    return AssistRule.objects.filter(project=project).first() or AssistRule(project=project, seed=project.pk)


def goes_without(item: WorkItem) -> str | None:
    """Why nothing is drafted for a piece of work; None where something may be."""
    video = item.video
    rule = rule_of(video.project)
    if video.twin_of_id is not None:
        return "second"
    if not rule.held_out and split_of(video) in ("val", "test"):
        return "held_out"
    return "control" if is_control(item, rule) else None


def is_control(item: WorkItem, rule: AssistRule) -> bool:
    """Whether a piece of work was drawn to go without drafts."""
    return is_sampled(rule.seed, f"control {item.step}", item.pk, percent=rule.control_percent)


def model_for(item: WorkItem) -> Checkpoint:
    """The checkpoint that may draft for a piece of work.

    Raises:
        NoModel: None is active.
        WithoutDrafts: This work goes without.
    """
    checkpoint = active(item.video.project)
    if checkpoint is None:
        raise NoModel("No model is active in this project; a lead promotes one on the page Models.")
    if (why := goes_without(item)) is not None:
        raise WithoutDrafts(WHY[why], why=why)
    return checkpoint


def work_to_draft(actor: User, video_id: int, step: str) -> tuple[WorkItem, User | None]:
    """The work that a draft is handed in for, locked, and who reads it: the actor, or nobody yet where a lead is ahead.

    Raises:
        NotFound: The actor has no such work in hand, or there is no such step.
        WrongState, WorkFrozen, OwnWork: As `lock_to_draw`, for reviewers.
    """
    if step not in WorkItem.Step.values:
        raise NotFound(f"A clip has no step {step!r}.")
    if step == WorkItem.Step.MASKS:
        return lock_to_draw(actor, video_id), actor
    leads = Q(video__project__memberships__user=actor, video__project__memberships__role=Role.LEAD)
    ready = Q(video=video_id, step=step, state=WorkItem.State.READY)
    ahead = (
        WorkItem.objects.select_for_update(of=("self",)).select_related("video__project").filter(leads, ready).first()
    )
    return (ahead, None) if ahead else (lock_own(actor, video_id, WorkItem.Step.CAPTION), actor)


def why_no_caption(text: str) -> str | None:
    """What keeps a text from being one that a person could begin a caption from; None where nothing does."""
    try:
        plain = grounding.parse(text).plain
    except grounding.GroundingError as error:
        return error.message
    return None if plain.strip() else "it has no words"


def check_caption(text: str) -> None:
    """Let pass what a person could begin a caption from.

    Raises:
        DraftRefused: It is none.
    """
    if why := why_no_caption(text):
        raise DraftRefused(f"This is no caption: {why}. Mend the text and hand it in again.")


def placed(video: Video, cells: Sequence[Mapping[str, Any]]) -> list[tuple[Track, int, Shape, float]]:
    """Cells of masks as `suggestions.place` takes them.

    Raises:
        DraftRefused: There is none, or one names an object or a frame that is not drawn, or comes twice.
        InvalidRing: Its rings are none.
    """
    tracks, frames = {track.number: track for track in tracks_of(video)}, clock.keyframes(video.frame_count)
    found: dict[tuple[int, int], tuple[Track, int, Shape, float]] = {}
    for cell in cells:
        number, frame = cell["number"], cell["frame"]
        if number not in tracks:
            known = ", ".join(map(str, tracks)) or "none"
            raise DraftRefused(f"This clip has no object {number}; it has {known}.", number=number)
        if frame not in frames:
            raise DraftRefused(f"Frame {frame} is not drawn on; draft every 30th of {video.frame_count}.", frame=frame)
        if (number, frame) in found:
            raise DraftRefused(
                f"Object {number} comes twice on frame {frame}; send it once.", number=number, frame=frame
            )
        shape = ring.parse(cell["rings"], width=video.width, height=video.height)
        found[number, frame] = (tracks[number], frame, shape, cell["score"])
    if not found:
        raise DraftRefused("There is no mask in this; send one cell at least.")
    return list(found.values())


def newest(video: Video, step: str) -> ModelDraft | None:
    """What was drafted last for a step of a clip."""
    return (
        ModelDraft.objects.select_related("checkpoint", "video").filter(video=video, step=step).order_by("-pk").first()
    )


def drafts_for(actor: User, video_id: int, step: str) -> dict[str, Any]:
    """How drafts stand for who has a clip's step in hand, in JSON.

    What was made ahead is shown only to who asks: until then people write with nobody's words before them.

    Raises:
        NotFound: No such clip for the actor, or no such step.
    """
    video = video_for(actor, video_id)
    item = WorkItem.objects.select_related("video__project").filter(video=video, step=step).first()
    if item is None:
        raise NotFound(f"A clip has no step {step!r}.")
    captions = item.step == WorkItem.Step.CAPTION
    mine = is_editable(actor, video_id, WorkItem.Step.CAPTION) if captions else may_draw(actor, video_id)
    checkpoint = active(video.project)
    found = newest(video, step) if mine else None
    shown = found is not None and found.by_id == actor.pk
    waits = found is not None and shown and found.state == ModelDraft.State.WAITING
    return {
        "model": checkpoint.name if checkpoint and mine else None,
        "without": goes_without(item) if mine else None,
        "draft": describe(found) if found and shown else None,
        "line": describe_line(ModelDraft.objects.filter(video=video, step=step)) if waits else None,
    }


def line_for(actor: User, slug: str) -> dict[str, Any]:
    """What waits for the model in a project, and whether anybody is there to draft it, in JSON.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor is no lead.
    """
    project = membership(actor, slug, roles=(Role.LEAD,)).project
    return describe_line(ModelDraft.objects.filter(video__project=project))


def describe_line(drafts: QuerySet[ModelDraft]) -> dict[str, Any]:
    """How many of some drafts wait and since when, and how many workers there are to make them, in JSON."""
    waiting = drafts.filter(state=ModelDraft.State.WAITING).aggregate(count=Count("pk"), since=Min("asked_at"))
    since, workers = waiting["since"], alive(QUEUE).count()
    return {
        "waiting": waiting["count"],
        "since": since,
        "minutes": max(int((timezone.now() - since).total_seconds() // 60), 0) if since else None,
        "workers": workers,
        "heard": last_heard(QUEUE),
    }


def lock_draft(actor: User, draft_id: int) -> ModelDraft:
    """A draft that the actor asked for, locked for this transaction.

    Raises:
        NotFound: There is none of theirs.
    """
    rows = ModelDraft.objects.select_for_update(of=("self",)).select_related("checkpoint", "video__project")
    found = rows.filter(pk=draft_id, by=actor, video__project__memberships__user=actor).first()
    if found is None:
        raise NotFound(f"There is no draft {draft_id} of yours.")
    return found


def describe(draft: ModelDraft) -> dict[str, Any]:
    """A draft in JSON; one whose job has failed for good reads as failed."""
    state, error = str(draft.state), draft.error_text
    if state == ModelDraft.State.WAITING:
        job = latest(KIND, draft.pk)
        if job is not None and job.state == Job.State.FAILED:
            state, error = str(ModelDraft.State.FAILED), job.error_text
    return {
        "id": draft.pk,
        "step": draft.step,
        "state": state,
        "text": draft.text,
        "score": draft.score,
        "model": draft.checkpoint.name,
        "shapes": draft.suggestions.count(),
        "error": error or None,
        "asked": draft.asked_at,
    }


def rule_for(actor: User, slug: str) -> dict[str, Any]:
    """A project's rule in JSON.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor is no lead.
    """
    rule = rule_of(membership(actor, slug, roles=(Role.LEAD,)).project)
    return {"control_percent": rule.control_percent, "held_out": rule.held_out}
