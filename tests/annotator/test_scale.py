"""What people open costs the same number of queries however much there is: at sixty clips and at four times as many."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.videos.models import Project
from tests import factories as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_folders")]
SIZES = {"small": (60, 190, 1500), "large": (240, 760, 6000)}
ADDRESSES = [
    "", "/videos", "/videos?page=2", "/videos?search=grey", "/videos?stage=mask_review,masks_returned",
    "/videos?did=returned&step=caption", "/videos?machine=queued", "/videos?waits=1&round_least=1",
    "/videos?sort=changed", "/videos?sort=objects", "/videos?sort=trust&up=true", "/videos?sort=priority",
    "/videos?sort=draft&up=true", "/videos?batch=0", "/videos?quality=gold", "/videos/selection?stage=ready",
    "/batches/stages",
    "/facets", "/views", "/queue", "/queue?order=oldest", "/machines", "/dashboard", "/dashboard/people.csv",
    "/day?since=2026-11-01T00:00:00Z", "/log", "/log?topic=keyframe", "/people", "/invitations", "/quality",
    "/sampling", "/notices", "/reasons", "/batches", "/uploads", "/caption-lengths", "/guideline", "/releases",
    "/webhooks", "/wordings", "/wordings/next",
    "/dashboard/minutes", "/dashboard/minutes.csv", "/dashboard/pace",
    "/videos?timed=frame_with&did=approved&step=masks",
]  # fmt: skip


def queries(slug: str) -> dict[str, int]:
    """How many queries each address takes in a project, for a lead."""
    browser = make.browser(make.lead(Project.objects.get(slug=slug)))
    taken = {}
    for path in ADDRESSES:
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(f"/api/projects/{slug}{path}")
        assert answer.status_code == 200, answer.content
        taken[path] = len(captured)
    return taken


def test_lists_queues_counts_and_the_dashboard_take_as_many_queries_in_a_large_project_as_in_a_small_one():
    for slug, (videos, tracks, keyframes) in SIZES.items():
        call_command("seed_large", slug, videos=videos, tracks=tracks, keyframes=keyframes, people=9)

    small, large = (queries(slug) for slug in SIZES)

    assert large == small
    assert max(large.values()) <= 28
