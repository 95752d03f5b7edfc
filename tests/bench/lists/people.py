"""Who asks: a lead, and of the project's own people the inspector and the annotator with the most to look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F
from django.test import Client
from django.utils import timezone

from annotator.accounts.models import Role, User
from annotator.notices.models import Notice
from annotator.videos.models import Project, SavedView, Video
from annotator.work.models import Batch, Move, WorkItem
from tests import factories as make

VIEWS, BATCHES = 40, 20


def settle(project: Project) -> None:
    """A lead with saved views, notices for everybody, and all work in batches with deadlines."""
    lead = make.lead(project)
    plan(project, lead)
    SavedView.objects.bulk_create(
        SavedView(project=project, owner=lead if number % 2 else None, name=f"View {number}", query="stage=ready")
        for number in range(VIEWS)
    )
    approved = Move.objects.filter(item__video__project=project, verb="approve", person__isnull=False)
    Notice.objects.bulk_create(
        Notice(
            project=project, person_id=move.person_id, kind=Notice.Kind.APPROVED, event=move.pk, by_id=move.actor_id,
            video_id=move.item.video_id, item=move.item,
        )
        for move in approved.select_related("item")
    )  # fmt: skip


def plan(project: Project, lead: User) -> None:
    """Both steps of each clip in one of the batches, one batch due every week."""
    batches = Batch.objects.bulk_create(Batch(project=project, name=f"Batch {n + 1}", by=lead) for n in range(BATCHES))
    first = timezone.now() - timedelta(weeks=BATCHES // 2)
    for place, batch in enumerate(batches):
        clips = Video.objects.annotate(turn=F("number") % BATCHES).filter(project=project, twin_of=None, turn=place)
        due = first + timedelta(weeks=place)
        WorkItem.objects.filter(video__in=clips.values("pk")).update(batch=batch, deadline=due)


def who_asks() -> Iterator[tuple[str, Client, int]]:
    """Each with their role, their browser, and a finished clip with many objects."""
    project = Project.objects.get(slug="large")
    finished = WorkItem.objects.filter(video__project=project, step="masks", state="approved")
    clip = finished.annotate(tracks=Count("video__tracks")).order_by("-tracks", "pk").values_list("video", flat=True)[0]
    for role in (Role.LEAD, Role.INSPECTOR, Role.ANNOTATOR):
        people = User.objects.filter(memberships__project=project, memberships__role=role)
        busy = people.filter(authored__state__in=["annotating", "returned"]).annotate(n=Count("authored"))
        person = busy.order_by("-n", "pk").first() or people.order_by("pk")[0]
        yield role.value, make.browser(person), clip
