"""Handing in, approving, returning. Who may do it is asked of `work`; what must hold, of `annotations`."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from annotator.accounts.models import User
from annotator.annotations.actions.captions import check_caption, make_tracks
from annotator.annotations.actions.keyframes import check_complete
from annotator.annotations.actions.propagations import start_propagation
from annotator.annotations.models import Caption, Track
from annotator.annotations.propagation_plan import needed_segments
from annotator.errors import AnnotatorError
from annotator.formats import grounding
from annotator.review.models import Finding, Submission
from annotator.review.reasons import REASONS
from annotator.videos.models import Video
from annotator.work import actions as work
from annotator.work.models import WorkItem
from annotator.work.queries import AUTHORS, REVIEWERS, lock_item
from annotator.work.transitions import WrongState, target


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
        MasksIncomplete: A cell is neither drawn nor declared absent.
    """
    item = lock_item(actor, item_id, roles=AUTHORS)
    if item.author_id != actor.pk:
        raise WrongState("Only the person who did this work can hand it in.", state=item.state)
    target(item.state, "submit")
    if item.step == WorkItem.Step.CAPTION:
        revisions: dict[str, int] = {"caption": check_caption(item.video).revision}
    else:
        tracks = check_complete(item.video)
        revisions = {f"{t.number}/{k.frame}": k.revision for t in tracks for k in t.standing}  # type: ignore[attr-defined]
        start_propagation(item.video)
    Submission.objects.create(item=item, round=item.round, author=actor, revisions=revisions)
    return work.submit(item, actor=actor)


@transaction.atomic
def approve(actor: User, *, item_id: int) -> WorkItem:
    """Accept submitted work. An approved caption opens the clip's masks to another person.

    Raises:
        NotFound: No such work for the actor.
        NotAllowed: The actor is no reviewer.
        OwnWork: The actor made it.
        WrongState: It is not submitted; perhaps a colleague was faster.
        PropagationPending: The masks between keyframes are still being computed.
    """
    item = lock_item(actor, item_id, roles=REVIEWERS)
    work.refuse_own(item, actor)
    target(item.state, "approve")
    if item.step == WorkItem.Step.CAPTION:
        make_tracks(item.video)
        work.unblock_masks(item, actor=actor)
    elif needed := len(needed_segments(item.video)):
        raise PropagationPending(
            f"{needed} segments are not propagated yet; wait for them, then judge the result.", needed=needed
        )
    decide(item, actor, Submission.State.APPROVED)
    return work.approve(item, actor=actor)


@transaction.atomic
def return_submission(actor: User, *, item_id: int, findings: list[dict[str, Any]]) -> WorkItem:
    """Send submitted work back with reasons, each pinned to where it is.

    Args:
        findings: At least one: reason, text, and optionally track and frame with x, y in video pixels, or a span of the
            plain caption.

    Raises:
        NotFound: No such work for the actor.
        NotAllowed: The actor is no reviewer.
        OwnWork: The actor made it.
        WrongState: It is not submitted; perhaps a colleague was faster.
        FindingRefused: None given, or one points outside the clip or the caption.
    """
    item = lock_item(actor, item_id, roles=REVIEWERS)
    work.refuse_own(item, actor)
    target(item.state, "return")
    if not findings:
        raise FindingRefused("Say at least one reason, so that the author knows what to mend.")
    submission = decide(item, actor, Submission.State.RETURNED)
    Finding.objects.bulk_create(
        Finding(submission=submission, by=actor, **checked(finding, item, number))
        for number, finding in enumerate(findings, 1)
    )
    return work.return_to_author(item, actor=actor)


def decide(item: WorkItem, actor: User, state: Submission.State) -> Submission:
    """Close the open submission of an item."""
    submission = Submission.objects.select_for_update().get(item=item, round=item.round)
    Submission.objects.filter(pk=submission.pk).update(state=state, inspector=actor, decided_at=Now())
    return submission


def checked(finding: dict[str, Any], item: WorkItem, number: int) -> dict[str, Any]:
    """A finding's columns, if they fit the item.

    Raises:
        FindingRefused: Names the finding and what does not fit.
    """
    if finding["reason"] not in REASONS[item.step]:
        known = ", ".join(REASONS[item.step])
        raise FindingRefused(
            f"Finding {number}: {finding['reason']!r} is no reason for {item.step}; choose one of {known}."
        )
    for fault in (*point_faults(finding, item.video), *span_faults(finding, item)):
        raise FindingRefused(f"Finding {number}: {fault}")
    track = finding.get("track")
    if track is not None and not Track.objects.filter(pk=track, video=item.video).exists():
        raise FindingRefused(f"Finding {number}: object {track} is not in this clip.")
    columns = {name: finding.get(name) for name in ("frame", "x", "y", "start", "end")}
    return columns | {"reason": finding["reason"], "text": finding.get("text", ""), "track_id": track}


def point_faults(finding: dict[str, Any], video: Video) -> Iterable[str]:
    """What is wrong with a finding's frame and point."""
    frame, x, y = finding.get("frame"), finding.get("x"), finding.get("y")
    if frame is not None and not 0 <= frame < video.frame_count:
        yield f"frame {frame} is outside the clip; it has frames 0 to {video.frame_count - 1}."
    if (x is None) != (y is None) or (x is not None and frame is None):
        yield "a pin needs x, y and a frame."
    if x is not None and y is not None and not (0 <= x <= video.width and 0 <= y <= video.height):
        yield f"the pin ({x:g}, {y:g}) is outside the {video.width}x{video.height} picture."


def span_faults(finding: dict[str, Any], item: WorkItem) -> Iterable[str]:
    """What is wrong with a finding's span of the caption."""
    start, end = finding.get("start"), finding.get("end")
    if start is None and end is None:
        return
    plain = grounding.parse(Caption.objects.get(video=item.video).text).plain
    if start is None or end is None or not 0 <= start < end <= len(plain):
        yield f"the span {start}–{end} is not inside the caption of {len(plain)} characters."
