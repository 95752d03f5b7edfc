"""`manage.py import_annotations`, as somebody uses it who has a ViCaS dataset and wants it here."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from annotator.accounts.models import User
from annotator.annotations.models import IMPORTED, Caption, Keyframe, Run, Segment, Wordings
from annotator.events.models import Event
from annotator.formats import clock, raster, ring, rle
from annotator.formats import release as layout
from annotator.jobs.models import Job
from annotator.review.quality_models import SamplingRule
from annotator.videos.models import Membership, Video
from annotator.videos.queries import clip_folder
from annotator.work.models import Move, WorkItem
from tests import factories as make
from tests.annotator.formats import clips
from tests.annotator.releases import vicas_set
from tests.annotator.releases.finished import files_below
from tests.annotator.releases.importing import copied, edited, import_annotations, make_release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


@pytest.fixture
def project():
    return make.project(name="Imported set", min_seconds=1)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return vicas_set.write_set(tmp_path_factory.mktemp("set"), 6)


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of one video, number 0."""
    return vicas_set.write_set(tmp_path_factory.mktemp("single"), 1)


def everything_that_stands() -> dict[str, list[object]]:
    """What a second import must not touch."""
    kinds = (Video, WorkItem, Move, Caption, Keyframe, Segment, Run, Wordings, Event, User, Membership, Job)
    return {kind.__name__: list(kind.objects.order_by("pk").values()) for kind in kinds}


def test_what_was_imported_is_released_field_by_field_as_it_was(project, source, tmp_path):
    status, said = import_annotations(project.slug, source)

    out = make_release(project.slug, tmp_path / "out")

    assert (status, said["imported"], said["refused"], said["grey"]) == (0, 6, 0, 6)
    assert [video["differences"] for video in said["videos"]] == [[]] * 6
    assert vicas_set.documents(out) == vicas_set.documents(source)
    assert vicas_set.split_lists(out) == vicas_set.split_lists(source)
    assert layout.verify(out).videos == 6


def test_two_imports_of_one_set_lead_to_the_same_release_byte_for_byte(source, tmp_path):
    releases = []
    for name in ("one", "two"):
        project = make.project(name="Twice", min_seconds=1)
        import_annotations(project.slug, source)
        releases.append(files_below(make_release(project.slug, tmp_path / name)))

    assert releases[0] == releases[1]
    # annotations, videos, predictions; splits; card, manifest, four tables; statistics, figures
    assert len(releases[0]) == 6 * 3 + 3 + 6 + 3 + 10


def test_importing_again_changes_nothing(project, source):
    import_annotations(project.slug, source)
    before = everything_that_stands()

    status, said = import_annotations(project.slug, source)

    assert (status, said["imported"], said["present"], said["refused"]) == (0, 0, 6, 0)
    assert everything_that_stands() == before


def test_a_drawn_mask_becomes_a_keyframe_of_exactly_its_pixels(project, single):
    import_annotations(project.slug, single)

    [document] = vicas_set.documents(single).values()
    height, width = document["image_size"]
    drawn = 0
    for frame in document["segmentations"][::30]:
        at = int(frame["filename"][:5])
        for number in document["all_track_ids"]:
            keyframe = Keyframe.objects.get(track__number=number, frame=at)
            masks = dict(zip(frame["track_ids"], frame["mask_rles"], strict=True))
            wanted = rle.decode(masks[number]) if number in masks else None
            assert keyframe.absent == (wanted is None or not wanted.any())
            if not keyframe.absent:
                shape = ring.unpack(bytes(keyframe.rings))
                assert (raster.rasterise(shape, width=width, height=height) == wanted).all()
                drawn += 1
    assert drawn > 0
    assert Keyframe.objects.count() == len(document["all_track_ids"]) * len(clock.keyframes(61))


def test_an_imported_clip_is_finished_work_of_three_people_who_are_nobody_here(project, single):
    SamplingRule.objects.create(project=project, double_percent=100, seed=1, by=make.lead(project))
    make.annotator(project)
    members = set(Membership.objects.values_list("pk", flat=True))

    import_annotations(project.slug, single)

    items = {item.step: item for item in WorkItem.objects.select_related("author", "inspector")}
    people = {items["caption"].author, items["masks"].author, items["masks"].inspector}
    assert [item.state for item in items.values()] == ["approved", "approved"]
    assert sorted(person.username for person in people) == ["import:captions", "import:masks", "import:review"]
    assert not any(person.is_active or person.has_usable_password() for person in people)
    assert set(Membership.objects.values_list("pk", flat=True)) == members
    assert not Job.objects.exists()  # nothing is computed, no second annotation is asked for
    assert [(run.predictor, run.current) for run in Run.objects.all()] == [(IMPORTED, True)]


def test_a_clip_whose_video_is_there_has_its_pictures(project, single, tmp_path):
    [document] = vicas_set.documents(single).values()
    height, width = document["image_size"]
    seconds = len(document["segmentations"]) / 30
    film = clips.render(clips.cfr(30, seconds, width=width, height=height), tmp_path)
    videos = tmp_path / "elsewhere"
    videos.mkdir()
    shutil.copy(film, videos / document["filename"])

    status, said = import_annotations(project.slug, single, "--videos", videos)

    clip = Video.objects.get()
    assert (status, said["grey"]) == (0, 0)
    assert (clip.number, clip.source, clip.notes) == (0, document["src_dataset"], [])
    assert (clip_folder(clip) / "canonical.mp4").exists()


def test_a_set_without_splits_is_split_by_the_next_release(project, single, tmp_path):
    bare = copied(single, tmp_path)
    shutil.rmtree(bare / "splits")

    status, said = import_annotations(project.slug, bare)

    assert (status, said["imported"]) == (0, 1)
    assert sorted(map(len, vicas_set.split_lists(make_release(project.slug, tmp_path / "out")).values())) == [0, 0, 1]


def test_what_comes_out_in_another_form_is_named(project, single, tmp_path):
    def turn(document):
        document["all_track_ids"].reverse()
        document["all_track_ids"].append(5)
        document["caption_raw_en"] = document["caption_raw_en_gpt"] = (
            "[Nobody]<mask_5> and " + document["caption_raw_en"]
        )
        document["caption_parsed_en"] = document["caption_parsed_en_gpt"] = (
            "Nobody and " + document["caption_parsed_en"]
        )
        document["segmentations"][0]["track_ids"].append(5)
        document["segmentations"][0]["mask_rles"].append(rle.empty(*document["image_size"]))

    status, said = import_annotations(project.slug, edited(single, tmp_path, turn))

    assert (status, said["imported"]) == (0, 1)
    assert said["videos"][0]["differences"] == ["caption_raw_cn", "all_track_ids"]


def test_the_command_says_what_it_did_in_words(project, single, tmp_path):
    (copied(single, tmp_path) / "annotations" / vicas_set.VERSION / "notes.txt").write_text("stray")
    out = io.StringIO()

    with pytest.raises(SystemExit) as ending:
        call_command("import_annotations", project.slug, str(tmp_path / "set"), stdout=out, stderr=io.StringIO())

    assert ending.value.code == 1
    assert "'annotations/v1.0/notes.txt': is no annotation (NNNNNN.json); it was left out" in out.getvalue()
    assert "v1.0: 1 imported, 0 present, 0 refused; 1 without a video file" in out.getvalue()


def test_the_command_refuses_a_project_or_a_folder_that_is_not_there(project, single, tmp_path):
    with pytest.raises(CommandError, match=project.slug):
        call_command("import_annotations", "nonsense", str(single))
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("import_annotations", project.slug, str(tmp_path / "nonsense"))

    assert not Video.objects.exists()
