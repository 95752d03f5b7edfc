"""Finding second annotations, what is to become one, and for whom. Who annotates learns of none of it.

To an annotator, a twin that is theirs stands in the place of its original, so that they never see the same clip twice.
"""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from annotator.accounts.models import Role, User
from annotator.accounts.queries import person
from annotator.annotations.masks_document import KIND as PROPAGATION
from annotator.jobs.models import Job
from annotator.jobs.queries import unfinished
from annotator.review.models import Submission
from annotator.review.quality_models import Gold, SamplingRule, Twin
from annotator.videos.models import Membership, Project, Video
from annotator.videos.queries import MANAGERS, OVERSEERS, NotFound, membership, membership_in, video_for
from annotator.work.models import WorkItem

KIND = "review.score"
SKILLS = {WorkItem.Step.CAPTION: "captions", WorkItem.Step.MASKS: "masks"}


def rule_of(project: Project) -> SamplingRule:
    """A project's rule; unsaved before anybody sets one: all is inspected and nothing mixed in."""
    return SamplingRule.objects.filter(project=project).first() or SamplingRule(project=project)


def twins() -> QuerySet[Twin]:
    """Second annotations with what their JSON needs."""
    return Twin.objects.select_related("video__project", "video__twin_of", "person", "after__author")


def twin_for(actor: User, video_id: int) -> Twin:
    """Why a clip is annotated a second time, for who reads about quality.

    Raises:
        NotFound: No such clip for the actor, or it is no second annotation.
        NotAllowed: The actor only annotates; a clip of any kind answers them so.
    """
    video = video_for(actor, video_id)
    membership_in(actor, video.project_id, roles=OVERSEERS)
    found = twins().filter(video=video).first()
    if found is None:
        raise NotFound(f"Clip {video.pk} is no second annotation of another.")
    return found


def listed_for(actor: User, role: str) -> Q:
    """Which clips of a project a list shows: no twins, but to an annotator their own, in the place of the originals."""
    if role != Role.ANNOTATOR:
        return Q(twin_of__isnull=True)
    theirs = Twin.objects.filter(person=actor)
    original = Q(twin_of__isnull=True) & ~Exists(theirs.filter(video__twin_of=OuterRef("pk")))
    return original | Q(Exists(theirs.filter(video=OuterRef("pk"))))


def not_done_here() -> QuerySet[WorkItem]:
    """What a twin took over from its original: nobody did it on this clip."""
    return WorkItem.objects.filter(video__twin__isnull=False).exclude(step=F("video__twin__step"))


def earlier_work(author: User, project: Project, step: str) -> int:
    """How many clips somebody handed in for a step so far."""
    return Submission.objects.filter(author=author, project=project, step=step, round=1).count()


def gold_for(somebody: User, project: Project) -> list[int]:
    """The clips that somebody could be measured on: vouched for, and none of whose work they ever had before them."""
    standing = Video.objects.filter(project=project, gold__retired_at__isnull=True, gold__isnull=False)
    return list(unseen(somebody, standing).values_list("pk", flat=True))


def unseen(somebody: User, videos: QuerySet[Video]) -> QuerySet[Video]:
    """Those clips of which somebody did nothing, neither on the original nor on a twin."""
    touched = Q(video=OuterRef("pk")) | Q(video__twin_of=OuterRef("pk"))
    theirs = (Q(**{place: somebody}) for place in ("author", "reserved_for", "inspector", "correctors"))
    did = WorkItem.objects.filter(touched).filter(reduce(or_, theirs))
    handed_in = Submission.objects.filter(author=somebody, item__video=OuterRef("pk"))
    return videos.exclude(Exists(did)).exclude(Exists(handed_in))


def colleagues_for(video: Video, step: str) -> list[int]:
    """Who could do a step of a clip once more: annotators with the skill who had nothing to do with it."""
    people = Membership.objects.filter(project=video.project_id, role=Role.ANNOTATOR, user__is_active=True)
    clips = Q(video=video) | Q(video__twin_of=video)
    rows = WorkItem.objects.filter(clips).values_list("author", "reserved_for", "inspector", "correctors")
    taken = {somebody for row in rows for somebody in row}
    return [user for user, skills in fit(people, step) if user not in taken]


def fit(people: QuerySet[Membership], step: str) -> Iterable[tuple[int, list[str]]]:
    """Those whose skills, if any are named, hold a step's."""
    wanted = SKILLS[WorkItem.Step(step)]
    return [(user, skills) for user, skills in people.values_list("user", "skills") if not skills or wanted in skills]


def to_pass() -> list[int]:
    """Work that no inspector was to look at, with nothing left to compute."""
    open_now = Submission.objects.filter(state=Submission.State.OPEN, sampled=False)
    open_now = open_now.filter(item__state=WorkItem.State.SUBMITTED)
    computing = unfinished(PROPAGATION).filter(subject=OuterRef("item__video"))
    whole = open_now.exclude(Q(item__step=WorkItem.Step.MASKS) & Exists(computing))
    return list(whole.order_by("id").values_list("item", flat=True)[:100])


def to_score() -> list[int]:
    """Twins that were handed in, are computed on both sides, and were never tried."""
    handed_in = Submission.objects.filter(item__video=OuterRef("video"), item__step=OuterRef("step"))
    computing = unfinished(PROPAGATION).filter(Q(subject=OuterRef("video")) | Q(subject=OuterRef("video__twin_of")))
    tried = Job.objects.filter(kind=KIND, subject=OuterRef("pk"))
    waiting = Twin.objects.filter(Exists(handed_in), scored_at__isnull=True).exclude(Exists(tried))
    waiting = waiting.exclude(Q(step=WorkItem.Step.MASKS) & Exists(computing))
    return list(waiting.order_by("id").values_list("pk", flat=True)[:100])


def is_handed_in(twin: Twin) -> bool:
    """Whether its person handed in the second annotation."""
    return Submission.objects.filter(item__video=twin.video_id, item__step=twin.step).exists()


def describe_twins(keys: Collection[int]) -> dict[int, dict[str, Any]]:
    """Second annotations in JSON by their row numbers, for who reads about quality; hundreds, so no rows are made."""
    found = Twin.objects.filter(pk__in=keys).values_list(
        "pk", "video", "video__number", "video__twin_of", "video__twin_of__number", "video__name", "kind", "step",
        "person", "after__author", "made_at", "scored_at",
    )  # fmt: skip
    rows = list(found)
    people = {user.pk: person(user) for user in User.objects.filter(pk__in={key for row in rows for key in row[8:10]})}
    return {
        pk: {
            "video": video,
            "clip": clip,
            "original": original,
            "original_clip": original_clip,
            "name": name,
            "kind": kind,
            "step": step,
            "person": people[somebody],
            "colleague": people[colleague] if kind == Twin.Kind.DOUBLE else None,
            "made": made,
            "scored": scored,
        }
        for pk, video, clip, original, original_clip, name, kind, step, somebody, colleague, made, scored in rows
    }


def describe_gold(gold: Gold) -> dict[str, Any]:
    """A clip that others are measured against, in JSON."""
    return {
        "video": gold.video_id,
        "clip": gold.video.number,
        "name": gold.video.name,
        "by": person(gold.by),
        "at": gold.at,
    }


def describe_rule(rule: SamplingRule) -> dict[str, Any]:
    """A rule in JSON; its seed is nobody's business."""
    return {
        "gold_percent": rule.gold_percent,
        "double_percent": rule.double_percent,
        "first_clips": rule.first_clips,
        "later_percent": rule.later_percent,
        "by": person(rule.by),
        "saved": rule.saved_at,
    }


def rule_for(actor: User, slug: str) -> dict[str, Any]:
    """A project's sampling rule, in JSON.

    Raises:
        NotFound: No such project for the actor.
        NotAllowed: The actor is neither lead nor admin.
    """
    return describe_rule(rule_of(membership(actor, slug, roles=MANAGERS).project))
