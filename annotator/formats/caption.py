"""What a caption is made of: its characters, its phrases and its errors, apart from the grammar that reads them.

Unassigned code points follow the Unicode version of the running Python: the newest emoji are refused until it knows
them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from annotator.errors import AnnotatorError

ERROR_CODES = (
    "E_OPEN", "E_CLOSE", "E_NESTED", "E_ANGLE", "E_EMPTY", "E_SPACE", "E_NOTAG", "E_PREFIX", "E_TAG", "E_NOIDS", "E_ID",
    "E_RANGE", "E_TWICE", "E_COMMA", "E_TAGSPACE", "E_WIDE", "E_CONTROL",
)  # fmt: skip
NOTICE_CODES = ("W_WIDTH", "W_PREFIX", "W_TAGSPACE", "W_COMMA", "W_TWICE", "W_SPACE", "W_GAP", "W_NEWLINE")
WIDE = {
    "，": ",",
    "？": "?",
    "［": "[",
    "］": "]",
    "【": "[",
    "】": "]",
    "＜": "<",
    "＞": ">",
    "〈": "<",
    "〉": ">",
    "＿": "_",
}
LINE_BREAKS = frozenset("\n\r\u2028\u2029")
# Written as numbers: these signs change how the very line that names them is displayed.
BIDI_AND_BOM = frozenset(map(chr, (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)))


class GroundingError(AnnotatorError):
    """A caption that is not in the grammar.

    Args:
        code: One of `ERROR_CODES`.
        position: Code-point offset of the first offending character; of the opening bracket for an unclosed one.
        message: What is wrong there, for the person who typed it.
    """

    def __init__(self, code: str, position: int, message: str) -> None:
        super().__init__(f"{code} at {position}: {message}", code=code, position=position, message=message)
        self.code = code
        self.position = position
        self.message = message


@dataclass(frozen=True, slots=True)
class Phrase:
    """Caption words tied to tracks: `ids` as written ("0".."9" or "?"), half-open code points in the plain text."""

    text: str
    ids: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Caption:
    """Plain text and its grounding phrases, in reading order."""

    plain: str
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """One fold that the lenient reading made, with its place in the text as typed."""

    code: str
    position: int
    message: str


def is_space(char: str) -> bool:
    """Whether a character is a space of any width; tabs and line breaks are controls, not spaces."""
    return unicodedata.category(char) == "Zs"


def is_forbidden(char: str) -> bool:
    """Whether a character may stand nowhere: controls, breaks, bidi, BOM, surrogates, private use, unassigned."""
    return char in BIDI_AND_BOM or unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
