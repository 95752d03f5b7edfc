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

import av

from annotator.formats import vicas
from annotator.formats.manifest import (
    Manifest,
    ReleaseDamaged,
    ReleaseFile,
    read_manifest,
    verify_files,
    write_manifest,
)
from annotator.formats.vicas import (
    InvalidRelease,
    Referral,
    ReleaseFrame,
    ReleaseVideo,
    release_frame,
    release_video,
    video_filename,
)
from annotator.formats.whole_file import copy_whole, write_whole

__all__ = [
    "InvalidRelease", "Manifest", "Referral", "Release", "ReleaseDamaged", "ReleaseFile", "ReleaseFrame",
    "ReleaseVideo", "Verified", "copy_video", "manifest", "read_annotation", "read_manifest", "read_release",
    "release_frame", "release_video", "verify", "video_filename", "write_annotation", "write_splits",
]  # fmt: skip

SPLITS = ("train", "val", "test")
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


@dataclass(frozen=True, slots=True)
class Verified:
    """What a release was found to hold; masks count entries, drawn on keyframes and computed between them."""

    version: str
    videos: int
    frames: int
    tracks: int
    masks_human: int
    masks_automatic: int
    prompts: int
    splits: Mapping[str, int]
    manifest_sha256: str


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
    splits = {name: _read_split(root, chosen, name) for name in SPLITS}
    if twice := _twice(splits):
        first = next(name for name in reversed(SPLITS) if twice[0] in splits[name])
        raise ReleaseDamaged(f"splits/{chosen}/{first}.json", f"holds video {twice[0]}, which the splits hold twice")
    return Release(root, chosen, splits)


def verify(root: Path) -> Verified:
    """Prove a release: every byte by the manifest, then every rule of the layout, one video at a time.

    Raises:
        ReleaseDamaged: the first file that is damaged, missing, extra or against a rule, and what is wrong with it.
    """
    listed = verify_files(root)
    release = read_release(root)
    _same_files(root, "annotations", {release.version})
    _same_files(root, f"annotations/{release.version}", {f"{i:06d}.json" for i in release.video_ids})
    totals = dict.fromkeys(("frames", "tracks", "masks_human", "masks_automatic", "prompts"), 0)
    names = set()
    for video in release.videos():
        file = f"annotations/{release.version}/{video.video_id:06d}.json"
        vicas.check_masks(video, file=file)
        _check_video_file(release.video_file(video), video)
        names.add(video.filename)
        totals["frames"] += len(video.segmentations)
        totals["tracks"] += len(video.all_track_ids)
        totals["prompts"] += len(video.object_referrals)
        for frame in video.segmentations:
            totals["masks_human" if frame.is_gt else "masks_automatic"] += len(frame.mask_rles)
    _same_files(root, "videos", names)
    in_splits = {name: len(ids) for name, ids in release.splits.items()}
    return Verified(release.version, len(names), **totals, splits=in_splits, manifest_sha256=listed.sha256)


def _twice(splits: Mapping[str, Iterable[int]]) -> list[int]:
    counted = Counter(video_id for ids in splits.values() for video_id in ids)
    return sorted(video_id for video_id, times in counted.items() if times > 1)


def _plain(version: str) -> str:
    if not VERSION.fullmatch(version):
        raise InvalidRelease(f"version {version!r:.60}: take up to 32 letters, digits, dots, dashes, such as v1.0")
    return version


def _read_split(root: Path, version: str, name: str) -> tuple[int, ...]:
    file = f"splits/{version}/{name}.json"
    try:
        ids = json.loads((root / file).read_bytes())
    except FileNotFoundError as error:
        raise ReleaseDamaged(file, "is missing; fetch it again") from error
    except ValueError as error:
        raise ReleaseDamaged(file, f"is no JSON ({error})") from error
    if not isinstance(ids, list) or any(type(video_id) is not int for video_id in ids):
        raise ReleaseDamaged(file, "is no list of video ids")
    return tuple(ids)


def _same_files(root: Path, folder: str, expected: set[str]) -> None:
    present = {path.name for path in (root / folder).glob("*")}
    if missing := sorted(expected - present):
        raise ReleaseDamaged(f"{folder}/{missing[0]}", "is missing, but a split or an annotation names it")
    if extra := sorted(present - expected):
        raise ReleaseDamaged(f"{folder}/{extra[0]}", "belongs to no video of a split")


def _check_video_file(path: Path, video: ReleaseVideo) -> None:
    file = f"videos/{video.filename}"
    try:
        with av.open(str(path), options={"protocol_whitelist": "file"}) as container:
            stream = container.streams.video[0]
            size, frames = (stream.height, stream.width), stream.frames
    except FileNotFoundError as error:
        raise ReleaseDamaged(file, "is missing; fetch it again") from error
    except (av.error.FFmpegError, IndexError) as error:
        raise ReleaseDamaged(file, f"is no video ({error})") from error
    if size != video.image_size:
        raise ReleaseDamaged(file, f"is {size}, its annotation {video.image_size} (height, width)")
    if frames != len(video.segmentations):
        raise ReleaseDamaged(file, f"has {frames} frames, its annotation {len(video.segmentations)}")


def main(arguments: list[str] | None = None) -> int:
    """Verify a release and print what it holds.

    Returns:
        0 when it is whole, 1 when it is damaged (the first bad file is named on standard error).
    """
    program = argparse.ArgumentParser(prog="python -m annotator.formats.release", description=main.__doc__)
    program.add_argument("command", choices=("verify",))
    program.add_argument("directory", type=Path, metavar="DIR")
    chosen = program.parse_args(arguments)
    try:
        verified = verify(chosen.directory)
    except ReleaseDamaged as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(asdict(verified), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
