"""`make bench-scoring`: what scoring LG-VIS costs, in CPU seconds and in memory, held against what was promised.

200 videos of 3 prompts, each asking for 3 objects on 10 frames at 720p: ellipses that move; the predictions are the
truth moved, grown, left out on some frames or put where nothing is. Twenty videos are made and each stands in the split
under many numbers: reading and comparing costs the same. Every row runs in a process of its own, in one thread, and
counts what `annotator.scoring.lgvis` does from finding the files to the report, without Python's own start.
The published scorer took 4.0 CPU seconds in this setting on the machine on which the goal was set; it is not run here.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from annotator.formats import rle
from annotator.scoring.lgvis.split import find_files, score_corrected, score_official
from tests.bench.ending import end_when_asked
from tests.children import ends_with_us

HEIGHT, WIDTH, FRAMES, PROMPTS, OBJECTS = 720, 1280, 10, 3, 3
VIDEOS, MADE, REPEATS = 200, 20, 3
MANY, MANY_QUICK = 3000, 600
CPU_SECONDS, PUBLISHED, FLAT = 0.8, 4.0, 1.25


def ellipse(x: float, y: float, across: float, down: float) -> rle.Rle:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.ellipse(mask, (round(x), round(y)), (round(across), round(down)), 0, 0, 360, 1, -1)
    return rle.encode(mask.astype(bool))


def make_video(chance: np.random.Generator) -> tuple[dict[str, object], dict[str, object]]:
    """One video's annotation and prediction."""
    tracks = range(PROMPTS * OBJECTS)
    names = [f"{30 * frame:05d}.jpg" for frame in range(FRAMES)]
    start = chance.uniform((200, 150), (WIDTH - 200, HEIGHT - 150), (len(tracks), 2))
    speed, radius = chance.uniform(-20, 20, (len(tracks), 2)), chance.uniform(40, 120, (len(tracks), 2))
    off, grown = chance.normal(0, 15, (len(tracks), 2)), chance.uniform(0.85, 1.15, len(tracks))
    ghost, gone = chance.random(len(tracks)) < 0.1, chance.random((FRAMES, len(tracks))) < 0.05

    def truth(frame: int, track: int) -> rle.Rle:
        return ellipse(*(start[track] + frame * speed[track]), *radius[track])

    def predicted(frame: int, track: int) -> rle.Rle:
        if gone[frame, track]:
            return rle.empty(HEIGHT, WIDTH)
        place = (WIDTH - start[track][0], HEIGHT - start[track][1]) if ghost[track] else start[track] + off[track]
        return ellipse(*(place + frame * speed[track]), *(radius[track] * grown[track]))

    prompts = [list(tracks)[OBJECTS * at : OBJECTS * (at + 1)] for at in range(PROMPTS)]
    segmentations = [
        {"filename": name, "is_gt": True, "track_ids": [(t + 1) % 10 for t in tracks],
         "mask_rles": [truth(frame, t) for t in tracks]}
        for frame, name in enumerate(names)
    ]  # fmt: skip
    referrals = [{"prompt": "Where are they?", "track_ids": [(t + 1) % 10 for t in asked]} for asked in prompts]
    answers = [
        [{"filename": name, "mask_rles": [predicted(frame, t) for t in asked]} for frame, name in enumerate(names)]
        for asked in prompts
    ]
    return (
        {"image_size": [HEIGHT, WIDTH], "segmentations": segmentations, "object_referrals": referrals},
        {"pred_lgvis_masks": answers},
    )


def make_split(folder: Path, videos: int) -> None:
    """A split whose videos share the files of twenty."""
    chance = np.random.default_rng(1)
    for side in ("truth", "predictions"):
        (folder / side).mkdir(parents=True)
    for video in range(videos):
        pair = make_video(chance) if video < MADE else (None, None)
        for side, document in zip(("truth", "predictions"), pair, strict=True):
            path = folder / side / f"{video:06d}.json"
            if document is None:
                os.link(folder / side / f"{video % MADE:06d}.json", path)
            else:
                path.write_text(json.dumps(document))


def measure(protocol: str, folder: Path, videos: int) -> dict[str, float]:
    """CPU seconds, the largest memory in MiB and the score, of this very process."""
    split = folder / f"{videos}.json"
    split.write_text(json.dumps(list(range(videos))))
    before = time.process_time()
    files = find_files(folder / "truth", folder / "predictions", split)
    report = score_official(files) if protocol == "official" else score_corrected(files)
    json.dumps(report)
    return {
        "cpu": time.process_time() - before,
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "mAP": report["mAP"],
    }


def measured(protocol: str, folder: Path, videos: int) -> dict[str, float]:
    words = [sys.executable, "-m", "tests.bench.scoring", "--row", protocol, str(folder), str(videos)]
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    env = {**os.environ, **threads}
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=env, preexec_fn=ends_with_us())
    return json.loads(done.stdout)


def main(arguments: Sequence[str] | None = None) -> int:
    words = argparse.ArgumentParser(prog="python -m tests.bench.scoring", description=(__doc__ or "").split("\n")[0])
    words.add_argument("--quick", action="store_true", help=f"hold memory at {MANY_QUICK} videos, not at {MANY}")
    words.add_argument("--row", nargs=3, help=argparse.SUPPRESS)  # one measurement, asked for by the process above it
    chosen = words.parse_args(arguments)
    if chosen.row:
        protocol, folder, videos = chosen.row
        print(json.dumps(measure(protocol, Path(folder), int(videos))))
        return 0
    end_when_asked()
    many = MANY_QUICK if chosen.quick else MANY
    missed = 0
    with TemporaryDirectory() as name:
        folder = Path(name)
        make_split(folder, many)
        print(f"{VIDEOS} videos of {PROMPTS} prompts of {OBJECTS} objects, {FRAMES} frames at {WIDTH}x{HEIGHT}")
        for protocol in ("official", "corrected"):
            rows = [measured(protocol, folder, VIDEOS) for _ in range(REPEATS)]
            middle = statistics.median(row["cpu"] for row in rows)
            kept = middle <= CPU_SECONDS
            missed += not kept
            runs = ", ".join(f"{row['cpu']:.2f}" for row in rows)
            print(
                f"  {'kept  ' if kept else 'MISSED'}  {protocol:<9} mAP {rows[0]['mAP']:.2f}: {middle:.2f} CPU s "
                f"({runs}), goal {CPU_SECONDS}; the published scorer {PUBLISHED}"
            )
        few, lot = (measured("corrected", folder, videos)["mib"] for videos in (VIDEOS, many))
        kept = lot <= FLAT * few
        missed += not kept
        print(
            f"  {'kept  ' if kept else 'MISSED'}  peak memory: {few:.0f} MiB at {VIDEOS} videos, {lot:.0f} at {many}, "
            f"goal {FLAT} times at most"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
