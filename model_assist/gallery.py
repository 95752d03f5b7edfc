"""What a model suggests for clips that it never saw, beside what people approved: one picture a clip.

    python -m model_assist.gallery CHECKPOINT RELEASE --split val --count 10 --out FOLDER

Rows: the approved masks under the approved caption; the model's grounded caption with its masks; the first of the
clip's prompts with the masks that the model answers. Columns: the frames that people drew. Which clips, the split says,
not how they came out.
"""

from __future__ import annotations

import argparse
import io
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from annotator.errors import AnnotatorError
from annotator.formats.frames import Rgb
from annotator.formats.raster import Mask
from annotator.formats.release import Release, ReleaseVideo, read_release
from annotator.formats.whole_file import write_whole
from model_assist.checkpoint import load_checkpoint
from model_assist.clip import read_indices
from model_assist.conversation import numbered, wordings
from model_assist.dataset import mask_of
from model_assist.errors import ModelAssistError
from model_assist.evaluate import refuse_known
from model_assist.predict import Predictor

_COLOURS = ("#ffffff", "#ffb000", "#dc267f", "#78c8ff")  # told apart by the colour-blind too
_INK = "#1c1e22"
_LINE = 100  # characters


@dataclass(frozen=True)
class Row:
    """A line of words and, for each shown frame, one mask an object."""

    title: str
    tracks: Sequence[Sequence[Mask]]


def draw_gallery(predictor: Predictor, release: Release, ids: Sequence[int], out: Path) -> list[Path]:
    """Draw some videos, each in a file of its own.

    Args:
        out: The folder; files are numbered from 1 in the order of `ids`.

    Raises:
        What reading a release raises.
    """
    files = []
    for place, video_id in enumerate(ids, 1):
        file = out / f"suggestion-{place:02d}.png"
        write_whole(file, _drawn(predictor, release, release.video(video_id)))
        files.append(file)
    return files


def _drawn(predictor: Predictor, release: Release, video: ReleaseVideo) -> bytes:
    """One video's picture."""
    drawn = [at for at, frame in enumerate(video.segmentations) if frame.is_gt]
    path = release.video_file(video)
    seen = predictor.see_video(path, frame_count=len(video.segmentations), frames=drawn)
    said = predictor.grounded(seen)
    asked = video.object_referrals[:1]
    rows = [
        Row(
            f"Approved: {wordings(video)[0]}",
            [
                [mask_of(video.segmentations[at], track, video.image_size) for at in drawn]
                for track in video.all_track_ids
            ],
        ),
        Row(f"Suggested: {numbered(said.answer).plain}", [track.masks for track in said.tracks]),
        *(
            Row(f"Asked: {referral.prompt}", [track.masks for track in predictor.point(seen, referral.prompt)])
            for referral in asked
        ),
    ]
    return _figure(list(read_indices(path, drawn)), rows)


def _figure(frames: Sequence[Rgb], rows: Sequence[Row]) -> bytes:
    """A PNG of rows of the same frames; equal rows give equal bytes."""
    height, width = frames[0].shape[:2]
    inches = 9.0
    with matplotlib.rc_context({"font.size": 9, "text.color": _INK}):
        titles = [textwrap.fill(row.title, _LINE) for row in rows]
        picture = inches / len(frames) * height / width
        heights = [picture + 0.15 + 0.16 * (1 + title.count("\n")) for title in titles]
        figure = Figure(figsize=(inches, sum(heights)))
        parts: Any = figure.subfigures(len(rows), 1, squeeze=False, height_ratios=heights)
        for row, title, whole, part in zip(rows, titles, heights, parts[:, 0], strict=True):
            part.suptitle(title, x=0.005, ha="left")
            axes = part.subplots(1, len(frames), squeeze=False)[0]
            part.subplots_adjust(left=0, right=1, bottom=0.01, top=picture / whole, wspace=0.02)
            for at, (pixels, axis) in enumerate(zip(frames, axes, strict=True)):
                _show(axis, pixels, [masks[at] for masks in row.tracks])
        content = io.BytesIO()
        figure.savefig(content, format="png", dpi=100, metadata={"Software": None})
    return content.getvalue()


def _show(axis: Any, pixels: Rgb, masks: Sequence[Mask]) -> None:
    """A frame with each mask's outline in a colour of its own, on black so that it is seen on every ground."""
    axis.imshow(pixels, interpolation="nearest")
    for place, mask in enumerate(masks):
        if mask.any() and not mask.all():
            axis.contour(mask, [0.5], colors="black", linewidths=3)
            axis.contour(mask, [0.5], colors=[_COLOURS[place % len(_COLOURS)]], linewidths=1.5)
    axis.axis("off")


def main(arguments: list[str] | None = None) -> int:
    """Draw what a model suggests for clips that it never saw.

    Returns:
        0, or 1 with one sentence where that is refused.
    """
    program = argparse.ArgumentParser(prog="python -m model_assist.gallery", description=main.__doc__)
    program.add_argument("checkpoint", type=Path)
    program.add_argument("release", type=Path)
    program.add_argument("--split", choices=("val", "test"), default="val")
    program.add_argument("--count", type=int, default=10, help="the split's first clips (default 10)")
    program.add_argument("--out", type=Path, required=True, help="a folder")
    chosen = program.parse_args(arguments)
    try:
        checkpoint, release = load_checkpoint(chosen.checkpoint), read_release(chosen.release)
        ids = release.splits[chosen.split][: chosen.count]
        refuse_known(checkpoint, ids, chosen.split)
        files = draw_gallery(Predictor(checkpoint.model, checkpoint.vocabulary), release, ids, chosen.out)
    except (ModelAssistError, AnnotatorError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.writelines(f"{file}\n" for file in files)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
