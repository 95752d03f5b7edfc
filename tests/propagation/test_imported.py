"""An imported clip is worked on like any other: what somebody draws on it is computed here, the rest stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.annotations.actions.captions import Writing, save_caption
from annotator.annotations.actions.keyframes import save_keyframe
from annotator.annotations.models import IMPORTED, Keyframe, Run, Segment
from annotator.annotations.propagation_plan import predictor_name
from annotator.annotations.queries import caption_of
from annotator.jobs.models import Job
from annotator.review import actions as review
from annotator.videos.models import Video
from annotator.work import line_actions
from annotator.work.models import WorkItem
from propagation.worker import run
from tests import factories as make
from tests.annotator.folders import folders_in
from tests.annotator.releases import vicas_set
from tests.annotator.releases.importing import import_annotations, make_release

pytestmark = pytest.mark.django_db(transaction=True)
BOX = [[[20.0, 20.0], [40.0, 20.0], [40.0, 40.0], [20.0, 40.0]]]


@pytest.fixture
def video(tmp_path: Path) -> Iterator[Video]:
    """An imported clip, finished."""
    project = make.project(min_seconds=1)
    with folders_in(tmp_path):
        import_annotations(project.slug, vicas_set.write_set(tmp_path / "set", 1))
        yield Video.objects.get()


def reword(video: Video, before: str, after: str) -> None:
    """A lead has the caption reopened, takes it over and changes words; an inspector approves."""
    lead, item = make.lead(video.project), make.caption_item(video)
    review.reopen(make.inspector(video.project), item_id=item.pk)
    line_actions.take_over(lead, item_id=item.pk)
    caption = caption_of(video)
    writing = Writing(caption.text.replace(before, after, 1))
    save_caption(lead, video_id=video.pk, writing=writing, seen_revision=caption.revision)
    review.submit(lead, item_id=item.pk)
    review.approve(make.inspector(video.project), item_id=item.pk)


def redraw(video: Video, number: int, frame: int) -> None:
    """Another lead takes the masks over, draws one of them and hands in."""
    lead, item = make.lead(video.project), make.masks_item(video)
    line_actions.take_over(lead, item_id=item.pk)
    keyframe = Keyframe.objects.get(track__video=video, track__number=number, frame=frame)
    save_keyframe(
        lead, track_id=keyframe.track_id, frame=frame, rings=BOX, absent=False, seen_revision=keyframe.revision
    )
    review.submit(lead, item_id=item.pk)


def released(video: Video, out: Path, version: str) -> dict[str, Any]:
    """What a release says of the clip."""
    make_release(video.project.slug, out, version)
    return vicas_set.documents(out, version)["000000.json"]


def work_off() -> None:
    while (job := Job.objects.filter(kind="annotations.propagate", state="queued").first()) is not None:
        run(job.pk)


def test_a_redrawn_keyframe_of_an_imported_clip_is_computed_here_and_the_rest_stays_as_it_came(video, tmp_path):
    before = released(video, tmp_path / "before", "v1.0")
    [number, *_] = before["all_track_ids"]
    reword(video, "[A ", "[One ")
    redraw(video, number, 30)

    work_off()
    review.approve(make.inspector(video.project), item_id=make.masks_item(video).pk)

    computed = set(Segment.objects.exclude(predictor=IMPORTED).values_list("track__number", "first", "predictor"))
    assert {(track, first) for track, first, _ in computed} == {(number, 0), (number, 30)}
    assert all(name.startswith(predictor_name()) for *_, name in computed)
    assert [(one.predictor, one.current) for one in Run.objects.all()] == [(IMPORTED, True)]
    assert WorkItem.objects.filter(video=video, state="approved").count() == 2
    after = released(video, tmp_path / "after", "v1.1")
    assert after["segmentations"][60:] == before["segmentations"][60:]
    assert after["segmentations"][30] != before["segmentations"][30]


def test_prompts_and_rewordings_hold_for_the_words_that_they_were_approved_for(video, tmp_path):
    before = released(video, tmp_path / "before", "v1.0")
    reword(video, "[A ", "[One ")
    redraw(video, before["all_track_ids"][0], 30)
    work_off()
    review.approve(make.inspector(video.project), item_id=make.masks_item(video).pk)

    after = released(video, tmp_path / "after", "v1.1")

    assert before["object_referrals"]
    assert before["reworded_en_captions"]
    assert after["object_referrals"] == []
    assert after["reworded_en_captions"] == []
