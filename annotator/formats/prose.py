"""Free text that people write to each other, because a character that cannot be shown hides what was meant.

Markup is text like any other: it is kept as written, and who shows it decides what it becomes.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

from annotator.formats.caption import BIDI_AND_BOM

ALLOWED = frozenset("\n\t")


@dataclass(frozen=True, slots=True)
class ProseFault:
    """Why a text is refused; `position` is in code points."""

    error: Literal["empty", "too_long", "E_CONTROL"]
    position: int
    message: str


def check_prose(text: str, *, longest: int) -> ProseFault | None:
    """The first fault of a text, if it has one: nothing but blanks, too long, or a character that cannot be shown.

    Args:
        longest: How many code points it may have.
    """
    if len(text) > longest:
        return ProseFault(
            "too_long", longest, f"The text has {len(text):,} characters; {longest:,} are the most. Shorten it."
        )
    for position, char in enumerate(text):
        if char not in ALLOWED and (char in BIDI_AND_BOM or unicodedata.category(char) in {"Cc", "Cs"}):
            sign = f"U+{ord(char):04X}"
            return ProseFault(
                "E_CONTROL", position, f"Character {sign} at position {position} cannot be shown; take it out."
            )
    if not text.strip():
        return ProseFault("empty", 0, "The text is empty; write something.")
    return None
