"""What keeps quality known: known clips mixed in, work done twice, and what passes without an inspector.

Which work it is, is drawn by hash from the project's seed (`scoring/sampling.py`), so that a retry draws the same.
"""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from annotator.accounts.models import Role, User
from annotator.annotations.actions import tracks
from annotator.annotations.actions.captions import copy_approved
from annotator.annotations.propagation_plan import needed_segments
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.jobs import actions as jobs
from annotator.jobs.actions import Lease
from annotator.jobs.models import Job
from annotator.review import agreement, quality_queries
from annotator.review.correction_queries import is_corrected
from annotator.review.models import Submission
from annotator.review.quality_models import Gold, SamplingRule, Score, Twin
from annotator.scoring.sampling import chosen, is_inspected, is_sampled
from annotator.videos import actions as videos
from annotator.videos.models import Project, Video
from annotator.videos.queries import MANAGERS, membership, membership_in, video_for
from annotator.work import actions as work
from annotator.work.models import WorkItem
from annotator.work.queries import items, role_in


class GoldRefused(AnnotatorError):
    """A clip cannot be what others are measured against."""

    code = "gold_refused"
    status = 409


class SamplingRefused(AnnotatorError):
    """A rule that asks for what cannot be."""

    code = "sampling_refused"


# ---- at handing in


def looked_at(author: User, item: WorkItem) -> bool:
    """Whether an inspector is to look at what is handed in now; what came back once is always looked at again."""
    if item.round > 1:
        return True
    rule = quality_queries.rule_of(item.video.project)
    earlier = quality_queries.earlier_work(author, item.video.project, item.step)
    return is_inspected(
        rule.seed, item.pk, earlier=earlier, first_clips=rule.first_clips, later_percent=rule.later_percent
    )


def mix_in(submission: Submission) -> None:
    """Let what was handed in lead to a known clip for the same person, to the same clip for another, or to nothing.

    Only annotators' first rounds do, and never a second annotation itself: its person must not be told apart by it.
    """
    item, project = submission.item, submission.item.video.project
    if submission.round > 1 or item.video.twin_of_id or role_in(submission.author, project.pk) != Role.ANNOTATOR:
        return
    rule = quality_queries.rule_of(project)
    wanted = [
        kind
        for kind, percent in ((Twin.Kind.GOLD, rule.gold_percent), (Twin.Kind.DOUBLE, rule.double_percent))
        if is_sampled(rule.seed, kind, item.pk, percent=percent)
    ]
    if not wanted:
        return
    videos.lock_numbers(project)
    if Twin.Kind.GOLD in wanted:
        among = quality_queries.gold_for(submission.author, project)
        if (number := chosen(rule.seed, Twin.Kind.GOLD, item.pk, among)) is not None:
            make_twin(Video.objects.get(pk=number), Twin.Kind.GOLD, submission, person=submission.author)
    if Twin.Kind.DOUBLE in wanted:
        colleagues = quality_queries.colleagues_for(item.video, item.step)
        if (number := chosen(rule.seed, Twin.Kind.DOUBLE, item.pk, colleagues)) is not None:
            make_twin(item.video, Twin.Kind.DOUBLE, submission, person=User.objects.get(pk=number))


def make_twin(original: Video, kind: Twin.Kind, after: Submission, *, person: User) -> Twin:
    """A clip once more for one step and one person; masks begin from the original's approved caption."""
    step = WorkItem.Step(after.item.step)
    video = videos.add_twin(original)
    if step == WorkItem.Step.MASKS:
        copy_approved(original, video)
    work.open_twin_line(video, step=step, person=person, after=after.item)
    if step == WorkItem.Step.MASKS:
        tracks.follow_caption(video, begun=False)
    return Twin.objects.create(video=video, kind=kind, step=step, person=person, after=after)


# ---- each second, by the dispatcher


def pass_unsampled() -> int:
    """Accept work that no inspector was to look at, once its masks are computed; returns how many."""
    return sum(pass_work(item) for item in quality_queries.to_pass())


@transaction.atomic
def pass_work(item_id: int) -> bool:
    """Accept one piece of work by the line, unless somebody else decides it just now."""
    locked = items().select_for_update(skip_locked=True, of=("self",))
    item = locked.filter(pk=item_id, state=WorkItem.State.SUBMITTED).first()
    if item is None or was_looked_at(item):
        return False
    if item.step == WorkItem.Step.MASKS:
        if needed_segments(item.video):
            return False
        tracks.close(item.video)
    else:
        tracks.follow_caption(item.video, begun=False)  # a first round: no masks were begun
        open_masks(item, actor=None)
    Submission.objects.filter(item=item, round=item.round).update(state=Submission.State.PASSED, decided_at=Now())
    work.move(item, "pass", actor=None)
    return True


def was_looked_at(item: WorkItem) -> bool:
    """Whether a reviewer mended this round after all; then it waits for their verdict."""
    submission = Submission.objects.get(item=item, round=item.round)
    if not is_corrected(submission):
        return False
    Submission.objects.filter(pk=submission.pk).update(sampled=True)
    return True


def open_masks(caption_item: WorkItem, *, actor: User | None) -> None:
    """Open the masks of an accepted caption; a second caption is there to be compared, and nobody draws by it."""
    if caption_item.video.twin_of_id is None:
        work.unblock_masks(caption_item, actor=actor)


def score_due() -> int:
    """Have twins scored that were handed in; returns how many."""
    waiting = quality_queries.to_score()
    for twin in waiting:
        jobs.enqueue(quality_queries.KIND, twin, queue="machine", priority=Job.Priority.BATCH)
    return len(waiting)


def score(lease: Lease) -> None:
    """Hold a twin against its original and keep what comes of it; doing it again gives the same rows.

    Raises:
        LeaseLost: Another worker has the job.
    """
    twin = quality_queries.twins().get(pk=lease.subject)
    scores = [Score(twin=twin, **columns) for columns in agreement.scores_of(twin)]
    with transaction.atomic():
        jobs.hold(lease)
        Score.objects.filter(twin=twin).delete()
        Score.objects.bulk_create(scores)
        Twin.objects.filter(pk=twin.pk).update(scored_at=Now())
        announce(twin.video.project_id, "quality", "scored", {"video": twin.video.twin_of_id})


# ---- by leads


@transaction.atomic
def save_rule(actor: User, *, slug: str, **shares: int) -> dict[str, Any]:
    """Set which work is looked at and what is mixed in. It holds for what is handed in from now on.

    Args:
        shares: Columns of `SamplingRule`.

    Raises:
        NotFound: No such project for the actor.
        NotAllowed: The actor is neither lead nor admin.
        SamplingRefused: Known clips are to be mixed in and there are none.
    """
    project: Project = membership(actor, slug, roles=MANAGERS).project
    if shares["gold_percent"] and not Gold.objects.filter(video__project=project, retired_at__isnull=True).exists():
        raise SamplingRefused("No clip is gold yet; name a finished clip as gold first, then mix it in.")
    rule, _ = SamplingRule.objects.update_or_create(project=project, defaults=shares | {"by": actor})
    announce(project.pk, "sampling", "changed", {}, actor=actor.pk)
    return quality_queries.describe_rule(rule)


@transaction.atomic
def make_gold(actor: User, *, video_id: int) -> dict[str, Any]:
    """Vouch for a finished clip, so that others are measured against it; doing so again is doing it once.

    Raises:
        NotFound: No such clip for the actor.
        NotAllowed: The actor is no lead.
        GoldRefused: It is not finished, or is itself a second annotation.
    """
    video = lead_video(actor, video_id)
    if video.twin_of_id:
        raise GoldRefused("This is a second annotation of another clip; name that one.", original=video.twin_of_id)
    unfinished = WorkItem.objects.filter(video=video).exclude(state=WorkItem.State.APPROVED)
    if unfinished.exists():
        raise GoldRefused("Only a clip whose caption and masks are both approved can be gold; finish it first.")
    gold, _ = Gold.objects.update_or_create(video=video, defaults={"by": actor, "retired_at": None})
    announce(video.project_id, "sampling", "changed", {}, actor=actor.pk)
    return quality_queries.describe_gold(gold)


@transaction.atomic
def retire_gold(actor: User, *, video_id: int) -> None:
    """Mix a clip in no more; who was measured on it stays measured.

    Raises:
        NotFound: No such clip for the actor.
        NotAllowed: The actor is no lead.
    """
    video = lead_video(actor, video_id)
    if Gold.objects.filter(video=video, retired_at__isnull=True).update(retired_at=Now()):
        announce(video.project_id, "sampling", "changed", {}, actor=actor.pk)


def lead_video(actor: User, video_id: int) -> Video:
    """A clip in a project that the actor leads."""
    video = video_for(actor, video_id)
    membership_in(actor, video.project_id, roles=(Role.LEAD,))
    return video
