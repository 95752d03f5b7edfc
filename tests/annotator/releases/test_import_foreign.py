"""`manage.py import_annotations --format`: masks of other tools for clips that wait for theirs."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from annotator.annotations.models import IMPORTED, Keyframe, Run, Segment
from annotator.formats import raster, ring, rle
from annotator.formats.interchange import cvat
from annotator.formats.release import read_release
from annotator.jobs.models import Job
from annotator.review import actions as review
from annotator.videos.models import Video
from tests import factories as make
from tests.annotator.releases.finished import finished
from tests.annotator.releases.importing import import_annotations, make_release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
TEXT = "[A red box]<mask_1> slides past [a ball]<mask_2>."
SIZE, FRAMES = (48, 64), 61


def waiting(project, footage, text: str = TEXT) -> Video:
    """A clip whose caption is approved and whose masks nobody has begun."""
    clip = make.filmed(project, footage)
    make.submitted_caption(clip, make.annotator(project), text)
    review.approve(make.inspector(project), item_id=make.caption_item(clip).pk)
    return clip


def blob(seed: int) -> np.ndarray:
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]]
    return np.hypot(rows - 10 - seed % 20, columns - 12 - seed % 30) < 9


def sav_file(folder: Path, clip: Video, rows: int = 13, **changed: Any) -> Path:
    """Masks of two objects six times a second; the second comes late."""
    masks = [[blob(row), blob(row + 9) if row > 3 else np.zeros(SIZE, bool)] for row in range(rows)]
    document = {
        "video_id": Path(clip.name).stem, "video_height": SIZE[0], "video_width": SIZE[1],
        "video_frame_count": float(rows * 4), "masklet": [[rle.encode(mask) for mask in row] for row in masks],
        "masklet_id": [1, 2],
    }  # fmt: skip
    path = folder / f"{document['video_id']}_manual.json"
    path.write_text(json.dumps(document | changed))
    return path


@pytest.fixture
def project():
    return make.project()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "foreign"
    place.mkdir()
    return place


def test_a_release_that_went_to_cvat_and_back_gives_the_same_masks(project, footage, tmp_path):
    name = finished(project, footage, TEXT).name
    make_release(project.slug, tmp_path / "release")
    cvat.export(read_release(tmp_path / "release"), tmp_path / "cvat", step=lambda done, total: None)
    [before] = read_release(tmp_path / "release").videos()
    other = make.project()
    clip = waiting(other, footage)
    Video.objects.filter(pk=clip.pk).update(number=before.video_id, name=name)

    status, said = import_annotations(other.slug, tmp_path / "cvat", "--format", "cvat")

    assert (status, said["imported"], said["videos"][0]["text"]) == (0, 1, None)
    assert make.masks_item(clip).state == "submitted"
    assert not Job.objects.filter(subject=clip.pk).exists()  # nothing is left to compute
    review.approve(make.inspector(other), item_id=make.masks_item(clip).pk)
    [after] = read_release(make_release(other.slug, tmp_path / "again")).videos()
    assert after.segmentations == before.segmentations


def test_masks_six_times_a_second_become_keyframes_and_the_rest_is_asked_of_the_engine(project, footage, folder):
    clip = waiting(project, footage)
    sav_file(folder, clip)

    status, said = import_annotations(project.slug, folder, "--format", "sa-v")

    assert (status, said["imported"], make.masks_item(clip).state) == (0, 1, "submitted")
    first = Keyframe.objects.filter(track__number=1).order_by("frame")
    assert [keyframe.frame for keyframe in first] == list(range(0, 61, 5))
    for keyframe in first:
        drawn = raster.rasterise(ring.unpack(bytes(keyframe.rings)), width=SIZE[1], height=SIZE[0])
        assert (drawn == blob(keyframe.frame // 5)).all()
    late = Keyframe.objects.filter(track__number=2, absent=True).values_list("frame", flat=True)
    assert sorted(late) == [0, 5, 10, 15]
    assert set(Job.objects.values_list("kind", "state")) == {("annotations.propagate", "queued")}
    assert not Segment.objects.filter(predictor=IMPORTED).exists()


def test_handing_the_same_masks_in_again_changes_nothing(project, footage, folder):
    sav_file(folder, waiting(project, footage))
    import_annotations(project.slug, folder, "--format", "sa-v")
    before = list(Keyframe.objects.order_by("pk").values())

    status, said = import_annotations(project.slug, folder, "--format", "sa-v")

    assert (status, said["imported"], said["present"]) == (0, 0, 1)
    assert list(Keyframe.objects.order_by("pk").values()) == before


REFUSED = {
    "no clip has its name": ({"video_id": "elsewhere"}, "clips of that name here: none"),
    "it is of another size": ({"video_height": 24}, "is no compressed RLE of 24x64"),
    "it has other objects": ({"masklet_id": [1, 7]}, "The file has the objects 1 '', 7 ''"),
    "it is another format": ({"masklet": None}, "`masklet` is no list"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_masks_that_do_not_fit_are_named_and_the_others_come_in(project, footage, folder, kind):
    changed, text = REFUSED[kind]
    sav_file(folder, waiting(project, footage), **changed)
    sav_file(folder, good := waiting(project, footage))

    status, said = import_annotations(project.slug, folder, "--format", "sa-v")

    [refused] = [video for video in said["videos"] if video["state"] == "refused"]
    assert (status, said["imported"]) == (1, 1)
    assert text in refused["text"]
    assert set(Keyframe.objects.values_list("track__video", flat=True)) == {good.pk}


def test_a_file_of_another_length_is_refused(project, footage, folder):
    sav_file(folder, waiting(project, footage), rows=10)

    status, said = import_annotations(project.slug, folder, "--format", "sa-v")

    assert (status, said["videos"][0]["code"]) == (1, "foreign_masks_refused")
    assert "has 10 frames, one for 5 of ours" in said["videos"][0]["text"]


def test_what_somebody_draws_is_never_written_over(project, footage, folder):
    clip = make.filmed(project, footage)
    drawer = make.annotator(project)
    make.masking(clip, drawer, text=TEXT)
    make.draw_all(clip, drawer)
    before = list(Keyframe.objects.order_by("pk").values())
    sav_file(folder, clip)

    status, said = import_annotations(project.slug, folder, "--format", "sa-v")

    assert (status, said["videos"][0]["code"]) == (1, "foreign_masks_refused")
    assert "has masks that are annotating" in said["videos"][0]["text"]
    assert list(Keyframe.objects.order_by("pk").values()) == before
    assert not Run.objects.exists()


def test_options_of_releases_are_refused_with_other_formats(project, folder):
    with pytest.raises(CommandError, match="mean nothing for cvat"):
        call_command(
            "import_annotations", project.slug, str(folder), "--format", "cvat", "--videos", str(folder),
            stdout=io.StringIO(),
        )  # fmt: skip
