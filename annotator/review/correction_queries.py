"""What reviewers mended of handed-in masks: a correction is a keyframe's revision, theirs, under the round it is of.

The submission keeps what its author handed in; it is judged as that with the corrections laid over it.
"""

from django.db.models import Max, QuerySet

from annotator.annotations.models import KeyframeRevision
from annotator.review.models import Submission
from annotator.work.models import WorkItem

Revisions = dict[int, dict[int, int]]  # by object number, then by frame


def corrections_of(submission: Submission) -> QuerySet[KeyframeRevision]:
    """The revisions that reviewers saved in a round of masks, in the order of saving; of a caption none."""
    item = submission.item
    if item.step != WorkItem.Step.MASKS:
        return KeyframeRevision.objects.none()
    rows = KeyframeRevision.objects.filter(keyframe__track__video=item.video_id, corrected_round=submission.round)
    return rows.select_related("by", "keyframe__track").order_by("pk")


def is_corrected(submission: Submission) -> bool:
    """Whether a reviewer mended anything of a round."""
    return submission.corrected is not None or corrections_of(submission).exists()


def newest_by_track(submission: Submission) -> dict[int, int]:
    """The row number of each object's newest correction; objects without one are left out."""
    rows = corrections_of(submission).order_by().values_list("keyframe__track")
    return dict(rows.annotate(newest=Max("pk")))


def handed_in_keyframes(submission: Submission) -> Revisions:
    """What was handed in of masks."""
    found: Revisions = {}
    for key, revision in submission.revisions.items():
        number, frame = key.split("/")
        found.setdefault(int(number), {})[int(frame)] = revision
    return found


def judged_keyframes(submission: Submission) -> Revisions:
    """What a round of masks is judged by: as handed in, or as its reviewers mended it."""
    found = handed_in_keyframes(submission)
    for row in corrections_of(submission).defer("rings"):
        frames = found.setdefault(row.keyframe.track.number, {})
        if row.deleted:
            frames.pop(row.keyframe.frame, None)
        else:
            frames[row.keyframe.frame] = row.revision
    return found
