"""A run's learning curves as one picture, from the lines that training wrote.

python -m model_assist.curve RUN --out curves.svg
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from annotator.formats.training_log import LOG, TrainingLogRefused, read_log
from annotator.formats.whole_file import write_whole
from model_assist.errors import ModelAssistError

_LOSSES = {"text": "words of an answer", "words": "words of a patch", "named": "phrase of an object",
           "bce": "mask, per pixel", "dice": "mask, overlap", "alignment": "prompt"}  # fmt: skip
_SHARES = {
    "right": "tokens that are right",
    "found": "objects told by their phrase",
    "overlap": "overlap with the mask",
}
_INK, _BOUNDARY = "#1c1e22", "#8a8f98"


class CurveRefused(ModelAssistError):
    """A picture of a kind that is not drawn."""

    code = "curve_refused"


def draw_curves(run: Path, out: Path) -> None:
    """Draw losses above and shares below, all stages one after the other.

    Args:
        out: An `.svg` or `.png` file; equal logs give equal bytes.

    Raises:
        CurveRefused: the ending is another.
        TrainingLogRefused: the folder has no log.
        OSError: the disk is full or not writable.
    """
    if out.suffix not in (".svg", ".png"):
        raise CurveRefused(f"{out.name} is neither .svg nor .png.")
    lines = read_log(run / LOG)
    with matplotlib.rc_context({"svg.hashsalt": "tether", "font.size": 9, "text.color": _INK}):
        figure = Figure(figsize=(9, 5), layout="constrained")
        losses, shares = figure.subplots(2, 1, sharex=True)
        _plot(losses, lines, _LOSSES)
        _plot(shares, lines, _SHARES)
        losses.set(yscale="log", ylabel="loss")
        shares.set(ylim=(0, 1), ylabel="share", xlabel="steps")
        content = io.BytesIO()
        ending = out.suffix[1:]
        figure.savefig(content, format=ending, dpi=150, metadata={"Date": None} if ending == "svg" else None)
    write_whole(out, content.getvalue())


def _plot(axes: Any, lines: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> None:
    """One curve a measure, with a gap where a stage does not have it."""
    stages = [line["stage"] for line in lines]
    begins = [at for at, stage in enumerate(stages) if at == 0 or stages[at - 1] != stage]
    for name, label in names.items():
        values = [line.get(name, float("nan")) for line in lines]
        if any(value == value for value in values):  # not NaN
            axes.plot(range(len(lines)), values, label=label, linewidth=1)
    for at in begins:
        axes.axvline(at, color=_BOUNDARY, linewidth=0.5)
        axes.annotate(
            f"stage {stages[at]}", (at, 1), xycoords=("data", "axes fraction"), fontsize=7, va="bottom", rotation=30
        )
    axes.legend(loc="best", fontsize=7, frameon=False)


def main(arguments: list[str] | None = None) -> int:
    """Draw a run's learning curves.

    Returns:
        0, or 1 with one sentence where there is nothing to draw.
    """
    program = argparse.ArgumentParser(prog="python -m model_assist.curve", description=main.__doc__)
    program.add_argument("run", type=Path, help="a run's folder")
    program.add_argument("--out", type=Path, required=True, help="an .svg or .png file")
    chosen = program.parse_args(arguments)
    try:
        draw_curves(chosen.run, chosen.out)
    except (CurveRefused, TrainingLogRefused) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{chosen.out}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
