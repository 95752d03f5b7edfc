"""A ViCaS folder that somebody brings: what lies in it is found and read without being led anywhere else.

Nothing in it is trusted. Folders and files are taken only where they lie, never through a link, and only plain files of
a bounded size are opened, so that neither a pipe nor a bomb stops an import.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.formats.fault import Fault
from annotator.formats.release import VERSION
from annotator.formats.splits import SPLITS, overlaps, read_split, split_file

MOST_BYTES = 64 * 2**20  # of one annotation: 30 s with ten tracks are about 8 MB
MOST_SPLIT_BYTES = 16 * 2**20
_ANNOTATION = re.compile(r"([0-9]{6})\.json")


class ImportRefused(AnnotatorError):
    """A folder or a file of it that cannot be imported; `file` names it."""

    code = "import_refused"

    def __init__(self, file: str, fault: str) -> None:
        super().__init__(f"{file}: {fault}", file=file)


@dataclass(frozen=True)
class Incoming:
    """A folder that was looked through: ids and names, no content.

    Args:
        videos: The ids that have an annotation or are in a split, in order.
        splits: The split of each video; of none where the folder has no splits.
        faults: What is wrong with a video's place in the splits, by its id.
        strays: Files beside the annotations that are none.
    """

    root: Path
    version: str
    videos: tuple[int, ...]
    splits: Mapping[int, str]
    faults: Mapping[int, Fault]
    strays: tuple[str, ...]

    def file_of(self, video: int) -> str:
        """The path of an annotation below the folder."""
        return f"annotations/{self.version}/{video:06d}.json"

    def read(self, video: int) -> bytes:
        """The bytes of an annotation.

        Raises:
            ImportRefused: It is missing, a link, no plain file, too large or not readable; or the splits hold the video
                twice.
        """
        if video in self.faults:
            raise ImportRefused(self.faults[video].file, f"{self.faults[video].text}; mend the split.")
        file = self.file_of(video)
        return read_plain(self.root / file, name=file, most=MOST_BYTES)


def open_incoming(root: Path, version: str | None = None) -> Incoming:
    """Look through a folder.

    Args:
        root: The folder that holds `annotations/<version>/`, and perhaps `splits/<version>/`.
        version: Which one, where there are several.

    Raises:
        ImportRefused: There is no such version, a folder is a link, or a split cannot be read.
    """
    chosen = _version(root, version)
    names = _names(root, f"annotations/{chosen}")
    found = {int(match[1]) for match in map(_ANNOTATION.fullmatch, names) if match}
    splits = _splits(root, chosen)
    first: dict[int, str] = {}
    for name in SPLITS:
        for number in splits.get(name, ((), ()))[0]:
            first.setdefault(number, name)
    listed = {name: numbers for name, (numbers, _) in splits.items()}
    wrong = [fault for _, faults in splits.values() for fault in faults] + overlaps(chosen, listed)
    faults = {fault.video: fault for fault in wrong if fault.video is not None}
    strays = tuple(sorted(name for name in names if not _ANNOTATION.fullmatch(name)))
    return Incoming(root, chosen, tuple(sorted(found | first.keys())), first, faults, strays)


def read_plain(path: Path, *, name: str, most: int) -> bytes:
    """The content of a plain file.

    Args:
        name: What the file is called in errors.
        most: Bytes that are read at most.

    Raises:
        ImportRefused: It is missing, a link, no plain file, too large or not readable.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise ImportRefused(name, "is missing; fetch it again.") from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise ImportRefused(name, "is a link; put the file itself there.") from None
        raise ImportRefused(name, f"cannot be read ({error.strerror}); mend its permissions or its disk.") from error
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise ImportRefused(name, "is no plain file; take it away.")
        if facts.st_size > most:
            raise ImportRefused(name, f"has {facts.st_size:,} bytes; {most:,} are the most. It is no such file.")
        return file.read(most)


def clip_file(folder: Path, filename: str) -> Path | None:
    """The video file of an annotation in a folder of videos, if it is there.

    Args:
        filename: Checked: a plain name.

    Raises:
        ImportRefused: Something other than a plain file has that name.
    """
    path = folder / filename
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ImportRefused(
            f"videos/{filename}", f"cannot be read ({error.strerror}); mend its permissions."
        ) from error
    if not stat.S_ISREG(mode):
        raise ImportRefused(f"videos/{filename}", "is a link or no plain file; put the file itself there.")
    return path


def videos_folder(root: Path) -> Path | None:
    """The folder of videos inside the release, if it has one.

    Raises:
        ImportRefused: It is a link.
    """
    return root / "videos" if _names(root, "videos") else None


def _version(root: Path, version: str | None) -> str:
    found = sorted(
        name for name in _names(root, "annotations") if stat.S_ISDIR((root / "annotations" / name).lstat().st_mode)
    )
    if not found:
        raise ImportRefused("annotations", "holds no version; name the folder that holds annotations/<version>/.")
    if version is None and len(found) > 1:
        raise ImportRefused("annotations", f"holds the versions {', '.join(found)}; name one with --release-version.")
    chosen = version or found[0]
    if chosen not in found or not VERSION.fullmatch(chosen):
        raise ImportRefused("annotations", f"holds no version {chosen!r:.60}; there are: {', '.join(found)}.")
    return chosen


def _splits(root: Path, version: str) -> dict[str, tuple[tuple[int, ...], list[Fault]]]:
    """Each split as far as it can be read; none at all where the folder has none.

    Raises:
        ImportRefused: One is missing beside others, or is no list of ids.
    """
    if not _names(root, "splits") or not _names(root, f"splits/{version}"):
        return {}
    read = {}
    for name in SPLITS:
        file = split_file(version, name)
        read_plain(root / file, name=file, most=MOST_SPLIT_BYTES)  # or it is refused here
        read[name] = read_split(root, version, name)
        for fault in read[name][1]:
            if fault.video is None:
                raise ImportRefused(fault.file, f"{fault.text}; mend it, or take {file} away with the other splits.")
    return read


def _names(root: Path, folder: str) -> set[str]:
    """What lies in a folder; nothing where it is not there.

    Raises:
        ImportRefused: It is a link, or no folder.
    """
    path = root
    for part in ("", *folder.split("/")):
        path = path / part
        try:
            mode = path.stat().st_mode if path == root else path.lstat().st_mode
        except FileNotFoundError:
            return set()
        if not stat.S_ISDIR(mode):
            raise ImportRefused(folder, "is a link or no folder; put the folder itself there.")
    try:
        return {entry.name for entry in os.scandir(path)}
    except OSError as error:
        raise ImportRefused(folder, f"cannot be read ({error.strerror}); mend its permissions.") from error
