"""Two releases of a project are compared once, by a worker, and whoever reads releases sees what changed."""

from __future__ import annotations

import pytest

from annotator.annotations.models import Caption
from annotator.jobs.models import Job
from annotator.releases import comparison
from annotator.releases.models import Release
from annotator.releases.tasks import hold_against
from tests import factories as make
from tests.annotator.folders import folder_of
from tests.annotator.releases.finished import ALONE, finished, made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
REWORDED = ALONE.replace("wall", "white wall")


@pytest.fixture
def pair(project, clip, footage) -> tuple[Release, Release]:
    """The second has another caption, and one clip more."""
    old = made(project, "v1.0")
    Caption.objects.filter(video=clip).update(text=REWORDED)
    finished(project, footage)
    return old, made(project, "v1.1")


def address(pair: tuple[Release, Release], more: str = "") -> str:
    return f"/api/releases/{pair[1].pk}/changes{more}?since={pair[0].pk}"


def work_off() -> Job:
    job = Job.objects.get(kind=comparison.KIND)
    hold_against(job.pk)
    job.refresh_from_db()
    return job


def test_what_changed_is_computed_by_a_worker_and_read_by_a_researcher(project, clip, pair):
    reader = make.browser(make.researcher(project))
    before = reader.get(address(pair)).json()

    asked = reader.post(address(pair))
    job = work_off()

    found = reader.get(address(pair)).json()
    assert (before["state"], before["changes"]) == ("none", None)
    assert (asked.status_code, asked.json()["state"], job.state, found["state"]) == (202, "running", "done", "done")
    changes = found["changes"]
    assert (changes["added"]["total"], changes["removed"]["total"], changes["moved"]["total"]) == (1, 0, 0)
    assert (changes["masks"]["total"], changes["masks"]["mean_iou"]) == (0, None)
    assert next(one["moved"]["videos"] for one in changes["statistics"] if one["split"] == "all") == 1
    texts = reader.get(address(pair, "/captions")).json()
    assert texts["total"] == changes["captions"]["total"] == len(texts["captions"]) > 0
    assert {"video": clip.number, "field": "caption_raw_en", "before": ALONE, "after": REWORDED} in texts["captions"]
    assert reader.get(f"{address(pair, '/captions')}&offset=50").json()["captions"] == []
    assert reader.get(address(pair, "/masks")).json() == {"total": 0, "masks": []}


def test_a_pair_is_compared_once_and_kept(project, pair):
    reader = make.browser(make.lead(project))
    reader.post(address(pair))
    reader.post(address(pair))
    work_off()
    kept = comparison.place_of(*pair) / "summary.json"
    written = kept.stat().st_mtime_ns

    again = reader.post(address(pair)).json()

    assert again["state"] == "done"
    assert (Job.objects.filter(kind=comparison.KIND).count(), kept.stat().st_mtime_ns) == (1, written)


def test_a_release_that_cannot_be_read_is_named_and_can_be_tried_again(project, clip, pair):
    reader = make.browser(make.lead(project))
    place = folder_of(pair[1]) / f"annotations/v1.1/{clip.number:06d}.json"
    whole = place.read_bytes()
    place.write_bytes(whole[:100])
    reader.post(address(pair))
    work_off()
    failed = reader.get(address(pair)).json()

    place.write_bytes(whole)
    reader.post(address(pair))
    hold_against(Job.objects.filter(kind=comparison.KIND).latest("id").pk)

    assert (failed["state"], f"{clip.number:06d}.json" in failed["error"]) == ("failed", True)
    assert reader.get(address(pair)).json()["state"] == "done"


def test_what_cannot_be_compared_is_refused_and_no_job_waits(project, clip, footage, pair):
    reader = make.browser(make.lead(project))
    early = make.project()
    finished(early, footage)
    other = made(early, "v1.0")

    one = reader.post(address((pair[0], pair[0])))
    foreign = reader.post(address((other, pair[1])))
    unknown = reader.get(address(pair, "/masks"))
    drawer = make.browser(make.annotator(project)).post(address(pair))

    assert [(a.status_code, a.json()["error"]["code"]) for a in (one, unknown)] == [(409, "not_comparable")] * 2
    assert (foreign.status_code, drawer.status_code) == (404, 403)
    assert not Job.objects.filter(kind=comparison.KIND).exists()
