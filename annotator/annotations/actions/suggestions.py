"""Asking a machine for a draft, and what becomes of it. Drafts are kept apart from what people drew."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.annotations import queries as annotations
from annotator.annotations import suggestion_queries as queries
from annotator.annotations.models import Keyframe, ModelDraft, Suggestion, Track
from annotator.annotations.prompts import Prompt, check_prompt
from annotator.annotations.refusals import RequestTaken
from annotator.annotations.suggestion_queries import KIND
from annotator.events.actions import announce
from annotator.formats import ring
from annotator.formats.ring import Shape
from annotator.jobs import actions as jobs
from annotator.jobs.actions import Lease

QUEUE = "assist"


@transaction.atomic
def ask(actor: User, *, track_id: int, frame: int, key: UUID, prompt: Prompt) -> dict[str, Any]:
    """Queue a draft for one cell; asking again with the same id is asking once.

    An older request of the actor for this cell that still waits is superseded.

    Args:
        key: Made by the client.

    Returns:
        The suggestion in JSON.

    Raises:
        NotFound: The actor has no open mask work on this clip.
        WrongState, WorkFrozen, OwnWork: As `lock_to_draw`, for reviewers.
        NotAKeyframe: The clip has no such frame.
        TrackLocked: The masks came back for other objects only.
        RequestTaken: The id stands for another cell or person.
        NothingToCarry, ClicksRefused: Nothing could be computed from this; see `check_prompt`.
    """
    track, _ = annotations.lock_track(actor, track_id, frame)
    known = Suggestion.objects.select_related("track__video").filter(key=key).first()
    if known is not None:
        if (known.by_id, known.track_id, known.frame) != (actor.pk, track.pk, frame):
            raise RequestTaken("This request's id belongs to another request; make a new one.")
        return queries.describe(known)
    check_prompt(prompt, track, frame)
    for older in queries.of_cell(track, frame, actor).filter(state=Suggestion.State.WAITING):
        _move(older, Suggestion.State.SUPERSEDED)
    row = Suggestion.objects.create(
        key=key, track=track, frame=frame, by=actor, method=prompt.method, neighbour=prompt.from_frame,
        clicks=prompt.clicks, box=prompt.box,
    )  # fmt: skip
    jobs.enqueue(KIND, row.pk, queue=QUEUE)
    tell(row)
    return queries.describe(row)


@transaction.atomic
def dismiss(actor: User, *, key: UUID) -> dict[str, Any]:
    """The person does not want it. What was accepted stays accepted.

    Raises:
        NotFound: It is not theirs, or they no longer have the work.
    """
    row = queries.lock_suggestion(actor, key)
    if row.state in (*Suggestion.SHOWN, Suggestion.State.FAILED):
        _move(row, Suggestion.State.DISMISSED)
    return queries.describe(row)


def accept(row: Suggestion) -> None:
    """It was saved, as it is or edited. `row` is locked; the transaction is the saving's."""
    if row.state != Suggestion.State.ACCEPTED:
        _move(row, Suggestion.State.ACCEPTED)


@transaction.atomic
def begin(lease: Lease) -> Suggestion | None:
    """What a worker has to draft; None, and the job is done, when nobody waits for it any longer."""
    jobs.hold(lease)
    row = queries.rows().get(pk=lease.subject)
    if row.state != Suggestion.State.WAITING:
        jobs.finish(lease)
        return None
    return row


@dataclass(frozen=True)
class Draft:
    """A worker's answer. `estimate`: the overlap to expect with what a person would draw, 0..1."""

    shape: Shape
    estimate: float
    predictor: str
    neighbour: int | None = None


@transaction.atomic
def store(lease: Lease, draft: Draft) -> None:
    """Keep a draft, unless the person asked anew or dismissed it meanwhile.

    An older draft of theirs for the same cell is superseded.

    Raises:
        LeaseLost: Another worker has the job; nothing was kept.
    """
    jobs.hold(lease)
    row = queries.rows().select_for_update(of=("self",)).get(pk=lease.subject)
    jobs.finish(lease)
    if row.state != Suggestion.State.WAITING:
        return
    ready = queries.of_cell(row.track, row.frame, row.by).filter(state=Suggestion.State.READY)
    for older in ready:
        _move(older, Suggestion.State.SUPERSEDED)
    row.rings, row.estimate, row.predictor = ring.pack(draft.shape), draft.estimate, draft.predictor
    row.neighbour = draft.neighbour
    _move(row, Suggestion.State.READY)


def place(of: ModelDraft, by: User, cells: Iterable[tuple[Track, int, Shape, float]]) -> int:
    """Put a model's masks beside the cells that are still open, for the person who asked; returns how many.

    What they asked of another machine for a cell stays. The transaction is the caller's, and so is telling of it.

    Args:
        cells: Of one clip: track, frame, shape, and how sure the model is, 0..1.
    """
    decided = set(Keyframe.objects.filter(track__video=of.video_id, deleted=False).values_list("track", "frame"))
    mine = Suggestion.objects.filter(by=by, track__video=of.video_id, state__in=Suggestion.SHOWN)
    taken = decided | set(mine.values_list("track", "frame"))
    free = [cell for cell in cells if (cell[0].pk, cell[1]) not in taken]
    Suggestion.objects.bulk_create(
        Suggestion(
            key=uuid4(), track=track, frame=frame, by=by, method=Suggestion.Method.MODEL, draft=of,
            state=Suggestion.State.READY, rings=ring.pack(shape), estimate=sure, predictor=of.checkpoint.name,
        )
        for track, frame, shape, sure in free
    )  # fmt: skip
    return len(free)


@transaction.atomic
def give_up(lease: Lease, *, code: str, text: str) -> None:
    """End the job with a reason that trying again would not change, and tell the person.

    Raises:
        LeaseLost: Another worker has the job.
    """
    jobs.fail(lease, code=code, text=text)
    note_failure(lease.subject, code=code, text=text)


@transaction.atomic
def note_failure(suggestion_id: int, *, code: str, text: str) -> None:
    """The job of a suggestion has failed for good; whoever waits for it hears why."""
    row = queries.rows().select_for_update(of=("self",)).get(pk=suggestion_id)
    if row.state == Suggestion.State.WAITING:
        row.error_code, row.error_text = code[:40], text
        _move(row, Suggestion.State.FAILED)


def _move(row: Suggestion, state: Suggestion.State) -> None:
    row.state = state
    row.changed_at = timezone.now()
    row.save()
    tell(row)


def tell(row: Suggestion) -> None:
    """Announce a suggestion's state."""
    track: Track = row.track
    payload = {
        "id": str(row.key),
        "video": track.video_id,
        "track": track.pk,
        "frame": row.frame,
        "state": str(row.state),
    }
    announce(track.video.project_id, "suggestion", "changed", payload, actor=row.by_id)
