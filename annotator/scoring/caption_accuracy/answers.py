"""How a judge's answer is read: strictly, so that what is no number from 0 to 5 is no score; or as published."""

from __future__ import annotations

import re
from typing import Literal

Reading = Literal["strict", "official"]
MOST_SCORE = 5.0
NO_NUMBER = "it is not one number from 0 to 5 and nothing else"

_NUMBER = re.compile(r"\s*[0-5](?:\.[0-9]+)?\s*")  # [0-9], not \d: digits of other scripts are none of the answer's


def read_strictly(text: str) -> float | None:
    """The score, 0..5; None where the answer is anything but one such number."""
    if not _NUMBER.fullmatch(text):
        return None
    score = float(text)
    return score if score <= MOST_SCORE else None


def read_officially(text: str) -> float:
    """The score, 0..5, as the published scorer takes it: whatever is no float is 0, and nan stays nan.

    Source: the benchmark's captioning evaluation of ViCaS, with its faults: `4/5`, `Score: 4` and `4,5` are 0, `1_0`
    and `inf` are 5.
    """
    try:
        score = float(text)
    except ValueError:
        return 0.0
    # min and max keep or lose a nan by the order of their words; theirs keeps it
    return score if score != score else min(max(score, 0.0), MOST_SCORE)
