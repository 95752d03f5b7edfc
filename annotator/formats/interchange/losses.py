"""What a foreign format has no place for: counted while it is written, told beside it, dropped by nobody silently."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from annotator.formats.fault import Fault
from annotator.formats.whole_file import write_whole

FILE = "LOSSES.json"
FOLDER = "formats"


class Losses:
    """What one export wrote and what it left out.

    Args:
        name: The format's name.
        reasons: What the format cannot hold, each with the sentence that says why; nothing else can be lost.
    """

    def __init__(self, name: str, reasons: Mapping[str, str]) -> None:
        self.name = name
        self.reasons = reasons
        self.written: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()

    def wrote(self, **counts: int) -> None:
        """So many more of these are in the export."""
        self.written.update(counts)

    def drop(self, what: str, count: int = 1) -> None:
        """So many more of `what` are not."""
        if what not in self.reasons:
            raise KeyError(f"{self.name} never said that it loses {what!r}")
        self.lost[what] += count

    def as_json(self) -> dict[str, object]:
        """As it stands in the file; what was never lost is not named."""
        lost = [
            {"what": what, "count": self.lost[what], "why": why}
            for what, why in self.reasons.items()
            if self.lost[what]
        ]
        return {"format": self.name, "written": dict(sorted(self.written.items())), "lost": lost}

    def write(self, folder: Path) -> None:
        """Put `LOSSES.json` into the export.

        Raises:
            OSError: the disk is full or not writable.
        """
        write_whole(folder / FILE, json.dumps(self.as_json(), indent=1).encode() + b"\n")


def faults(root: Path, videos: int) -> Iterator[Fault]:
    """What the foreign formats beside a release's layout tell otherwise than the release.

    Args:
        root: The release.
        videos: How many it holds.
    """
    for folder in sorted((root / FOLDER).glob("*")):
        file = f"{FOLDER}/{folder.name}/{FILE}"
        try:
            told = json.loads((root / file).read_bytes().decode())
            name, written = told["format"], told["written"]["videos"]
            unsaid = [one["what"] for one in told["lost"] if not one["why"]]
        except (ValueError, KeyError, TypeError, OSError, RecursionError) as error:
            yield Fault("losses", f"does not tell what the format leaves out ({error})", file)
            continue
        if name != folder.name or written != videos or unsaid:
            wrong = f"tells of {written} videos as {name}, without a reason for {unsaid}"
            yield Fault("losses", f"{wrong}; the release holds {videos}", file)
