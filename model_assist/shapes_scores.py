"""What of a synthetic clip a caption got right: its ground, its objects, their motion. Others have no such scores.

Synthetic captions are written by rules, so they can be read by rules, whatever their wording.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from model_assist.shapes import COLOURS, GROUNDS, MOTIONS, SHAPES, verb_of

_VERBS = {verb_of(motion, several=several): motion for motion in MOTIONS for several in (False, True)}
_GROUP = re.compile(
    rf"\bthe (two )?({'|'.join(COLOURS)}) ({'|'.join(SHAPES)})s?\b(?: ({'|'.join(_VERBS)})\b)?", re.IGNORECASE
)
_GROUND = re.compile(rf"\b({'|'.join(GROUNDS)})\b")

Look = tuple[bool, str, str]


@dataclass(frozen=True)
class Told:
    """What a caption says. `motions` are those of each (several, colour, shape), where one is named."""

    ground: str | None
    looks: Counter[Look]
    motions: dict[Look, str]


def read_caption(text: str) -> Told:
    """What a caption says of shapes; nothing of a text that speaks of something else."""
    ground = _GROUND.search(text)
    looks: Counter[Look] = Counter()
    motions: dict[Look, str] = {}
    for several, colour, shape, verb in _GROUP.findall(text):
        look = (bool(several), colour.lower(), shape.lower())
        looks[look] += 1
        if verb:
            motions.setdefault(look, _VERBS[verb.lower()])
    return Told(ground[1] if ground else None, looks, motions)


def attribute_measures(pairs: Sequence[tuple[str, str]]) -> dict[str, float] | None:
    """How much of what was wanted was said.

    Args:
        pairs: What was said, and the caption.

    Returns:
        `background`, the share of clips whose ground is right; `phrase_f1` over all phrases, right in number, colour
        and shape; `motion`, the share of the right phrases whose motion is right (by chance one in seven). None where
        a caption is not of shapes.
    """
    read = [(read_caption(said), read_caption(wanted)) for said, wanted in pairs]
    if not read or any(wanted.ground is None or not wanted.looks for _, wanted in read):
        return None
    right = [said.looks & wanted.looks for said, wanted in read]
    found = sum(each.total() for each in right)
    moved = sum(
        said.motions.get(look) == wanted.motions.get(look)
        for (said, wanted), looks in zip(read, right, strict=True)
        for look in looks
    )
    named = sum(said.looks.total() + wanted.looks.total() for said, wanted in read)
    return {
        "background": sum(said.ground == wanted.ground for said, wanted in read) / len(read),
        "phrase_f1": 2 * found / max(named, 1),
        "motion": moved / max(sum(map(len, right)), 1),
    }
