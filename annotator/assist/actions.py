"""Asking the model for a draft, what its worker hands in, what a person decides: nothing is written without them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from annotator.accounts.models import Role, User
from annotator.annotations.actions import suggestions
from annotator.annotations.models import ModelDraft, Suggestion, Track
from annotator.assist import queries
from annotator.assist.models import AssistRule
from annotator.assist.queries import KIND, QUEUE
from annotator.assist.refusals import DraftDecided, OtherModel
from annotator.checkpoints.models import Checkpoint
from annotator.events.actions import announce
from annotator.formats.ring import Shape
from annotator.jobs import actions as jobs
from annotator.jobs.actions import Lease
from annotator.jobs.models import Job
from annotator.videos.models import Project
from annotator.videos.queries import NotFound, membership
from annotator.work.models import WorkItem
from annotator.work.queries import lock_own, lock_to_draw

State = ModelDraft.State


@transaction.atomic
def ask(actor: User, *, video_id: int, step: str) -> ModelDraft:
    """Have the active model draft for the work that the actor has in hand; asking again is asking once.

    Raises:
        NotFound: The actor has no such work in hand, or there is no such step.
        WrongState, WorkFrozen, OwnWork: As `lock_to_draw`, for reviewers.
        NoModel: None is active.
        WithoutDrafts: This work goes without.
    """
    if step not in WorkItem.Step.values:
        raise NotFound(f"A clip has no step {step!r}.")
    captions = step == WorkItem.Step.CAPTION
    item = lock_own(actor, video_id, WorkItem.Step.CAPTION) if captions else lock_to_draw(actor, video_id)
    checkpoint = queries.model_for(item)
    known = _open(item, step)
    if known is not None and _answers(known, checkpoint, actor):
        if known.by_id is None:  # made ahead: from now on it is theirs
            known.by = actor
            _save(known)
        _enqueue(known, Job.Priority.URGENT)
        return known
    if known is not None:  # of a colleague who had the work before, of another model, or before more was open
        known.by = known.by or actor
        _move(known, State.DISMISSED)
    draft = ModelDraft.objects.create(video=item.video, step=step, checkpoint=checkpoint, by=actor)
    _enqueue(draft, Job.Priority.URGENT)
    tell(draft)
    return draft


@transaction.atomic
def ask_ahead(actor: User, *, slug: str, count: int) -> int:
    """Have captions drafted for the work that is handed out next, before anybody asks; returns for how many.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor is no lead.
        NoModel: None is active.
    """
    project = membership(actor, slug, roles=(Role.LEAD,)).project
    ready = WorkItem.objects.select_related("video__project").filter(
        video__project=project, step=WorkItem.Step.CAPTION, state=WorkItem.State.READY
    )
    begun = 0
    for item in ready.order_by("-priority", "pk"):
        if begun == count:
            break
        if queries.goes_without(item) or ModelDraft.objects.filter(video=item.video, step=item.step).exists():
            continue
        checkpoint = queries.model_for(item)
        draft = ModelDraft.objects.create(video=item.video, step=item.step, checkpoint=checkpoint)
        _enqueue(draft, Job.Priority.BATCH)
        begun += 1
    return begun


@transaction.atomic
def hand_in(
    actor: User, *, video_id: int, step: str, model: str, text: str = "", score: float | None = None,
    cells: Sequence[Mapping[str, Any]] = (),
) -> ModelDraft:  # fmt: skip
    """Keep what the active model drafted on a machine of the actor's own, for the work that they have in hand.

    It answers what they asked for and is still waited for. A lead may hand in captions ahead, of work that is ready; as
    with `ask_ahead`, these are shown to who asks. Nothing is written: taking it is `decide`, and saving.

    Args:
        model: What drafted: the active checkpoint's name or sha256.
        text: Of a caption, in the grammar.
        cells: Of masks: `number` of the object, `frame`, `rings` in video pixels, and `score` if there is one.

    Raises:
        NotFound: The actor has no such work in hand, or there is no such step.
        WrongState, WorkFrozen, OwnWork: As `lock_to_draw`, for reviewers.
        NoModel, WithoutDrafts: As `ask`.
        OtherModel: Another one is active.
        DraftRefused, InvalidRing: It is no caption, or no masks of this clip.
    """
    item, reader = queries.work_to_draft(actor, video_id, step)
    checkpoint = queries.model_for(item)
    if model not in (checkpoint.name, checkpoint.sha256):
        raise OtherModel(f"{model!r} does not draft here; {checkpoint.name} does. A lead may promote another.")
    captions = step == WorkItem.Step.CAPTION
    placed = [] if captions else queries.placed(item.video, cells)
    if captions:
        queries.check_caption(text)
    draft = _open(item, step)
    if draft is not None and (draft.state != State.WAITING or not _answers(draft, checkpoint, actor)):
        draft.by = draft.by or actor
        _move(draft, State.DISMISSED)
        draft = None
    draft = draft or ModelDraft(video=item.video, step=step, checkpoint=checkpoint)
    sure = sum(cell[3] for cell in placed) / len(placed) if score is None and placed else score
    draft.by, draft.text, draft.score = draft.by or reader, text if captions else "", sure
    draft.save()
    if reader is not None and placed:
        suggestions.place(draft, reader, placed)
    _move(draft, State.READY)
    return draft


@transaction.atomic
def decide(actor: User, *, draft_id: int, verdict: str) -> ModelDraft:
    """The person took a draft, to go on with it as they like, or does not want it. Again with the same: no conflict.

    Of masks, dismissing takes away what is still open beside the cells; each that was accepted stays theirs.

    Raises:
        NotFound: It is not theirs.
        DraftDecided: It waits still, failed, or was decided otherwise.
    """
    draft = queries.lock_draft(actor, draft_id)
    if draft.state == verdict:
        return draft
    stops = draft.state == State.WAITING and verdict == State.DISMISSED
    if draft.state != State.READY and not stops:
        raise DraftDecided(f"This draft is {draft.state}; ask for another one.", state=draft.state)
    if verdict == State.DISMISSED:
        for row in draft.suggestions.filter(state=Suggestion.State.READY):
            suggestions.dismiss(actor, key=row.key)
    _move(draft, verdict)
    return draft


@transaction.atomic
def save_rule(actor: User, *, slug: str, control_percent: int, held_out: bool) -> AssistRule:
    """Say which share goes without drafts, and whether held-out clips get any.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor is no lead.
    """
    project = membership(actor, slug, roles=(Role.LEAD,)).project
    rule = queries.rule_of(Project.objects.select_for_update().get(pk=project.pk))
    rule.control_percent, rule.held_out, rule.by = control_percent, held_out, actor
    rule.save()
    announce(project.pk, "assist", "changed", {}, actor=actor.pk)
    return rule


@transaction.atomic
def begin(lease: Lease) -> ModelDraft | None:
    """What a worker has to draft; None, and the job is done, when nobody wants it any longer."""
    jobs.hold(lease)
    draft = ModelDraft.objects.select_related("checkpoint__project", "video__project", "by").get(pk=lease.subject)
    if draft.state != State.WAITING:
        jobs.finish(lease)
        return None
    return draft


@transaction.atomic
def store_caption(lease: Lease, *, text: str, score: float | None) -> None:
    """Keep a drafted caption, unless it was dismissed meanwhile.

    Raises:
        LeaseLost: Another worker has the job; nothing was kept.
    """
    draft = _held(lease)
    if draft is not None:
        draft.text, draft.score = text, score
        _move(draft, State.READY)


@transaction.atomic
def store_masks(lease: Lease, cells: Iterable[tuple[Track, int, Shape, float]]) -> int:
    """Put drafted masks beside the cells that are open still, for who asked; returns how many.

    Raises:
        LeaseLost: Another worker has the job; nothing was kept.
    """
    draft = _held(lease)
    if draft is None or draft.by is None:
        return 0
    cells = list(cells)
    draft.score = sum(sure for *_, sure in cells) / len(cells) if cells else None
    kept = suggestions.place(draft, draft.by, cells)
    _move(draft, State.READY)
    return kept


@transaction.atomic
def give_up(lease: Lease, *, code: str, text: str) -> None:
    """End the job with a reason that trying again would not change, and tell the person.

    Raises:
        LeaseLost: Another worker has the job.
    """
    jobs.fail(lease, code=code, text=text)
    note_failure(lease.subject, code=code, text=text)


@transaction.atomic
def note_failure(draft_id: int, *, code: str, text: str) -> None:
    """The job of a draft has failed for good; whoever waits for it hears why."""
    draft = ModelDraft.objects.select_for_update().get(pk=draft_id)
    if draft.state == State.WAITING:
        draft.error_code, draft.error_text = code[:40], text
        _move(draft, State.FAILED)


def tell(draft: ModelDraft) -> None:
    """Announce how a draft stands."""
    payload = {"draft": draft.pk, "video": draft.video_id, "step": draft.step, "state": str(draft.state)}
    announce(draft.video.project_id, "draft", "changed", payload, actor=draft.by_id)


def _held(lease: Lease) -> ModelDraft | None:
    jobs.hold(lease)
    draft = ModelDraft.objects.select_for_update(of=("self",)).select_related("checkpoint", "video", "by").get(
        pk=lease.subject
    )  # fmt: skip
    jobs.finish(lease)
    return draft if draft.state == State.WAITING else None


def _open(item: WorkItem, step: str) -> ModelDraft | None:
    rows = ModelDraft.objects.select_for_update(of=("self",)).select_related("checkpoint", "video")
    found = rows.filter(video=item.video, step=step, state__in=ModelDraft.OPEN).first()
    if found is not None and queries.describe(found)["state"] == State.FAILED:
        _move(found, State.FAILED)
        return None
    return found


def _answers(known: ModelDraft, checkpoint: Checkpoint, actor: User) -> bool:
    """Whether an open draft is what the actor would get; masks may be asked for again, for what is open still."""
    same = known.checkpoint_id == checkpoint.pk and known.by_id in (None, actor.pk)
    return same and (known.step == WorkItem.Step.CAPTION or known.state == State.WAITING)


def _enqueue(draft: ModelDraft, priority: int) -> None:
    if draft.state == State.WAITING:
        jobs.enqueue(KIND, draft.pk, queue=QUEUE, priority=priority)


def _move(draft: ModelDraft, state: str) -> None:
    draft.state = state
    _save(draft)


def _save(draft: ModelDraft) -> None:
    draft.save()
    tell(draft)
