"""Two hundred files made to do harm: each is a clip or a refusal with its code, in time, and touches nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import asdict, replace
from typing import Any

import pytest

from annotator.formats.frames import Limits, RefusedVideo, Sandbox, child_environment
from tests.annotator.formats import mutations
from tests.machine import ROOT

pytestmark = pytest.mark.slow
LIMITS = Limits(min_seconds=1, max_seconds=6, max_bytes=50_000_000)
SANDBOX = replace(Sandbox(), memory_bytes=2 * 2**30, cpu_seconds=10, file_bytes=50_000_000)
CODES = set(re.findall(r"[a-z_]+", str(RefusedVideo.__doc__).partition("Codes:")[2].partition(".")[0]))
ENDINGS = {-24: "too_slow", -14: "too_slow"}  # SIGXCPU, SIGALRM: what `frames` kills as too slow
FAMILIES = {"flipped", "cut", "sized", "claims", "spliced", "polyglot", "playlist", "no", "bomb"}


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of each file, by its name; the folder `there` held the file and nothing else."""
    place = tmp_path_factory.mktemp("tried")
    (place / "made").mkdir()
    files = mutations.made(place / "made")
    confinement = {name: value for name, value in asdict(SANDBOX).items() if name != "wall_seconds"}
    found = dict[str, Any]()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.annotator.formats.decoding_children"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=child_environment(), text=True,
    ) as children:  # fmt: skip
        assert children.stdin
        assert children.stdout
        for name, content in files.items():
            there = place / name
            (there / "folder").mkdir(parents=True)
            source = there / "clip.mp4"
            source.write_bytes(content)
            told = {"source": str(source), "folder": str(there / "folder"), "limits": asdict(LIMITS)}
            children.stdin.write(json.dumps(told | {"sandbox": confinement}) + "\n")
            children.stdin.flush()
            found[name] = json.loads(children.stdout.readline()) | {
                "untouched": source.read_bytes() == content, "beside": sorted(path.name for path in there.iterdir()),
                "inside": {path.relative_to(there / "folder").as_posix() for path in (there / "folder").rglob("*")},
            }  # fmt: skip
    assert children.returncode == 0
    assert sorted(path.name for path in place.iterdir()) == sorted(["made", *files])
    return found


def verdict(found: dict[str, Any]) -> str:
    """A refusal's code, `accepted`, or what is neither."""
    status, answer = found["status"], found["answer"]
    if status:
        return ENDINGS.get(status, "crashed")
    return str(answer["refused"]["code"]) if "refused" in answer else "accepted" if "canonical" in answer else "neither"


def test_there_are_more_than_two_hundred_and_of_every_family(tried):
    families = Counter(name.partition("-")[0] for name in tried)

    assert len(tried) >= 200
    assert set(families) == FAMILIES


def test_each_is_a_clip_or_is_refused_with_a_code(tried):
    verdicts = {name: verdict(found) for name, found in tried.items()}

    assert {name: word for name, word in verdicts.items() if word not in CODES | {"accepted"}} == {}
    counted = Counter(verdicts.values())
    print(f"{len(verdicts)} files: {dict(counted.most_common())}")
    assert counted["accepted"] > 20, "a fuzzer whose files are all refused at the door tries nothing behind it"
    assert counted["decode_failed"] + counted["truncated"] > 20


def test_none_takes_longer_than_it_may(tried):
    slow = {name: round(found["seconds"], 1) for name, found in tried.items() if found["seconds"] > 20}

    assert slow == {}


def test_none_touches_its_own_file_or_makes_one_elsewhere(tried):
    assert [name for name, found in tried.items() if not found["untouched"]] == []
    assert [name for name, found in tried.items() if found["beside"] != ["clip.mp4", "folder"]] == []


def test_what_is_accepted_is_a_whole_clip_and_nothing_more(tried):
    clip = {"canonical.mp4", "frames.json.gz", "stills", "thumbnail.jpg"}

    for name, found in tried.items():
        if verdict(found) == "accepted":
            made = found["answer"]["canonical"]
            assert 28 <= made["frame_count"] <= LIMITS.max_frames, name
            stills = {f"stills/{frame:05d}.jpg" for frame in range(0, made["frame_count"], 30)}
            assert found["inside"] == clip | stills, name


@pytest.mark.parametrize("family", ["playlist", "no"])
def test_what_only_names_itself_a_video_never_is_one(tried, family):
    verdicts = {name: verdict(found) for name, found in tried.items() if name.partition("-")[0] == family}

    assert {name: word for name, word in verdicts.items() if word in {"accepted", "crashed", "too_slow"}} == {}
