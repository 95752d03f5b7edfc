"""Who belongs to which split: a clip never changes its split from one version to the next, and new ones are dealt out
so that each split has its share of every source, duration and number of objects.

The same clips, earlier splits and seed always give the same answer, whatever order the clips come in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from annotator.errors import AnnotatorError
from annotator.formats.clock import FPS
from annotator.formats.leakage import origin_of
from annotator.formats.splits import SPLITS
from annotator.scoring.sampling import draw

DEFAULT = "0.7,0.15,0.15"
REST = "rest"
_SECONDS = 5  # width of a class of durations
_OBJECTS = 5  # this many or more are one class


class InvalidSplits(AnnotatorError):
    """Sizes of splits that cannot be had; the text says why and what can."""

    code = "invalid_splits"


@dataclass(frozen=True, slots=True)
class Clip:
    """What a clip is dealt out by: its number, source, file name, length in 30-fps frames and number of objects."""

    number: int
    source: str
    name: str
    frames: int
    objects: int

    @property
    def stratum(self) -> tuple[str, int, int]:
        """Clips of one stratum are alike: source, class of duration, class of number of objects."""
        return self.source, self.frames // (_SECONDS * FPS), min(self.objects, _OBJECTS)


def sizes_of(text: str, total: int) -> dict[str, int]:
    """How many of `total` clips each split shall hold.

    Args:
        text: For train, val and test, with commas: parts of one with a decimal point (0.71,0.145,0.145), or counts,
            of which one may be `rest` (rest,2950,2950).
        total: Clips in all.

    Raises:
        InvalidSplits: It is neither, or does not add up.
    """
    words = [word.strip() for word in text.split(",")]
    if len(words) != len(SPLITS):
        raise InvalidSplits(f"{text!r}: give three sizes, for {', '.join(SPLITS)}, such as {DEFAULT}.")
    if any("." in word for word in words):
        return _apportion([_part(word, text) for word in words], total, text)
    counts = [None if word == REST else _count(word, text) for word in words]
    if counts.count(None) > 1:
        raise InvalidSplits(f"{text!r}: only one split can take the rest.")
    known = sum(count for count in counts if count is not None)
    if known > total or (None not in counts and known < total):
        raise InvalidSplits(f"{text!r} adds up to {known}, and there are {total} clips; write {REST} for one of them.")
    return {name: total - known if count is None else count for name, count in zip(SPLITS, counts, strict=True)}


def assign(clips: Iterable[Clip], before: Mapping[int, str], *, splits: str = DEFAULT, seed: int = 0) -> dict[int, str]:
    """A split for each clip.

    New clips are taken stratum by stratum, in an order that the seed draws, each to the split that lacks most of its
    share: so every stratum is parted as the whole is. Clips whose names say that they are pieces of one video stay
    together where there is room.

    Args:
        clips: All of this version.
        before: Splits of earlier releases, by clip number; kept as they are.
        splits: Sizes, as `sizes_of` reads them.
        seed: Another one deals otherwise.

    Raises:
        InvalidSplits: The sizes do not add up, or an earlier version gave a split more clips than it shall hold.
    """
    wanted = sorted(clips, key=lambda clip: clip.number)
    chosen = {clip.number: before[clip.number] for clip in wanted if clip.number in before}
    new = [clip for clip in wanted if clip.number not in chosen]
    dealer = _Dealer(_needs(splits, len(wanted), chosen, len(new)))
    homes = {origin: chosen[clip.number] for clip in wanted if clip.number in chosen and (origin := _origin(clip))}
    for piece in _pieces(new, seed):
        home = homes.get(_origin(piece[0]))
        together = home if home and dealer.has_room(home, len(piece)) else dealer.fullest(len(piece))
        for clip in piece:
            chosen[clip.number] = dealer.take(together or dealer.fullest(1) or SPLITS[0])
    return chosen


class _Dealer:
    """How many clips each split still takes."""

    def __init__(self, needs: Mapping[str, int]) -> None:
        self.needs = needs
        self.given = dict.fromkeys(SPLITS, 0)

    def has_room(self, split: str, clips: int) -> bool:
        return self.needs[split] - self.given[split] >= clips

    def fullest(self, clips: int) -> str | None:
        """The split that lacks most of its share after so many more clips; None if none has room for all of them."""
        total, after = sum(self.needs.values()), sum(self.given.values()) + clips
        able = [split for split in SPLITS if self.has_room(split, clips)]
        return max(able, key=lambda split: Fraction(self.needs[split] * after, total) - self.given[split], default=None)

    def take(self, split: str) -> str:
        self.given[split] += 1
        return split


def _needs(text: str, total: int, chosen: Mapping[int, str], new: int) -> dict[str, int]:
    """How many new clips each split takes, so that it comes as near to its size as its old ones allow."""
    sizes, old = sizes_of(text, total), [*chosen.values()]
    over = {name: old.count(name) for name in SPLITS if old.count(name) > sizes[name]}
    if over and "." not in text:
        told = ", ".join(f"{name} {count} (asked: {sizes[name]})" for name, count in over.items())
        raise InvalidSplits(f"{text!r}: clips keep their split, and earlier versions hold more of {told}.")
    lacking = [Fraction(max(sizes[name] - old.count(name), 0)) for name in SPLITS]
    return _apportion([part / (sum(lacking) or 1) for part in lacking], new, text) if new else dict.fromkeys(SPLITS, 0)


def _pieces(clips: list[Clip], seed: int) -> list[list[Clip]]:
    """The clips in the order in which they are dealt out, those of one video together."""
    together: dict[object, list[Clip]] = defaultdict(list)
    for clip in sorted(clips, key=lambda clip: (clip.stratum, draw(seed, "split", clip.number))):
        together[_origin(clip) or clip.number].append(clip)
    return list(together.values())


def _origin(clip: Clip) -> str:
    return origin_of(clip.source, clip.name)


def _apportion(parts: list[Fraction], total: int, text: str) -> dict[str, int]:
    """Whole numbers that add up to `total`, the largest remainders rounded up (Hamilton's method)."""
    whole = sum(parts, Fraction())
    if abs(whole - 1) > Fraction(1, 1000):
        raise InvalidSplits(f"{text!r} adds up to {float(whole):g}; parts of one add up to 1.")
    shares = {name: part * total / whole for name, part in zip(SPLITS, parts, strict=True)}
    sizes = {name: int(share) for name, share in shares.items()}
    order = sorted(SPLITS, key=lambda name: shares[name] - sizes[name], reverse=True)
    for name in order[: total - sum(sizes.values())]:
        sizes[name] += 1
    return sizes


def _part(word: str, text: str) -> Fraction:
    try:
        part = Fraction(word)
    except (ValueError, ZeroDivisionError):
        part = Fraction(-1)
    if not 0 <= part <= 1:
        raise InvalidSplits(f"{text!r}: {word!r} is no part of one, such as 0.15.")
    return part


def _count(word: str, text: str) -> int:
    if not (word.isascii() and word.isdecimal()):
        raise InvalidSplits(f"{text!r}: {word!r} is no number of clips; write a whole number or {REST}.")
    return int(word)
