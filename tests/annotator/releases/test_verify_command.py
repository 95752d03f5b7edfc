"""`manage.py verify_release`, as somebody uses it who was given a folder."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from annotator.formats import release, rle


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A release of one clip without its film, with a file that nobody listed."""
    nothing = rle.empty(4, 6)
    made = release.release_video(
        3, source="Demo", name="a.mov", caption="A [dog]<mask_1>.", size=(4, 6), masks=[{1: nothing}] * 31
    )
    release.write_annotation(tmp_path, "v1.0", made)
    release.write_splits(tmp_path, "v1.0", {"train": [3]})
    release.manifest(tmp_path)
    (tmp_path / "notes.txt").write_text("x")
    return tmp_path


def test_the_command_prints_every_fault_and_fails(damaged: Path) -> None:
    out = io.StringIO()

    with pytest.raises(CommandError, match=r"2 faults: not_in_manifest 1, video_missing 1\.") as failed:
        call_command("verify_release", str(damaged), stdout=out)

    assert failed.value.returncode == 1
    assert out.getvalue().splitlines() == [
        "notes.txt: is not in the manifest; take it away (not_in_manifest)",
        "videos/000003_a.mp4: is missing; fetch it again (video_missing, video 3)",
    ]


def test_the_command_tells_programs_the_same_as_json(damaged: Path) -> None:
    out = io.StringIO()

    with pytest.raises(CommandError):
        call_command("verify_release", str(damaged), "--json", stdout=out)

    told = json.loads(out.getvalue())
    assert (told["whole"], told["kinds"]) == (False, {"video_missing": 1, "not_in_manifest": 1})
    assert told["faults"][1] == {
        "kind": "video_missing", "text": "is missing; fetch it again", "file": "videos/000003_a.mp4", "video": 3,
        "frame": None, "track": None,
    }  # fmt: skip
    assert (told["holds"]["videos"], told["holds"]["frames"], told["holds"]["masks_human"]) == (1, 31, 2)


def test_the_command_refuses_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("verify_release", str(tmp_path / "nowhere"))
