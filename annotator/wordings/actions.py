"""Starting and steering a run, and deciding what it wrote. Nothing that nobody decided enters a release."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from annotator.accounts.models import Role, User
from annotator.annotations.actions.captions import check_caption
from annotator.annotations.caption_rules import check_text
from annotator.annotations.queries import caption_of
from annotator.events.actions import announce
from annotator.formats import grounding
from annotator.jobs import actions as jobs
from annotator.jobs.models import Job
from annotator.jobs.queries import latest
from annotator.language import writers
from annotator.language.writers import AnswerUnreadable
from annotator.videos.models import Project, Video
from annotator.videos.queries import NotFound, membership
from annotator.wordings import queries
from annotator.wordings.acceptance import settle, settle_cleaned
from annotator.wordings.estimates import estimate, lacking
from annotator.wordings.models import Draft, Item, Run, What
from annotator.wordings.queries import KIND
from annotator.wordings.refusals import (
    NothingToWord,
    RunRefused,
    WordingDecided,
    WordingOutdated,
    WordingRefused,
)
from annotator.wordings.sources import clips
from annotator.wordings.spending import BILLION, endpoint
from annotator.wordings.writing import tell

VERBS = ("pause", "resume", "cancel", "go_on")


def estimate_for(actor: User, *, slug: str, what: Sequence[str], videos: Sequence[int] | None) -> dict[str, Any]:
    """What a run would do and cost, in JSON; nothing is written.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor is no lead.
        LanguageOff: It needs an endpoint, and there is none.
    """
    project = membership(actor, slug, roles=(Role.LEAD,)).project
    return estimate(project, what=what, chosen=videos).as_json()


@transaction.atomic
def start_run(
    actor: User, *, slug: str, what: Sequence[str], videos: Sequence[int] | None = None, cap: float | None = None
) -> Run:
    """Have drafts written for a project's clips with an approved caption.

    Args:
        what: Of `What`.
        videos: Row numbers of the only clips to take; None: all.
        cap: What it may cost, in the operator's currency.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor is no lead.
        LanguageOff: It needs an endpoint, and there is none.
        NothingToWord: No clip lacks any of it.
        RunRefused: Another run of the project has not ended: two at once could pay for one answer twice.
    """
    project = membership(actor, slug, roles=(Role.LEAD,)).project
    return list_run(project, what=what, chosen=videos, cap=cap, by=actor)


@transaction.atomic
def list_run(
    project: Project, *, what: Sequence[str], chosen: Sequence[int] | None, cap: float | None, by: User | None
) -> Run:
    """Write down all that a run has to do, and ring for it; `by` None: from the shell.

    Raises:
        LanguageOff, NothingToWord, RunRefused: As `start_run`.
    """
    _alone(project)
    kinds = [one for one in What.values if one in what]
    items = lacking(project, what=kinds, chosen=chosen)
    if not items:
        raise NothingToWord(
            "Every clip with an approved caption has it already, or a person decided it; choose others."
        )
    asked = endpoint()
    most = None if cap is None else round(cap * BILLION)
    run = Run.objects.create(project=project, what=kinds, model=asked.model if asked else "", cap=most, by=by)
    Item.objects.bulk_create((Item(run=run, video_id=key, what=one) for key, one in items), batch_size=1000)
    jobs.enqueue(KIND, run.pk, queue="machine", priority=Job.Priority.BATCH, total=len(items))
    tell(run)
    return run


@transaction.atomic
def steer(actor: User, *, run_id: int, verb: str) -> Run:
    """Pause, resume or cancel a run, or go on with one that stopped by itself.

    Raises:
        NotFound: No such run for the actor, or no such verb.
        NotAllowed: The actor is no lead.
        RunRefused: The run is not where that starts.
    """
    run = queries.run_for(actor, run_id, roles=(Role.LEAD,))
    steps: dict[str, Callable[[str, int], int]] = {"pause": jobs.pause, "resume": jobs.resume, "cancel": jobs.cancel}
    if verb not in VERBS:
        raise NotFound(f"A run cannot be told to {verb!r}; it can be told to {', '.join(VERBS)}.")
    if verb == "go_on":
        _go_on(run)
    elif not steps[verb](KIND, run.pk):
        raise RunRefused(
            f"This run is {queries.state_of(run)}; it cannot be told to {verb}.", state=queries.state_of(run)
        )
    tell(run)
    return run


def _alone(project: Project) -> None:
    Project.objects.select_for_update().get(pk=project.pk)
    runs = Run.objects.filter(project=project).values("pk")
    if Job.objects.filter(kind=KIND, subject__in=runs, state__in=Job.LIVE).exists():
        raise RunRefused("A run of this project has not ended yet; wait for it, resume it, or cancel it.", state="live")


def _go_on(run: Run) -> None:
    job = latest(KIND, run.pk)
    if job is None or job.state not in (Job.State.FAILED, Job.State.CANCELLED):
        raise RunRefused(
            f"This run is {queries.state_of(run)}; only one that stopped goes on.", state=queries.state_of(run)
        )
    _alone(run.project)
    jobs.enqueue(KIND, run.pk, queue="machine", priority=Job.Priority.BATCH, total=run.items.count())


@transaction.atomic
def decide(actor: User, *, draft_id: int, verdict: str, seen: str, text: str | None = None) -> Draft:
    """Accept a draft, as it is or as the actor edited it, dismiss it, or take either back.

    Args:
        verdict: The state that it is to have.
        seen: The state that the actor saw; deciding the same again is no conflict.
        text: What is accepted in place of the machine's words.

    Raises:
        NotFound: No such draft for the actor.
        NotAllowed: The actor's role does not review.
        WordingOutdated: The caption that it was written for does not stand any more.
        WordingDecided: Somebody was faster; the draft comes along as `current`.
        WordingRefused: The text breaks a rule of what a release holds.
    """
    draft = queries.draft_for(actor, draft_id)
    Video.objects.select_for_update().get(pk=draft.video_id)
    draft.refresh_from_db()
    final = (text if text is not None else draft.text).strip() if verdict == Draft.State.ACCEPTED else ""
    if (draft.state, draft.final) == (verdict, final):
        return draft
    _check(draft, seen)
    if verdict == Draft.State.ACCEPTED:
        _read(draft, final)
    before = draft.final
    draft.state, draft.final = verdict, final
    draft.by, draft.decided_at = (None, None) if verdict == Draft.State.OPEN else (actor, Now())
    draft.save(update_fields=["state", "final", "by", "decided_at"])
    if draft.what == What.CLEANED:
        settle_cleaned(actor, draft, before=before)
    else:
        settle(draft.video, actor)
    announce(
        draft.video.project_id, "wordings", "decided", {"draft": draft.pk, "video": draft.video_id}, actor=actor.pk
    )
    draft.refresh_from_db()
    return draft


def _check(draft: Draft, seen: str) -> None:
    video = draft.video
    stands = caption_of(video).revision == draft.caption_revision
    if not stands or not clips(video.project, [video.pk]).exists():
        raise WordingOutdated(
            "The clip's caption changed since this was written; have it written anew for the new one."
        )
    if draft.state != seen:
        raise WordingDecided(
            f"Somebody decided this meanwhile: it is {draft.state}. Look at it again.",
            current=queries.describe_draft(draft),
        )


def _read(draft: Draft, final: str) -> None:
    """Let pass what a release may hold; a person's words are held to the rules of the machine's."""
    check_text(final)
    caption = check_caption(draft.video)
    try:
        if draft.what == What.PROMPTS:
            writers.read_prompt(final)
        elif draft.what == What.CLEANED:
            writers.read_cleaned(final, caption.text)
        else:
            writers.read_rewording(final, grounding.parse(caption.text).plain)
    except AnswerUnreadable as error:
        raise WordingRefused(f"This cannot be accepted: {error.text}.", fault=error.text) from None
    others = Draft.objects.filter(
        video=draft.video, what=What.REWORDINGS, caption_revision=draft.caption_revision, state=Draft.State.ACCEPTED
    ).exclude(pk=draft.pk)
    if draft.what == What.REWORDINGS and final.casefold() in {one.final.casefold() for one in others}:
        raise WordingRefused("Another accepted rewording says it in the same words; change one.", fault="same")
