"""Predict and score a split as `model_assist.evaluate` does, with masks carried by a memory.

    python -m model_assist.drafting.evaluate CHECKPOINT RELEASE --out FOLDER --masks keyframe_propagate --carrier sam2 \
        --option folder=WEIGHTS --option size=small
"""

from __future__ import annotations

import sys
from typing import get_args

from annotator.errors import AnnotatorError
from model_assist.carrying import Carried, Carrying
from model_assist.drafting.memory import CarriedMemory
from model_assist.errors import ModelAssistError
from model_assist.evaluate import scored, words
from propagation.errors import PropagationError
from propagation.registry import predictor_by_name


def main(arguments: list[str] | None = None) -> int:
    """Predict and score a split; frames that the model is less sure of get their masks from those it is surest of.

    Returns:
        0, or 1 with one sentence where that is refused.
    """
    program = words("python -m model_assist.drafting.evaluate", str(main.__doc__))
    program.add_argument("--masks", choices=get_args(Carried), default="keyframe_propagate")
    program.add_argument("--carrier", default="sam2", help="flow, flow-fast, flow-preview or sam2 (default sam2)")
    program.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="of the carrier")
    chosen = program.parse_args(arguments)
    options = dict(option.partition("=")[::2] for option in chosen.option)
    try:
        memory = CarriedMemory(predictor_by_name(chosen.carrier, options))
        sys.stdout.write(scored(chosen, Carrying(memory, chosen.masks)))
    except (ModelAssistError, AnnotatorError, PropagationError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
