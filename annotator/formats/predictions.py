"""A file of predictions, taken apart into one file a video: `NNNNNN.json`, as the scorers read them.

Whoever sent it may be wrong or mean no good. Nothing in an archive decides where something is written, no more than a
piece of it is in memory, and what it unpacks to is counted while it is unpacked, whatever it says of its own size. All
that is wrong is counted and the first faults are named, so that one answer mends them all.
"""

from __future__ import annotations

import codecs
import gzip
import json
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from annotator.errors import AnnotatorError

NAMED = 20  # faults that an answer names
MOST_MEMBERS = 50_000
MOST_AT_ONCE = 4 << 20  # bytes that an archive's list, or one read, may take
MOST_VIDEO_BYTES = 32 << 20
MOST_BYTES = 16 << 30
_BLOCK = 1 << 18
_FILE = re.compile(r"([0-9]{6})\.json")
_BETWEEN = re.compile(r"[\s,\[\]\ufeff]*")  # documents may stand in a list, a line each, or one after the other
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError, NotImplementedError, RuntimeError,
    UnicodeDecodeError,
)  # fmt: skip

Member = tuple[str, bool, Callable[[], IO[bytes]]]  # name, whether it is a plain file, and how to open it


class PredictionsInvalid(AnnotatorError):
    """Predictions that cannot be scored; `faults` are the first things that are wrong, `total` is how many."""

    code = "predictions_invalid"
    status = 422


@dataclass
class Faults:
    """What is wrong with predictions: all of it counted, the first named."""

    named: list[str] = field(default_factory=list)
    total: int = 0

    def add(self, text: str) -> None:
        """One more thing that is wrong, as a sentence."""
        self.total += 1
        if len(self.named) < NAMED:
            self.named.append("".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text))

    def refuse_any(self) -> None:
        """Let only predictions without a fault pass.

        Raises:
            PredictionsInvalid: There are some.
        """
        if self.total:
            more = f" and {self.total - 1} more" if self.total > 1 else ""
            raise PredictionsInvalid(f"{self.named[0]}{more}", faults=self.named, total=self.total)


class _InPieces:
    """A file that cannot be made to fill the memory: archives say themselves how much of them is to be read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.seek, self.tell, self.seekable, self.close = file.seek, file.tell, file.seekable, file.close
        self.file = file

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(MOST_AT_ONCE + 1 if size < 0 else min(size, MOST_AT_ONCE + 1))
        if len(piece) > MOST_AT_ONCE:
            raise refusal(f"its list of files, or a header, takes more than {MOST_AT_ONCE >> 20} MiB")
        return piece


@dataclass
class _Folder:
    """Where the videos of a split are put, one file each."""

    place: Path
    videos: Collection[int]
    step: Callable[[int, int], None]
    faults: Faults = field(default_factory=Faults)
    seen: set[int] = field(default_factory=set)
    unpacked: int = 0

    def expects(self, number: int, name: str) -> bool:
        """Whether a video is one of the split and new; if not, that is a fault."""
        if number not in self.videos:
            self.faults.add(f"{name!r:.80}: video {number:06d} is not in this split.")
        elif number in self.seen:
            self.faults.add(f"{name!r:.80}: video {number:06d} is there twice.")
        else:
            self.seen.add(number)
            return True
        return False

    def write(self, number: int, name: str, pieces: Iterator[bytes]) -> None:
        """Put a video's file in its place; one that is too large is a fault and leaves nothing."""
        place, size = self.place / f"{number:06d}.json", 0
        with place.open("wb") as out:
            for piece in pieces:
                size += len(piece)
                self.unpacked += len(piece)
                if self.unpacked > MOST_BYTES:
                    raise refusal(f"it unpacks to more than {MOST_BYTES >> 30} GiB")
                if size > MOST_VIDEO_BYTES:
                    break
                out.write(piece)
        if size > MOST_VIDEO_BYTES:
            place.unlink()
            self.faults.add(f"{name!r:.80}: more than {MOST_VIDEO_BYTES >> 20} MiB for one video.")
        self.step(len(self.seen), self.unpacked)

    def finish(self) -> None:
        """Name the videos that did not come.

        Raises:
            PredictionsInvalid: Something is wrong.
        """
        if missing := sorted(set(self.videos) - self.seen):
            some = ", ".join(f"{number:06d}" for number in missing[:NAMED])
            more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
            self.faults.add(f"{len(missing)} of {len(self.videos)} videos are missing: {some}{more}.")
        self.faults.refuse_any()


def unpack(source: Path, name: str, folder: Path, *, videos: Collection[int], step: Callable[[int, int], None]) -> None:
    """Take a file of predictions apart.

    Args:
        source: A zip, a tar (also gzipped) of `NNNNNN.json`, or JSON: one prediction, a list of them, or a line each.
        name: What it is called, whose ending says which of these it is.
        folder: An empty folder; what is in it after a refusal is of no use.
        videos: The numbers of the split.
        step: Told how many videos and bytes were written; what it raises ends the work.

    Raises:
        PredictionsInvalid: What is wrong with it.
        OSError: The disk is full or not writable.
    """
    into, lower = _Folder(folder, frozenset(videos), step), name.lower()
    try:
        if lower.endswith((".json", ".jsonl")):
            _take_documents(source, into)
        else:
            with _opened(source, lower) as members:
                _take_members(members, into)
    except _DAMAGED as error:
        raise refusal(f"it is damaged, or no such archive ({type(error).__name__}: {error!s:.120})") from error
    into.finish()


def refusal(what: str) -> PredictionsInvalid:
    """A file that is refused as a whole."""
    text = f"The file is refused: {what}."
    return PredictionsInvalid(text, faults=[text], total=1)


@contextmanager
def _opened(source: Path, name: str) -> Iterator[Iterator[Member]]:
    """An archive's members in its own order."""
    with gzip.open(source) if name.endswith(("gz", "tgz")) else source.open("rb") as file:
        bounded = cast("IO[bytes]", _InPieces(cast("IO[bytes]", file)))
        if name.endswith(".zip"):
            with zipfile.ZipFile(bounded) as archive:
                yield ((one.filename, not _is_link(one), _opening(archive, one)) for one in _deflated(archive))
        else:
            with tarfile.open(fileobj=bounded, mode="r:") as tar:
                yield ((one.name, one.isreg(), _reading(tar, one)) for one in tar if not one.isdir())


def _deflated(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The files of a zip; other compressions than its usual one cannot be read a bounded piece at a time."""
    for one in archive.infolist():
        if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refusal(f"{one.filename!r:.80} is compressed in a way that is not opened here; use deflate")
        if not one.is_dir():
            yield one


def _opening(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(member)


def _reading(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Callable[[], IO[bytes]]:
    return lambda: cast("IO[bytes]", archive.extractfile(member))


def _is_link(member: zipfile.ZipInfo) -> bool:
    return (member.external_attr >> 16) & 0o170000 == 0o120000


def _take_members(members: Iterator[Member], into: _Folder) -> None:
    for count, (name, plain, opened) in enumerate(members, start=1):
        if count > MOST_MEMBERS:
            raise refusal(f"it holds more than {MOST_MEMBERS} files")
        path = PurePosixPath(name)
        if path.parts[:1] == ("__MACOSX",) or path.name.startswith("."):
            continue  # what file managers add
        named = _FILE.fullmatch(path.name)
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            into.faults.add(f"{name!r:.80}: the path leads out of the archive.")
        elif not plain:
            into.faults.add(f"{name!r:.80}: a link or a device, no file.")
        elif named is None:
            into.faults.add(f"{name!r:.80}: not named NNNNNN.json, a video's number in six digits.")
        elif into.expects(number := int(named[1]), name):
            with opened() as file:
                into.write(number, name, iter(lambda: file.read(_BLOCK), b""))  # read within this turn


def _take_documents(source: Path, into: _Folder) -> None:
    for count, (document, text) in enumerate(_documents(source), start=1):
        if count > MOST_MEMBERS:
            raise refusal(f"it holds more than {MOST_MEMBERS} predictions")
        number = document.get("video_id")
        if type(number) is not int or not 0 <= number <= 999_999:
            into.faults.add(f"prediction {count}: video_id is {number!r:.40}, no number from 0 to 999999.")
        elif into.expects(number, f"prediction {count}"):
            into.write(number, f"prediction {count}", iter([text.encode()]))


def _documents(source: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Every JSON object of a file, read as one needs it, with its text."""
    decoder, utf8 = json.JSONDecoder(), codecs.getincrementaldecoder("utf-8")()
    text, at, ended = "", 0, False
    with source.open("rb") as file:
        while True:
            at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
            try:
                document, end = decoder.raw_decode(text, at) if at < len(text) else (None, 0)
            except RecursionError:
                raise refusal("a prediction is nested too deeply") from None
            except ValueError as error:
                if ended or len(text) - at > MOST_VIDEO_BYTES:
                    raise refusal(f"it is no JSON of predictions of at most {MOST_VIDEO_BYTES >> 20} MiB each "
                                  f"({error!s:.120})") from None  # fmt: skip
                document, end = None, 0
            if end:
                if not isinstance(document, dict):
                    raise refusal(f"it holds {document!r:.40} where a prediction belongs")
                yield document, text[at:end]
                at = end
            elif ended:
                return
            else:
                block = file.read(max(_BLOCK, len(text) - at))  # as much again: each text is tried a few times only
                ended = not block
                text, at = text[at:] + utf8.decode(block, final=ended), 0
