"""What whoever makes a release chooses, kept with it: a build that is taken up again makes the very same."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from annotator.formats.interchange.every import FORMATS, UnknownFormat
from annotator.releases.splits import DEFAULT

ALL = "all"
VIDEOS: tuple[str, ...] = ("files", "list")
REVIEWED: Literal["reviewed"] = "reviewed"
BY_RULE: Literal["by-rule"] = "by-rule"
PROMPTS: tuple[str, ...] = (REVIEWED, BY_RULE)


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of one release.

    Args:
        splits: Sizes of the splits, as `splits.sizes_of` reads them.
        seed: By which clips are dealt out to splits.
        formats: Names of the foreign formats that are written beside the layout, in the order of `FORMATS`.
        licence: Under which the release is given away, such as cc-by-nc-sa-4.0; empty: not decided.
        videos: Whether it brings the clips along, or only a list of them with checksums, for a licence may forbid it.
        prompts: Whether it holds only prompts that people approved, so that a clip without any has none, or also
            prompts by rule for clips of which nobody has reviewed any, marked as such.
    """

    splits: str = DEFAULT
    seed: int = 0
    formats: tuple[str, ...] = ()
    licence: str = ""
    videos: Literal["files", "list"] = "files"
    prompts: Literal["reviewed", "by-rule"] = REVIEWED

    def as_json(self) -> dict[str, Any]:
        """As the release's row keeps them."""
        return asdict(self) | {"formats": list(self.formats)}


AS_USUAL = Choices()


def choices_from(kept: dict[str, Any]) -> Choices:
    """The choices as a row keeps them; a release that was frozen before there were any has none.

    One that was frozen before prompts were a choice went by rule where nobody had reviewed any.
    """
    before: dict[str, Any] = {"prompts": BY_RULE}
    return Choices(**before | kept | {"formats": tuple(kept.get("formats", ()))})


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Names of formats, each once, in the order of `FORMATS`."""
    wanted = set(names)
    return tuple(name for name in FORMATS if name in wanted)


def formats_from(text: str) -> tuple[str, ...]:
    """Names of formats, with commas between them; `all` for every one, nothing for none.

    Raises:
        UnknownFormat: One is none of ours.
    """
    words = {word.strip() for word in text.split(",")} - {""}
    if unknown := sorted(words - {ALL, *FORMATS}):
        raise UnknownFormat(f"{', '.join(unknown)}: no such format; there are {', '.join(FORMATS)}.", name=unknown[0])
    return in_order(FORMATS if ALL in words else words)
