"""The tables beside the annotations: read by libraries that are not ours, and held against the annotations by ours."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlcroissant
import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from annotator.formats import leakage, release
from annotator.formats.canonical import FrameEntry
from annotator.formats.contents import croissant, frame_table, predictions, provenance, stills, video_list
from annotator.formats.contents.croissant import Head
from annotator.formats.contents.provenance import PromptOrigin, Stretch, TrackOrigin
from annotator.formats.fault import Fault
from annotator.formats.interchange.every import export
from annotator.formats.verification import inspect
from annotator.formats.whole_file import beside
from tests.annotator.formats.test_release import FRAMES, film, video

NUMBERS = (7, 41, 300)
HEAD = Head("Ducks v1.0", "v1.0", "Three clips.", "A pond", "cc-by-4.0", "2026-11-29", "Filmed.", "Drawn.")
Plant = Callable[[Path], object]


def origins(tracks: tuple[int, ...]) -> list[TrackOrigin]:
    """Track 1 was drawn, edited and taken from a draft; the others drawn once, then computed by two engines."""
    first = {0: "human", 30: "edited", 60: "suggested"}
    computed = (Stretch(0, 29, "flow", "a" * 64), Stretch(30, FRAMES - 1, "flow", "b" * 64))
    return [TrackOrigin(track, first if track == 1 else {0: "human"}, computed) for track in tracks]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    source, root = film(folder / "canonical.mp4"), folder / "release"
    clock = [FrameEntry(index, index, index / 30, f"{index:064x}") for index in range(FRAMES)]
    with (
        frame_table.FrameTableWriter(root) as table,
        beside(root / provenance.FILE) as lines,
        beside(root / stills.FILE) as looks,
    ):
        for number in NUMBERS:
            made = video(number)
            release.write_annotation(root, "v1.0", made)
            release.copy_video(root, made, source)
            table.add(made, origins(made.all_track_ids), clock if number != 41 else ())
            asked = PromptOrigin(reviewed=1, by_rule=len(made.object_referrals) - 1)
            provenance.write_line(lines, number, origins(made.all_track_ids), asked)
            stills.write_line(looks, number, [number, None, 3])
            predictions.write(root, made)
    release.write_splits(root, "v1.0", {"train": [7, 300], "val": [41]})
    export("parquet", release.read_release(root), root / "formats", step=lambda done, total: None)
    croissant.write(root, HEAD)
    release.manifest(root)
    return root


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "release"))


def faults_of(root: Path) -> list[Fault]:
    found: list[Fault] = []
    inspect(root, report=found.append, step=lambda done, total: None)
    return found


def test_a_whole_release_with_its_tables_has_no_fault(whole: Path) -> None:
    assert faults_of(whole) == []


def test_the_frame_table_holds_every_frame_with_what_is_seen_and_by_whom(whole: Path) -> None:
    table = pq.read_table(whole / "frames.parquet").to_pandas()

    assert table.groupby("video_id").size().to_dict() == dict.fromkeys(NUMBERS, FRAMES)
    assert table.query("keyframe").frame.unique().tolist() == [0, 30, 60]
    assert table.track_ids.map(list).map(tuple).unique().tolist() == [(1, 2, 0)]
    unseen = table[~table.present.map(all)]
    assert unseen[["video_id", "frame"]].to_numpy().tolist() == [[number, 5] for number in NUMBERS]
    assert unseen.present.map(list).tolist() == [[False, True, True]] * 3
    first = table.query("video_id == 7 and frame in (0, 1, 30, 60)").origin.map(lambda of: of[0]).tolist()
    assert first == ["human", "propagated", "edited", "suggested"]
    assert table.query("video_id == 7 and frame == 45").source_seconds.tolist() == [1.5]
    assert table.query("video_id == 41").sha256.isna().all()


def test_provenance_counts_the_frames_of_people_and_of_each_predictor(whole: Path) -> None:
    lines = [json.loads(line) for line in (whole / "provenance.jsonl").read_text().splitlines()]

    assert [line["video_id"] for line in lines] == [7, 41, 300]
    assert lines[0]["tracks"][0] == {
        "track": 1, "human": 1, "edited": 1, "suggested": 1, "absent": 0, "propagated": 58,
        "predictors": [
            {"name": "flow", "engine": "a" * 64, "frames": 29}, {"name": "flow", "engine": "b" * 64, "frames": 29},
        ],
    }  # fmt: skip


def test_croissant_is_valid_and_its_records_are_those_of_the_tables(whole: Path) -> None:
    dataset = mlcroissant.Dataset(whole / "croissant.json")

    frames = list(dataset.records("frames"))
    videos = [record["videos_train/video_id"] for record in dataset.records("videos_train")]

    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    assert len(frames) == FRAMES * len(NUMBERS)
    assert (frames[31]["frames/video_id"], frames[31]["frames/frame"], frames[30]["frames/keyframe"]) == (7, 31, True)
    assert videos == [7, 300]


def line(number: int, change: Callable[[dict[str, Any]], object], file: str) -> Plant:
    """Change a line of a file; the manifest is made anew, as by somebody who published it like that."""

    def plant(root: Path) -> None:
        lines = [json.loads(one) for one in (root / file).read_text().splitlines()]
        change(lines[number])
        (root / file).write_text("".join(json.dumps(one) + "\n" for one in lines))
        release.manifest(root)

    return plant


def row(number: int, **values: object) -> Plant:
    def plant(root: Path) -> None:
        rows = pq.read_table(root / frame_table.FILE).to_pylist()
        rows[number].update(values)
        pq.write_table(pa.Table.from_pylist(rows, schema=frame_table.SCHEMA), root / frame_table.FILE)
        release.manifest(root)

    return plant


def rows(change: Callable[[pa.Table], pa.Table]) -> Plant:
    def plant(root: Path) -> None:
        table = pq.read_table(root / frame_table.FILE)
        pq.write_table(change(table), root / frame_table.FILE)
        release.manifest(root)

    return plant


def document(file: str, change: Callable[[Any], object]) -> Plant:
    def plant(root: Path) -> None:
        content = json.loads((root / file).read_text())
        change(content)
        (root / file).write_text(json.dumps(content))
        release.manifest(root)

    return plant


def raw(file: str, content: bytes) -> Plant:
    def plant(root: Path) -> None:
        (root / file).parent.mkdir(exist_ok=True)
        (root / file).write_bytes(content)
        release.manifest(root)

    return plant


def gone(file: str) -> Plant:
    def plant(root: Path) -> None:
        (root / file).unlink()
        release.manifest(root)

    return plant


def listed(change: Callable[[list[dict[str, Any]]], object]) -> Plant:
    """In place of the clips a list of them, changed."""

    def plant(root: Path) -> None:
        clips = sorted((root / "videos").iterdir())
        with (root / video_list.FILE).open("wb") as out:
            for clip, video in zip(clips, release.read_release(root).videos(), strict=True):
                sha256 = hashlib.sha256(clip.read_bytes()).hexdigest()
                video_list.write_line(out, video, size=clip.stat().st_size, sha256=sha256)
        shutil.rmtree(root / "videos")
        told = [json.loads(one) for one in (root / video_list.FILE).read_text().splitlines()]
        change(told)
        (root / video_list.FILE).write_text("".join(json.dumps(one) + "\n" for one in told))
        release.manifest(root)

    return plant


TABLE, LINES, LOOKS = frame_table.FILE, provenance.FILE, stills.FILE
LIST = video_list.FILE
EMPTY, LOSSES = "predictions/000041.json", "formats/parquet/LOSSES.json"
PLANTED: list[tuple[str, Plant, dict[str, Any], str]] = [
    ("frame_table", raw(TABLE, b"no table"), {"file": TABLE}, "cannot be read"),
    ("frame_table", rows(lambda table: table.drop_columns("origin")), {"file": TABLE}, "its columns are"),
    ("frame_table", rows(lambda table: table.slice(0, 100)), {"file": TABLE, "video": 41}, "39 rows for 61 frames"),
    ("frame_table", rows(lambda table: table.slice(0, 61)), {"file": TABLE, "video": 300}, "says nothing of video 300"),
    ("frame_table", row(62, keyframe=True), {"video": 41, "frame": 1}, "says keyframe True, the annotation False"),
    ("frame_table", row(66, frame=6), {"video": 41, "frame": 5}, "says frame 6, the annotation 5"),
    ("frame_table", row(66, track_ids=[1, 2, 3]), {"video": 41, "frame": 5}, "[1, 2, 3]"),
    ("frame_table", row(67, present=[False] * 3), {"video": 41, "frame": 6}, "says present [False, False, False]"),
    ("frame_table", row(68, origin=["human", "robot", "human"]), {"video": 41, "frame": 7}, "robot"),
    ("frame_table", row(69, origin=["absent"] * 3), {"video": 41, "frame": 8}, "declared absent, and they are there"),
    ("frame_table", row(182, video_id=301), {"video": 301}, "has no annotation"),
    ("provenance", raw(LINES, b'{"video_id": 7}\n'), {"file": LINES}, "line 1 is no video"),
    ("provenance", raw(LINES, b'{"video_id": 7, "tracks": [1]}\n'), {"file": LINES}, "line 1 is no video"),
    (
        "provenance",
        line(1, lambda one: one["tracks"][0].update(track=[]), LINES),
        {"file": LINES},
        "line 2 is no video",
    ),
    ("provenance", line(1, lambda one: one.update(video_id=42), LINES), {"video": 42}, "has no annotation"),
    ("provenance", line(1, lambda one: one["tracks"].pop(), LINES), {"video": 41}, "each track once: 0"),
    ("provenance", line(1, lambda one: one["tracks"].append(one["tracks"][0]), LINES), {"video": 41}, "once: 1"),
    (
        "provenance",
        line(1, lambda one: one["tracks"][0].update(human=5), LINES),
        {"video": 41, "track": 1},
        "61 frames",
    ),
    ("provenance", line(1, lambda one: one["tracks"][0].update(human=-1), LINES), {"video": 41, "track": 1}, "[-1,"),
    (
        "provenance",
        line(1, lambda one: one["prompts"].update(by_rule=9), LINES),
        {"video": 41},
        "tells of [1, 9] prompts",
    ),
    ("provenance", line(1, lambda one: one.update(prompts=[]), LINES), {"video": 41}, "tells of [] prompts"),
    ("provenance", line(1, lambda one: one["prompts"].pop("reviewed"), LINES), {"video": 41}, "tells of [None,"),
    ("stills", line(1, lambda one: one["dhash"].pop(), LOOKS), {"video": 41}, "2 hashes for 3 keyframes"),
    ("stills", line(1, lambda one: one["dhash"].append("xyz"), LOOKS), {"file": LOOKS}, "'xyz' is no hash"),
    ("stills", raw(LOOKS, b""), {"file": LOOKS, "video": 7}, "says nothing of video 7"),
    ("prediction_template", gone(EMPTY), {"file": EMPTY, "video": 41}, "is missing"),
    ("prediction_template", raw(EMPTY, b"{"), {"file": EMPTY, "video": 41}, "no JSON"),
    ("prediction_template", document(EMPTY, lambda c: c["pred_lgvis_masks"].pop()), {"video": 41}, "empty prediction"),
    ("prediction_template", document(EMPTY, lambda c: c["pred_lgvis_masks"][0].pop()), {"video": 41}, "drawn frames"),
    ("prediction_template", raw("predictions/000009.json", b"{}"), {"file": "predictions/000009.json"}, "no video"),
    ("croissant", raw(croissant.FILE, b"[]"), {"file": croissant.FILE}, "no Croissant document"),
    (
        "croissant",
        document(croissant.FILE, lambda c: c["distribution"][0].update(sha256="0" * 64)),
        {"file": croissant.FILE},
        "gives frames.parquet another checksum",
    ),
    (
        "croissant",
        document(croissant.FILE, lambda c: c["distribution"].pop(0)),
        {"file": croissant.FILE},
        "reads records from frames.parquet",
    ),
    ("video_list", listed(lambda clips: clips.pop(1)), {"file": LIST, "video": 41}, "says nothing of video 41"),
    ("video_list", listed(lambda clips: clips[1].update(filename="x.mp4")), {"file": LIST, "video": 41}, "'x.mp4'"),
    ("video_list", listed(lambda clips: clips[1].update(frames=60)), {"file": LIST, "video": 41}, "says 60 frames"),
    ("video_list", listed(lambda clips: clips[1].update(sha256="0")), {"file": LIST, "video": 41}, "no sha256"),
    ("losses", gone(LOSSES), {"file": LOSSES}, "does not tell what the format leaves out"),
    ("losses", document(LOSSES, lambda c: c.update(format="mevis")), {"file": LOSSES}, "as mevis"),
    ("losses", document(LOSSES, lambda c: c["written"].update(videos=2)), {"file": LOSSES}, "tells of 2 videos"),
    ("losses", document(LOSSES, lambda c: c["lost"][0].update(why="")), {"file": LOSSES}, "without a reason"),
]


@pytest.mark.parametrize(
    ("kind", "plant", "place", "words"), PLANTED, ids=[f"{at}-{kind}" for at, (kind, *_) in enumerate(PLANTED)]
)
def test_a_planted_fault_is_named_with_its_place(
    root: Path, kind: str, plant: Plant, place: dict[str, Any], words: str
) -> None:
    plant(root)

    found = [fault for fault in faults_of(root) if fault.kind == kind]

    assert any(words in fault.text and all(getattr(fault, at) == place[at] for at in place) for fault in found), found


def test_lines_from_before_prompts_were_told_are_no_fault(root: Path) -> None:
    lines = [json.loads(one) for one in (root / LINES).read_text().splitlines()]
    old = [{name: value for name, value in one.items() if name != "prompts"} for one in lines]
    (root / LINES).write_text("".join(json.dumps(one) + "\n" for one in old))
    croissant.write(root, HEAD)
    release.manifest(root)

    assert faults_of(root) == []


def test_a_data_set_without_tables_is_whole_without_them(root: Path) -> None:
    for file in (TABLE, LINES, LOOKS, croissant.FILE):
        (root / file).unlink()
    shutil.rmtree(root / "predictions")
    release.manifest(root)

    assert faults_of(root) == []


def test_leaks_are_told_and_are_no_faults(root: Path) -> None:
    line(1, lambda one: one.update(dhash=["0000000000000007", None, None]), LOOKS)(root)
    croissant.write(root, HEAD)
    release.manifest(root)

    found: list[Fault] = []
    verified = inspect(root, report=found.append, step=lambda done, total: None)

    assert found == []
    assert [leak for leak in verified.leaks if leak.kind == "near_duplicate"] != []
    assert {leak.videos for leak in verified.leaks} >= {(7, 41)}


def test_names_tell_pieces_of_one_film() -> None:
    same = leakage.origin_of("Oops", "000041_Best_Fails_FailArmy6.mp4")

    assert same == leakage.origin_of("Oops", "000300_Best_Fails_FailArmy_12.mp4") != ""
    assert same != leakage.origin_of("UVO", "000300_Best_Fails_FailArmy_12.mp4")
    assert leakage.origin_of("Oops", "000041_IMG_2041.mp4") == leakage.origin_of("Oops", "000041_clip-3.mp4") == ""
