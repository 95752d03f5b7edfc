"""A release in the formats of other tools, opened by their own code: every mask as it was, and what is lost is told."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import cvat_sdk.masks
import datasets
import numpy as np
import pytest
import trackeval
import webdataset
from PIL import Image
from pycocotools import mask as coco

from annotator.formats import release, rle
from annotator.formats.interchange import palette
from annotator.formats.interchange.every import FORMATS, UnknownFormat, export
from annotator.formats.interchange.losses import FILE
from annotator.formats.release import Release, ReleaseDamaged
from tests.annotator.formats.test_release import FRAMES, HEIGHT, ROOT, WIDTH, film, masks, video

VANISHES = 5  # the frame on which one track of every video has an empty mask
SPLITS = {"train": (7, 123456), "val": (41,)}


def quiet(done: int, total: int) -> None:
    """Nobody looks."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("release")
    clip = film(tmp_path_factory.mktemp("canonical") / "canonical.mp4")
    for video_id in (7, 41, 123456):
        made = video(video_id)
        release.write_annotation(root, "v1.0", made)
        release.copy_video(root, made, clip)
    release.write_splits(root, "v1.0", {"train": [123456, 7], "val": [41]})
    release.manifest(root)
    return root


@pytest.fixture(scope="module")
def opened(source: Path) -> Release:
    return release.read_release(source)


@pytest.fixture(scope="module")
def exported(opened: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exported")
    for name in FORMATS:
        export(name, opened, out, step=quiet)
    return out


@cache
def all_masks(video_id: int) -> list[dict[int, rle.Rle]]:
    return masks(video_id)


def drawn(video_id: int, frame: int, track: int) -> np.ndarray:
    return rle.decode(all_masks(video_id)[frame][track])


def losses_of(exported: Path, name: str) -> dict[str, int]:
    told = json.loads((exported / name / FILE).read_text("utf-8"))
    assert told["format"] == name
    assert all(one["why"] for one in told["lost"])
    return {one["what"]: one["count"] for one in told["lost"]}


def test_youtube_vis_is_scored_by_trackeval_as_the_very_same_tracks(exported: Path, tmp_path: Path) -> None:
    truth = json.loads((exported / "youtube-vis" / "train.json").read_text("utf-8"))
    (tmp_path / "youtube_vis_train").mkdir()
    shutil.copy(exported / "youtube-vis" / "train.json", tmp_path / "youtube_vis_train")
    (tmp_path / "found" / "youtube_vis_train" / "ours" / "data").mkdir(parents=True)
    results = [
        {"video_id": one["video_id"], "category_id": 1, "score": 1.0, "segmentations": packed(one["segmentations"])}
        for one in truth["annotations"]
    ]
    (tmp_path / "found" / "youtube_vis_train" / "ours" / "data" / "results.json").write_text(json.dumps(results))
    data = trackeval.datasets.YouTubeVIS(
        {
            "GT_FOLDER": f"{tmp_path}/", "TRACKERS_FOLDER": f"{tmp_path / 'found'}/",
            "OUTPUT_FOLDER": str(tmp_path / "out"), "TRACKERS_TO_EVAL": ["ours"], "SPLIT_TO_EVAL": "train",
            "PRINT_CONFIG": False,
        }
    )  # fmt: skip

    assert [len(data.gt_data["videos"]), len(data.gt_data["annotations"])] == [2, 6]
    for sequence in data.seq_list:
        seen = data.get_preprocessed_seq_data(data.get_raw_seq_data("ours", sequence), "object")
        assert seen["num_gt_dets"] == seen["num_tracker_dets"] == 3 * FRAMES - 1
        assert all(np.allclose(np.diag(frame), 1.0) for frame in seen["similarity_scores"] if len(frame))


def packed(segmentations: list[dict[str, list[int]] | None]) -> list[dict[str, object] | None]:
    """Masks as somebody hands in what a model found."""
    found = [one and coco.frPyObjects(one, HEIGHT, WIDTH) for one in segmentations]
    return [one and one | {"counts": one["counts"].decode()} for one in found]


def test_youtube_vis_holds_every_mask_its_box_and_area_and_null_where_there_is_none(exported: Path) -> None:
    val = json.loads((exported / "youtube-vis" / "val.json").read_text("utf-8"))

    [listed] = val["videos"]
    assert (listed["id"], listed["width"], listed["height"], listed["length"]) == (41, WIDTH, HEIGHT, FRAMES)
    assert listed["file_names"][30] == "000041/00030.jpg"
    for one in val["annotations"]:
        for frame in (0, 5, 60):
            mask = drawn(41, frame, one["track"])
            place = tuple(one[name][frame] for name in ("segmentations", "bboxes", "areas"))
            if mask.any():
                rows, columns = mask.nonzero()
                box = [columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1]
                assert (coco.decode(coco.frPyObjects(place[0], HEIGHT, WIDTH)) == mask).all()
                assert place[1:] == (box, mask.sum())
            else:
                assert place == (None, None, None)
    assert losses_of(exported, "youtube-vis") == {
        "captions": 3,
        "prompts": 6,
        "marks of drawn frames": 9,
        "track numbers": 9,
    }


def test_mevis_asks_with_every_prompt_for_the_masks_of_all_its_objects(exported: Path) -> None:
    folder = exported / "mevis" / "train"
    sentences = json.loads((folder / "meta_expressions.json").read_text("utf-8"))["videos"]
    held = json.loads((folder / "mask_dict.json").read_text("utf-8"))

    assert list(sentences) == ["000007", "123456"]
    for name, one in sentences.items():
        made = video(int(name))
        assert one["frames"][-1] == f"{FRAMES - 1:05d}"
        assert [said["exp"] for said in one["expressions"].values()] == [p.prompt for p in made.object_referrals]
        for said, prompt in zip(one["expressions"].values(), made.object_referrals, strict=True):
            tracks = [made.all_track_ids[place] for place in said["obj_id"]]
            assert tuple(tracks) == prompt.track_ids
            for number, track in zip(said["anno_id"], tracks, strict=True):
                assert (coco.decode(held[str(number)][30]) == drawn(int(name), 30, track)).all()
    assert [of_track.index(None) for of_track in held.values() if None in of_track] == [VANISHES, VANISHES]
    assert losses_of(exported, "mevis") == {"captions": 3, "marks of drawn frames": 9, "track numbers": 9}


def test_refer_youtube_vos_has_one_object_a_sentence_and_its_pixels_in_the_pictures(exported: Path) -> None:
    root = exported / "refer-youtube-vos"
    sentences = json.loads((root / "meta_expressions" / "val" / "meta_expressions.json").read_text("utf-8"))
    objects = json.loads((root / "val" / "meta.json").read_text("utf-8"))["videos"]["000041"]["objects"]

    [said] = sentences["videos"]["000041"]["expressions"].values()
    assert (said["obj_id"], said["exp"]) == ("1", video(41).object_referrals[0].prompt)
    assert set(objects) == {"1", "2", "10"}
    assert len(objects["1"]["frames"]) in (FRAMES, FRAMES - 1)
    picture = np.asarray(Image.open(root / "val" / "Annotations" / "000041" / "00030.png"))
    alone = drawn(41, 30, 1) & ~drawn(41, 30, 2) & ~drawn(41, 30, 0)
    assert (picture[alone] == 1).all()
    assert losses_of(exported, "refer-youtube-vos")["prompts for several objects"] == 3


def test_davis_pictures_hold_every_pixel_of_some_object_and_count_those_that_another_covers(exported: Path) -> None:
    root = exported / "davis"
    assert (root / "ImageSets" / "2017" / "train.txt").read_text() == "000007\n123456\n"
    covered = 0
    for video_id in (7, 41, 123456):
        for frame in range(FRAMES):
            with Image.open(root / "Annotations" / "Full-Resolution" / f"{video_id:06d}" / f"{frame:05d}.png") as file:
                assert file.mode == "P"
                assert file.getpalette()[:12] == [0, 0, 0, 128, 0, 0, 0, 128, 0, 128, 128, 0]
                picture = np.asarray(file)
            of_objects = {number: drawn(video_id, frame, track) for number, track in ((1, 1), (2, 2), (10, 0))}
            together = np.any(list(of_objects.values()), axis=0)
            assert ((picture > 0) == together).all()
            assert all(of_objects[number][picture == number].all() for number in of_objects)
            covered += sum(int(mask.sum()) for mask in of_objects.values()) - int(together.sum())
    assert losses_of(exported, "davis")["covered pixels"] == covered > 0


def test_the_smaller_of_two_objects_lies_on_top() -> None:
    large, small = np.zeros((2, HEIGHT, WIDTH), dtype=bool)
    large[:, :], small[4:8, 4:8] = True, True
    frame = release.release_frame(0, {1: rle.encode(small), 2: rle.encode(large)})
    picture, lost = palette.indices(frame, {1: 1, 2: 2}, HEIGHT, WIDTH)

    assert ((picture == 1) == small).all()
    assert lost == small.sum()


def test_webdataset_reads_shards_with_the_very_bytes_of_the_release(exported: Path, source: Path) -> None:
    shards = webdataset.WebDataset(str(exported / "webdataset" / "train-000000.tar"), shardshuffle=False)
    read = {one["__key__"]: one for one in shards}

    assert list(read) == ["000007", "123456"]
    for name, one in read.items():
        assert one["json"] == (source / "annotations" / "v1.0" / f"{name}.json").read_bytes()
        assert one["mp4"] == next((source / "videos").glob(f"{name}_*.mp4")).read_bytes()
        assert one["txt"].decode() == "A brown dog chases two ducks past onlookers."
    with tarfile.open(exported / "webdataset" / "val-000000.tar") as shard:
        assert {(entry.mtime, entry.uid, entry.uname) for entry in shard} == {(0, 0, "")}
    assert losses_of(exported, "webdataset") == {}


def test_datasets_reads_parquet_rows_equal_to_the_annotation_files(
    exported: Path, source: Path, tmp_path: Path
) -> None:
    files = {split: str(exported / "parquet" / "data" / f"{split}-00000-of-00001.parquet") for split in SPLITS}
    read = datasets.load_dataset("parquet", data_files=files, cache_dir=str(tmp_path))

    assert {split: tuple(rows["video_id"]) for split, rows in read.items()} == SPLITS
    for rows in read.values():
        for row in rows:
            path = source / "annotations" / "v1.0" / f"{row['video_id']:06d}.json"
            assert row == json.loads(path.read_text("utf-8"))
            assert list(row) == list(json.loads(path.read_text("utf-8")))


def test_cvat_decodes_every_mask_and_sees_an_object_go_and_come_back(exported: Path) -> None:
    root = ElementTree.parse(exported / "cvat" / "val" / "000041.xml").getroot()

    assert root.findtext("version") == "1.1"
    assert root.findtext("meta/task/size") == str(FRAMES)
    for track in root.iter("track"):
        number, standing = int(track.attrib["id"]), None
        shapes = {int(one.attrib["frame"]): one.attrib for one in track}
        for frame in range(FRAMES):
            standing = shapes.get(frame, standing)
            assert standing is not None
            expected = drawn(41, frame, number)
            assert (standing["outside"] == "1") == (not expected.any())
            if expected.any():
                left, top = int(standing["left"]), int(standing["top"])
                box = [left, top, left + int(standing["width"]) - 1, top + int(standing["height"]) - 1]
                runs = [int(run) for run in standing["rle"].split(",")]
                found = cvat_sdk.masks.decode_mask([*runs, *box], image_width=WIDTH, image_height=HEIGHT)
                assert (found == expected).all()


def test_an_export_is_the_same_to_the_byte_when_it_is_made_again(
    exported: Path, opened: Release, tmp_path: Path
) -> None:
    for name in FORMATS:
        export(name, opened, tmp_path, step=quiet)

    assert files(tmp_path) == files(exported)


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_that_dies_half_way_leaves_nothing_and_is_made_anew(
    name: str, source: Path, tmp_path: Path, exported: Path
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(source, broken)
    (broken / "annotations" / "v1.0" / "000041.json").write_bytes(b"{")
    with pytest.raises(ReleaseDamaged, match="000041"):
        export(name, release.read_release(broken), tmp_path / "out", step=quiet)
    assert list((tmp_path / "out").glob("*")) == []

    shutil.copy(source / "annotations/v1.0/000041.json", broken / "annotations/v1.0/000041.json")
    export(name, release.read_release(broken), tmp_path / "out", step=quiet)
    assert files(tmp_path / "out" / name) == files(exported / name)


def test_an_export_that_is_there_and_a_format_that_nobody_writes_are_refused(opened: Release, exported: Path) -> None:
    with pytest.raises(FileExistsError, match="remove it or choose another folder"):
        export("davis", opened, exported, step=quiet)
    with pytest.raises(UnknownFormat, match="'datumaro' is no format; there are parquet, youtube-vis"):
        export("datumaro", opened, exported, step=quiet)


def test_the_command_writes_formats_and_tells_what_is_lost(source: Path, tmp_path: Path) -> None:
    words = [str(source), str(tmp_path), "--format", "mevis", "--format", "davis"]
    done = program(words)
    again = program(words)

    assert (done.returncode, done.stderr) == (0, "")
    assert f"mevis: {9 * FRAMES - 3} masks, 6 prompts, 9 tracks, 3 videos" in done.stdout
    assert "without 3 captions: the format has no text" in done.stdout
    assert again.returncode == 1
    assert "is there already" in again.stderr
    assert "parquet" in program(["--help"]).stdout


def program(words: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "annotator.formats.interchange", *words],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
