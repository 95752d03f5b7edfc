"""The door for strangers: judge a folder of predicted captions without a server, a database or an account."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotator.errors import AnnotatorError
from annotator.formats.progress import Progress
from annotator.formats.whole_file import write_whole
from annotator.language.endpoint import Endpoint, Line
from annotator.scoring.arguments import address, amount, whole_number
from annotator.scoring.caption_accuracy.folder import AnswerFolder
from annotator.scoring.caption_accuracy.judging import BILLION, Judge, Spending
from annotator.scoring.caption_accuracy.prompt import OURS, Prompt, read_prompt
from annotator.scoring.caption_accuracy.split import Estimate, estimate, score_split
from annotator.scoring.lgvis.split import Files, find_files

DESCRIPTION = """\
Judge predicted captions by a language model behind an OpenAI-compatible endpoint, as ViCaS does (CA, 0 to 5).

Every video of the split needs two files named NNNNNN.json, its number in six digits:
  in --gt    its annotation: caption_parsed_en, caption_parsed_en_gpt and reworded_en_captions are the ground truths
  in --pred  {"video_id": 2, "pred_caption": "text"}
Each ground truth is one question. What it costs is said first; --estimate stops there.
"""
EPILOG = """\
readings:
  strict    an answer is one number from 0 to 5 and nothing else; one that is not is asked for once more, then counted
            as unreadable: it is no score, and above 1 % of them no mean is told.
  official  the published scorer's: whatever is no number is 0, numbers are clipped to 0..5, nan makes the mean nan.

Answers are kept in --answers by the digest of address, model, prompt and captions: the same is never asked twice, and
a run that ended early goes on. What a server that names itself synthetic or fake answers makes a report marked so.

example, with Llama-3-70B-Instruct served by vLLM:
  python -m annotator.scoring.caption_accuracy --gt annotations/v1.0 --pred predictions \\
      --split-file splits/v1.0/val.json --url http://127.0.0.1:8000/v1 \\
      --model meta-llama/Meta-Llama-3-70B-Instruct --out accuracy.json
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge a split, write the report and say the mean; or say what it would cost.

    Returns:
        0, or 1 when something is refused (standard error says what), 2 for words that are none of the command's.
    """
    words = _words()
    chosen = words.parse_args(arguments)
    if not chosen.estimate and chosen.out is None:
        words.error("--out is needed, unless it is an --estimate")
    if not chosen.estimate and chosen.cap is None and (chosen.price_in or chosen.price_out):
        words.error("a price needs a --cap")
    try:
        files = find_files(chosen.gt, chosen.pred, chosen.split_file)
        prompt = read_prompt(chosen.prompt_file, chosen.system_file) if chosen.prompt_file else OURS
        endpoint, folder = _endpoint(chosen), AnswerFolder(chosen.answers)
        told = estimate(files, prompt, endpoint, folder)
        if chosen.estimate:
            sys.stdout.write(json.dumps(told.as_json(), indent=1) + "\n")
            return 0
        sys.stderr.write(_said(told, chosen.cap) + "\n")
        report = _judged(files, prompt, endpoint, folder, chosen)
        write_whole(chosen.out, json.dumps(report, indent=1, ensure_ascii=False).encode() + b"\n")
    except AnnotatorError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{error.filename or chosen.out} cannot be read or written: {error.strerror}.\n")
        return 1
    sys.stdout.write(_line(report) + "\n")
    return 0


def _words() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(
        prog="python -m annotator.scoring.caption_accuracy",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = words.add_argument
    add("--gt", type=Path, required=True, metavar="DIR", help="the annotations")
    add("--pred", type=Path, required=True, metavar="DIR", help="the predictions")
    add("--split-file", type=Path, required=True, metavar="FILE", help="a JSON list of video numbers")
    add("--url", type=address, required=True, help="the endpoint with its version, such as http://127.0.0.1:8000/v1")
    add("--model", required=True, help="the model's name there")
    add("--key-file", type=Path, metavar="FILE", help="holds the endpoint's key; without it none is sent")
    add("--reading", choices=("strict", "official"), default="strict")
    add("--prompt-file", type=Path, metavar="FILE",
        help="other words than ours: the user's turn, {} for the ground truth, then {} for the prediction")  # fmt: skip
    add("--system-file", type=Path, metavar="FILE", help="the system's turn beside --prompt-file")
    add("--answers", type=Path, default=Path("judge-answers"), metavar="DIR",
        help="where answers are kept and found again (default: judge-answers)")  # fmt: skip
    add("--price-in", type=amount, default=0.0, metavar="N", help="for a million tokens of questions")
    add("--price-out", type=amount, default=0.0, metavar="N", help="for a million tokens of answers")
    add("--cap", type=amount, metavar="N", help="the most that this run may spend; what could pass it is not asked")
    add("--estimate", action="store_true", help="say what it would cost, ask nothing")
    add("--seconds", type=amount, default=60.0, metavar="N", help="how long one attempt may take")
    add("--attempts", type=whole_number(1), default=5, metavar="N", help="at each question")
    add("--at-once", type=whole_number(1), default=1, metavar="N", help="videos side by side; 1 for published numbers")
    add("--resamples", type=whole_number(0), default=1000, metavar="N", help="for the interval")
    add("--out", type=Path, metavar="FILE", help="where the report goes, as JSON")
    return words


def _endpoint(chosen: argparse.Namespace) -> Endpoint:
    key = chosen.key_file.read_text().strip() if chosen.key_file else ""
    return Endpoint(chosen.url, chosen.model, key, chosen.price_in, chosen.price_out, chosen.seconds, chosen.attempts)


def _judged(
    files: Files, prompt: Prompt, endpoint: Endpoint, folder: AnswerFolder, chosen: argparse.Namespace
) -> dict[str, Any]:
    spending = Spending(None if chosen.cap is None else round(chosen.cap * BILLION))
    progress = Progress("videos")
    with Line(endpoint) as line:
        try:
            return score_split(
                files, Judge(line, prompt, folder, spending), reading=chosen.reading, resamples=chosen.resamples,
                at_once=chosen.at_once, progress=progress,
            )  # fmt: skip
        finally:
            progress.clear()


def _said(told: Estimate, cap: float | None) -> str:
    """The cost, before the first question."""
    within = "without a cap" if cap is None else f"at most {cap:.4f}"
    return (
        f"{told.videos} videos, {told.questions} questions, {told.remembered} of them answered before; the rest takes "
        f"about {told.tokens_in} tokens in and {told.tokens_out} out, {told.cost / BILLION:.4f}, {within}."
    )


def _line(report: dict[str, Any]) -> str:
    value = f"{report['CA']:.3f} of 5" if report["CA"] is not None else f"none, {report['withheld']}"
    marked = " SYNTHETIC: answers of a stand-in, no result." if report["synthetic"] else ""
    return (
        f"Caption accuracy, {report['reading']} reading: {value}; {report['unreadable']} of {report['verdicts']} "
        f"answers unreadable.{marked}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
