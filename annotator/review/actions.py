"""Handing in, approving, returning. Who may do it is asked of `work`; what must hold, of `annotations`."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from annotator.accounts.models import User
from annotator.annotations.actions import tracks
from annotator.annotations.actions.captions import check_caption
from annotator.annotations.actions.keyframes import check_complete
from annotator.annotations.actions.propagations import start_propagation
from annotator.annotations.actions.tracks import check_settled
from annotator.annotations.models import Track
from annotator.annotations.propagation_plan import needed_segments
from annotator.annotations.queries import caption_of
from annotator.errors import AnnotatorError
from annotator.formats import grounding
from annotator.review import quality_actions
from annotator.review.models import Finding, Question, Submission
from annotator.review.places import point_faults, span_faults
from annotator.review.reason_queries import codes_for
from annotator.review.reasons import CAPTION_CHANGED
from annotator.review.spent import noted, spent_on
from annotator.review.thread_actions import open_finding_threads, resolve_finding_threads
from annotator.review.verdict_actions import approve_all, keep_verdicts, with_rejections
from annotator.videos.models import Video
from annotator.videos.queries import NotAllowed
from annotator.work import actions as work
from annotator.work.models import WorkItem
from annotator.work.queries import AUTHORS, REVIEWERS, lock_item, lock_masks, role_in
from annotator.work.transitions import WrongState, sources, target


class FindingRefused(AnnotatorError):
    """A finding does not fit the work that it is about."""

    code = "finding_refused"


class PropagationPending(AnnotatorError):
    """Masks are judged on the propagated result, which is not there yet."""

    code = "propagation_pending"
    status = 409


@transaction.atomic
def submit(actor: User, *, item_id: int) -> WorkItem:
    """Hand in the actor's own work. Masks start propagating at once.

    Raises:
        NotFound: No such work for the actor.
        WrongState: It is not theirs, or not open.
        CaptionInvalid: The caption's grammar does not hold or it names no object.
        TrackReopened: The words of an object changed, and nobody drew on it since or confirmed its masks.
        MasksIncomplete: A cell is neither drawn nor declared absent.
    """
    item = lock_item(actor, item_id, roles=AUTHORS)
    if item.author_id != actor.pk:
        raise WrongState("Only the person who did this work can hand it in.", state=item.state)
    target(item.state, "submit")
    if item.step == WorkItem.Step.CAPTION:
        revisions: dict[str, int] = {"caption": check_caption(item.video).revision}
    else:
        check_settled(item.video)
        drawn = check_complete(item.video)
        revisions = {f"{t.number}/{k.frame}": k.revision for t in drawn for k in t.standing}  # type: ignore[attr-defined]
        start_propagation(item.video)
    sampled = quality_actions.looked_at(actor, item)
    copied = {"project": item.video.project, "video": item.video, "step": item.step}
    handed_in = {"round": item.round, "author": actor, "revisions": revisions, "sampled": sampled}
    submission = Submission.objects.create(item=item, **copied, **handed_in)
    keep_verdicts(item, submission)
    submitted = work.submit(item, actor=actor)
    quality_actions.mix_in(submission)
    return submitted


@transaction.atomic
def approve(actor: User, *, item_id: int) -> WorkItem:
    """Accept submitted work. An approved caption opens the clip's masks to another person, or again to who drew them.

    Raises:
        NotFound: No such work for the actor.
        NotAllowed: The actor is no reviewer.
        OwnWork: The actor made it.
        WrongState: It is not submitted; perhaps a colleague was faster.
        CaptionInvalid, MasksIncomplete: The work as it was mended could not be handed in.
        PropagationPending: The masks between keyframes are still being computed.
        VerdictsOpen: Something of it is rejected, or some is decided and some is not.
    """
    item = lock_item(actor, item_id, roles=REVIEWERS)
    work.refuse_own(item, actor)
    target(item.state, "approve")
    approve_all(item, Submission.objects.get(item=item, round=item.round), actor)
    if item.step == WorkItem.Step.CAPTION:
        check_caption(item.video)  # its reviewer may have mended it
        reopen_masks(actor, item)
    else:
        check_complete(item.video)  # its reviewer may have taken a shape away
        check_propagated(item.video)
        tracks.close(item.video)
    decide(item, actor, Submission.State.APPROVED)
    resolve_finding_threads(item, actor)
    return work.approve(item, actor=actor)


def check_propagated(video: Video) -> None:
    """Let pass masks whose every frame is computed.

    Raises:
        PropagationPending: The masks between keyframes are still being computed.
    """
    if needed := len(needed_segments(video)):
        raise PropagationPending(
            f"{needed} segments are not propagated yet; wait for them, then judge the result.", needed=needed
        )


def reopen_masks(actor: User, caption_item: WorkItem) -> None:
    """Bring tracks to an approved caption, and finished masks back to who drew them if words changed.

    Masks in work stay as they are, with the changed objects flagged; numbers that only went away bring nothing back.
    """
    masks = lock_masks(caption_item.video_id)
    begun = masks.state != WorkItem.State.BLOCKED
    changed = [row for row in tracks.follow_caption(caption_item.video, begun=begun) if row.change != "removed"]
    if not begun:
        return quality_actions.open_masks(caption_item, actor=actor)
    if not changed or masks.state in (WorkItem.State.READY, WorkItem.State.ANNOTATING):
        return None
    submission = Submission.objects.select_for_update().get(item=masks, round=last_round(masks))
    if masks.state in sources("reopen"):
        Submission.objects.filter(pk=submission.pk, state=Submission.State.OPEN).update(
            state=Submission.State.REOPENED, decided_at=Now()
        )
        work.reopen(masks, actor=actor, partial=True)
    Finding.objects.bulk_create(
        Finding(submission=submission, by=actor, reason=CAPTION_CHANGED, track=row.track, text=told(row))
        for row in changed
    )
    return None


def last_round(item: WorkItem) -> int:
    """The round of an item's newest submission: work that came back is in the next one already."""
    return item.round - 1 if item.state == WorkItem.State.RETURNED else item.round


def told(row: tracks.Changed) -> str:
    """A change of words for who drew the object."""
    after = " / ".join(row.after)
    return f"{' / '.join(row.before)} → {after}" if row.before else after


@transaction.atomic
def reopen(actor: User, *, item_id: int) -> WorkItem:
    """Give an approved caption back to its author; asking again is asking once.

    Raises:
        NotFound: No such work for the actor.
        NotAllowed: The actor neither reviews nor wrote it.
        WrongState: It is no caption, not approved, or the author has no open question to answer by it.
    """
    item = lock_item(actor, item_id, roles=(*AUTHORS, *REVIEWERS))
    if item.step != WorkItem.Step.CAPTION:
        raise WrongState("Masks are reopened by their caption only; reopen that.", state=item.state)
    if role_in(actor, item.video.project_id) not in REVIEWERS:
        if item.author_id != actor.pk:
            raise NotAllowed("Reopening a caption is for inspectors, leads and its author.")
        asked = Question.objects.filter(video=item.video, state=Question.State.OPEN).exists()
        if not asked and not was_reopened(item):
            raise WrongState(
                "No question on this caption is open; ask an inspector or the lead to reopen it.", state=item.state
            )
    if was_reopened(item):
        return item
    target(item.state, "reopen")
    if item.state != WorkItem.State.APPROVED:
        raise WrongState(f"This caption is {item.state}; only an approved one is reopened.", state=item.state)
    return work.reopen(item, actor=actor)


def was_reopened(item: WorkItem) -> bool:
    """Whether it came back after an approval, not by a verdict."""
    accepted = (Submission.State.APPROVED, Submission.State.PASSED)
    last = Submission.objects.filter(item=item, round=item.round - 1, state__in=accepted)
    return item.state == WorkItem.State.RETURNED and last.exists()


@transaction.atomic
def return_submission(actor: User, *, item_id: int, findings: list[dict[str, Any]]) -> WorkItem:
    """Send submitted work back with reasons, each pinned to where it is.

    Args:
        findings: Reason, text, and optionally track and frame with x, y in video pixels, or a span of the plain
            caption. What was rejected by itself and is in none of them becomes one; at least one there must be.

    Raises:
        NotFound: No such work for the actor.
        NotAllowed: The actor is no reviewer.
        OwnWork: The actor made it.
        WrongState: It is not submitted; perhaps a colleague was faster.
        FindingRefused: None given, or one points outside the clip or the caption.
        VerdictsOpen: Something was rejected without a reason.
    """
    item = lock_item(actor, item_id, roles=REVIEWERS)
    work.refuse_own(item, actor)
    target(item.state, "return")
    findings = with_rejections(item, Submission.objects.get(item=item, round=item.round), findings)
    if not findings:
        raise FindingRefused("Say at least one reason, so that the author knows what to mend.")
    submission = decide(item, actor, Submission.State.RETURNED)
    reasons, plain = codes_for(item.video.project, item.step), plain_caption(item)
    rows = Finding.objects.bulk_create(
        Finding(submission=submission, by=actor, **checked(finding, item, number, reasons=reasons, plain=plain))
        for number, finding in enumerate(findings, 1)
    )
    open_finding_threads(item, rows, actor)
    return work.return_to_author(item, actor=actor)


def decide(item: WorkItem, actor: User, state: Submission.State) -> Submission:
    """Close the open submission of an item."""
    submission = Submission.objects.select_for_update().get(item=item, round=item.round)
    spent = spent_on([item.pk]).get(item.pk, []) if state == Submission.State.APPROVED else []
    Submission.objects.filter(pk=submission.pk).update(
        state=state, inspector=actor, decided_at=Now(), **noted(item.round, item.video_id, spent)
    )
    return submission


def plain_caption(item: WorkItem) -> str:
    """The words that findings point into."""
    return grounding.parse(caption_of(item.video).text).plain


def checked(finding: dict[str, Any], item: WorkItem, number: int, *, reasons: list[str], plain: str) -> dict[str, Any]:
    """A finding's columns, if they fit the item.

    Args:
        reasons: The codes that can be given.
        plain: The caption that spans count in.

    Raises:
        FindingRefused: Names the finding and what does not fit.
    """
    if finding["reason"] not in reasons:
        known = ", ".join(reasons)
        raise FindingRefused(
            f"Finding {number}: {finding['reason']!r} is no reason for {item.step}; choose one of {known}."
        )
    point = {name: finding.get(name) for name in ("frame", "x", "y")}
    span = {name: finding.get(name) for name in ("start", "end")}
    for fault in (*point_faults(item.video, **point), *span_faults(plain, **span)):
        raise FindingRefused(f"Finding {number}: {fault}")
    track = finding.get("track")
    if track is not None and not Track.objects.filter(pk=track, video=item.video, retired=False).exists():
        raise FindingRefused(f"Finding {number}: object {track} is not in this clip.")
    return point | span | {"reason": finding["reason"], "text": finding.get("text", ""), "track_id": track}
