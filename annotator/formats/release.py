"""A release on disk, the treaty between the annotator and everybody who learns from it: one writer, one reader.

    annotations/<version>/NNNNNN.json     one a video, written and read one at a time
    splits/<version>/{train,val,test}.json    bare lists of ids, disjoint
    videos/NNNNNN_<name>.mp4              the canonical video, whose frames the annotations count
    manifest.json                         size and sha256 of every file

Every file appears whole or not at all, and writing the same release twice gives the same bytes. As a program:
`python -m annotator.formats.release verify DIR`.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from annotator.formats import vicas
from annotator.formats.annotation import InvalidRelease, Referral, ReleaseFrame, ReleaseVideo
from annotator.formats.fault import Fault
from annotator.formats.manifest import Manifest, ReleaseDamaged, ReleaseFile, read_manifest, write_manifest
from annotator.formats.progress import Progress
from annotator.formats.splits import SPLITS, overlaps, read_split
from annotator.formats.verification import Verified, inspect, verify
from annotator.formats.vicas import release_frame, release_video, video_filename
from annotator.formats.whole_file import copy_whole, write_whole

__all__ = [
    "InvalidRelease", "Manifest", "Referral", "Release", "ReleaseDamaged", "ReleaseFile", "ReleaseFrame",
    "ReleaseVideo", "Verified", "annotation_path", "copy_video", "manifest", "read_annotation", "read_manifest",
    "read_release", "release_frame", "release_video", "verify", "video_filename", "write_annotation", "write_splits",
]  # fmt: skip

VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")


@dataclass(frozen=True, slots=True)
class Release:
    """A release that was read: which videos it holds; each is read from disk only when asked for."""

    root: Path
    version: str
    splits: Mapping[str, tuple[int, ...]]

    @property
    def video_ids(self) -> tuple[int, ...]:
        """Every video of every split, in order."""
        return tuple(sorted(video_id for ids in self.splits.values() for video_id in ids))

    def video(self, video_id: int) -> ReleaseVideo:
        """One video's annotation.

        Raises:
            ReleaseDamaged: it is missing or breaks the layout.
        """
        return read_annotation(annotation_path(self.root, self.version, video_id))

    def videos(self) -> Iterator[ReleaseVideo]:
        """All annotations, one at a time.

        Raises:
            ReleaseDamaged: one is missing or breaks the layout.
        """
        return (self.video(video_id) for video_id in self.video_ids)

    def video_file(self, video: ReleaseVideo) -> Path:
        """Where the canonical video lies."""
        return self.root / "videos" / video.filename


def annotation_path(root: Path, version: str, video_id: int) -> Path:
    """Where the annotation of a video lies."""
    return root / "annotations" / version / f"{video_id:06d}.json"


def write_annotation(root: Path, version: str, video: ReleaseVideo) -> Path:
    """Write one video's annotation.

    Raises:
        InvalidRelease: a field breaks a rule of the layout, or the version is no plain name.
        OSError: the disk is full or not writable; nothing is left behind.
    """
    path = annotation_path(root, _plain(version), video.video_id)
    write_whole(path, vicas.to_json(video))
    return path


def copy_video(root: Path, video: ReleaseVideo, source: Path) -> Path:
    """Put the canonical video beside its annotation.

    Raises:
        OSError: the source cannot be read, the disk is full or not writable; nothing is left behind.
    """
    path = root / "videos" / video.filename
    copy_whole(source, path)
    return path


def write_splits(root: Path, version: str, splits: Mapping[str, Iterable[int]]) -> None:
    """Write the three lists of ids, sorted; a split that is not given is empty.

    Raises:
        InvalidRelease: an unknown split, or a video that is in two.
        OSError: the disk is full or not writable.
    """
    if unknown := set(splits) - set(SPLITS):
        raise InvalidRelease(f"splits: {sorted(unknown)} are not among {', '.join(SPLITS)}")
    lists = {name: sorted(splits.get(name, ())) for name in SPLITS}
    if twice := _twice(lists):
        raise InvalidRelease(f"splits: videos {twice} are there twice")
    for name, ids in lists.items():
        write_whole(root / "splits" / _plain(version) / f"{name}.json", json.dumps(ids).encode() + b"\n")


def manifest(root: Path) -> Manifest:
    """Write the list of every file, last of all: from then on the release is what it is.

    Raises:
        ReleaseDamaged: the folder holds a link or a device.
    """
    return write_manifest(root)


def read_annotation(path: Path) -> ReleaseVideo:
    """Read one annotation file, checked but for the run lengths themselves, which `rle.decode` checks.

    Raises:
        ReleaseDamaged: it is missing or breaks the layout.
    """
    name = "/".join(path.parts[-3:])
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise ReleaseDamaged(name, "is missing; fetch it again") from error
    return vicas.from_json(raw, file=name)


def read_release(root: Path, version: str | None = None) -> Release:
    """Open a release.

    Args:
        root: Its folder.
        version: Which one, where the folder holds several; else the only one.

    Raises:
        ReleaseDamaged: there is no such version, or its splits cannot be read or share a video.
    """
    found = sorted(path.name for path in (root / "splits").glob("*") if path.is_dir())
    if version is None and len(found) != 1:
        raise ReleaseDamaged("splits", f"holds the versions {found}; name one")
    chosen = version or found[0]
    read = {name: read_split(root, chosen, name) for name in SPLITS}
    splits = {name: ids for name, (ids, _) in read.items()}
    for fault in (*(fault for _, faults in read.values() for fault in faults), *overlaps(chosen, splits)):
        raise ReleaseDamaged(fault.file, fault.text)
    return Release(root, chosen, splits)


def _twice(splits: Mapping[str, Iterable[int]]) -> list[int]:
    counted = Counter(video_id for ids in splits.values() for video_id in ids)
    return sorted(video_id for video_id, times in counted.items() if times > 1)


def _plain(version: str) -> str:
    if not VERSION.fullmatch(version):
        raise InvalidRelease(f"version {version!r:.60}: take up to 32 letters, digits, dots, dashes, such as v1.0")
    return version


def main(arguments: list[str] | None = None) -> int:
    """Verify a release and print what it holds.

    Returns:
        0 when it is whole, 1 when it is damaged (everything that is wrong is named on standard error).
    """
    program = argparse.ArgumentParser(prog="python -m annotator.formats.release", description=main.__doc__)
    program.add_argument("command", choices=("verify",))
    program.add_argument("directory", type=Path, metavar="DIR")
    chosen = program.parse_args(arguments)
    if not chosen.directory.is_dir():
        program.error(f"there is no folder {chosen.directory}")
    progress = Progress("files")
    faults = 0

    def report(fault: Fault) -> None:
        nonlocal faults
        faults += 1
        progress.clear()
        sys.stderr.write(f"{fault.line}\n")

    verified = inspect(chosen.directory, report=report, step=progress)
    progress.clear()
    if faults:
        return 1
    sys.stdout.write(json.dumps(asdict(verified), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
