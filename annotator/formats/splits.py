"""The three lists of video ids that a release keeps beside its annotations, read and held against each other."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from annotator.formats.fault import Fault
from annotator.formats.rules import HIGHEST_ID

SPLITS = ("train", "val", "test")


def split_file(version: str, name: str) -> str:
    """The path of a split below the release."""
    return f"splits/{version}/{name}.json"


def read_split(root: Path, version: str, name: str) -> tuple[tuple[int, ...], list[Fault]]:
    """Read one split as far as it can be read.

    Returns:
        The video ids in the order of the file, and what is wrong with it.
    """
    file = split_file(version, name)
    if not (root / file).is_file():
        return (), [Fault("split_missing", "is missing; fetch it again", file)]
    try:
        ids = json.loads((root / file).read_bytes().decode())
    except (ValueError, OSError, RecursionError) as error:
        return (), [Fault("split_unreadable", f"is no JSON ({error})", file)]
    if not isinstance(ids, list):
        return (), [Fault("split_type", "is no list of video ids", file)]
    good = tuple(number for number in ids if type(number) is int and 0 <= number <= HIGHEST_ID)
    odd = [number for number in ids if type(number) is not int or not 0 <= number <= HIGHEST_ID]
    faults = [Fault("split_type", f"is no list of video ids: it holds {number!r:.40}", file) for number in odd]
    twice = sorted(number for number, times in Counter(good).items() if times > 1)
    faults += [Fault("split_twice", f"holds video {number} twice", file, video=number) for number in twice]
    return good, faults


def overlaps(version: str, splits: Mapping[str, Iterable[int]]) -> list[Fault]:
    """Each video that is in several splits, under each split but the first that holds it."""
    first: dict[int, str] = {}
    faults = []
    for name, ids in splits.items():
        for number in sorted(set(ids)):
            if number in first:
                text = f"holds video {number}, which the splits hold twice: {first[number]} holds it too"
                faults.append(Fault("split_overlap", text, split_file(version, name), video=number))
            first.setdefault(number, name)
    return faults
