"""The door for strangers: a study's file in, the table of correlations out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator.errors import AnnotatorError
from annotator.formats.whole_file import write_whole
from annotator.scoring.arguments import whole_number
from annotator.scoring.metric_study.reading import read_study
from annotator.scoring.metric_study.study import POOLINGS, study

DESCRIPTION = """\
Hold caption measures against people: their correlation with ratings, and right captions beside nearly equal wrong ones.

FILE is JSON:
  {"human": [[7.5, 8], ...],                         two raters for each sample, 0 to 10 in half points
   "methods": {"CA": {
     "scores_per_ground_truth": [[4, 5, 4], ...],    for each sample, the raw caption's score first
     "score_range": [0, 5],                          null where the measure has no highest score
     "hard_positive": [4.5, ...],                    for each pair, the right caption in other words
     "hard_negative": [1, ...]}}}                    and the nearly equal one that is wrong; both may be left out
null stands for a score that there is none of; its sample or pair is left out of that measure and counted.
"""
COLUMNS = {**{name: name for name in POOLINGS}, "delta_pn": "Δ_PN"}


def as_markdown(found: Mapping[str, Any]) -> str:
    """A study's table: a line for each method, what is undefined left blank."""
    lines = [f"| method | {' | '.join(COLUMNS.values())} | n |", f"|---{'|---' * len(COLUMNS)}|---|"]
    for name, one in found["methods"].items():
        kept = ", ".join(str(at["n"]) for at in one["thresholds"])
        cells = [_cell(one[column], one["intervals"][column]) for column in COLUMNS]
        lines.append(f"| {name} | {' | '.join(cells)} | {kept} |")
    raters = found["raters"]
    lines.append(
        f"\n{found['samples']} samples; raters: ICC of one {_rounded(raters['icc_single'], 3)}, of their mean "
        f"{_rounded(raters['icc_mean'], 3)}; {_rounded(raters['difference'], 2)} apart on average."
    )
    return "\n".join(lines) + "\n"


def _cell(value: float | None, interval: Sequence[float] | None) -> str:
    if value is None:
        return ""
    return _rounded(value, 1) + (f" [{interval[0]:.1f}, {interval[1]:.1f}]" if interval else "")


def _rounded(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Compute a study, say its table and write all of it where that is asked for.

    Returns:
        0, or 1 when the file is refused or nothing can be written.
    """
    words = argparse.ArgumentParser(
        prog="python -m annotator.scoring.metric_study", description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    words.add_argument("file", type=Path, metavar="FILE", help="the study")
    words.add_argument("--resamples", type=whole_number(0), default=1000, metavar="N", help="for the intervals")
    words.add_argument("--out", type=Path, metavar="FILE", help="where everything goes, as JSON")
    chosen = words.parse_args(arguments)
    try:
        human, methods = read_study(chosen.file)
        found = study(human, methods, resamples=chosen.resamples)
        if chosen.out:
            write_whole(chosen.out, json.dumps(found, indent=1, ensure_ascii=False).encode() + b"\n")
    except AnnotatorError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{chosen.out} cannot be written: {error.strerror}.\n")
        return 1
    sys.stdout.write(as_markdown(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
