"""A release is written once and proved for ever: same bytes twice, equal when read back, every damage named."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from annotator.formats import release, rle
from annotator.formats.release import InvalidRelease, ReleaseDamaged, ReleaseVideo

ROOT = Path(__file__).parents[3]
HEIGHT, WIDTH, FRAMES = 48, 64, 61
CAPTION = "A [brown dog]<mask_1> chases [two ducks]<mask_2,0> past [onlookers]<mask_?>."


def film(path: Path, *, frames: int = FRAMES, height: int = HEIGHT) -> Path:
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = WIDTH, height, "yuv420p"
        for index in range(frames):
            picture = np.full((height, WIDTH, 3), index % 256, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


def masks(seed: int) -> list[dict[int, rle.Rle]]:
    noise = np.random.default_rng(seed).random((FRAMES, 3, HEIGHT, WIDTH)) < 0.1
    noise[5, 1] = False
    return [{track: rle.encode(noise[i, k]) for k, track in enumerate((0, 1, 2))} for i in range(FRAMES)]


def video(video_id: int, **changed: Any) -> ReleaseVideo:
    fields = {"source": "Demo", "name": "../two  ducks & a dog.mov", "caption": CAPTION, "size": (HEIGHT, WIDTH)}
    return release.release_video(video_id, masks=masks(video_id), **(fields | changed))


def write(root: Path, source: Path) -> Path:
    for video_id in (7, 41, 123456):
        made = video(video_id)
        release.write_annotation(root, "v1.0", made)
        release.copy_video(root, made, source)
    release.write_splits(root, "v1.0", {"train": [123456, 7], "val": [41]})
    release.manifest(root)
    return root


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("canonical") / "canonical.mp4")


@pytest.fixture
def written(tmp_path: Path, source: Path) -> Path:
    return write(tmp_path / "release", source)


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def annotation(root: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((root / "annotations/v1.0/000041.json").read_text("utf-8"))
    return document


def rewrite(root: Path, document: dict[str, Any]) -> None:
    (root / "annotations/v1.0/000041.json").write_text(json.dumps(document), "utf-8")
    release.manifest(root)


def test_a_written_release_is_read_back_equal_one_video_at_a_time(written: Path) -> None:
    read = release.read_release(written)

    assert read.version == "v1.0"
    assert read.splits == {"train": (7, 123456), "val": (41,), "test": ()}
    assert [found.video_id for found in read.videos()] == [7, 41, 123456]
    assert read.video(41) == video(41)
    assert read.video(41).caption.plain == "A brown dog chases two ducks past onlookers."
    frame = read.video(41).segmentations[30]
    assert (rle.decode(frame.mask_rles[-1]) == rle.decode(masks(41)[30][0])).all()


def test_the_annotation_holds_the_thirteen_fields_of_vicas_in_their_order(written: Path) -> None:
    document = annotation(written)

    assert list(document) == [
        "video_id", "src_dataset", "filename", "caption_raw_en", "caption_raw_cn", "caption_raw_en_gpt",
        "caption_parsed_en", "caption_parsed_en_gpt", "reworded_en_captions", "object_referrals", "image_size",
        "segmentations", "all_track_ids",
    ]  # fmt: skip
    assert document["caption_raw_en"] == document["caption_raw_en_gpt"] == CAPTION
    assert document["caption_parsed_en"] == document["caption_parsed_en_gpt"]
    assert (document["caption_raw_cn"], document["reworded_en_captions"]) == ("", [])
    assert (document["image_size"], document["all_track_ids"]) == ([48, 64], [1, 2, 0])
    assert document["object_referrals"] == [
        {"prompt": "Where is the brown dog?", "track_ids": [1]},
        {"prompt": "Where are the two ducks?", "track_ids": [2, 0]},
    ]


def test_frames_are_dense_and_people_drew_every_thirtieth(written: Path) -> None:
    frames = annotation(written)["segmentations"]

    assert [frame["filename"] for frame in frames] == [f"{i:05d}.jpg" for i in range(FRAMES)]
    assert [i for i, frame in enumerate(frames) if frame["is_gt"]] == [0, 30, 60]
    assert frames[0]["track_ids"] == [1, 2, 0]
    assert {tuple(mask["size"]) for frame in frames for mask in frame["mask_rles"]} == {(48, 64)}


def test_writing_a_release_twice_gives_the_same_bytes(tmp_path: Path, source: Path) -> None:
    first, second = write(tmp_path / "a", source), write(tmp_path / "b", source)
    again = release.manifest(first)

    assert files(first) == files(second)
    assert again == release.read_manifest(second)


def test_verify_counts_what_a_whole_release_holds(written: Path) -> None:
    found = release.verify(written)

    assert (found.videos, found.frames, found.tracks, found.prompts) == (3, 3 * FRAMES, 9, 6)
    assert (found.masks_human, found.masks_automatic) == (3 * 3 * 3, 3 * 3 * (FRAMES - 3))
    assert found.splits == {"train": 2, "val": 1, "test": 0}
    assert found.manifest_sha256 == release.read_manifest(written).sha256


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a clip.mov", "000005_a_clip.mp4"),
        ("../../etc/passwd", "000005_passwd.mp4"),
        ("C:\\films\\dog run.avi", "000005_dog_run.mp4"),
        ("..", "000005_video.mp4"),
        (".mp4", "000005_mp4.mp4"),
        ("$(rm -rf ~);`x`.mp4", "000005_(rm_-rf_)_x.mp4"),
        ("Überfall (August_2018).webm", "000005_Uberfall_(August_2018).mp4"),
        ("猫\n\x00.mp4", "000005_video.mp4"),
        ("x" * 300, f"000005_{'x' * 100}.mp4"),
        ("", "000005_video.mp4"),
    ],
)
def test_a_file_name_loses_spaces_paths_and_everything_a_shell_would_read(name: str, expected: str) -> None:
    assert release.video_filename(5, name) == expected


@pytest.mark.parametrize(
    "at", ["annotations/v1.0/000041.json", "splits/v1.0/val.json", "videos/000007_two_ducks_a_dog.mp4"]
)
def test_a_changed_byte_is_found_in_every_kind_of_file(written: Path, at: str) -> None:
    raw = bytearray((written / at).read_bytes())
    raw[len(raw) // 2] ^= 1
    (written / at).write_bytes(raw)

    with pytest.raises(ReleaseDamaged, match="sha256") as damaged:
        release.verify(written)

    assert damaged.value.file == at


@pytest.mark.parametrize(
    "at", ["annotations/v1.0/000007.json", "splits/v1.0/test.json", "videos/000041_two_ducks_a_dog.mp4"]
)
def test_a_missing_file_is_named(written: Path, at: str) -> None:
    (written / at).unlink()

    with pytest.raises(ReleaseDamaged, match="missing") as damaged:
        release.verify(written)

    assert damaged.value.file == at


def test_an_extra_file_and_a_cut_file_are_named(written: Path) -> None:
    at = written / "videos/000007_two_ducks_a_dog.mp4"
    at.write_bytes(at.read_bytes()[:100])
    with pytest.raises(ReleaseDamaged, match=r"000007_two_ducks_a_dog\.mp4: has 100 bytes instead of"):
        release.verify(written)

    (written / "annotations/note.txt").write_text("hello")
    with pytest.raises(ReleaseDamaged, match=r"annotations/note\.txt: is not in the manifest"):
        release.verify(written)


def test_a_link_is_no_part_of_a_release(written: Path) -> None:
    (written / "videos/link.mp4").symlink_to("/etc/hostname")

    with pytest.raises(ReleaseDamaged, match="no plain file"):
        release.verify(written)


def set_field(field: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda document: document.__setitem__(field, value)


def set_frame(index: int, field: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda document: document["segmentations"][index].__setitem__(field, value)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda document: document.pop("object_referrals"), "lacks object_referrals"),
        (set_field("caption_parsed_en", "A dog."), "caption_parsed_en is not what caption_raw_en says"),
        (set_field("caption_raw_en_gpt", "A [dog]<mask_10>."), "caption_raw_en_gpt: E_RANGE"),
        (set_field("caption_raw_en", "A [dog]<mask_5>."), r"mentions tracks \[5\]"),
        (set_field("video_id", 42), "42"),
        (set_field("video_id", "41"), "'41' is no int"),
        (set_field("filename", "000041_../x.mp4"), "filename"),
        (set_field("image_size", [64, 48]), "size"),
        (set_field("all_track_ids", [1, 2, 0, 0]), "all_track_ids"),
        (set_field("object_referrals", [{"prompt": "Where?", "track_ids": [3]}]), "object_referrals"),
        (lambda document: document["segmentations"].pop(30), r"segmentations\[30\] is 00031\.jpg"),
        (lambda document: document["segmentations"].pop(), "has 61 frames, its annotation 60"),
        (set_frame(30, "is_gt", False), r"segmentations\[30\]: is_gt"),
        (set_frame(31, "is_gt", True), r"segmentations\[31\]: is_gt"),
        (set_frame(2, "track_ids", [1, 1, 0]), "track_ids"),
        (set_frame(2, "track_ids", [1, 2]), "one mask for each track"),
        (set_frame(2, "mask_rles", [{"size": [48, 64], "counts": "0"}] * 3), "00002.jpg, track 1: Run lengths"),
    ],
)
def test_a_release_that_breaks_the_layout_is_refused_although_its_checksums_fit(
    written: Path, change: Callable[[dict[str, Any]], object], fault: str
) -> None:
    document = annotation(written)
    change(document)
    rewrite(written, document)

    with pytest.raises(ReleaseDamaged, match=fault) as damaged:
        release.verify(written)

    assert "000041" in damaged.value.file


def test_a_video_in_two_splits_is_refused_by_writer_and_reader(written: Path) -> None:
    with pytest.raises(InvalidRelease, match=r"\[7\] are there twice"):
        release.write_splits(written, "v1.0", {"train": [7], "test": [7]})
    (written / "splits/v1.0/test.json").write_text("[7]")
    release.manifest(written)

    with pytest.raises(ReleaseDamaged, match="video 7"):
        release.verify(written)


@pytest.mark.parametrize(("frames", "height"), [(FRAMES - 1, HEIGHT), (FRAMES, HEIGHT + 2)])
def test_a_film_of_another_length_or_size_than_its_annotation_is_named(written: Path, frames: int, height: int) -> None:
    film(written / "videos/000041_two_ducks_a_dog.mp4", frames=frames, height=height)
    release.manifest(written)

    with pytest.raises(ReleaseDamaged, match="its annotation") as damaged:
        release.verify(written)

    assert damaged.value.file == "videos/000041_two_ducks_a_dog.mp4"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"caption": "A [dog] <mask_1> runs."}, "caption_raw_en: E_NOTAG"),
        ({"caption": "A [dog]<mask_1> runs."}, "track_ids"),
        ({"size": (WIDTH, HEIGHT)}, "size"),
    ],
)
def test_what_breaks_the_layout_cannot_be_composed(changed: dict[str, Any], fault: str) -> None:
    with pytest.raises(InvalidRelease, match=fault):
        video(1, **changed)


def test_a_version_cannot_leave_the_folder(tmp_path: Path) -> None:
    with pytest.raises(InvalidRelease, match="version"):
        release.write_annotation(tmp_path / "release", "../v1", video(1))

    assert not list(tmp_path.iterdir())


def test_a_write_that_dies_of_a_full_disk_leaves_the_old_file_and_nothing_else(written: Path) -> None:
    before = files(written)
    script = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from annotator.formats import release\n"
        "root = Path(sys.argv[1])\n"
        "video = release.read_release(root).video(41)\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "release.write_annotation(root, 'v1.0', video)\n"
    )

    died = subprocess.run(
        [sys.executable, "-c", script, str(written)], capture_output=True, check=False, cwd=ROOT, text=True
    )

    assert "File too large" in died.stderr
    assert files(written) == before


def test_halves_of_a_killed_build_are_taken_away_when_it_is_finished(written: Path) -> None:
    before = files(written)
    (written / "videos/.000009_x.mp4.1f00.part").write_bytes(b"half")

    release.manifest(written)

    assert files(written) == before
    release.verify(written)


def test_a_folder_without_a_manifest_is_no_finished_release(written: Path) -> None:
    (written / "manifest.json").unlink()

    with pytest.raises(ReleaseDamaged, match="no finished release"):
        release.verify(written)


def test_the_program_verifies_a_copy_and_names_its_first_bad_file(written: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(written, tmp_path / "copy"))
    command = [sys.executable, "-m", "annotator.formats.release", "verify", str(copy)]

    whole = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, text=True)
    (copy / "splits/v1.0/val.json").write_text("[]")
    damaged = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, text=True)

    assert (whole.returncode, json.loads(whole.stdout)["videos"]) == (0, 3)
    assert damaged.returncode == 1
    assert damaged.stderr.startswith("splits/v1.0/val.json: ")
