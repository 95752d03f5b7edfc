"""A real release of synthetic clips, by the very code that writes everybody's: for tests, and for a first training.

    python -m model_assist.shapes_release FOLDER --clips 3000

Every clip is a canonical video; every frame has its masks, those of the keyframes drawn; splits and manifest are there,
and `python -m annotator.formats.release verify FOLDER` proves it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

import av
from av.video.reformatter import ColorRange, Colorspace

from annotator.formats import rle
from annotator.formats.clock import KEYFRAME_STEP
from annotator.formats.frames import Rgb
from annotator.formats.progress import Progress
from annotator.formats.release import Referral, manifest, release_video, write_annotation, write_splits
from annotator.formats.rle import Rle
from annotator.formats.transcode import Encoder
from annotator.formats.whole_file import beside
from model_assist.shapes import HEIGHT, WIDTH, draw_scene, paint

VERSION = "v1.0"


def write_release(root: Path, *, clips: int, held_out: int, keyframes: int = 5, seed: int = 0) -> None:
    """Write a release of shapes.

    Args:
        root: A folder that is empty or not there.
        clips: How many to train on.
        held_out: How many in `val`, and as many in `test`.
        keyframes: Of each clip, one a second.
    """
    root.mkdir(parents=True, exist_ok=True)
    if any(root.iterdir()):
        raise FileExistsError(f"{root} is not empty; give a new folder.")
    ids = range(1, clips + 2 * held_out + 1)
    progress = Progress("clips")
    for video_id in ids:
        _write_clip(root, video_id, seed=f"{seed} {video_id}", frame_count=(keyframes - 1) * KEYFRAME_STEP + 1)
        progress(video_id, len(ids))
    progress.clear()
    held = clips + held_out + 1
    write_splits(
        root, VERSION, {"train": ids[:clips], "val": range(clips + 1, held), "test": range(held, held + held_out)}
    )
    manifest(root)


def _write_clip(root: Path, video_id: int, *, seed: str, frame_count: int) -> None:
    scene = draw_scene(seed, frame_count=frame_count)
    frames: list[Rgb] = []
    masks: list[Mapping[int, Rle]] = []
    for pixels, of_frame in paint(scene):
        frames.append(pixels)
        masks.append({track: rle.encode(mask) for track, mask in of_frame.items()})
    video = release_video(
        video_id, source="shapes", name=f"shapes_{video_id}.mp4", caption=scene.caption(), size=(HEIGHT, WIDTH),
        masks=masks, referrals=[Referral(*prompt) for prompt in scene.prompts()], rewordings=scene.rewordings(),
    )  # fmt: skip
    write_annotation(root, VERSION, video)
    _write_video(root / "videos" / video.filename, frames)


def _write_video(path: Path, frames: list[Rgb]) -> None:
    """A canonical video of frames."""
    with beside(path) as file:
        encoder = Encoder(Path(file.name), width=WIDTH, height=HEIGHT, matrix=Colorspace.ITU601)
        for pixels in frames:
            picture = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            encoder.write(
                picture.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU601, dst_color_range=ColorRange.MPEG)
            )
        encoder.close()


def main(arguments: list[str] | None = None) -> int:
    """Write a release of moving coloured shapes."""
    program = argparse.ArgumentParser(prog="python -m model_assist.shapes_release", description=main.__doc__)
    program.add_argument("folder", type=Path)
    program.add_argument("--clips", type=int, default=3000, help="to train on (default 3000)")
    program.add_argument("--held-out", type=int, default=200, help="in val, and as many in test (default 200)")
    program.add_argument("--keyframes", type=int, default=5, help="of each clip, one a second (default 5)")
    program.add_argument("--seed", type=int, default=0)
    chosen = program.parse_args(arguments)
    try:
        write_release(
            chosen.folder, clips=chosen.clips, held_out=chosen.held_out, keyframes=chosen.keyframes, seed=chosen.seed
        )
    except FileExistsError as error:
        program.error(str(error))
    sys.stdout.write(f"{chosen.folder}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
