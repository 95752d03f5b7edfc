"""Reading verdicts: what of a submission can be judged by itself, and what was said of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from annotator.accounts.models import User
from annotator.accounts.queries import person
from annotator.annotations.models import Caption, CaptionRevision
from annotator.annotations.queries import tracks_of
from annotator.formats import grounding
from annotator.review.correction_queries import newest_by_track
from annotator.review.models import Submission, Verdict
from annotator.review.reason_queries import Words
from annotator.videos.models import Video
from annotator.work.models import WorkItem
from annotator.work.queries import abilities, item_for, role_in

Place = tuple[int | None, int | None, int | None]  # a track, or nothing and a span


@dataclass(frozen=True)
class Subject:
    """What one verdict is about: an object of masks, or a phrase of a caption by its span in the plain text.

    `correction` is the row number of the object's newest correction in this round, 0 for none.
    """

    phrase: str
    ids: tuple[str, ...]
    track: int | None = None
    start: int | None = None
    end: int | None = None
    correction: int = 0

    @property
    def place(self) -> Place:
        """Its name among the others."""
        return self.track, self.start, self.end


def place_of(verdict: Verdict) -> Place:
    """The place of the subject that a verdict is about."""
    return verdict.track_id, verdict.start, verdict.end


def newest_submission(item: WorkItem) -> Submission | None:
    """The last round of a work item, if it was ever handed in."""
    return Submission.objects.select_related("item").filter(item=item).order_by("-round").first()


def submission_before(submission: Submission) -> Submission | None:
    """The round before a round."""
    earlier = Submission.objects.filter(item=submission.item_id, round__lt=submission.round)
    return earlier.select_related("inspector", "item").order_by("-round").first()


def judged_revision(submission: Submission) -> int:
    """The revision of the raw caption that a round is judged by: as handed in, or as its reviewer mended it."""
    revision: int = submission.corrected or submission.revisions["caption"]
    return revision


def text_of(video: Video, revision: int) -> str:
    """The raw caption of a revision."""
    rows = CaptionRevision.objects.filter(caption__video=video, caption__field=Caption.Field.EN)
    return rows.values_list("text", flat=True).get(revision=revision)


def judged_text(video: Video, submission: Submission) -> str:
    """The raw caption that a round is judged by."""
    return text_of(video, judged_revision(submission))


def subjects_of(item: WorkItem, submission: Submission) -> list[Subject]:
    """What can be judged by itself: the clip's objects, or the phrases of its caption as it was handed in or mended."""
    if item.step == WorkItem.Step.MASKS:
        mended = newest_by_track(submission)
        return [
            Subject(track.label, (str(track.number),), track=track.pk, correction=mended.get(track.pk, 0))
            for track in tracks_of(item.video)
        ]
    phrases = grounding.parse(judged_text(item.video, submission)).phrases
    return [Subject(phrase.text, phrase.ids, start=phrase.start, end=phrase.end) for phrase in phrases]


def given_on(subjects: Iterable[Subject], submission: Submission) -> dict[Place, Verdict]:
    """What was said of some subjects, by place, in their order; nothing of those that were mended since."""
    rows = {place_of(row): row for row in Verdict.objects.filter(submission=submission).select_related("by")}
    found = {one.place: (rows.get(one.place), one.correction) for one in subjects}
    return {place: row for place, (row, correction) in found.items() if row and row.correction == correction}


def verdicts_for(actor: User, item_id: int) -> dict[str, Any]:
    """What was said of each object or phrase of a work item's last round, in JSON.

    Raises:
        NotFound: No such work for the actor.
    """
    return describe(item_for(actor, item_id), actor)


def describe(item: WorkItem, actor: User) -> dict[str, Any]:
    """The verdicts on an item's last round in JSON; none before it was handed in."""
    submission = newest_submission(item)
    if submission is None:
        return {"round": item.round, "editable": False, "verdicts": []}
    subjects = subjects_of(item, submission)
    given = given_on(subjects, submission)
    words = Words(item.video.project)
    return {
        "round": submission.round,
        "editable": abilities(actor, item, role_in(actor, item.video.project_id))["review"],
        "verdicts": [describe_subject(one, given.get(one.place), item.step, words) for one in subjects],
    }


def describe_subject(subject: Subject, given: Verdict | None, step: str, words: Words) -> dict[str, Any]:
    """One subject with what was said of it, in JSON."""
    return {
        "track": subject.track,
        "start": subject.start,
        "end": subject.end,
        "phrase": subject.phrase,
        "ids": subject.ids,
        "verdict": given.verdict if given else None,
        "reason": given.reason if given else "",
        "reason_text": words.text_of(step, given.reason) if given and given.reason else "",
        "kept": bool(given and given.kept),
        "by": person(given.by) if given else None,
        "at": given.at if given else None,
    }
