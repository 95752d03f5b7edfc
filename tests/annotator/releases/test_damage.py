"""A damaged clip stops only itself, and a release is smaller than what was frozen only when a person says so."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError
from django.test import override_settings

from annotator.formats import release as layout
from annotator.formats.interchange.every import FORMATS
from annotator.jobs.models import Job
from annotator.releases import actions
from annotator.releases.build import build
from annotator.releases.build_actions import leave_out
from annotator.releases.choices import Choices
from annotator.releases.damage import BuildFailed, BuildRefused, ClipsDamaged
from annotator.releases.models import Release, ReleaseVideo
from annotator.releases.queries import KIND, building_folder_of
from annotator.releases.tasks import run
from annotator.videos.queries import clip_folder
from tests import factories as make
from tests.annotator.folders import bundle_file, folder_of
from tests.annotator.releases.finished import ALONE, files_below, finished, made, silent
from tests.annotator.releases.test_command import make_release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
SQUARE = [[[10.0, 10.0], [40.0, 10.0], [40.0, 40.0], [10.0, 40.0]]]


@pytest.fixture
def bad(project, clip, footage):
    """A second clip, which no mask shares with the first."""
    return make.finish(make.filmed(project, footage), rings=SQUARE, text=ALONE)


def video_of(clip) -> Path:
    return clip_folder(clip) / "canonical.mp4"


def bundle_of(clip) -> Path:
    return bundle_file(clip.tracks.get().segments.first().bundle_sha256)


def cut(place: Path) -> None:
    place.write_bytes(place.read_bytes()[:-10])


def change(place: Path) -> None:
    place.write_bytes(place.read_bytes()[:-1] + b"?")


def block(place: Path) -> None:
    place.unlink()
    place.mkdir()


DAMAGES = {
    "video missing": (video_of, Path.unlink, "its canonical video is missing"),
    "video cut off": (video_of, cut, "its canonical video is damaged"),
    "video changed": (video_of, change, "its canonical video is damaged"),
    "video unreadable": (video_of, block, "its canonical video cannot be read"),
    "masks missing": (bundle_of, Path.unlink, "its stored masks are gone or damaged"),
    "masks cut off": (bundle_of, cut, "its stored masks are gone or damaged"),
    "masks changed": (bundle_of, change, "its stored masks are gone or damaged"),
    "masks unreadable": (bundle_of, block, "its stored masks cannot be read"),
    "frame table cut off": (lambda clip: clip_folder(clip) / "frames.json.gz", cut, "its frame table is damaged"),
}


@pytest.fixture
def restore(bad):
    """The bad clip's video is away, and comes back when this is called."""
    whole = video_of(bad).read_bytes()
    video_of(bad).unlink()
    return lambda: video_of(bad).write_bytes(whole)


def ask_again(person, release, **body):
    return make.browser(person).post(f"/api/releases/{release.pk}/build", body, "application/json")


def failed(project, **choices) -> Release:
    """A release that a worker could not build."""
    release = actions.create_release(
        make.lead(project), slug=project.slug, version="v1.0", choices=Choices(**choices)
    )  # fmt: skip
    run(Job.objects.get(kind=KIND).pk)
    release.refresh_from_db()
    assert release.state == "failed"
    return release


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_clip_is_named_and_all_others_are_written(project, clip, bad, kind):
    place_of, damage, fault = DAMAGES[kind]
    damage(place_of(bad))

    release = failed(project)

    shown = make.browser(make.lead(project)).get(f"/api/releases/{release.pk}").json()
    [named] = shown["damaged"]["clips"]
    assert (named["number"], named["name"], shown["damaged"]["total"]) == (bad.number, bad.name, 1)
    assert named["reason"].startswith(fault)
    assert f"1 of 2 clips damaged, all others written: Clip {bad.number:06d} ({bad.name}): {fault}" in shown["error"]
    assert "/" not in named["reason"]
    written = [path.name for path in building_folder_of(release).glob("annotations/v1.0/*.json")]
    assert f"{clip.number:06d}.json" in written
    assert len(list(building_folder_of(release).glob(f"videos/{clip.number:06d}_*"))) == 1
    assert not folder_of(release).exists()


def test_a_release_without_its_damaged_clip_agrees_with_itself(project, clip, bad, footage, restore):
    third = finished(project, footage)
    release = failed(project, formats=tuple(FORMATS), splits="1,1,1", prompts="by-rule")
    split = release.videos.get(video=bad).split

    answer = ask_again(make.lead(project), release, without=1)
    run(Job.objects.filter(kind=KIND).latest("pk").pk)

    assert answer.status_code == 202, answer.content
    release.refresh_from_db()
    folder, kept = folder_of(release), {clip.number, third.number}
    verified = layout.verify(folder)
    assert (release.state, verified.videos, sum(dict(verified.splits).values())) == ("published", 2, 2)
    assert dict(verified.splits)[split] == 0
    assert set(layout.read_release(folder).video_ids) == kept
    for name in ("provenance", "stills"):
        lines = (folder / f"{name}.jsonl").read_text().splitlines()
        assert {json.loads(line)["video_id"] for line in lines} == kept
    assert set(pq.read_table(folder / "frames.parquet")["video_id"].to_pylist()) == kept
    assert {int(path.stem) for path in (folder / "predictions").iterdir()} == kept
    counted = json.loads((folder / "statistics/statistics.json").read_text())["v1.0"]
    assert (counted["all"]["videos"], counted[split]["videos"]) == (2, 0)
    losses = [json.loads((folder / f"formats/{name}/LOSSES.json").read_text()) for name in FORMATS]
    assert {told["written"]["videos"] for told in losses} == {2}
    card = (folder / "README.md").read_text()
    assert "## Left out\n\nThese clips were frozen" in card
    assert f"- {bad.number:06d} ({split}): its canonical video is missing" in card
    assert "2 clips with grounded captions" in card
    shown = make.browser(make.researcher(project)).get(f"/api/releases/{release.pk}").json()
    assert shown["left_out"]["clips"] == [
        {"number": bad.number, "name": bad.name, "split": split, "reason": "its canonical video is missing"}
    ]
    assert (shown["videos"], shown["splits"][split], shown["damaged"]["total"]) == (2, 0, 0)
    assert shown["without_reviewed_prompts"] == 2


def test_a_later_version_keeps_every_clip_in_its_split_and_takes_the_restored_one_up(
    project, clip, bad, footage, restore
):
    for _ in range(3):
        finished(project, footage)
    release = failed(project, splits="0.4,0.3,0.3")
    leave_out(release, clips=1)
    build(release, step=silent)
    restore()

    later = made(project, "v1.1", Choices(splits="0.4,0.3,0.3"))

    before = dict(release.videos.values_list("video__number", "split"))
    assert dict(later.videos.values_list("video__number", "split")) == before
    assert set(layout.read_release(folder_of(later)).video_ids) == set(before)
    assert bad.number not in layout.read_release(folder_of(release)).video_ids
    assert "Left out" not in (folder_of(later) / "README.md").read_text()


def test_the_same_clips_left_out_give_the_same_bytes(project, clip, bad, restore, own_folders):
    release = failed(project)
    leave_out(release, clips=1)
    build(release, step=silent)
    first = files_below(folder_of(release))

    with override_settings(RELEASES_ROOT=own_folders / "again"):
        build(release, step=silent)
        second = files_below(folder_of(release))

    assert first == second
    assert f"annotations/v1.0/{clip.number:06d}.json" in first


def test_what_an_earlier_try_wrote_of_a_clip_goes_when_it_is_left_out(project, clip, bad, own_folders):
    release = actions.freeze(project, version="v1.0", note="", by=None, choices=Choices(formats=tuple(FORMATS)))

    def die(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(release, step=silent, exporting=lambda name: die if name == "cvat" else silent)
    assert (building_folder_of(release) / "formats/parquet").exists()
    bundle_of(bad).unlink()
    with pytest.raises(ClipsDamaged):
        build(release, step=silent)
    leave_out(release, clips=1)
    build(release, step=silent)

    there = files_below(folder_of(release))
    with override_settings(RELEASES_ROOT=own_folders / "undisturbed"):
        build(release, step=silent)
        assert files_below(folder_of(release)) == there
    assert not [path for path in there if f"{bad.number:06d}" in path]


def test_a_clip_that_was_restored_is_in_the_release_when_it_is_built_again(project, clip, bad, restore):
    release = failed(project)
    restore()

    answer = ask_again(make.lead(project), release)
    run(Job.objects.filter(kind=KIND).latest("pk").pk)

    shown = make.browser(make.lead(project)).get(f"/api/releases/{release.pk}").json()
    assert answer.status_code == 202
    assert (shown["state"], shown["videos"], shown["error"]) == ("published", 2, None)
    assert (shown["damaged"]["total"], shown["left_out"]["total"]) == (0, 0)
    assert not ReleaseVideo.objects.exclude(damage="").exists()


def test_a_clip_that_is_damaged_after_the_decision_needs_another_one(project, clip, bad, footage, restore):
    third = make.finish(make.filmed(project, footage), rings=[[[5.0, 5.0], [30.0, 5.0], [9.0, 30.0]]], text=ALONE)
    release = failed(project)
    ask_again(make.lead(project), release, without=1)
    bundle_of(third).unlink()

    run(Job.objects.filter(kind=KIND).latest("pk").pk)

    shown = make.browser(make.lead(project)).get(f"/api/releases/{release.pk}").json()
    assert shown["state"] == "failed"
    assert [one["number"] for one in shown["damaged"]["clips"]] == [third.number]
    assert [one["number"] for one in shown["left_out"]["clips"]] == [bad.number]


def test_going_without_another_number_of_clips_or_without_all_is_refused(project, clip, bad, restore):
    release = failed(project)

    other = ask_again(make.lead(project), release, without=2)
    bundle_of(clip).unlink()
    ask_again(make.lead(project), release)
    run(Job.objects.filter(kind=KIND).latest("pk").pk)
    nothing = ask_again(make.lead(project), release, without=2)

    assert (other.status_code, other.json()["error"]["code"]) == (409, "build_refused")
    assert "The last build found 1 damaged, not 2" in other.json()["error"]["text"]
    assert (nothing.status_code, nothing.json()["error"]["code"]) == (409, "build_refused")
    assert "nothing is left of v1.0" in nothing.json()["error"]["text"]
    assert not ReleaseVideo.objects.filter(left_out=True).exists()
    assert Release.objects.get().state == "failed"


def test_a_release_that_has_not_failed_is_not_built_again(project, clip):
    release = made(project)

    answer = ask_again(make.lead(project), release)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "build_refused")
    assert not Job.objects.filter(kind=KIND).exists()


def test_a_disk_that_takes_no_file_is_not_the_clips_fault(project, clip, bad):
    release = actions.freeze(project, version="v1.0", note="", by=None)
    building_folder_of(release).mkdir(parents=True)
    (building_folder_of(release) / "videos").write_text("in the way")

    with pytest.raises(BuildFailed, match="cannot be written") as refusal:
        build(release, step=silent)

    assert not isinstance(refusal.value, ClipsDamaged)
    assert not ReleaseVideo.objects.exclude(damage="").exists()


def test_the_command_names_the_damaged_clip_and_goes_without_it_only_when_told_to(
    project, clip, bad, restore, tmp_path, capsys
):
    with pytest.raises(CommandError, match=f"{bad.number:06d}.*--leave-out-damaged"):
        make_release(project.slug, "v1.0", "--out", str(tmp_path / "out"))

    words = (project.slug, "v1.0", "--out", str(tmp_path / "out"), "--leave-out-damaged", "--json")
    printed = json.loads(make_release(*words))

    assert (printed["videos"], Release.objects.get().state) == (1, "published")
    assert [(one["number"], one["reason"]) for one in printed["left_out"]] == [
        (bad.number, "its canonical video is missing")
    ]
    assert set(layout.read_release(tmp_path / "out").video_ids) == {clip.number}
    again = make_release(project.slug, "v1.0", "--out", str(tmp_path / "again"))
    assert f"left out: {bad.number:06d} ({bad.name}): its canonical video is missing" in again


def test_the_command_does_not_make_an_empty_release(project, clip, tmp_path):
    video_of(clip).unlink()

    with pytest.raises(CommandError, match=r"nothing is left of v1\.0"):
        make_release(project.slug, "v1.0", "--out", str(tmp_path / "out"), "--leave-out-damaged")

    assert not (tmp_path / "out").exists()
    assert Release.objects.get().state == "failed"


def test_nothing_is_left_out_but_by_its_number(project, clip, bad):
    release = actions.freeze(project, version="v1.0", note="", by=None)

    with pytest.raises(BuildRefused, match="found 0 damaged, not 1"):
        leave_out(release, clips=1)

    assert not ReleaseVideo.objects.filter(left_out=True).exists()
