"""Words of the scoring commands that argparse has no type for; what they refuse ends a command with 2."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections.abc import Callable


def whole_number(least: int) -> Callable[[str], int]:
    """A reader of whole numbers from `least`."""

    def read(word: str) -> int:
        if not (word.isascii() and word.isdecimal()) or int(word) < least:
            raise ArgumentTypeError(f"{word!r} is no whole number from {least}")
        return int(word)

    return read


def amount(word: str) -> float:
    """A number from 0, such as a price or seconds."""
    try:
        found = float(word)
    except ValueError:
        found = -1
    if not 0 <= found < 1e9:
        raise ArgumentTypeError(f"{word!r} is no amount from 0")
    return found


def address(word: str) -> str:
    """A language endpoint's address, without a slash at its end."""
    # no name or password in it: reports say where an answer came from
    if not re.fullmatch(r"https?://[^/\s?#@]+(/[^\s?#@]*)?", word):
        raise ArgumentTypeError(f"{word!r} is no address like http://127.0.0.1:8000/v1")
    return word.rstrip("/")
