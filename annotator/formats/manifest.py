"""The list of what a release consists of, with sizes and checksums, so that any copy of it can be proved whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.formats.whole_file import PART, write_whole

NAME = "manifest.json"


class ReleaseDamaged(AnnotatorError):
    """A release that is not what it was when it was built; `fields["file"]` names the first bad file."""

    code = "release_damaged"
    status = 500

    def __init__(self, file: str, fault: str) -> None:
        super().__init__(f"{file}: {fault}", file=file)
        self.file = file


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
    files = tuple(ReleaseFile(path, *_measure(root / path)) for path in _paths(root))
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
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseDamaged(NAME, f"is no list of files ({error})") from error
    return Manifest(files, hashlib.sha256(content).hexdigest())


def verify_files(root: Path) -> Manifest:
    """Compare every file with the list.

    Raises:
        ReleaseDamaged: a file is missing, extra, of another size or of another content; the first one by path is named.
    """
    manifest = read_manifest(root)
    listed = {file.path: file for file in manifest.files}
    present = set(_paths(root))
    for path in sorted(present | listed.keys()):
        if path not in listed:
            raise ReleaseDamaged(path, "is not in the manifest; take it away")
        if path not in present:
            raise ReleaseDamaged(path, "is missing; fetch it again")
        file = listed[path]
        size = (root / path).stat().st_size
        if size != file.bytes:
            raise ReleaseDamaged(path, f"has {size} bytes instead of {file.bytes}; fetch it again")
        if _measure(root / path)[1] != file.sha256:
            raise ReleaseDamaged(path, "has another content than when it was released (sha256); fetch it again")
    return manifest


def _paths(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in _plain_files(root) if path != root / NAME)


def _plain_files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            raise ReleaseDamaged(path.name, "is no plain file; a release holds no links or devices")
        if path.is_dir():
            yield from _plain_files(path)
        else:
            yield path


def _measure(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), digest
