"""`make bench-release`: what a release costs in masks a second and in memory, held against a plain loop of pycocotools.

After a small release that loads what is loaded once, one row builds clips of 9 s at 720p from their frozen rows as a
worker does: bundles are read, annotations, tables and statistics written, everything read back and proved twice,
published. The other row takes the very masks of that release, as rasters that are there already, and only encodes them
with pycocotools and writes a JSON file a clip: no captions, tables, checksums or proof. Memory is the largest resident
size of a process that only builds, for few and for many clips of one second and a few pixels; all are in one split, so
that no clips are held against each other, which takes a fixed amount more. What 20,416 videos with 17.7 million masks
would take is projected from both; nobody ran it. It ends with 1 when memory grew beyond its goal.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from tests.bench.ending import end_when_asked
from tests.services import ends_with_us

FEW, MANY, LONG = 200, 2000, 12
FLAT = 1.25
PAPER_VIDEOS, PAPER_MASKS = 20_416, 17_700_000
TRACKS, MADE = 3, 4
CAPTION = "[A red box]<mask_1> and [a blue ball]<mask_2> pass [a tall man]<mask_3>."
SHAPES = {"long": (720, 1280, 271), "small": (36, 64, 31)}  # height, width, frames
ASKED = [{"prompt": "Where is the red box?", "track_ids": [1]}]


def start_django(folder: Path) -> None:
    """An installation of its own: SQLite and files below the folder."""
    ours = {"TETHER_DATA": str(folder), "TETHER_SECRET_KEY": "x" * 50}
    for name in [name for name in os.environ if name.startswith("TETHER_") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ.update(ours, DJANGO_SETTINGS_MODULE="annotator.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def ellipse(shape: tuple[int, int], frame: int, track: int, video: int) -> np.ndarray:
    """A disc that wanders; every clip's wander otherwise."""
    height, width = shape
    rows, columns = np.ogrid[:height, :width]
    x = width * (0.2 + 0.3 * track) + width * 0.1 * np.sin(frame / 40 + video)
    y = height * (0.5 + 0.2 * np.cos(frame / 30 + track + video))
    return (rows - y) ** 2 + (columns - x) ** 2 < (height / (6 + track)) ** 2


def frozen_clip(kind: str, video: int) -> dict[str, Any]:
    """What a freeze keeps of a clip, with its media and bundles in place."""
    from django.conf import settings

    from annotator.annotations import bundles
    from annotator.formats import bundle, frames
    from annotator.formats.clock import keyframes
    from tests.annotator.formats import clips

    height, width, count = SHAPES[kind]
    media = Path(settings.MEDIA_ROOT) / "videos" / f"bench-{kind}"
    if not media.exists():
        work = Path(settings.MEDIA_ROOT) / "originals"
        work.mkdir(parents=True, exist_ok=True)
        original = clips.render(clips.cfr(30, count / 30, width=width, height=height), work, kind)
        frames.canonicalise(original, media, limits=frames.Limits(min_seconds=1))
    segments = []
    for track in range(TRACKS):
        for first in range(0, count, 30):
            last = min(first + 29, count - 1)
            masks = [ellipse((height, width), frame, track, video) for frame in range(first, last + 1)]
            sha256 = bundles.put(bundle.encode(masks, first=first))
            segments.append(
                {
                    "number": track + 1,
                    "first": first,
                    "last": last,
                    "sha256": sha256,
                    "predictor": "bench",
                    "engine": "1",
                }
            )
    decided = [(frame, "human") for frame in keyframes(count)]
    return {
        "source": "Bench", "size": [height, width], "frame_count": count,
        "media": str(media.relative_to(settings.MEDIA_ROOT)),
        "media_sha256": sha256_of(media / "canonical.mp4"), "caption": CAPTION, "derived": {}, "referrals": ASKED,
        "rewordings": [], "segments": segments,
        "tracks": [{"number": track + 1, "label": "thing", "keyframes": decided} for track in range(TRACKS)],
    }  # fmt: skip


def sha256_of(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


def freeze(kind: str, videos: int, *, slug: str) -> None:
    """A frozen release of so many clips; a few are made and each stands under many numbers."""
    from annotator.releases.choices import Choices
    from annotator.releases.models import Release, ReleaseVideo
    from annotator.videos.models import Project, Video

    project = Project.objects.create(name=slug, slug=slug)
    release = Release.objects.create(project=project, version="v1.0", choices=Choices().as_json())
    made = [frozen_clip(kind, video) for video in range(min(MADE, videos))]
    height, width, count = SHAPES[kind]
    rows = Video.objects.bulk_create(
        Video(
            project=project, number=number, name=f"{number}.mp4", width=width, height=height, frame_count=count,
            source_fps=30, original_sha256=f"{number:064x}", sha256=f"{number + 2**32:064x}",
        )
        for number in range(1, videos + 1)
    )  # fmt: skip
    ReleaseVideo.objects.bulk_create(
        (
            ReleaseVideo(
                release=release, video=row, split="train", caption_revision=1,
                frozen={**made[row.number % len(made)], "number": row.number, "name": f"clip{row.number}.mp4"},
            )
            for row in rows
        ),
        batch_size=200,
    )  # fmt: skip


def prepare(kind: str, videos: int, folder: Path) -> dict[str, float]:
    """Freeze the release that is measured, and a small one."""
    start_django(folder)
    freeze("small", 1, slug="first")
    freeze(kind, videos, slug="bench")
    return {}


def measure(kind: str, videos: int, folder: Path) -> dict[str, float]:
    """Build what was prepared in this process: its seconds, masks, bytes and the most memory."""
    start_django(folder)
    from annotator.releases.build import build
    from annotator.releases.models import Release
    from tests.annotator.folders import folder_of

    first, release = Release.objects.select_related("project").order_by("pk")
    build(first, step=lambda done, total: None)  # loads the tagger and what draws
    before, cpu = time.monotonic(), time.process_time()
    verified = build(release, step=lambda done, total: None)
    found = {
        "seconds": time.monotonic() - before,
        "cpu": time.process_time() - cpu,
        "masks": verified.masks_human + verified.masks_automatic,
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    place = folder_of(release)
    sizes = {path: path.stat().st_size for path in place.rglob("*") if path.is_file()}
    films = sum(size for path, size in sizes.items() if path.suffix == ".mp4")
    return found | {"films": films, "rest": sum(sizes.values()) - films, **plain_loop(place, kind, folder)}


def plain_loop(place: Path, kind: str, folder: Path) -> dict[str, float]:
    """Encode the release's masks with pycocotools from rasters, and write a JSON file a clip."""
    from pycocotools import mask as coco

    from annotator.formats import release as layout

    if kind != "long":
        return {}
    spent, masks = 0.0, 0
    for video in layout.read_release(place).videos():
        rasters = [[np.asfortranarray(coco.decode(rle)) for rle in frame.mask_rles] for frame in video.segmentations]
        before = time.monotonic()
        frames = []
        for of_frame in rasters:
            encoded = [coco.encode(raster) for raster in of_frame]
            frames.append([{"size": one["size"], "counts": one["counts"].decode()} for one in encoded])
        (folder / f"plain-{video.video_id}.json").write_text(json.dumps(frames))
        spent += time.monotonic() - before
        masks += sum(map(len, rasters))
    return {"plain_seconds": spent, "plain_masks": masks}


STEPS = {"prepare": prepare, "measure": measure}


def measured(kind: str, videos: int) -> dict[str, float]:
    """Prepare and build a release, each in a process of its own: what is prepared is not in the builder's memory."""
    found: dict[str, float] = {}
    with TemporaryDirectory(prefix="tether-bench-") as folder:
        for step in STEPS:
            words = [sys.executable, "-m", "tests.bench.release", "--row", step, kind, str(videos), folder]
            done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, preexec_fn=ends_with_us())
            found = json.loads(done.stdout.splitlines()[-1])
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    words = argparse.ArgumentParser(prog="python -m tests.bench.release", description=(__doc__ or "").split("\n")[0])
    words.add_argument("--videos", type=int, default=MANY, metavar="N", help=f"many is so many; {MANY} unless given")
    words.add_argument("--row", nargs=4, help=argparse.SUPPRESS)  # one measurement, asked for by the process above it
    chosen = words.parse_args(arguments)
    if chosen.row:
        step, kind, videos, folder = chosen.row
        print(json.dumps(STEPS[step](kind, int(videos), Path(folder))))
        return 0
    if chosen.videos <= FEW:
        words.error(f"--videos {chosen.videos}: many are more than {FEW}")
    end_when_asked()
    row = measured("long", LONG)
    pace = told(row)
    few, many = measured("small", FEW), measured("small", chosen.videos)
    kept = many["mib"] <= FLAT * few["mib"]
    more = (many["mib"] - few["mib"]) / (chosen.videos - FEW)
    height, width, frames = SHAPES["small"]
    print(f"clips of {frames} frames at {width}x{height}, {TRACKS} objects")
    print(
        f"  {'kept  ' if kept else 'MISSED'}  peak memory: {few['mib']:.0f} MiB at {FEW} videos, {many['mib']:.0f} at "
        f"{chosen.videos:,}, goal {FLAT} times at most ({many['seconds']:.0f} s for {many['masks']:.0f} masks)"
    )
    rest = row["rest"] / row["masks"] * PAPER_MASKS / 1e9
    print(
        f"  projected, not run: {PAPER_VIDEOS:,} videos with {PAPER_MASKS / 1e6:.1f} M masks in "
        f"{PAPER_MASKS / pace / 3600:.1f} h on one core, {rest:.0f} GB beside the films, "
        f"{few['mib'] + more * (PAPER_VIDEOS - FEW):.0f} MiB of memory"
    )
    return 0 if kept else 1


def told(row: dict[str, float]) -> float:
    """Print what long clips cost; gives our masks a second."""
    height, width, frames = SHAPES["long"]
    ours, plain = row["masks"] / row["seconds"], row["plain_masks"] / row["plain_seconds"]
    print(f"{LONG} clips of {frames} frames at {width}x{height}, {TRACKS} objects: {row['masks']:.0f} masks")
    print(f"  a whole release, proved twice: {ours:.0f} masks/s ({row['seconds']:.1f} s, {row['cpu']:.1f} s of CPU)")
    print(f"  pycocotools encoding the same rasters: {plain:.0f} masks/s ({row['plain_seconds']:.1f} s)")
    print(f"  that is {ours / plain:.2f} of the plain loop's pace; peak memory {row['mib']:.0f} MiB")
    return ours


if __name__ == "__main__":
    sys.exit(main())
