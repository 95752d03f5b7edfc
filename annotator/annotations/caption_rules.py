"""What every caption must be, draft or not, and what holds between its texts: rules without rows.

A draft may break the grammar, but it holds nothing that cannot be shown or that was never meant: each refusal says
where, in code points.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from annotator.annotations.refusals import CaptionRefused
from annotator.formats import grounding
from annotator.formats.caption import BIDI_AND_BOM, Caption, is_forbidden
from annotator.formats.grounding import CROWD, GroundingError, Language

LONGEST_CAPTION = 5000
LONGEST_NAME = 80
MOST_OBJECTS = 10
MOST_TICKED = 50
LONGEST_TICKED = 300
LANGUAGES: dict[str, Language] = {"en": "en", "en_gpt": "en", "cn": "zh"}

_GROUNDING = re.compile(r"\[[^\[\]]*\]<mask_([^<>]*)>")
_ARTICLE = re.compile(r"^(?:an?|the)\s+(?=\S)", re.IGNORECASE)


class NamedObject(TypedDict):
    """An object of a caption as its author lists it."""

    number: int
    name: str


def check_text(text: str) -> None:
    """Let pass what can be kept as a draft; a line break can, for the grammar offers a space in its place.

    Raises:
        CaptionRefused: It is too long, or holds a character that cannot be shown; names the first.
    """
    if len(text) > LONGEST_CAPTION:
        raise CaptionRefused(
            f"The caption has {len(text):,} characters; {LONGEST_CAPTION:,} are the most. Shorten it.",
            position=LONGEST_CAPTION, error="too_long", length=len(text),
        )  # fmt: skip
    for position, char in enumerate(text):
        if char != "\n" and is_forbidden(char):
            kind = "turns the direction of writing" if char in BIDI_AND_BOM else "cannot be shown"
            raise CaptionRefused(
                f"Character U+{ord(char):04X} at position {position} {kind}; take it out.",
                position=position, error="E_CONTROL",
            )  # fmt: skip


def check_objects(objects: Sequence[NamedObject]) -> None:
    """Let pass a list of objects.

    Raises:
        CaptionRefused: More than ten, a number that is none or stands twice, a name too long or that cannot be shown;
            `object` is the place in the list.
    """
    if len(objects) > MOST_OBJECTS:
        raise CaptionRefused(
            f"These are {len(objects)} objects; a clip has {MOST_OBJECTS} at most. Leave out the least telling.",
            position=None, error="too_many_objects", object=MOST_OBJECTS,
        )  # fmt: skip
    known: set[int] = set()
    for place, (number, name) in enumerate((given["number"], given["name"]) for given in objects):
        fault: tuple[str, int | None, str] | None = None
        if not 0 <= number <= 9:
            fault = "bad_number", None, f"Object number {number} is no digit; use 1 to 9, and 0 for the tenth."
        elif number in known:
            fault = "duplicate_number", None, f"Object number {number} stands twice in the list; give one another."
        elif len(name) > LONGEST_NAME:
            text = f"The name of object {number} has {len(name)} characters; {LONGEST_NAME} are the most. Shorten it."
            fault = "name_too_long", LONGEST_NAME, text
        elif (at := next((i for i, char in enumerate(name) if is_forbidden(char)), None)) is not None:
            text = f"The name of object {number} holds U+{ord(name[at]):04X} at position {at}; take it out."
            fault = "E_CONTROL", at, text
        if fault:
            error, position, text = fault
            raise CaptionRefused(text, position=position, error=error, object=place)
        known.add(number)


def check_ticked(ticked: Sequence[str]) -> None:
    """Let pass the ticked points of a checklist.

    Raises:
        CaptionRefused: Too many, or one that is too long or cannot be shown; `item` is its place.
    """
    if len(ticked) > MOST_TICKED:
        text = f"{len(ticked)} points are ticked; {MOST_TICKED} are the most. Load the page again."
        raise CaptionRefused(text, position=None, error="too_many_ticked", item=MOST_TICKED)
    for place, words in enumerate(ticked):
        if len(words) > LONGEST_TICKED or any(map(is_forbidden, words)):
            text = f"Ticked point {place + 1} is no point of a checklist; load the page again."
            raise CaptionRefused(text, position=None, error="bad_ticked", item=place)


def unlisted(text: str, objects: Iterable[NamedObject]) -> tuple[int, str] | None:
    """Where a strict caption mentions a number that has no object, and the number; None when every one has one."""
    known = {str(given["number"]) for given in objects}
    for position, ids in groundings(text):
        for number in ids:
            if number != CROWD and number not in known:
                return position, number
    return None


def groundings(text: str) -> list[tuple[int, tuple[str, ...]]]:
    """Where each phrase of a strict caption begins in its raw text, and its ids."""
    return [(found.start(), tuple(found[1].split(","))) for found in _GROUNDING.finditer(text)]


def words_of(caption: Caption) -> dict[int, list[str]]:
    """The phrases of each track number, in the order of the text."""
    found: dict[int, list[str]] = {}
    for phrase in caption.phrases:
        for number in phrase.ids:
            if number != CROWD:
                found.setdefault(int(number), []).append(phrase.text)
    return found


def name_of(words: str) -> str:
    """What an object is called by the words that first name it: without their article, short enough for the list."""
    return _ARTICLE.sub("", words).strip()[:LONGEST_NAME].strip()


def with_mentioned(objects: Sequence[NamedObject], text: str) -> list[NamedObject]:
    """The list with an object for every number that a text mentions; a text that does not parse adds none."""
    try:
        words = words_of(grounding.parse(text))
    except GroundingError:
        return list(objects)
    known = {given["number"] for given in objects}
    added: list[NamedObject] = [
        {"number": number, "name": name_of(phrases[0])} for number, phrases in words.items() if number not in known
    ]
    return [*objects, *added]


def same_words(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether an object is named alike: the same phrases, however often and in whatever order."""
    return set(before) == set(after)


def ids_differ(raw: str, derived: str) -> tuple[int, str] | None:
    """Where a derived text ties other ids than the raw caption, and a sentence; both texts are strict.

    Returns:
        None when the ids are the same. The position is the first phrase with an id too many; the text's end otherwise.
    """
    wanted = {number for _, ids in groundings(raw) for number in ids}
    here = groundings(derived)
    found = {number for _, ids in here for number in ids}
    if wanted == found:
        return None
    missing, extra = sorted(wanted - found), sorted(found - wanted)
    faults = [f"{', '.join(missing)} missing"] if missing else []
    faults += [f"{', '.join(extra)} too many"] if extra else []
    position = next((at for at, ids in here if set(ids) & set(extra)), len(derived))
    return position, f"The ids are not those of the raw caption: {'; '.join(faults)}."


def changes(
    standing: Mapping[int, Sequence[str]], words: Mapping[int, list[str]]
) -> list[tuple[int, str, list[str], list[str]]]:
    """What a new text does to the objects of an approved one: (number, change, words before, words after).

    Args:
        standing: The words of each live track, by number.
        words: The new text's, as from `words_of`.
    """
    found: list[tuple[int, str, list[str], list[str]]] = []
    for number in sorted({*standing, *words}, key=lambda number: (number - 1) % 10):
        before, after = list(standing.get(number, [])), words.get(number, [])
        if number not in standing:
            found.append((number, "added", before, after))
        elif number not in words:
            found.append((number, "removed", before, after))
        elif not same_words(before, after):
            found.append((number, "reworded", before, after))
    return found
