"""The list of what a release consists of, with sizes and checksums, so that any copy of it can be proved whole."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from annotator.errors import AnnotatorError
from annotator.formats.fault import Fault
from annotator.formats.whole_file import PART, write_whole

NAME = "manifest.json"


class ReleaseDamaged(AnnotatorError):
    """A release that is not what it was when it was built; `fields["file"]` names the first bad file."""

    code = "release_damaged"
    status = 500

    def __init__(self, file: str, fault: str) -> None:
        super().__init__(f"{file}: {fault}", file=file)
        self.file = file
        self.fault = fault


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """One file: path below the release with forward slashes, size, sha256 in hex."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Every file of a release in order of path, and the sha256 of the manifest itself."""

    files: tuple[ReleaseFile, ...]
    sha256: str


def write_manifest(root: Path) -> Manifest:
    """Hash everything below `root` and write `manifest.json`; equal releases give equal bytes.

    Halves of files that a killed build left behind are taken away first.

    Raises:
        ReleaseDamaged: something below `root` is neither a folder nor a plain file.
    """
    for left in root.rglob(f".*{PART}"):
        left.unlink()
    plain, odd = _paths(root)
    if odd:
        raise ReleaseDamaged(odd[0], "is no plain file; a release holds no links or devices")
    files = tuple(ReleaseFile(path, *_measure(root / path)) for path in plain)
    content = json.dumps({"files": [asdict(file) for file in files]}, indent=1, ensure_ascii=False).encode() + b"\n"
    write_whole(root / NAME, content)
    return Manifest(files, hashlib.sha256(content).hexdigest())


def read_manifest(root: Path) -> Manifest:
    """Read the list, without looking at the files.

    Raises:
        ReleaseDamaged: there is no manifest or it is no list of files.
    """
    try:
        content = (root / NAME).read_bytes()
        files = tuple(
            ReleaseFile(str(f["path"]), int(f["bytes"]), str(f["sha256"])) for f in json.loads(content)["files"]
        )
    except FileNotFoundError as error:
        raise ReleaseDamaged(NAME, "is missing; this folder is no finished release") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReleaseDamaged(NAME, f"is no list of files ({error})") from error
    return Manifest(files, hashlib.sha256(content).hexdigest())


def file_faults(root: Path, *, step: Callable[[], None]) -> Iterator[Fault]:
    """Compare every file with the list.

    Args:
        step: Called after each file.

    Returns:
        In order of path: each file that is missing, extra, of another size or of another content.
    """
    plain, odd = _paths(root)
    yield from (Fault("not_plain_file", "is no plain file; a release holds no links or devices", path) for path in odd)
    if NAME in odd:
        return
    try:
        files = read_manifest(root).files
    except ReleaseDamaged as error:
        yield Fault("manifest_unreadable" if (root / NAME).exists() else "no_manifest", error.fault, NAME)
        return
    yield from _list_faults(files)
    listed = {file.path: file for file in files}
    present = set(plain)
    for path in sorted(present | listed.keys()):
        yield from _file_faults(root, path, listed.get(path), is_present=path in present)
        step()


def prove(root: Path, *, step: Callable[[int, int], None]) -> None:
    """Compare every file with the list: a copy that passes is what was released, whatever that was.

    Args:
        step: Called with (done, in all) after each file.

    Raises:
        ReleaseDamaged: the first file that is damaged, missing or extra, and what is wrong with it.
    """
    total, done = count_files(root), itertools.count(1)
    for fault in file_faults(root, step=lambda: step(next(done), total)):
        raise ReleaseDamaged(fault.file, fault.text)


def count_files(root: Path) -> int:
    """How many files there are, those of the list that are missing not counted."""
    return len(_paths(root)[0])


def _list_faults(files: Iterable[ReleaseFile]) -> Iterator[Fault]:
    times = Counter(file.path for file in files)
    for path, count in times.items():
        if count > 1:
            yield Fault("manifest_twice", f"lists {path!r} {count} times", NAME)
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            yield Fault("manifest_path", f"lists {path!r}, which leaves the release", NAME)


def _file_faults(root: Path, path: str, listed: ReleaseFile | None, *, is_present: bool) -> Iterator[Fault]:
    if listed is None:
        yield Fault("not_in_manifest", "is not in the manifest; take it away", path)
        return
    if not is_present:
        yield Fault("file_missing", "is missing; fetch it again", path)
        return
    try:
        size, digest = _measure(root / path)
    except OSError as error:
        yield Fault("file_unreadable", f"cannot be read ({error.strerror}); mend its permissions or its disk", path)
        return
    if size != listed.bytes:
        yield Fault("wrong_bytes", f"has {size} bytes instead of {listed.bytes}; fetch it again", path)
    elif digest != listed.sha256:
        text = "has another content than when it was released (sha256); fetch it again"
        yield Fault("wrong_sha256", text, path)


def _paths(root: Path) -> tuple[list[str], list[str]]:
    """Every file below the folder but the list itself: those that are plain, and all else that is no folder."""
    plain: list[str] = []
    odd: list[str] = []
    for path in _entries(root):
        name = path.relative_to(root).as_posix()
        if not path.is_file() or path.is_symlink():
            odd.append(name)
        elif name != NAME:
            plain.append(name)
    return sorted(plain), sorted(odd)


def _entries(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            yield from _entries(path)
        else:
            yield path


def _measure(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), digest
