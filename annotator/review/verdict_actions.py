"""Judging object by object and phrase by phrase: saved at once, read by the verdict on the whole."""

from collections import Counter
from typing import Any

from django.db import transaction

from annotator.accounts.models import User
from annotator.annotations.models import Track
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.formats import grounding
from annotator.review import verdict_queries as queries
from annotator.review.correction_queries import judged_keyframes
from annotator.review.models import Submission, Verdict
from annotator.review.reason_queries import codes_for
from annotator.review.verdict_queries import Subject
from annotator.work import actions as work
from annotator.work.models import WorkItem
from annotator.work.queries import REVIEWERS, lock_item
from annotator.work.transitions import target


class VerdictRefused(AnnotatorError):
    """A verdict on nothing that was handed in, or for a reason that there is not."""

    code = "verdict_refused"


class VerdictsOpen(AnnotatorError):
    """The whole cannot be judged like this; `open` lists what is rejected, undecided, or rejected without a reason."""

    code = "verdicts_open"
    status = 409


@transaction.atomic
def give_verdict(
    actor: User,
    *,
    item_id: int,
    verdict: str | None,
    track: int | None = None,
    start: int | None = None,
    end: int | None = None,
    reason: str = "",
) -> dict[str, Any]:
    """Approve or reject one object or phrase, or take that back; giving the same again changes nothing.

    Args:
        verdict: None takes back what was said.
        track: The object, of masks; of captions `start` and `end` instead, in code points of the plain text.
        reason: Why it is rejected; may be said later, before the work is returned.

    Returns:
        All verdicts on the work in JSON.

    Raises:
        NotFound: No such work for the actor.
        NotAllowed: The actor is no reviewer.
        OwnWork: The actor made it.
        WrongState: It does not wait for review.
        VerdictRefused: No such object or phrase was handed in, or there is no such reason.
    """
    item = lock_item(actor, item_id, roles=REVIEWERS)
    work.refuse_own(item, actor)
    target(item.state, "approve")
    submission = Submission.objects.get(item=item, round=item.round)
    subject = subject_at(item, submission, (track, start, end))
    reason = reason if verdict == Verdict.Kind.REJECTED else ""
    if reason and reason not in (codes := codes_for(item.video.project, item.step)):
        raise VerdictRefused(f"{reason!r} is no reason for {item.step}; choose one of {', '.join(codes)}.")
    if _write(submission, subject, actor, verdict, reason):
        payload = {"work": item.pk, "video": item.video_id, "track": track}
        announce(item.video.project_id, "verdict", "changed", payload, actor=actor.pk)
    return queries.describe(item, actor)


def subject_at(item: WorkItem, submission: Submission, place: queries.Place) -> Subject:
    """The object or phrase of a place.

    Raises:
        VerdictRefused: Nothing of the kind was handed in.
    """
    for subject in queries.subjects_of(item, submission):
        if subject.place == place:
            return subject
    track, start, end = place
    what = f"object {track}" if track is not None else f"phrase at {start}–{end}"
    raise VerdictRefused(f"There is no {what} in what was handed in; load the work again.")


def _write(submission: Submission, subject: Subject, actor: User, verdict: str | None, reason: str) -> bool:
    """Keep a verdict; whether anything changed by it."""
    standing = Verdict.objects.filter(
        submission=submission, track=subject.track, start=subject.start, end=subject.end
    ).first()
    said = (verdict, reason, False, subject.correction)
    if standing and (standing.verdict, standing.reason, standing.kept, standing.correction) == said:
        return False
    if standing:
        standing.delete()
    if verdict is not None:
        made_of(submission, subject, actor, verdict=verdict, reason=reason).save()
    return standing is not None or verdict is not None


def made_of(submission: Submission, subject: Subject, by: User, **columns: Any) -> Verdict:
    """A verdict on a subject, unsaved."""
    return Verdict(
        submission=submission, track_id=subject.track, start=subject.start, end=subject.end, phrase=subject.phrase,
        correction=subject.correction, by=by, **columns,
    )  # fmt: skip


def approve_all(item: WorkItem, submission: Submission, actor: User) -> None:
    """Let pass work of which nothing is rejected, and keep that the rest is approved too.

    Without any verdict of this round, approving the work approves all of it.

    Raises:
        VerdictsOpen: Something is rejected, or some is decided and some is not.
    """
    subjects = {subject.place: subject for subject in queries.subjects_of(item, submission)}
    given = queries.given_on(subjects.values(), submission)
    if rejected := [place for place, row in given.items() if row.verdict == Verdict.Kind.REJECTED]:
        refuse("rejected; return the work, or take that back", [subjects[place] for place in rejected])
    undecided = [subject for place, subject in subjects.items() if place not in given]
    if undecided and any(not row.kept for row in given.values()):
        refuse("not decided yet; approve or reject each", undecided)
    given_before = Verdict.objects.filter(submission=submission, track__in=[one.track for one in undecided])
    given_before.delete()  # to what was mended since
    Verdict.objects.bulk_create(
        made_of(submission, subject, actor, verdict=Verdict.Kind.APPROVED) for subject in undecided
    )


def refuse(what: str, subjects: list[Subject]) -> None:
    """Say which objects or phrases stand in the way.

    Raises:
        VerdictsOpen: Always.
    """
    named = ", ".join(f"“{subject.phrase}”" for subject in subjects)
    places = [
        {"track": one.track, "start": one.start, "end": one.end, "phrase": one.phrase, "ids": one.ids}
        for one in subjects
    ]
    raise VerdictsOpen(f"{named}: {what}.", open=places)


def with_rejections(item: WorkItem, submission: Submission, findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings, and one more for every rejected object or phrase that none of them is about.

    Raises:
        VerdictsOpen: One of these was rejected without a reason.
    """
    subjects = {subject.place: subject for subject in queries.subjects_of(item, submission)}
    rejected = [
        row
        for row in queries.given_on(subjects.values(), submission).values()
        if row.verdict == Verdict.Kind.REJECTED and not any(is_about(row, finding) for finding in findings)
    ]
    if silent := [subjects[queries.place_of(row)] for row in rejected if not row.reason]:
        refuse("rejected without a reason; say why", silent)
    made = [{"reason": row.reason, "track": row.track_id, "start": row.start, "end": row.end} for row in rejected]
    return [*findings, *made]


def is_about(row: Verdict, finding: dict[str, Any]) -> bool:
    """Whether a finding is about what a verdict is about."""
    if row.track_id is not None:
        return bool(finding.get("track") == row.track_id)
    return (finding.get("start"), finding.get("end")) == (row.start, row.end)


def keep_verdicts(item: WorkItem, submission: Submission) -> None:
    """Carry approvals of what did not change into a new round."""
    before = queries.submission_before(submission)
    if before is None:
        return
    given = queries.given_on(queries.subjects_of(item, before), before)
    approved = {
        place: row
        for place, row in given.items()
        if row.verdict == Verdict.Kind.APPROVED and row.by_id != submission.author_id
    }
    if not approved:
        return
    same = (
        same_tracks(before, submission) if item.step == WorkItem.Step.MASKS else same_phrases(item, before, submission)
    )
    Verdict.objects.bulk_create(
        made_of(submission, subject, approved[place].by, verdict=Verdict.Kind.APPROVED, kept=True)
        for subject in queries.subjects_of(item, submission)
        if (place := same.get(subject.place)) in approved
    )


def same_tracks(before: Submission, after: Submission) -> dict[queries.Place, queries.Place]:
    """Objects whose words and keyframes are what they were, by their place now and then."""
    settled = Track.objects.filter(video=after.item.video_id, retired=False, reopened=Track.Reopened.NO)
    then, now = judged_keyframes(before), judged_keyframes(after)
    same = [pk for pk, number in settled.values_list("pk", "number") if then.get(number) == now.get(number)]
    return {(pk, None, None): (pk, None, None) for pk in same}


def same_phrases(item: WorkItem, before: Submission, after: Submission) -> dict[queries.Place, queries.Place]:
    """Phrases with the same words and objects as then, by their place now and then; of equal ones each has its twin."""
    return same_places(*(queries.judged_text(item.video, one) for one in (before, after)))


def same_places(before: str, after: str) -> dict[queries.Place, queries.Place]:
    """Where the phrases of a raw caption stood in another, those that are in both."""
    then, now = named_phrases(before), named_phrases(after)
    return {place: then[name] for name, place in now.items() if name in then}


def follow_correction(submission: Submission, before: str, after: str) -> None:
    """Bring the verdicts on phrases to where these stand in a mended caption; those on words that went are gone."""
    rows = {queries.place_of(row): row for row in Verdict.objects.filter(submission=submission)}
    moved = {place: rows[then] for place, then in same_places(before, after).items() if then in rows}
    Verdict.objects.filter(submission=submission).delete()
    for (_, start, end), row in moved.items():
        row.pk, row.start, row.end = None, start, end
    Verdict.objects.bulk_create(moved.values())


def named_phrases(text: str) -> dict[tuple[str, tuple[str, ...], int], queries.Place]:
    """The places of a caption's phrases by their words, their objects, and how many like them came before."""
    seen: Counter[tuple[str, tuple[str, ...]]] = Counter()
    found: dict[tuple[str, tuple[str, ...], int], queries.Place] = {}
    for phrase in grounding.parse(text).phrases:
        name = (phrase.text, phrase.ids)
        found[*name, seen[name]] = (None, phrase.start, phrase.end)
        seen[name] += 1
    return found
