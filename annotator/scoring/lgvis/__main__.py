"""The door for strangers: score a folder of predictions without a server, a database or an account."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from annotator.errors import AnnotatorError
from annotator.formats.whole_file import write_whole
from annotator.scoring.arguments import whole_number
from annotator.scoring.lgvis.official import PublishedScorerStops
from annotator.scoring.lgvis.split import Files, find_files, score_corrected, score_official

DESCRIPTION = """\
Score predicted masks on LG-VIS, the benchmark of ViCaS: masks asked for in words, followed through a video.

Every video of the split needs two files named NNNNNN.json, its number in six digits:
  in --gt    its annotation, as published
  in --pred  {"video_id": 2,
              "pred_lgvis_masks": [                     one list for each prompt, in the order of object_referrals
                [{"filename": "00000.jpg",              every frame with is_gt
                  "mask_rles": [{"size": [h, w], "counts": "COCO compressed RLE"}, ...]}, ...], ...],
              "pred_scores": [[0.9, ...], ...]}         optional: one for each predicted object of each prompt
The k-th mask of every frame belongs to the k-th predicted object; where it is absent, give an empty mask.
"""
EPILOG = """\
protocols:
  corrected  exact thresholds, the best match, nothing depends on an order, COCO's average precision; also average
             recall, 95 % intervals over videos and a row for each prompt. Without pred_scores all predictions are one
             group; at most 10 for each prompt.
  official   the published scorer's numbers to the last bit, its faults included; pred_scores are not read. They hold
             for one environment, which the output names; --tie-order stable is the variant that holds everywhere.
  both       the one beside the other.

example:
  python -m annotator.scoring.lgvis --gt annotations/v1.0 --pred predictions --split-file splits/v1.0/val.json \\
      --protocol both --workers 4 --out scores.json
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Score a split, write the report and say the measures.

    Returns:
        0, or 1 when something is refused (standard error says what), 2 for words that are none of the command's.
    """
    chosen = _words().parse_args(arguments)
    try:
        files = find_files(chosen.gt, chosen.pred, chosen.split_file)
        if chosen.protocol == "both":
            report: dict[str, Any] = {
                "official": _official_or_why(files, chosen),
                "corrected": _corrected(files, chosen),
            }
        else:
            report = _official(files, chosen) if chosen.protocol == "official" else _corrected(files, chosen)
        write_whole(chosen.out, json.dumps(report, indent=1, ensure_ascii=False).encode() + b"\n")
    except AnnotatorError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{chosen.out} cannot be written: {error.strerror}.\n")
        return 1
    for one in report.values() if chosen.protocol == "both" else [report]:
        sys.stdout.write(_line(one) + "\n")
    return 0


def _words() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(
        prog="python -m annotator.scoring.lgvis",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    words.add_argument("--gt", type=Path, required=True, metavar="DIR", help="the annotations")
    words.add_argument("--pred", type=Path, required=True, metavar="DIR", help="the predictions")
    words.add_argument("--split-file", type=Path, required=True, metavar="FILE", help="a JSON list of video numbers")
    words.add_argument("--protocol", choices=("corrected", "official", "both"), default="corrected")
    words.add_argument(
        "--tie-order", choices=("numpy-default", "stable"), default="numpy-default",
        help="of the official protocol: how equal scores are sorted",
    )  # fmt: skip
    words.add_argument(
        "--resamples",
        type=whole_number(0),
        default=1000,
        metavar="N",
        help="for the intervals of the corrected protocol",
    )
    words.add_argument(
        "--workers", type=whole_number(1), default=1, metavar="N", help="processes that read and compare"
    )
    words.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the report goes, as JSON")
    return words


def _official(files: Files, chosen: argparse.Namespace) -> dict[str, Any]:
    progress = _progress("official", len(files.videos))
    return score_official(files, tie_order=chosen.tie_order, workers=chosen.workers, progress=progress)


def _official_or_why(files: Files, chosen: argparse.Namespace) -> dict[str, Any]:
    """What ends the published scorer need not keep the other protocol from its numbers."""
    try:
        return _official(files, chosen)
    except PublishedScorerStops as error:
        return {"protocol": "official", "stops": error.text}


def _corrected(files: Files, chosen: argparse.Namespace) -> dict[str, Any]:
    progress = _progress("corrected", len(files.videos))
    return score_corrected(files, resamples=chosen.resamples, workers=chosen.workers, progress=progress)


def _progress(protocol: str, videos: int) -> Callable[[int], None]:
    """Say every two seconds how far it is, on standard error."""
    said = time.monotonic()

    def tell(done: int) -> None:
        nonlocal said
        if time.monotonic() - said > 2:
            said = time.monotonic()
            sys.stderr.write(f"{protocol}: {done} of {videos} videos\n")

    return tell


def _line(report: dict[str, Any]) -> str:
    values = (f"{name} {report[name]:.2f}" for name in report if "A" in name and isinstance(report[name], float))
    said = report.get("stops") or (", ".join(values) or "nothing to find") + "."
    return f"LG-VIS, {report['protocol']} protocol: {said}"


if __name__ == "__main__":
    raise SystemExit(main())
