"""What a stranger's folder may hold, and that none of it comes in, stops the rest or is followed anywhere."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from annotator.annotations.models import Caption, Wordings
from annotator.formats import incoming, rle
from annotator.releases.models import ImportedVideo
from annotator.videos.models import Video
from annotator.videos.queries import clips_root
from annotator.work.models import WorkItem
from tests import factories as make
from tests.annotator.folders import bundle_file
from tests.annotator.formats import clips
from tests.annotator.releases import vicas_set
from tests.annotator.releases.importing import copied, edited, import_annotations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]

Document = dict[str, Any]


@pytest.fixture
def project():
    return make.project(min_seconds=1)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two videos, 0 and 1."""
    return vicas_set.write_set(tmp_path_factory.mktemp("set"), 2)


def set_field(field: str, value: object) -> Callable[[Document], None]:
    return lambda document: document.__setitem__(field, value)


def set_mask(frame: int, **values: object) -> Callable[[Document], None]:
    return lambda document: document["segmentations"][frame]["mask_rles"][0].update(values)


def recaption(text: str, plain: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        for kind in ("en", "en_gpt"):
            document[f"caption_raw_{kind}"], document[f"caption_parsed_{kind}"] = text, plain

    return change


def lengthen(document: Document) -> None:
    last = document["segmentations"][-1]
    for index in range(len(document["segmentations"]), 2000):
        document["segmentations"].append(last | {"filename": f"{index:05d}.jpg", "is_gt": index % 30 == 0})


def resize(height: int, width: int) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document["image_size"] = [height, width]
        for frame in document["segmentations"]:
            frame["mask_rles"] = [{"size": [height, width], "counts": "0"} for _ in frame["mask_rles"]]

    return change


def nothing_left(video: int) -> bool:
    """Neither rows nor media nor halves of a video."""
    rows = Video.objects.filter(number=video).exists() or ImportedVideo.objects.filter(video__number=video).exists()
    folders = {path.name for path in clips_root().iterdir()}
    return not rows and folders == {Path(clip.folder).name for clip in Video.objects.all()}


CHANGES: dict[str, tuple[Callable[[Document], Any], str, str]] = {
    "a field is missing": (lambda d: d.pop("object_referrals"), "annotation_faulty", "lacks object_referrals"),
    "a field has another type": (set_field("image_size", "big"), "annotation_faulty", "image_size: 'big' is no list"),
    "a video names another": (
        lambda d: d.update(video_id=7, filename="000007_other.mp4"), "annotation_faulty", "holds video 7",
    ),
    "a name leads outside": (
        set_field("filename", "000000_../../../etc/passwd.mp4"), "annotation_faulty", "is not 000000_NAME.mp4",
    ),
    "a caption breaks the grammar": (set_field("caption_raw_en", "A [man"), "annotation_faulty", "E_OPEN at 2"),
    "a caption hides a character": (
        set_field("reworded_en_captions", ["A\x00b"]), "annotation_faulty", r"reworded_en_captions\[0\]: .* U\+0000",
    ),
    "a prompt is endless": (
        lambda d: d["object_referrals"].append({"prompt": "W" * 5001, "track_ids": d["all_track_ids"][:1]}),
        "annotation_faulty", "5,001 characters",
    ),
    "a source is endless": (set_field("src_dataset", "O" * 81), "annotation_faulty", "src_dataset has 81 characters"),
    "a track has two digits": (lambda d: d["all_track_ids"].append(10), "annotation_faulty", "all_track_ids holds 10"),
    "a mask is of another size": (set_mask(3, size=[1, 1]), "annotation_faulty", "a mask has size"),
    "a mask claims to be immense": (
        set_mask(3, size=[10**9, 10**9]), "annotation_faulty", r"segmentations\[3\]: a mask has size",
    ),
    "run lengths are a bomb": (set_mask(4, counts="ooooooo1"), "annotation_faulty", "00004.jpg, track"),
    "run lengths are cut off": (set_mask(30, counts="o"), "annotation_faulty", "00030.jpg, track"),
    "a frame is missing": (lambda d: d["segmentations"].pop(5), "annotation_faulty", "dense from 00000.jpg"),
    "other frames were drawn": (
        lambda d: d["segmentations"][7].update(is_gt=True), "annotation_faulty", r"segmentations\[7\]: is_gt is True",
    ),
    "a clip is too long": (lengthen, "too_long", "30 s"),
    "a clip is too short": (lambda d: d.update(segmentations=d["segmentations"][:20]), "too_short", "0.7 s"),
    "a picture is too large": (resize(100_000, 100_000), "side_too_large", "100000x100000"),
    "a picture has an odd side": (resize(47, 64), "annotation_faulty", r"\[47, 64\] is odd"),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGES)
def test_a_video_that_breaks_a_rule_is_named_and_the_other_comes_in(project, source, tmp_path, kind):
    change, code, text = CHANGES[kind]

    status, said = import_annotations(project.slug, edited(source, tmp_path, change))

    refused, imported = said["videos"]
    assert (status, refused["state"], refused["code"]) == (1, "refused", code)
    assert refused["text"].startswith("annotations/v1.0/000000.json: ")
    assert re.search(text, refused["text"])
    assert (imported["state"], list(Video.objects.values_list("number", flat=True))) == ("imported", [1])
    assert nothing_left(0)


def spoil_with(content: bytes) -> Callable[[Path], object]:
    return lambda place: place.write_bytes(content)


def link(place: Path) -> None:
    aside = place.rename(place.parents[3] / "aside.json")
    place.symlink_to(aside)


def pipe(place: Path) -> None:
    place.unlink()
    os.mkfifo(place)


def grow(place: Path) -> None:
    with place.open("r+b") as file:
        file.truncate(incoming.MOST_BYTES + 1)  # sparse: no disk is filled


FILES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "it is cut off": (spoil_with(b'{"video_id": 0, "src'), "annotation_faulty", "it is no JSON, or is cut off"),
    "it is empty": (spoil_with(b""), "annotation_faulty", "it is no JSON"),
    "it is no UTF-8": (spoil_with(b"\xff\xfe{}"), "annotation_faulty", "byte 0 is no UTF-8"),
    "it is nested without end": (spoil_with(b"[" * 200_000), "annotation_faulty", "it is no JSON"),
    "it holds a number without end": (spoil_with(b"9" * 200_000), "annotation_faulty", "it is no JSON"),
    "it is a list": (spoil_with(b"[]"), "annotation_faulty", "the file: [] is no dict"),
    "it is a link": (link, "import_refused", "is a link; put the file itself there"),
    "it is a pipe": (pipe, "import_refused", "is no plain file"),
    "it is larger than any annotation": (grow, "import_refused", "67,108,865 bytes; 67,108,864 are the most"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_annotation_is_named_and_the_other_comes_in(project, source, tmp_path, kind):
    spoil, code, text = FILES[kind]
    root = copied(source, tmp_path)
    spoil(vicas_set.annotation(root, 0))

    status, said = import_annotations(project.slug, root)

    refused, imported = said["videos"]
    assert (status, refused["code"], imported["state"]) == (1, code, "imported")
    assert text in refused["text"]
    assert refused["text"].startswith("annotations/v1.0/000000.json: ")
    assert nothing_left(0)


def test_a_split_without_an_annotation_and_a_video_in_two_splits_are_named(project, source, tmp_path):
    root = copied(source, tmp_path)
    for name, numbers in {"train": [0, 1], "val": [0, 5], "test": []}.items():
        vicas_set.place_of_split(root, name).write_text(json.dumps(numbers))

    status, said = import_annotations(project.slug, root)

    assert (status, [video["state"] for video in said["videos"]]) == (1, ["refused", "imported", "refused"])
    assert "splits/v1.0/val.json: holds video 0, which the splits hold twice" in said["videos"][0]["text"]
    assert "annotations/v1.0/000005.json: is missing" in said["videos"][2]["text"]


def drop_versions(root: Path) -> None:
    shutil.rmtree(root / "annotations")


def add_version(root: Path) -> None:
    shutil.copytree(root / "annotations/v1.0", root / "annotations/v1.1")


def link_annotations(root: Path) -> None:
    (root / "annotations").rename(root.parent / "elsewhere")
    (root / "annotations").symlink_to(root.parent / "elsewhere")


def link_videos(root: Path) -> None:
    (root / "videos").symlink_to("/etc")


def spoil_split(content: str) -> Callable[[Path], object]:
    return lambda root: vicas_set.place_of_split(root, "val").write_text(content)


FOLDERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "there is no version": (drop_versions, "annotations: holds no version"),
    "there are two versions": (add_version, "holds the versions v1.0, v1.1; name one with --release-version"),
    "the annotations are a link": (link_annotations, "annotations: is a link or no folder"),
    "the videos are a link": (link_videos, "videos: is a link or no folder"),
    "a split is missing": (lambda root: vicas_set.place_of_split(root, "val").unlink(), "val.json: is missing"),
    "a split is no JSON": (spoil_split("[1, 2"), "val.json: is no JSON"),
    "a split holds names": (spoil_split('["one"]'), "val.json: is no list of video ids: it holds 'one'"),
}


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_folder_that_is_no_release_is_refused_before_anything_comes_in(project, source, tmp_path, kind):
    spoil, text = FOLDERS[kind]
    root = copied(source, tmp_path)
    spoil(root)

    with pytest.raises(CommandError, match=text):
        call_command("import_annotations", project.slug, str(root))

    assert not Video.objects.exists()


def test_one_of_several_versions_is_imported_by_its_name(project, source, tmp_path):
    root = copied(source, tmp_path)
    add_version(root)

    status, said = import_annotations(project.slug, root, "--release-version", "v1.1")

    assert (status, said["version"], said["imported"]) == (0, "v1.1", 2)
    assert set(ImportedVideo.objects.values_list("version", "split")) == {("v1.1", "")}
    with pytest.raises(CommandError, match=r"holds no version '\.\./v1\.0'"):
        call_command("import_annotations", project.slug, str(root), "--release-version", "../v1.0")


def test_a_number_that_another_clip_has_is_not_taken_from_it(project, source):
    own = make.video(project, number=1)

    status, said = import_annotations(project.slug, source)

    assert (status, said["imported"], said["videos"][1]["code"]) == (1, 1, "number_taken")
    assert "has a clip 000001 (clip_1.mp4) of its own" in said["videos"][1]["text"]
    assert Video.objects.get(number=1) == own
    assert not WorkItem.objects.filter(video=own, state="approved").exists()


def test_a_video_that_changed_since_it_was_imported_is_refused_and_what_stands_is_kept(project, source, tmp_path):
    import_annotations(project.slug, source)
    before = list(Caption.objects.order_by("pk").values()), list(Wordings.objects.order_by("pk").values())

    status, said = import_annotations(
        project.slug, edited(source, tmp_path, set_field("reworded_en_captions", ["New."]))
    )

    assert (status, said["present"], said["videos"][0]["code"]) == (1, 1, "import_differs")
    assert (list(Caption.objects.order_by("pk").values()), list(Wordings.objects.order_by("pk").values())) == before


def test_a_video_that_moved_to_another_split_is_refused(project, source, tmp_path):
    import_annotations(project.slug, source)
    root = copied(source, tmp_path)
    lists = vicas_set.split_lists(root)
    home = next(name for name, numbers in lists.items() if 0 in numbers)
    other = next(name for name in vicas_set.SPLITS if name != home)
    vicas_set.place_of_split(root, home).write_text(json.dumps([n for n in lists[home] if n != 0]))
    vicas_set.place_of_split(root, other).write_text(json.dumps([*lists[other], 0]))

    status, said = import_annotations(project.slug, root)

    assert (status, said["videos"][0]["code"]) == (1, "import_differs")
    assert f"was imported as one of {home} and is in {other} here" in said["videos"][0]["text"]


def test_a_video_file_that_is_not_the_annotated_one_is_refused_and_leaves_nothing(project, source, tmp_path):
    documents = list(vicas_set.documents(source).values())
    videos = tmp_path / "videos"
    videos.mkdir()
    film = clips.render(clips.cfr(30, 2, width=64, height=48), tmp_path)
    shutil.copy(film, videos / documents[0]["filename"])
    (videos / documents[1]["filename"]).symlink_to(film)

    status, said = import_annotations(project.slug, source, "--videos", videos)

    assert (status, [video["code"] for video in said["videos"]]) == (1, ["media_differs", "import_refused"])
    assert "is 64x48 with 60 frames at 30 fps, its annotation" in said["videos"][0]["text"]
    assert "is a link or no plain file" in said["videos"][1]["text"]
    assert nothing_left(0)
    assert nothing_left(1)


def test_a_caption_that_no_one_could_hand_in_leaves_nothing_of_its_clip(project, source, tmp_path):
    def ground_nothing(document: Document) -> None:
        recaption("Nothing is here.", "Nothing is here.")(document)
        document |= {"caption_raw_cn": "", "object_referrals": [], "all_track_ids": []}
        for frame in document["segmentations"]:
            frame |= {"track_ids": [], "mask_rles": []}

    status, said = import_annotations(project.slug, edited(source, tmp_path, ground_nothing))

    assert (status, said["videos"][0]["code"]) == (1, "caption_invalid")
    assert "No phrase names an object" in said["videos"][0]["text"]
    assert nothing_left(0)


def test_masks_that_overflow_what_a_hand_may_draw_come_in_exactly(project, source, tmp_path):
    """A chessboard has a ring around each of its pixels, many times the points that the workspace takes."""

    def chess(document: Document) -> None:
        height, width = document["image_size"]
        board = np.indices((height, width)).sum(0) % 2 == 0
        document["segmentations"][0]["mask_rles"][0] = rle.encode(board)

    root = edited(source, tmp_path, chess)

    status, said = import_annotations(project.slug, root)

    assert (status, said["videos"][0]["differences"]) == (0, [])
    assert bundle_file(Video.objects.get(number=0).tracks.first().segments.get(first=0).bundle_sha256).exists()
