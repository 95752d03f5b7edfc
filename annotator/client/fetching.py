"""A release from the server: resumed where it broke off, proved file by file, and in its folder whole or not at all.

Files come into `FOLDER.part`, each under `NAME.part` until its sha256 is the one that the release's manifest names. The
folder is renamed once all of them are there. The manifest itself is proved by the sha256 that the release's row has.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import httpx

from annotator.client.connection import Connection, Passing
from annotator.client.errors import Damaged, FileUnusable, FolderTaken, NotReady
from annotator.client.progress import Watcher, nobody
from annotator.client.schema import Release, Releases

MANIFEST = "manifest.json"
PART = ".part"
BLOCK = 1 << 18  # bytes
FROM_AFRESH = 2  # how often a file is fetched that comes damaged


@dataclass(frozen=True)
class Listed:
    """A file as the manifest lists it: below the release, in bytes, sha256 in hex."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Pulled:
    """A release that lies here, proved: `fetched` of its bytes came now, the others were here."""

    folder: Path
    version: str
    manifest_sha256: str
    files: int
    bytes: int
    fetched: int


def release_of(line: Connection, slug: str, version: str) -> Release:
    """A published release of a project.

    Raises:
        NotReady: There is none of this version, or it is not published yet.
    """
    told: Releases = line.ask("list_releases", slug=slug)
    found = {release["version"]: release for release in told["releases"]}
    if version not in found:
        there = ", ".join(found) or "none at all"
        raise NotReady(f"{slug} has no release {version!r}; there is {there}.")
    release = found[version]
    if release["state"] != "published":
        raise NotReady(f"{version} is {release['state']}: {release['error'] or 'wait until it is published'}.")
    return release


def pull(line: Connection, slug: str, version: str, folder: Path, watch: Watcher = nobody) -> Pulled:
    """Fetch a release into a folder of its own; one that lies there already is proved again.

    Raises:
        NotReady: As `release_of`.
        FolderTaken: Something else lies there.
        Damaged: A file came, or lies here, otherwise than it was released.
        FileUnusable: This disk is full or not writable.
        NotReached: The server went away; the same call goes on.
    """
    release = release_of(line, slug, version)
    if folder.exists():
        return _prove(folder, release, watch)
    try:
        return Pulling(line, release, folder, watch).pull()
    except OSError as error:
        words = f"{error.filename or folder}: {error.strerror}; make room, or choose another folder, then go on."
        raise FileUnusable(words, file=str(folder)) from error


class Pulling:
    """One release on its way into a folder."""

    def __init__(self, line: Connection, release: Release, folder: Path, watch: Watcher) -> None:
        self.line, self.release, self.folder, self.watch = line, release, folder, watch
        self.half = folder.with_name(folder.name + PART)
        self.there = self.fetched = self.total = 0

    def pull(self) -> Pulled:
        """Fetch what is missing, then let the folder take its place."""
        files = self._manifest()
        self.total = sum(file.bytes for file in files)
        missing = [file for file in files if not self._is_here(file)]
        self._check_room(missing)
        for file in missing:
            self._fetch(file)
        self.half.rename(self.folder)
        return Pulled(
            self.folder, self.release["version"], self.release["manifest_sha256"], len(files), self.total, self.fetched
        )

    def _manifest(self) -> list[Listed]:
        place = self.half / MANIFEST
        if self.half.exists() and any(self.half.iterdir()):
            if not place.exists() or sha256_of(place) != self.release["manifest_sha256"]:
                raise FolderTaken(f"{self.half} holds something else than half of this release; take it away first.")
            return read_manifest(place)
        self.half.mkdir(parents=True, exist_ok=True)
        for attempt in self.line.trying():
            with attempt, self._asked(MANIFEST) as answer:
                content = answer.read()
        digest = hashlib.sha256(content).hexdigest()
        if digest != self.release["manifest_sha256"]:
            raise Damaged(f"{MANIFEST} has the sha256 {digest}, not {self.release['manifest_sha256']}; try again.")
        half = place.with_name(MANIFEST + PART)
        half.write_bytes(content)
        half.replace(place)
        return read_manifest(place)

    def _is_here(self, file: Listed) -> bool:
        place = self.half / file.path
        if fault_of(place, file):
            return False
        self.there += file.bytes
        return True

    def _check_room(self, missing: Iterable[Listed]) -> None:
        """Refuse before the first byte what the disk cannot hold."""
        needed = sum(file.bytes for file in missing)
        free = shutil.disk_usage(self.half).free
        if needed > free:
            words = f"{self.half} has {free >> 20} MiB free and {needed >> 20} MiB are to come; make room, then go on."
            raise FileUnusable(words, file=str(self.half))

    def _fetch(self, file: Listed) -> None:
        """Bring one file, going on behind what is here of it; bytes that were damaged on their way come again."""
        place = self.half / file.path
        half = place.with_name(place.name + PART)
        place.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(FROM_AFRESH):
            for attempt in self.line.trying():
                with attempt:
                    self._go_on(file, half)
            fault = fault_of(half, file)
            if not fault:
                half.replace(place)
                self.there += file.bytes
                return
            half.unlink()
        raise Damaged(f"{file.path} came damaged {FROM_AFRESH} times: it {fault}. Tell who runs {self.line.server}.")

    def _go_on(self, file: Listed, half: Path) -> None:
        here = half.stat().st_size if half.exists() else 0
        if here > file.bytes:
            half.unlink()
            here = 0
        if here == file.bytes and half.exists():
            return
        behind = {"Range": f"bytes={here}-", "If-Range": f'"{file.sha256}"'} if here else {}
        with self._asked(file.path, **behind) as answer, half.open("ab" if answer.status_code == 206 else "wb") as kept:
            for block in answer.iter_raw(BLOCK):
                kept.write(block)
                self.fetched += len(block)
                self.watch(file.path, self.there + kept.tell(), self.total)
            kept.flush()
            os.fsync(kept.fileno())
        if half.stat().st_size < file.bytes:
            raise Passing(f"{file.path} broke off after {half.stat().st_size} of {file.bytes} bytes; go on.")

    def _asked(self, path: str, **headers: str) -> AbstractContextManager[httpx.Response]:
        where = {"release_id": self.release["id"], "path": path}
        return self.line.answered("get_release_file", where=where, headers={"Accept-Encoding": "identity", **headers})


def _prove(folder: Path, release: Release, watch: Watcher) -> Pulled:
    """A release that lies here already, every byte of it read.

    Raises:
        FolderTaken, Damaged
    """
    place = folder / MANIFEST
    if not place.is_file():
        raise FolderTaken(f"{folder} is there and holds no release; choose another folder, or take it away.")
    if sha256_of(place) != release["manifest_sha256"]:
        raise FolderTaken(f"{folder} holds another release than {release['version']}; choose another folder.")
    files, done = read_manifest(place), 0
    total = sum(file.bytes for file in files)
    for file in files:
        if fault := fault_of(folder / file.path, file):
            raise Damaged(f"{folder / file.path} {fault}. Take {folder} away and pull again.", file=file.path)
        done += file.bytes
        watch(file.path, done, total)
    return Pulled(folder, release["version"], release["manifest_sha256"], len(files), total, 0)


def fault_of(place: Path, file: Listed) -> str | None:
    """What is wrong with a file beside what the manifest says; None where nothing is."""
    if not place.is_file():
        return "is missing"
    size = place.stat().st_size
    if size != file.bytes:
        return f"has {size} bytes instead of {file.bytes}"
    digest = sha256_of(place)
    return None if digest == file.sha256 else f"has the sha256 {digest} instead of {file.sha256}"


def sha256_of(place: Path) -> str:
    """A file's sha256, in hex."""
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(place: Path) -> list[Listed]:
    """The files that a manifest lists.

    Raises:
        Damaged: It is none, or names a file that would lie outside the release.
    """
    try:
        rows = json.loads(place.read_bytes())["files"]
        files = [Listed(str(row["path"]), int(row["bytes"]), str(row["sha256"])) for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(f"{place} is no list of files ({error}).") from error
    for file in files:
        path = PurePosixPath(file.path)
        if path.is_absolute() or ".." in path.parts or "\\" in file.path or ":" in file.path or not path.parts:
            raise Damaged(
                f"{place} lists {file.path!r}, which would lie outside the release; fetch nothing from there."
            )
    return files
