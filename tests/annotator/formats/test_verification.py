"""Each kind of fault, planted into a whole release, is named with its place, and none hides another."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import av
import numpy as np
import pytest

from annotator.formats import fault, release, rle
from annotator.formats.fault import Fault
from annotator.formats.verification import inspect
from tests.annotator.formats.test_release_contents import PLANTED as IN_CONTENTS

ROOT = Path(__file__).parents[3]
HEIGHT, WIDTH, FRAMES = 16, 32, 31
CAPTION = "A [brown dog]<mask_1> chases [two ducks]<mask_2,0> past [onlookers]<mask_?>."
ANNOTATION, FILM = "annotations/v1.0/000041.json", "videos/000041_a.mp4"
Change = Callable[[dict[str, Any]], object]
Plant = Callable[[Path], object]


def film(path: Path, *, frames: int = FRAMES, height: int = HEIGHT) -> Path:
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = WIDTH, height, "yuv420p"
        for index in range(frames):
            picture = np.full((height, WIDTH, 3), index, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    source, root = film(folder / "canonical.mp4"), folder / "release"
    noise = np.random.default_rng(7).random((FRAMES, 3, HEIGHT, WIDTH)) < 0.2
    masks = [{track: rle.encode(here[place]) for place, track in enumerate((0, 1, 2))} for here in noise]
    for number in (7, 41, 300):
        made = release.release_video(
            number, source="Demo", name="a.mov", caption=CAPTION, size=(HEIGHT, WIDTH), masks=masks
        )
        release.write_annotation(root, "v1.0", made)
        release.copy_video(root, made, source)
    release.write_splits(root, "v1.0", {"train": [7, 300], "val": [41]})
    release.manifest(root)
    return root


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "release"))


def faults_of(root: Path) -> list[Fault]:
    found: list[Fault] = []
    inspect(root, report=found.append, step=lambda done, total: None)
    return found


def document(change: Change) -> Plant:
    """Change video 41's annotation; the manifest is made anew, as by somebody who published it like that."""

    def plant(root: Path) -> None:
        content = json.loads((root / ANNOTATION).read_text())
        change(content)
        (root / ANNOTATION).write_text(json.dumps(content, ensure_ascii=False))
        release.manifest(root)

    return plant


def field(name: str, value: object) -> Plant:
    return document(lambda content: content.__setitem__(name, value))


def frame(index: int, name: str, value: object) -> Plant:
    return document(lambda content: content["segmentations"][index].__setitem__(name, value))


def mask(index: int, place: int, **changed: object) -> Plant:
    return document(lambda content: content["segmentations"][index]["mask_rles"][place].update(changed))


def written(path: str, raw: bytes) -> Plant:
    """Write a file and publish it like that."""

    def plant(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(raw)
        release.manifest(root)

    return plant


def gone(path: str) -> Plant:
    def plant(root: Path) -> None:
        (root / path).unlink()
        release.manifest(root)

    return plant


def flipped(path: str) -> Plant:
    def plant(root: Path) -> None:
        raw = bytearray((root / path).read_bytes())
        raw[len(raw) // 2] ^= 1
        (root / path).write_bytes(raw)

    return plant


def listed(change: Callable[[list[dict[str, Any]]], object]) -> Plant:
    def plant(root: Path) -> None:
        content = json.loads((root / "manifest.json").read_text())
        change(content["files"])
        (root / "manifest.json").write_text(json.dumps(content))

    return plant


def filmed(**changed: int) -> Plant:
    def plant(root: Path) -> None:
        film(root / FILM, **changed)
        release.manifest(root)

    return plant


def as_text(change: Callable[[str], str]) -> Plant:
    def plant(root: Path) -> None:
        (root / ANNOTATION).write_text(change((root / ANNOTATION).read_text()))
        release.manifest(root)

    return plant


def reordered(content: dict[str, Any]) -> None:
    content["video_id"] = content.pop("video_id")


def without_track(content: dict[str, Any]) -> None:
    for here in content["segmentations"]:
        here["track_ids"], here["mask_rles"] = here["track_ids"][1:], here["mask_rles"][1:]


def second_version(root: Path) -> None:
    shutil.copytree(root / "splits/v1.0", root / "splits/v1.1")
    shutil.copytree(root / "annotations/v1.0", root / "annotations/v1.1")
    release.manifest(root)


def no_version(root: Path) -> None:
    shutil.rmtree(root / "splits")
    shutil.rmtree(root / "annotations")


FIRST_ANNOTATION = "annotations/v1.0/000007.json"
SPLIT = "splits/v1.0/val.json"

PLANTED: list[tuple[str, Plant, dict[str, Any], str]] = [
    ("no_manifest", lambda root: (root / "manifest.json").unlink(), {"file": "manifest.json"}, "no finished release"),
    (
        "manifest_unreadable",
        lambda root: (root / "manifest.json").write_text("{}"),
        {"file": "manifest.json"},
        "no list",
    ),
    ("manifest_path", listed(lambda files: files[0].update(path="../x")), {"file": "manifest.json"}, "'../x'"),
    ("manifest_twice", listed(lambda files: files.append(files[0])), {"file": "manifest.json"}, "2 times"),
    (
        "not_plain_file",
        lambda root: (root / "videos/a.mp4").symlink_to("/etc/hostname"),
        {"file": "videos/a.mp4"},
        "links",
    ),
    ("not_plain_file", lambda root: os.mkfifo(root / "splits/pipe"), {"file": "splits/pipe"}, "devices"),
    ("not_in_manifest", listed(lambda files: files.pop(0)), {"file": FIRST_ANNOTATION}, "not in the manifest"),
    ("not_in_manifest", lambda root: (root / "notes.txt").write_text("x"), {"file": "notes.txt"}, "take it away"),
    ("file_missing", lambda root: (root / FILM).unlink(), {"file": FILM}, "missing"),
    ("wrong_bytes", lambda root: os.truncate(root / FILM, 100), {"file": FILM}, "has 100 bytes instead of"),
    ("wrong_sha256", flipped(FILM), {"file": FILM}, "sha256"),
    ("wrong_sha256", flipped(ANNOTATION), {"file": ANNOTATION}, "sha256"),
    ("no_version", no_version, {"file": "splits"}, "holds the versions []"),
    ("several_versions", second_version, {"file": "splits"}, "['v1.0', 'v1.1']"),
    ("split_missing", gone("splits/v1.0/test.json"), {"file": "splits/v1.0/test.json"}, "missing"),
    ("split_unreadable", written(SPLIT, b"[41"), {"file": SPLIT}, "no JSON"),
    ("split_unreadable", written(SPLIT, b'["\xff"]'), {"file": SPLIT}, "no JSON"),
    ("split_type", written(SPLIT, b'{"ids": [41]}'), {"file": SPLIT}, "no list of video ids"),
    ("split_type", written(SPLIT, b'[41, "42"]'), {"file": SPLIT}, "'42'"),
    ("split_twice", written(SPLIT, b"[41, 41]"), {"file": SPLIT, "video": 41}, "twice"),
    ("split_overlap", written(SPLIT, b"[41, 7]"), {"file": SPLIT, "video": 7}, "train holds it too"),
    ("split_unknown_video", written(SPLIT, b"[41, 9]"), {"file": SPLIT, "video": 9}, "000009.json is missing"),
    ("split_unknown_video", gone(ANNOTATION), {"file": SPLIT, "video": 41}, "is missing"),
    ("video_in_no_split", written(SPLIT, b"[]"), {"file": ANNOTATION, "video": 41}, "no video of a split"),
    ("stray_file", written("annotations/v1.0/00041.json", b"{}"), {"file": "annotations/v1.0/00041.json"}, "no video"),
    ("stray_file", written("videos/000009_b.mp4", b"x"), {"file": "videos/000009_b.mp4"}, "no video"),
    ("stray_file", written("splits/v1.0/dev.json", b"[]"), {"file": "splits/v1.0/dev.json"}, "no video"),
    ("not_utf8", written(ANNOTATION, b'{"video_id": "\xff"}'), {"file": ANNOTATION, "video": 41}, "byte 14"),
    ("not_json", as_text(lambda text: text[:-100]), {"file": ANNOTATION, "video": 41}, "cut off"),
    ("not_json", as_text(lambda text: text.replace("true", "NaN", 1)), {"file": ANNOTATION}, "NaN is no number"),
    ("not_json", written(ANNOTATION, b"[" * 100_000), {"file": ANNOTATION}, "cannot be read"),
    (
        "twice_named_field",
        as_text(lambda text: text.replace('"video_id"', '"video_id":1,"video_id"', 1)),
        {"file": ANNOTATION, "video": 41},
        "video_id twice",
    ),
    (
        "missing_field",
        document(lambda content: content.pop("object_referrals")),
        {"file": ANNOTATION},
        "object_referrals",
    ),
    ("missing_field", document(lambda content: content["segmentations"][3].pop("is_gt")), {"frame": 3}, "lacks is_gt"),
    (
        "missing_field",
        document(lambda c: c["segmentations"][3]["mask_rles"][1].pop("size")),
        {"frame": 3, "track": 2},
        "size",
    ),
    ("unknown_field", field("score", 1), {"file": ANNOTATION}, "'score'"),
    ("unknown_field", frame(4, "score", 1), {"frame": 4}, "'score'"),
    ("field_order", document(reordered), {"file": ANNOTATION}, "another order"),
    ("wrong_type", field("video_id", "41"), {"file": ANNOTATION, "video": 41}, "'41' is no int"),
    ("wrong_type", field("reworded_en_captions", [None]), {"file": ANNOTATION}, "reworded_en_captions[0]"),
    ("wrong_type", field("image_size", [16]), {"file": ANNOTATION}, "[height, width]"),
    ("wrong_type", frame(5, "is_gt", 0), {"frame": 5}, "0 is no bool"),
    ("wrong_type", mask(6, 2, counts=[512]), {"frame": 6, "track": 0}, "is no str"),
    ("wrong_type", written(ANNOTATION, b"[]"), {"file": ANNOTATION}, "the file: [] is no dict"),
    ("video_id", field("video_id", 42), {"file": ANNOTATION, "video": 41}, "holds video 42"),
    ("video_id", field("video_id", 1_000_041), {"file": ANNOTATION}, "six digits"),
    ("duplicate_video_id", field("video_id", 7), {"file": ANNOTATION}, FIRST_ANNOTATION),
    ("filename", field("filename", "000041 a.mp4"), {"file": ANNOTATION}, "without spaces"),
    ("filename", field("filename", "../000041_a.mp4"), {"file": ANNOTATION}, "../"),
    ("video_shared", field("filename", "000007_a.mp4"), {"file": ANNOTATION}, FIRST_ANNOTATION),
    ("image_size", field("image_size", [0, 32]), {"file": ANNOTATION}, "[0, 32]"),
    ("track_ids", field("all_track_ids", [1, 2, 0, 10]), {"file": ANNOTATION, "track": 10}, "holds 10"),
    ("track_ids", field("all_track_ids", [1, 2, 0, 2]), {"file": ANNOTATION, "track": 2}, "2 times"),
    ("caption", field("caption_raw_en", "A [dog]<mask_10>."), {"file": ANNOTATION}, "E_RANGE"),
    ("caption", field("caption_raw_en_gpt", "A [brown dog."), {"file": ANNOTATION}, "E_OPEN"),
    ("caption", field("caption_raw_cn", "[狗]<mask_1"), {"file": ANNOTATION}, "caption_raw_cn: E_"),
    ("unknown_track", field("caption_raw_cn", "[狗]<mask_5>"), {"file": ANNOTATION}, "tracks [5]"),
    ("track_not_in_caption", field("all_track_ids", [1, 2, 3, 0]), {"file": ANNOTATION}, "tracks [3]"),
    ("track_not_in_caption", field("caption_raw_en_gpt", "A [dog]<mask_1>."), {"file": ANNOTATION}, "tracks [0, 2]"),
    ("parsed_caption", field("caption_parsed_en", "A dog."), {"file": ANNOTATION}, "caption_raw_en"),
    ("referral", field("object_referrals", [{"prompt": "Where?", "track_ids": [3]}]), {"file": ANNOTATION}, "[3]"),
    (
        "referral",
        field("object_referrals", [{"prompt": "Where?", "track_ids": [1, 1]}]),
        {"file": ANNOTATION},
        "[1, 1]",
    ),
    ("referral", field("object_referrals", [{"prompt": "Where?", "track_ids": []}]), {"file": ANNOTATION}, "[]"),
    ("too_few_frames", field("segmentations", []), {"file": ANNOTATION}, "holds 0 frames"),
    ("frame_order", document(lambda content: content["segmentations"].pop(12)), {"frame": 12}, "00013.jpg"),
    ("is_gt", frame(30, "is_gt", False), {"frame": 30}, "is_gt is False"),
    ("is_gt", frame(29, "is_gt", True), {"frame": 29}, "is_gt is True"),
    ("frame_tracks", frame(8, "track_ids", [1, 1, 0]), {"frame": 8, "track": 1}, "distinct"),
    ("frame_tracks", frame(8, "track_ids", [1, 2, 10]), {"frame": 8, "track": 10}, "10"),
    ("missing_mask", document(lambda c: c["segmentations"][9]["mask_rles"].pop()), {"frame": 9, "track": 0}, "2 masks"),
    ("mask_size", mask(10, 1, size=[WIDTH, HEIGHT]), {"frame": 10, "track": 2}, "[32, 16]"),
    ("damaged_rle", mask(11, 0, counts="5"), {"frame": 11, "track": 1}, "add up to 5"),
    ("damaged_rle", mask(11, 0, counts=""), {"frame": 11, "track": 1}, "cut off"),
    ("damaged_rle", mask(11, 0, counts="0é"), {"frame": 11, "track": 1}, "COCO never writes"),
    ("damaged_rle", mask(11, 0, counts="K"), {"frame": 11, "track": 1}, "negative"),
    ("track_without_masks", document(without_track), {"file": ANNOTATION, "track": 1}, "no frame has a mask"),
    ("video_missing", gone(FILM), {"file": FILM, "video": 41}, "missing"),
    ("video_unreadable", written(FILM, b"no film"), {"file": FILM, "video": 41}, "is no video"),
    ("video_size", filmed(height=HEIGHT + 2), {"file": FILM, "video": 41}, "(18, 32)"),
    ("video_frames", filmed(frames=FRAMES - 1), {"file": FILM, "video": 41}, "has 30 frames, its annotation 31"),
]
UNPLANTED = {"file_unreadable"}  # the tests may run as root, whom no permission stops


def test_a_whole_release_has_no_fault(root: Path) -> None:
    assert faults_of(root) == []


@pytest.mark.parametrize(
    ("kind", "plant", "place", "words"), PLANTED, ids=[f"{at}-{kind}" for at, (kind, *_) in enumerate(PLANTED)]
)
def test_a_planted_fault_is_named_with_its_place(
    root: Path, kind: str, plant: Plant, place: dict[str, Any], words: str
) -> None:
    plant(root)

    found = [fault for fault in faults_of(root) if fault.kind == kind]

    assert any(words in fault.text and all(getattr(fault, at) == place[at] for at in place) for fault in found), found
    assert all("\n" not in fault.line for fault in found)


def test_every_kind_of_fault_is_planted_and_documented() -> None:
    kinds = set(get_args(fault.Kind))
    page = (ROOT / "docs/releases.md").read_text().split("## What a release holds")[0]

    assert {kind for kind, *_ in (*PLANTED, *IN_CONTENTS)} == kinds - UNPLANTED
    assert {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")} == kinds


def test_faults_of_every_sort_are_all_reported_in_one_run(root: Path) -> None:
    document(lambda content: content["segmentations"][9]["mask_rles"].pop())(root)
    mask(11, 0, counts="5")(root)
    frame(5, "is_gt", 0)(root)
    field("reworded_en_captions", None)(root)
    field("caption_raw_en", "A [dog.")(root)
    (root / FIRST_ANNOTATION).write_text("{")
    (root / "splits/v1.0/test.json").write_text("[7]")
    release.manifest(root)
    flipped("videos/000300_a.mp4")(root)
    (root / "notes.txt").write_text("x")

    kinds = {(fault.kind, fault.file, fault.frame) for fault in faults_of(root)}

    assert {
        ("missing_mask", ANNOTATION, 9), ("damaged_rle", ANNOTATION, 11), ("wrong_type", ANNOTATION, 5),
        ("wrong_type", ANNOTATION, None), ("caption", ANNOTATION, None), ("not_json", FIRST_ANNOTATION, None),
        ("split_overlap", "splits/v1.0/test.json", None), ("wrong_sha256", "videos/000300_a.mp4", None),
        ("not_in_manifest", "notes.txt", None),
    } <= kinds  # fmt: skip


def test_each_damaged_mask_of_a_video_is_named(root: Path) -> None:
    for index in range(FRAMES):
        mask(index, 1, counts="5")(root)

    found = [(fault.frame, fault.track) for fault in faults_of(root) if fault.kind == "damaged_rle"]

    assert found == [(index, 2) for index in range(FRAMES)]


def test_a_track_may_be_left_out_of_a_frame_on_which_it_is_absent(root: Path) -> None:
    def leave_out(content: dict[str, Any]) -> None:
        content["segmentations"][30]["track_ids"].pop()
        content["segmentations"][30]["mask_rles"].pop()

    document(leave_out)(root)

    assert faults_of(root) == []


def test_a_line_about_a_file_with_an_odd_name_stays_one_printable_line(root: Path) -> None:
    (root / "videos/a\n\x1b[2J.mp4").write_bytes(b"x")
    release.manifest(root)

    [stray] = faults_of(root)

    assert stray.line == r"videos/a\n\x1b[2J.mp4: belongs to no video of a split (stray_file)"


def test_progress_ends_with_every_file_and_annotation(root: Path) -> None:
    steps: list[tuple[int, int]] = []

    inspect(root, report=lambda fault: None, step=lambda done, total: steps.append((done, total)))

    assert steps[-1] == (9 + 3, 9 + 3)


def test_the_program_names_every_fault_without_a_server(root: Path) -> None:
    mask(11, 0, counts="5")(root)
    (root / "notes.txt").write_text("x")
    command = [sys.executable, "-m", "annotator.formats.release", "verify", str(root)]

    ended = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, text=True)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.splitlines() == [
        "notes.txt: is not in the manifest; take it away (not_in_manifest)",
        (
            f"{ANNOTATION}: 00011.jpg, track 1: Run lengths add up to 5, not to 16x32; make the mask again. "
            "(damaged_rle, video 41, frame 11, track 1)"
        ),
    ]
