"""A dataset's numbers are those that somebody counts by hand, and what cannot be counted is named and left out."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from annotator.formats import release, rle
from annotator.scoring import statistics as counted
from annotator.scoring.statistics import NothingCounted

ROOT = Path(__file__).parents[3]
HEIGHT, WIDTH = 4, 6
NOTHING = rle.empty(HEIGHT, WIDTH)
SOMETHING = rle.encode(np.eye(HEIGHT, WIDTH, dtype=bool))


def frame(index: int, masks: Iterable[rle.Rle]) -> dict[str, Any]:
    shown = list(masks)
    return {"filename": f"{index:05d}.jpg", "is_gt": index % 30 == 0, "track_ids": [1, 2], "mask_rles": shown}


def annotation(number: int, *, frames: int = 31, words: str = "one two three", **changed: Any) -> dict[str, Any]:
    """Two tracks on every frame; the second is empty from frame 30 on."""
    document = {
        "video_id": number, "src_dataset": "Demo", "filename": f"{number:06d}_a.mp4", "caption_raw_en": "",
        "caption_raw_cn": "", "caption_raw_en_gpt": "", "caption_parsed_en": "a human  sentence",
        "caption_parsed_en_gpt": words, "reworded_en_captions": [],
        "object_referrals": [{"prompt": "Where is it?", "track_ids": [1]}], "image_size": [HEIGHT, WIDTH],
        "segmentations": [frame(i, (SOMETHING, NOTHING if i >= 30 else SOMETHING)) for i in range(frames)],
        "all_track_ids": [1, 2],
    }  # fmt: skip
    return document | changed


def put(root: Path, *documents: dict[str, Any], version: str = "v1.0") -> None:
    folder = root / "annotations" / version
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents:
        (folder / f"{document['video_id']:06d}.json").write_text(json.dumps(document))


def split(root: Path, version: str = "v1.0", **ids: list[Any]) -> None:
    folder = root / "splits" / version
    folder.mkdir(parents=True, exist_ok=True)
    for name, of_split in ids.items():
        (folder / f"{name}.json").write_text(json.dumps(of_split))


def statistics(root: Path) -> tuple[dict[str, Any], list[str]]:
    faults: list[str] = []
    found: dict[str, Any] = counted.statistics(
        root, complain=lambda file, fault: faults.append(f"{file} {fault}"), step=lambda done, total: None
    )
    return found, faults


def program(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "annotator.scoring.statistics", *map(str, words)]
    return subprocess.run(command, capture_output=True, check=False, cwd=ROOT, text=True)


def test_every_number_is_what_counting_by_hand_gives(tmp_path: Path) -> None:
    put(
        tmp_path,
        annotation(0, words="one two three"),
        annotation(7, frames=61, words="a b c d e f", object_referrals=[]),
    )
    split(tmp_path, train=[0], val=[7], test=[])

    found, faults = statistics(tmp_path)

    train, both = found["v1.0"]["train"], found["v1.0"]["all"]
    assert list(found["v1.0"]) == ["train", "val", "test", "all"]
    assert (train["videos"], train["avg_duration_s"], train["avg_caption_words"]) == (1, float(Fraction(31, 30)), 3)
    assert (train["tracks"], train["prompts"], train["frames"], train["avg_caption_words_human"]) == (2, 1, 31, 3)
    assert (train["masks_human"], train["masks_human_visible"]) == (4, 3)
    assert (train["masks_auto"], train["masks_auto_visible"]) == (58, 58)
    assert (both["videos"], both["avg_duration_s"], both["avg_caption_words"]) == (2, float(Fraction(92, 60)), 4.5)
    assert (both["tracks"], both["prompts"]) == (4, 1)
    assert (both["masks_human"], both["masks_human_visible"]) == (4 + 6, 3 + 4)
    assert (both["masks_auto"], both["masks_auto_visible"]) == (58 + 116, 58 + 58 + 29)
    assert (both["masks"], both["masks_visible"]) == (184, 152)
    assert faults == []


def test_a_split_without_a_video_has_no_averages_rather_than_zero(tmp_path: Path) -> None:
    put(tmp_path, annotation(0))
    split(tmp_path, train=[0], test=[])

    empty = statistics(tmp_path)[0]["v1.0"]["test"]

    assert (empty["videos"], empty["masks_human"]) == (0, 0)
    assert (empty["avg_duration_s"], empty["avg_caption_words"], empty["avg_container_s"]) == (None, None, None)


def test_histograms_collect_what_is_beyond_their_last_bar(tmp_path: Path) -> None:
    lengths = {0: (2, 59), 1: (5, 60), 2: (99, 899), 3: (100, 900), 4: (350, 1000)}
    for video_id, (words, frames) in lengths.items():
        bare = [{"is_gt": False, "mask_rles": []}] * frames
        put(tmp_path, annotation(video_id, words="w " * words, segmentations=bare))

    row = statistics(tmp_path)[0]["v1.0"]["all"]

    assert (row["caption_words"]["bin"], row["caption_words"]["last"]) == (5, 100)
    assert row["caption_words"]["counts"] == [1, 1, *[0] * 17, 1, 2]
    assert row["seconds"]["counts"] == [1, 1, *[0] * 12, 1, 2]


def test_versions_in_one_folder_are_counted_apart_and_need_no_split(tmp_path: Path) -> None:
    put(tmp_path, annotation(0), annotation(1), version="v0.1")
    put(tmp_path, annotation(0), version="v1.0")
    split(tmp_path, "v0.1", train=[0, 1])

    found, faults = statistics(tmp_path)

    assert (found["v0.1"]["train"]["videos"], found["v0.1"]["all"]["videos"], found["v1.0"]["all"]["videos"]) == (
        2,
        2,
        1,
    )
    assert list(found["v1.0"]) == ["all"]
    assert faults == ['splits/v1.0 holds no split: only "all" is counted']


CUT = {"size": [HEIGHT, WIDTH], "counts": SOMETHING["counts"][:-1] + "o"}
SHORT = {"size": [HEIGHT, WIDTH], "counts": "5"}


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"video_id": 5}, "it holds video 5"),
        ({"video_id": True}, "video_id is True, no int"),
        ({"caption_parsed_en_gpt": None}, "caption_parsed_en_gpt is None, no str"),
        ({"all_track_ids": "12"}, "all_track_ids is '12', no list"),
        ({"segmentations": [frame(0, ()) | {"is_gt": 1}]}, "segmentations[0].is_gt is 1, no bool"),
        ({"segmentations": [{"is_gt": True}]}, "segmentations[0].mask_rles is missing"),
        ({"segmentations": [frame(0, (SOMETHING, CUT))]}, "segmentations[0].mask_rles[1]: Run lengths are cut off"),
        ({"segmentations": [frame(0, (SHORT,))]}, "segmentations[0].mask_rles[0]: Run lengths add up to 5"),
        ({"segmentations": [frame(0, ({"size": [4], "counts": "5"},))]}, "size is [4], no [height, width]"),
        ({"segmentations": [frame(0, ({"size": [4, 6], "counts": [24]},))]}, "counts is [24], no str"),
        ({"segmentations": [frame(0, (None,))]}, "mask_rles[0] is None, no dict"),
    ],
)
def test_a_file_that_cannot_be_counted_is_named_and_adds_nothing(
    tmp_path: Path, changed: dict[str, Any], fault: str
) -> None:
    put(tmp_path, annotation(0))
    (tmp_path / "annotations/v1.0/000041.json").write_text(json.dumps(annotation(41, **changed)))
    split(tmp_path, train=[0, 41])

    found, faults = statistics(tmp_path)

    assert len(faults) == 1
    assert faults[0].startswith("annotations/v1.0/000041.json is left out: ")
    assert fault in faults[0]
    assert (found["v1.0"]["train"]["videos"], found["v1.0"]["train"]["unreadable"]) == (1, 1)
    assert found["v1.0"]["train"]["masks"] == 62


@pytest.mark.parametrize("raw", [b"", b'{"video_id": 41', b'"\xff"', b"[]", b"[" * 100_000])
def test_a_file_that_is_no_annotation_at_all_is_named(tmp_path: Path, raw: bytes) -> None:
    put(tmp_path, annotation(0))
    (tmp_path / "annotations/v1.0/000041.json").write_bytes(raw)

    found, faults = statistics(tmp_path)

    assert (found["v1.0"]["all"]["videos"], found["v1.0"]["all"]["unreadable"]) == (1, 1)
    assert any("000041.json is left out" in fault for fault in faults)


def test_splits_that_do_not_fit_their_files_are_named(tmp_path: Path) -> None:
    put(tmp_path, annotation(0), annotation(1), annotation(2))
    split(tmp_path, train=[0, 1, 8, 9], val=[1, 0], test=["two"])

    found, faults = statistics(tmp_path)

    assert {name: row["videos"] for name, row in found["v1.0"].items()} == {"train": 2, "val": 2, "all": 3}
    assert (found["v1.0"]["train"]["missing"], found["v1.0"]["all"]["missing"]) == (2, 2)
    assert faults == [
        "splits/v1.0/test.json is left out: item 0 is 'two', no int",
        "splits/v1.0/train.json names videos without an annotation: 8, 9",
        "splits/v1.0 several hold the same videos, which count in each: 0, 1",
        'annotations/v1.0 videos in no split, which count in "all" only: 2',
    ]


def test_a_second_file_of_one_video_is_not_counted_again(tmp_path: Path) -> None:
    put(tmp_path, annotation(0))
    (tmp_path / "annotations/v1.0/000000_again.json").write_text(json.dumps(annotation(0)))

    found, faults = statistics(tmp_path)

    assert found["v1.0"]["all"]["videos"] == 1
    assert faults[1] == "annotations/v1.0/000000_again.json is left out: it is video 0, as is 000000.json"


def test_what_our_own_release_holds_is_counted_as_its_verification_counts_it(tmp_path: Path) -> None:
    film = tmp_path / "canonical.mp4"
    with av.open(str(film), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for shade in range(31):
            container.mux(
                stream.encode(av.VideoFrame.from_ndarray(np.full((48, 64, 3), shade, np.uint8), format="rgb24"))
            )
        container.mux(stream.encode())
    noise = np.random.default_rng(1).random((31, 2, 48, 64)) < 0.1
    masks = [{track: rle.encode(here[track - 1]) for track in (1, 2)} for here in noise]
    made = release.release_video(
        3, source="Demo", name="a.mov", caption="A [dog]<mask_1> and [ducks]<mask_2>.", size=(48, 64), masks=masks
    )
    root = tmp_path / "release"
    for video in (made, replace(made, video_id=4, filename="000004_a.mp4")):
        release.write_annotation(root, "v1.0", video)
        release.copy_video(root, video, film)
    release.write_splits(root, "v1.0", {"train": [3], "test": [4]})
    release.manifest(root)

    found, faults = statistics(root)

    row, proved = found["v1.0"]["all"], release.verify(root)
    assert faults == []
    assert (row["videos"], row["frames"], row["tracks"]) == (proved.videos, proved.frames, proved.tracks)
    assert (row["masks_human"], row["masks_auto"]) == (proved.masks_human, proved.masks_automatic)
    assert row["prompts"] == proved.prompts
    assert row["avg_container_s"] == pytest.approx(31 / 30, abs=0.04)


def test_memory_does_not_grow_with_the_number_of_videos(tmp_path: Path) -> None:
    def peak(root: Path, videos: int) -> int:
        put(root, *(annotation(number) for number in range(videos)))
        tracemalloc.start()
        statistics(root)
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(tmp_path / "first", 2)  # what is kept once for all is kept now

    few, many = peak(tmp_path / "few", 3), peak(tmp_path / "many", 60)

    masks = 57 * 62 * 100  # bytes: what the masks of the 57 more videos take at the least, once they are read
    assert many - few < masks / 5


def test_the_program_writes_the_file_and_names_what_it_left_out(tmp_path: Path) -> None:
    put(tmp_path / "set", annotation(0), annotation(1, words="a b c d"))
    (tmp_path / "set/annotations/v1.0/000009.json").write_text("{")
    split(tmp_path / "set", train=[0, 1, 9])

    ended = program(tmp_path / "set", "--out", tmp_path / "deep/numbers.json")

    written = json.loads((tmp_path / "deep/numbers.json").read_text())
    assert (ended.returncode, ended.stdout) == (0, "")
    assert written == statistics(tmp_path / "set")[0]
    assert ended.stderr.startswith("annotations/v1.0/000009.json is left out: ")


def test_the_program_fails_when_nothing_can_be_counted(tmp_path: Path) -> None:
    (tmp_path / "annotations/v1.0").mkdir(parents=True)
    none = program(tmp_path, "--out", tmp_path / "numbers.json")
    (tmp_path / "annotations/v1.0/000009.json").write_text("{")

    all_bad = program(tmp_path, "--out", tmp_path / "numbers.json")

    assert (none.returncode, all_bad.returncode) == (1, 1)
    assert "holds no annotations/VERSION/NNNNNN.json" in none.stderr
    assert "000009.json is left out" in all_bad.stderr
    assert not (tmp_path / "numbers.json").exists()
    with pytest.raises(NothingCounted):
        statistics(tmp_path)


def test_tables_say_the_same_as_csv_and_as_markdown(tmp_path: Path) -> None:
    put(tmp_path, annotation(0), annotation(1, words="a b c d"))
    split(tmp_path, train=[0, 1], test=[])

    lines = list(csv.DictReader(io.StringIO(program(tmp_path, "--format", "csv").stdout)))
    table = program(tmp_path, "--format", "markdown").stdout

    assert [(line["version"], line["split"], line["videos"], line["masks_auto"]) for line in lines] == [
        ("v1.0", "train", "2", "116"), ("v1.0", "test", "0", "0"), ("v1.0", "all", "2", "116"),
    ]  # fmt: skip
    assert (lines[0]["avg_caption_words"], lines[1]["avg_caption_words"]) == ("3.5", "")
    assert "| train | 2 | 1.0 | 3.5 | 4 | 2 | 8 | 6 | 116 | 116 | 124 | 122 | 0 |" in table
    assert "| test | 0 | – | – |" in table


def test_help_tells_a_stranger_what_is_read_counted_and_written() -> None:
    words = program("--help").stdout

    assert "annotations/VERSION/NNNNNN.json" in words
    assert "standard error" in words
    assert all(option in words for option in ("--out FILE", "--format", "DIR"))
