"""Both grammars asked at once, and captions at random to ask about, so that no one has to trust two files to agree.

Python is asked in this process, TypeScript in one child of node that imports the file that ships. Both answers have the
same shape: `{strict: {ok, plain, phrases | error}, lenient: {…, canonical, warnings}}`.

Random texts keep to characters that Python's Unicode knows: what only the browser's newer one knows is the matter of a
test of its own. Two halves of a surrogate pair side by side are one character to the browser, so a text is made what
JSON makes of it.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from annotator.formats import caption, grounding
from annotator.formats.grounding import Caption, GroundingError, Language, Phrase

Asked = tuple[str, Language]
Answers = dict[str, dict[str, Any]]

TWIN = Path(__file__).with_name("grammar_twin.mjs")
LANGUAGES: tuple[Language, ...] = ("en", "zh")
SYNTAX = (
    *"[]<>,?_ 0123456789[]<>",
    *"，？［］【】＜＞〈〉＿、。　１９٣５߂𝟘𝟷²①",
    *"\n\r\t\x00\x7f\x85\u2028\u2029\ufeff\u202e\u200f\u200b\u00a0\u2003",
    *("mask_", "mask", "Mask_", "MASK", "masK", "mas", "<mask_", "]<mask_1>", "[a]<mask_1>", "[b] <mask_2, 3>"),
    *("\r\n", "\\]"),
)  # fmt: skip
WORDS = (
    *("a", "the", "two", "white cat", "man's", "runs", "café", "re-enters", "3.5", "(left)", "“so”", "&", "{x}", "\\"),
    *("-", ".", ",", "🔴", "👨‍👩‍👧", "🤹🏽‍♂️", "🏳️‍🌈", "一只猫", "桌子，", "？", "【门】"),
    *("قطة بيضاء", "חתול", "กำลังวิ่ง", "हिन्दी", "e\u0301", "𝒳", "𠮷"),
)  # fmt: skip


def answers(text: str, language: Language) -> Answers:
    """What Python makes of a caption, in both readings."""
    return {
        "strict": _reading(text, language, lenient=False),
        "lenient": _reading(text, language, lenient=True),
    }


def _reading(text: str, language: Language, *, lenient: bool) -> dict[str, Any]:
    try:
        read, notices = (
            grounding.parse_lenient(text, language=language)
            if lenient
            else (grounding.parse(text, language=language), ())
        )
    except GroundingError as error:
        return {
            "ok": False,
            "error": {"code": error.code, "position": error.position, "message": error.message},
        }
    phrases = [asdict(phrase) | {"ids": list(phrase.ids)} for phrase in read.phrases]
    answer: dict[str, Any] = {"ok": True, "plain": read.plain, "phrases": phrases}
    if lenient:
        answer |= {"canonical": grounding.render(read), "warnings": [asdict(notice) for notice in notices]}
    return answer


def browser_answers(asked: Iterable[Asked]) -> list[Answers]:
    """What TypeScript makes of the same captions, in the same order.

    Raises:
        subprocess.CalledProcessError: node failed; its words are on standard error.
    """
    lines = "\n".join(json.dumps(one) for one in asked)
    return [json.loads(line) for line in _node(lines=lines).split(b"\n") if line]


def browser_characters() -> list[tuple[int, str]]:
    """How the browser's grammar classes every code point, as runs `(first, kind)` in order."""
    return [(first, kind) for first, kind in json.loads(_node("characters"))]


def character_kind(char: str) -> str:
    """How Python's grammar classes one code point, in the words of `browser_characters`."""
    if caption.is_forbidden(char):
        return "unassigned" if unicodedata.category(char) == "Cn" else "forbidden"
    if caption.is_space(char):
        return "space"
    return f"digit {unicodedata.decimal(char)}" if unicodedata.category(char) == "Nd" else "text"


def _node(*words: str, lines: str = "") -> bytes:
    ran = subprocess.run(["node", str(TWIN), *words], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return ran.stdout


def random_text(dice: random.Random) -> str:
    """Syntax, sloppy syntax and any character that Python knows, in no order, or a caption with a slip in it."""
    if dice.random() < 0.4:
        return slipped(dice, grounding.render(random_caption(dice)))
    pieces = (
        _any_character(dice) if dice.random() < 0.08 else dice.choice(SYNTAX if dice.random() < 0.8 else WORDS)
        for _ in range(dice.randint(0, 18))
    )
    return _as_json_makes_it("".join(pieces))


def slipped(dice: random.Random, text: str) -> str:
    """The caption with one to three characters lost, doubled, swapped or put in."""
    chars = list(text)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(chars) + 1)
        slip = dice.choice(("lose", "double", "swap", "put"))
        if slip == "put" or at + 1 >= len(chars):
            chars.insert(at, dice.choice(SYNTAX))
        elif slip == "swap":
            chars[at], chars[at + 1] = chars[at + 1], chars[at]
        else:
            chars[at : at + 1] = [] if slip == "lose" else [chars[at]] * 2
    return _as_json_makes_it("".join(chars))


def random_caption(dice: random.Random) -> Caption:
    """Words of several scripts, some tied to distinct objects; canonical in Chinese, and mostly in English."""
    plain, phrases = "", []
    for _ in range(dice.randint(0, 12)):
        words = " ".join(dice.choice(WORDS) for _ in range(dice.randint(1, 4)))
        if dice.random() < 0.5:
            ids = tuple(dice.sample("0123456789?", dice.choice((1, 1, 1, 2, 3, 11))))
            start = len(plain)
            phrases.append(Phrase(words, ids, start, start + len(words)))
        plain += words + dice.choice((" ", "", ", ", "  "))
    return Caption(plain, tuple(phrases))


def _any_character(dice: random.Random) -> str:
    while True:
        char = chr(dice.randrange(dice.choice((0x80, 0x3000, 0x10000, sys.maxunicode + 1))))
        if unicodedata.category(char) != "Cn":
            return char


def _as_json_makes_it(text: str) -> str:
    words: str = json.loads(json.dumps(text))
    return words
