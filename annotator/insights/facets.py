"""What a list of clips can be narrowed to, and how many clips each would leave: a menu shows nothing that is empty."""

from collections import Counter
from typing import Any

from django.db.models import Count

from annotator.accounts.models import User
from annotator.insights.batches import clips_a_batch
from annotator.insights.flags import flags_of
from annotator.insights.stages import machine_counts
from annotator.review.models import Finding, Question
from annotator.review.quality_models import Gold, Twin
from annotator.review.reason_queries import Words
from annotator.videos.models import Project, Video
from annotator.videos.queries import OVERSEERS, membership, second_annotations
from annotator.work.models import Batch, WorkItem

WORDS = {"rotated": "Turned upright", "stretched": "Pixels not square", "cut": "Odd size", "hdr": "HDR"}
QUALITY_TEXTS = {
    "gold": "Gold",
    "gold_twin": "Second annotations of gold",
    "double": "Second annotations by colleagues",
}


def facets_for(actor: User, slug: str) -> dict[str, Any]:
    """The values that a project's clips have, by the filter's word, with as many queries whatever their number.

    Raises:
        NotFound: The actor is no member.
    """
    place = membership(actor, slug)
    project = place.project
    return {
        **of_clips(project),
        "author": authors_in(project),
        "reason": reasons_in(project),
        "machine": named((state, count) for state, count in machine_counts(project).items() if count),
        "question": questions_in(project),
        **(for_overseers(project) if place.role in OVERSEERS else {"batch": [], "quality": []}),
    }


def named(counts: Any) -> list[dict[str, Any]]:
    """Values that are their own names."""
    return [{"value": value, "text": value.capitalize() if value.islower() else value, "count": count}
            for value, count in counts]  # fmt: skip


def of_clips(project: Project) -> dict[str, Any]:
    """Sources and flags, by the few different pairs of source and notes that there are."""
    sources, flags = Counter[str](), Counter[str]()
    pairs = (
        Video.objects.filter(project=project, twin_of=None)
        .values_list("source", "notes")
        .annotate(Count("pk"))
        .order_by()
    )
    for source, notes, count in pairs:
        sources[source] += count
        flags.update(dict.fromkeys(flags_of(notes), count))
    texts = {flag: WORDS.get(flag, flag.capitalize()) for flag in flags}
    return {
        "source": named(sorted(sources.items())),
        "flag": [{"value": flag, "text": texts[flag], "count": count} for flag, count in sorted(flags.items())],
    }


def authors_in(project: Project) -> list[dict[str, Any]]:
    """Who did a step of how many clips; nobody does both steps of one."""
    items = WorkItem.objects.filter(video__project=project, video__twin_of=None, author__isnull=False)
    counts = dict(items.values_list("author").annotate(Count("pk")).order_by())
    people = User.objects.filter(pk__in=counts).order_by("first_name", "username")
    return [{"value": user.username, "text": user.name, "count": counts[user.pk]} for user in people]


def reasons_in(project: Project) -> list[dict[str, Any]]:
    """Why how many clips were returned, some time or other."""
    rows = Finding.objects.filter(submission__project=project).exclude(
        submission__video__in=second_annotations(project)
    )
    counted = rows.values_list("submission__step", "reason").annotate(clips=Count("submission__video", distinct=True))
    words = Words(project)
    return [
        {"value": reason, "text": words.text_of(step, reason), "count": count}
        for step, reason, count in counted.order_by("submission__step", "-clips", "reason")
    ]


def questions_in(project: Project) -> list[dict[str, Any]]:
    """How many clips have a question in which state."""
    rows = Question.objects.filter(video__project=project).values_list("state")
    return named(rows.annotate(clips=Count("video", distinct=True)).order_by("state"))


def for_overseers(project: Project) -> dict[str, Any]:
    """What who annotates must not narrow by: batches, and the clips that measure people."""
    clips = clips_a_batch(project)
    names = Batch.objects.filter(project=project).order_by("-id").values_list("pk", "name")
    kinds = dict(Twin.objects.filter(video__project=project).values_list("kind").annotate(Count("pk")).order_by())
    gold = Gold.objects.filter(video__project=project, retired_at__isnull=True).count()
    counts = {"gold": gold, "gold_twin": kinds.get(Twin.Kind.GOLD, 0), "double": kinds.get(Twin.Kind.DOUBLE, 0)}
    return {
        "batch": [{"value": str(pk), "text": name, "count": clips.get(pk, 0)} for pk, name in names],
        "quality": [
            {"value": value, "text": QUALITY_TEXTS[value], "count": count} for value, count in counts.items() if count
        ],
    }
