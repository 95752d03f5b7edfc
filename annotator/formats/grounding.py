"""The caption grammar, because one wrong bracket silently loses an object in every tool that reads ViCaS.

`A [man]<mask_1> runs.` ties the words "man" to track 1. Two readings exist. *Strict* accepts canonical strings
only and is what is stored and exported; *lenient* accepts what an annotator types, as long as it has one meaning, and
reports each fold. Both are one scanner: where strict refuses, lenient may tolerate. Neither ever guesses.

Positions count code points of the text as given. Spaces are Unicode category Zs. Chinese fields keep full-width signs
as text (only inside a tag they fold); English fields refuse them, because a full-width bracket is plain text to others.

As a program: `python -m annotator.formats.grounding --strict|--lenient --json -` reads one caption from standard input.

Source: the ViCaS caption syntax as its public annotations and its public parser show it; grammar and errors are ours.
"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import Literal, NoReturn

from annotator.formats.caption import (
    ERROR_CODES,
    LINE_BREAKS,
    NOTICE_CODES,
    WIDE,
    Caption,
    GroundingError,
    Notice,
    Phrase,
    is_forbidden,
    is_space,
)

__all__ = [
    "CROWD", "ERROR_CODES", "NOTICE_CODES", "Caption", "GroundingError", "Language", "Notice", "Phrase", "parse",
    "parse_lenient", "render",
]  # fmt: skip

Language = Literal["en", "zh"]

CROWD = "?"
PREFIX = "mask_"


def parse(text: str, *, language: Language = "en") -> Caption:
    """Read a canonical caption.

    Raises:
        GroundingError: the text is not canonical; the first offending character is named.
    """
    return _Scanner(text, language=language, lenient=False).caption()


def parse_lenient(text: str, *, language: Language = "en") -> tuple[Caption, tuple[Notice, ...]]:
    """Read what a person typed, folding sloppy forms that have exactly one meaning.

    Returns:
        The caption (render it for the canonical string) and one notice per fold, in order of position.

    Raises:
        GroundingError: the text has no single meaning.
    """
    scanner = _Scanner(text, language=language, lenient=True)
    caption = scanner.caption()
    return caption, tuple(sorted(scanner.notices, key=lambda notice: notice.position))


def render(caption: Caption) -> str:
    """Write the canonical string: `parse(render(c)) == c` and `render(parse(s)) == s`.

    Raises:
        ValueError: the phrases overlap, are out of order or do not stand in the plain text where they say.
    """
    parts: list[str] = []
    at = 0
    for phrase in caption.phrases:
        if phrase.start < at or caption.plain[phrase.start : phrase.end] != phrase.text:
            raise ValueError(
                f"Phrase {phrase.text!r} does not stand at {phrase.start}..{phrase.end} of the plain text."
            )
        parts += [caption.plain[at : phrase.start], "[", phrase.text, "]<", PREFIX, ",".join(phrase.ids), ">"]
        at = phrase.end
    parts.append(caption.plain[at:])
    return "".join(parts)


class _Scanner:
    """One pass over the text. `at` is the next code point; every refusal or fold names a position in `text`."""

    def __init__(self, text: str, *, language: Language, lenient: bool) -> None:
        self.text = text
        self.language = language
        self.lenient = lenient
        self.at = 0
        self.plain: list[str] = []
        self.plain_length = 0
        self.phrases: list[Phrase] = []
        self.notices: list[Notice] = []

    def caption(self) -> Caption:
        while self.at < len(self.text):
            position = self.at
            char = self.character()
            if char == "[":
                self.grounding(position)
            elif char == "]":
                raise GroundingError("E_CLOSE", position, "']' without a '[' before it")
            elif char in "<>":
                raise GroundingError(
                    "E_ANGLE", position, f"'{self.text[position]}' outside a grounding; write words instead"
                )
            else:
                self.write(char)
        return Caption("".join(self.plain), tuple(self.phrases))

    def grounding(self, opened: int) -> None:
        written = self.phrase(opened)
        text = written.strip()
        if not text:
            raise GroundingError("E_EMPTY", opened, "the phrase is empty")
        before, after = written[: written.index(text)], written[written.index(text) + len(text) :]
        if before or after:
            padding = opened + 1 if before else opened + 1 + len(text)
            self.tolerate(
                ("E_SPACE", padding, "a phrase neither begins nor ends with a space"),
                ("W_SPACE", opened, "the spaces at the edge of the phrase were moved out of it"),
            )
        self.write(before)
        start = self.plain_length
        self.write(text)
        self.phrases.append(Phrase(text, self.tag(), start, start + len(text)))
        self.write(after)

    def phrase(self, opened: int) -> str:
        written: list[str] = []
        while self.at < len(self.text):
            position = self.at
            char = self.character()
            if char == "]":
                return "".join(written)
            if char in "[<>":
                code = "E_NESTED" if char == "[" else "E_ANGLE"
                raise GroundingError(code, position, f"'{self.text[position]}' inside the phrase opened at {opened}")
            written.append(char)
        raise GroundingError("E_OPEN", opened, "'[' is never closed")

    def character(self) -> str:
        """Take one character of text or phrase, folded where the reading allows it."""
        position, char = self.at, self.text[self.at]
        self.at += 1
        if self.lenient and char in LINE_BREAKS:
            if self.text[position : position + 2] == "\r\n":
                self.at += 1
            self.notices.append(Notice("W_NEWLINE", position, "a line break became a space"))
            return " "
        if is_forbidden(char):
            raise GroundingError("E_CONTROL", position, f"control character U+{ord(char):04X}")
        if self.language == "en" and char in WIDE:
            self.tolerate(
                ("E_WIDE", position, f"full-width '{char}'; write '{WIDE[char]}'"),
                ("W_WIDTH", position, f"full-width '{char}' became '{WIDE[char]}'"),
            )
            return WIDE[char]
        return char

    def tag(self) -> tuple[str, ...]:
        self.gap()
        tag = _Tag(self, opened=self.at)
        self.at += 1
        return tag.ids_until_closed()

    def gap(self) -> None:
        """Stop in front of the '<' that must follow a phrase at once, folding what may stand between."""
        after_phrase = self.at
        end = after_phrase
        if self.lenient:
            while end < len(self.text) and (is_space(self.text[end]) or self.text[end] in LINE_BREAKS):
                end += 1
        char = self.text[end : end + 1]
        if not char or (WIDE.get(char, char) if self.lenient or self.language == "en" else char) != "<":
            raise GroundingError("E_NOTAG", after_phrase, "a phrase is followed by <mask_N>")
        if end > after_phrase:
            self.notices.append(Notice("W_GAP", after_phrase, "the space between the phrase and its tag was dropped"))
        if char != "<":
            self.tolerate(
                ("E_WIDE", end, f"full-width '{char}'; write '<'"),
                ("W_WIDTH", end, f"full-width '{char}' became '<'"),
            )
        self.at = end

    def write(self, plain: str) -> None:
        self.plain.append(plain)
        self.plain_length += len(plain)

    def tolerate(self, error: tuple[str, int, str], notice: tuple[str, int, str]) -> None:
        """Fold in the lenient reading, refuse in the strict one."""
        if not self.lenient:
            raise GroundingError(*error)
        self.notices.append(Notice(*notice))


class _Tag:
    """The part from '<' to '>': prefix, then ids with one comma between each two."""

    def __init__(self, scanner: _Scanner, *, opened: int) -> None:
        self.scanner = scanner
        self.text = scanner.text
        self.opened = opened
        self.ids: list[str] = []
        self.comma_open = True  # a comma is not allowed yet (no id before it) or was just read
        self.id_due = True  # a prefix was read and its id not yet
        self.after_id = opened

    def ids_until_closed(self) -> tuple[str, ...]:
        self.spaces()
        self.prefix(first=True)
        while True:
            self.spaces()
            position = self.scanner.at
            char = self.character()
            if char == ">":
                self.close(position)
                return tuple(self.ids)
            if char == ",":
                self.comma(position)
            elif char == CROWD:
                self.id(CROWD, position)
            elif self.is_digit(char):
                self.number(position)
            elif self.scanner.lenient and self.text[position : position + 4].lower() == "mask":
                self.scanner.at = position
                self.prefix(first=False)
            else:
                self.wrong(char, position)

    def spaces(self) -> None:
        start = self.scanner.at
        while (char := self.text[self.scanner.at : self.scanner.at + 1]) and (
            is_space(char) or (self.scanner.lenient and char in LINE_BREAKS)
        ):
            self.scanner.at += 1
        if self.scanner.at > start:
            self.scanner.tolerate(
                ("E_TAGSPACE", start, "no space inside a mask tag"),
                ("W_TAGSPACE", start, "the space inside the mask tag was dropped"),
            )

    def prefix(self, *, first: bool) -> None:
        start = self.scanner.at
        rest = self.text[start : start + len(PREFIX)]
        if first and PREFIX.startswith(self.text[start:]):
            self.unclosed()
        if first and rest == PREFIX:
            self.scanner.at += len(PREFIX)
            return
        if rest[:4].lower() != "mask":
            raise GroundingError("E_PREFIX", start, "expected 'mask_' after '<'")
        underscore = rest[4:]
        if first and rest[:4] == "mask" and underscore == "＿" and self.scanner.lenient:
            self.scanner.notices.append(Notice("W_WIDTH", start + 4, "full-width '＿' became '_'"))
        else:
            message = "the tag was written with the prefix 'mask_'" if first else "the repeated prefix was dropped"
            self.scanner.tolerate(("E_PREFIX", start, "expected 'mask_' after '<'"), ("W_PREFIX", start, message))
        self.scanner.at += 5 if underscore in ("_", "＿") else 4
        self.id_due = True

    def character(self) -> str:
        position = self.scanner.at
        if position >= len(self.text):
            self.unclosed()
        self.scanner.at += 1
        char = self.text[position]
        folded = WIDE.get(char, char)
        if not self.scanner.lenient or folded == char or folded not in ",?>":
            return char
        self.scanner.notices.append(Notice("W_WIDTH", position, f"full-width '{char}' became '{folded}'"))
        return folded

    def is_digit(self, char: str) -> bool:
        if self.scanner.lenient:
            return unicodedata.category(char) == "Nd"
        return char in "0123456789"

    def number(self, position: int) -> None:
        while self.scanner.at < len(self.text) and self.is_digit(self.text[self.scanner.at]):
            self.scanner.at += 1
        written = self.text[position : self.scanner.at]
        digits = "".join(str(unicodedata.decimal(char)) for char in written)
        if len(digits) > 1 and digits[0] == "0":
            apart = ",".join(digits)
            message = f"'{digits}': an id has no leading zero; two ids are written '{apart}'"
            raise GroundingError("E_ID", position, message)
        if len(digits) > 1:
            message = f"id {digits} is above 9; ids of two digits are read digit by digit by the ViCaS API"
            raise GroundingError("E_RANGE", position, message)
        if written != digits:
            self.scanner.notices.append(Notice("W_WIDTH", position, f"the digit '{written}' became '{digits}'"))
        self.id(digits, position)

    def id(self, written: str, position: int) -> None:
        if not self.comma_open:
            self.scanner.tolerate(
                ("E_COMMA", position, "',' stands between two ids"),
                ("W_COMMA", self.after_id, "the missing comma between two ids was put in"),
            )
        if written in self.ids:
            self.scanner.tolerate(
                ("E_TWICE", position, f"id {written} is there twice"),
                ("W_TWICE", position, f"the second id {written} was dropped"),
            )
        else:
            self.ids.append(written)
        self.comma_open = self.id_due = False
        self.after_id = self.scanner.at

    def comma(self, position: int) -> None:
        if self.comma_open:
            self.stray_comma(position)
        self.comma_open = True

    def close(self, position: int) -> None:
        if self.id_due:
            raise GroundingError("E_NOIDS", position, "no id in the mask tag")
        if self.comma_open:
            self.stray_comma(position)

    def stray_comma(self, position: int) -> None:
        self.scanner.tolerate(
            ("E_COMMA", position, "',' stands between two ids"),
            ("W_COMMA", position, "a comma without an id was dropped"),
        )

    def wrong(self, char: str, position: int) -> NoReturn:
        if is_forbidden(char):
            raise GroundingError("E_CONTROL", position, f"control character U+{ord(char):04X}")
        raise GroundingError("E_ID", position, f"'{char}' in a mask tag: expected 0-9, '?' or ','")

    def unclosed(self) -> NoReturn:
        raise GroundingError("E_TAG", self.opened, "'<' is never closed")


def _answer(text: str, *, language: Language, lenient: bool) -> dict[str, object]:
    try:
        caption, notices = parse_lenient(text, language=language) if lenient else (parse(text, language=language), ())
    except GroundingError as error:
        return {"ok": False, "error": error.fields}
    answer: dict[str, object] = {"ok": True, "plain": caption.plain, "phrases": [asdict(p) for p in caption.phrases]}
    if lenient:
        answer |= {"canonical": render(caption), "warnings": [asdict(notice) for notice in notices]}
    return answer


EXAMPLES = """\
Prints {ok, plain, phrases: [{text, ids, start, end}]}, with --lenient also {canonical, warnings: [{code, position,
message}]}; for a refused caption {ok, error: {code, position, message}}. Positions count code points from 0, spans
are half-open. Ends with 0 when the caption is accepted, 1 when it is refused, 2 when it could not be read.

  echo "A [man]<mask_1> runs." | python -m annotator.formats.grounding --strict --json -
  python -m annotator.formats.grounding --lenient --language zh caption.txt"""


def main(arguments: list[str] | None = None) -> int:
    """Read one caption (a final line break is not part of it) and print what the grammar makes of it.

    Returns:
        0 when the caption is accepted, 1 when it is refused.
    """
    program = argparse.ArgumentParser(
        prog="python -m annotator.formats.grounding",
        description="Read one caption (a final line break is not part of it) and print what the grammar makes of it.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    reading = program.add_mutually_exclusive_group(required=True)
    reading.add_argument("--strict", action="store_true", help="accept canonical captions only: what is stored")
    reading.add_argument("--lenient", action="store_true", help="accept what has one meaning, and say what was folded")
    program.add_argument("--json", action="store_true", help="one line of JSON for programs instead of an indented one")
    program.add_argument("--language", choices=("en", "zh"), default="en", help="zh keeps full-width signs as text")
    program.add_argument("file", help="a UTF-8 file, or - for standard input")
    chosen = program.parse_args(arguments)
    try:
        raw = sys.stdin.buffer.read() if chosen.file == "-" else Path(chosen.file).read_bytes()
    except OSError as error:
        program.error(f"{chosen.file} cannot be read: {error.strerror}")
    text = raw.decode("utf-8", errors="surrogateescape")
    text = text.removesuffix("\r\n" if text.endswith("\r\n") else "\n")
    answer = _answer(text, language=chosen.language, lenient=chosen.lenient)
    sys.stdout.write(json.dumps(answer, indent=None if chosen.json else 2) + "\n")
    return 0 if answer["ok"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
