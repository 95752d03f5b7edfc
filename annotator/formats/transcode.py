"""Decoding a stranger's file and writing the canonical one, in a process of its own that may die without harm.

`python -m annotator.formats.transcode` reads one request (JSON) from standard input and writes one JSON value a line
to standard output: `{"progress": [done, total]}`, and at the end `{"canonical": …}` or `{"refused": …}`. It shuts
itself in before it opens the file (`confinement`): resources, then everything but that file and its own folder.
`frames.canonicalise` is the other end; nobody else should call this.

Original and canonical are each decoded once: the first pass encodes, the second reads back what was really written
and makes from it the frame table, the stills and the thumbnail, so that all of them are the same decoded pictures.
"""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.video.reformatter import Colorspace
from av.video.stream import VideoStream
from PIL import Image

from annotator.formats import canonical, confinement
from annotator.formats.canonical import Canonical, FrameEntry, Rgb
from annotator.formats.cfr import Grid
from annotator.formats.clock import FPS, KEYFRAME_STEP, keyframes, seconds
from annotator.formats.picture import Frame, Normaliser
from annotator.formats.probe import Limits, Probe, RefusedVideo, open_source, probe, video_stream
from annotator.formats.whole_file import sha256_of

_STILL_QUALITY = 92
_THUMBNAIL = (320, 180)
_TICKS = 512  # units of the file's clock per frame
_X264 = {
    "preset": "veryfast",
    "crf": "18",
    "threads": "1",  # the same bytes on every machine
    "x264-params": f"bframes=0:keyint={canonical.GROUP}:min-keyint={canonical.GROUP}:scenecut=0:open-gop=0",
}
_COLOURS = {Colorspace.ITU709: (1, 1, 1), Colorspace.ITU601: (6, 6, 6)}  # matrix, primaries, transfer

Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Shown:
    """Where one frame of the clock came from."""

    source_index: int
    source_seconds: float


class Encoder:
    """Writes canonical frames, one tick each."""

    def __init__(self, path: Path, *, width: int, height: int, matrix: Colorspace) -> None:
        options = {"movflags": "+faststart", "fflags": "+bitexact", "video_track_timescale": str(FPS * _TICKS)}
        self._container = av.open(str(path), "w", format="mp4", options=options)
        stream = self._container.add_stream("libx264", rate=FPS, options=dict(_X264))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, FPS)
        context.colorspace, context.color_primaries, context.color_trc = _COLOURS[matrix]
        context.color_range = 1  # limited, as players expect
        self._stream = stream
        self.written = 0

    def write(self, picture: av.VideoFrame) -> None:
        """Append one frame."""
        picture.pts = self.written
        picture.time_base = Fraction(1, FPS)
        picture.pict_type = 0  # the encoder decides; the source's key frames mean nothing here
        self._container.mux(self._stream.encode(picture))
        self.written += 1

    def close(self) -> None:
        """Write what the encoder still holds and the index."""
        self._container.mux(self._stream.encode(None))
        self._container.close()


class Source:
    """The decoded frames of an original, with what went wrong while reading them."""

    def __init__(self, container: InputContainer, stream: VideoStream, facts: Probe, limits: Limits) -> None:
        self.facts = facts
        self.frames = 0
        self.decoded_seconds = 0.0
        self.broken: str | None = None
        self._container, self._stream, self._limits = container, stream, limits
        self._by_dts = "avi" in container.format.name  # AVI has no presentation times; the recipe counts packets
        self._base = Fraction(stream.time_base or Fraction(1, FPS))
        self._next_pts = 0
        self._first_pts: int | None = None
        self.first: Frame | None = None
        stream.thread_type = "SLICE"  # frame threads lose a changing number of frames at an error
        stream.codec_context.options = {"max_pixels": str(2 * limits.max_pixels)}

    def __iter__(self) -> Iterator[tuple[av.VideoFrame, int, int]]:
        """Yield each frame with its time and duration in units of the time base.

        Raises:
            RefusedVideo: size_changes, side_too_large, too_many_pixels.
        """
        for frame in self._decoded():
            self._check(frame)
            pts = frame.dts if self._by_dts or frame.pts is None else frame.pts
            pts = self._next_pts if pts is None else pts
            duration = frame.duration or 0
            self._next_pts = pts + (duration or 1)
            self._first_pts = pts if self._first_pts is None else self._first_pts
            self.decoded_seconds = float((self._next_pts - self._first_pts) * self._base)
            self.frames += 1
            yield frame, pts, duration

    def _decoded(self) -> Iterator[av.VideoFrame]:
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
                frames = packet.decode() if packet else self._flush()
            except av.FFmpegError as error:
                if isinstance(error, (MemoryError, OSError)):
                    raise
                self.broken = self.broken or error.strerror
                continue
            yield from frames
            if packet is None:
                return

    def _flush(self) -> list[av.VideoFrame]:
        """What the decoder still holds when the file ended in an error and not in its proper last packet."""
        try:
            return list(self._stream.codec_context.decode(None)) if self.broken else []
        except EOFError:
            return []

    def _check(self, frame: av.VideoFrame) -> None:
        self._limits.check_picture(frame.width, frame.height)
        if self.first is None:
            self.first = Frame.of(frame, self._stream.sample_aspect_ratio)
        if (frame.width, frame.height) != (self.first.width, self.first.height):
            before, now = f"{self.first.width}x{self.first.height}", f"{frame.width}x{frame.height}"
            text = f"The picture changes from {before} to {now} at frame {self.frames}; export the clip in one size."
            raise RefusedVideo("size_changes", text, source_frame=self.frames)


def transcode(path: Path, folder: Path, limits: Limits, report: Report) -> Canonical:
    """Make the canonical video and everything beside it in an empty folder.

    Raises:
        RefusedVideo: Any reason; the folder then holds rubbish.
    """
    with open_source(path) as container:
        facts = probe(path, container, limits)
        source = Source(container, video_stream(container), facts, limits)
        total = min(round(facts.claimed_seconds * FPS) or limits.max_frames, limits.max_frames)
        shown, normaliser = _encode(source, folder / canonical.VIDEO, limits, lambda done: report(done // 2, total))
        facts.check_complete(source_frames=source.frames, decoded_seconds=source.decoded_seconds, broken=source.broken)
    limits.check_length(frame_count=len(shown), source_frames=source.frames)
    if normaliser is None:
        raise RefusedVideo("decode_failed", "Not a single frame can be decoded; the file is damaged: export it again.")
    count = len(shown)
    sums = _read_back(folder, count, lambda done: report((count + done) // 2, count))
    entries = [FrameEntry(k, at.source_index, at.source_seconds, sums[k]) for k, at in enumerate(shown)]
    canonical.write_table(folder, entries, width=normaliser.width, height=normaliser.height)
    return Canonical(
        width=normaliser.width,
        height=normaliser.height,
        frame_count=count,
        source_fps=float(facts.average_rate or 0),
        source_frames=source.frames,
        duration_seconds=seconds(count),
        sha256=sha256_of(folder / canonical.VIDEO),
        notes=facts.notes + normaliser.notes,
    )


def _encode(
    source: Source, path: Path, limits: Limits, report: Callable[[int], None]
) -> tuple[list[Shown], Normaliser | None]:
    """First pass: put every source frame where the clock shows it."""
    grid, shown = Grid(source.facts.timing), list[Shown]()
    normaliser: Normaliser | None = None
    encoder: Encoder | None = None
    before: tuple[av.VideoFrame, Shown] | None = None
    for frame, pts, duration in source:
        if normaliser is None or encoder is None:
            normaliser = _normaliser(source, limits)
            encoder = Encoder(path, width=normaliser.width, height=normaliser.height, matrix=normaliser.matrix)
        at = Shown(source.frames - 1, float(pts * source.facts.timing.time_base))
        turn = grid.place(pts, duration)
        if grid.written > limits.max_frames:
            raise limits.too_long(seconds(grid.written))
        now = (normaliser.turn(frame), at)
        for picture, origin in [before or now] * turn.previous + [now] * turn.own:
            encoder.write(picture)
            shown.append(origin)
        before = now
        report(len(shown))
    if before and encoder:
        for _ in range(min(grid.finish().previous, limits.max_frames)):
            encoder.write(before[0])
            shown.append(before[1])
        encoder.close()
    return shown, normaliser


def _normaliser(source: Source, limits: Limits) -> Normaliser:
    if source.first is None:
        raise RuntimeError("a frame was decoded and its facts were not kept")
    normaliser = Normaliser(source.first)
    limits.check_picture(normaliser.width, normaliser.height)
    return normaliser


def _read_back(folder: Path, count: int, report: Callable[[int], None]) -> list[str]:
    """Second pass: decode what was written, and make from it the checksums, stills and thumbnail."""
    (folder / canonical.STILLS).mkdir()
    middle = keyframes(count)[len(keyframes(count)) // 2]
    sums = list[str]()
    for index, pixels in enumerate(canonical.read_frames(folder / canonical.VIDEO)):
        sums.append(canonical.checksum(pixels))
        if index % KEYFRAME_STEP == 0:
            Image.fromarray(pixels).save(folder / canonical.still_name(index), quality=_STILL_QUALITY)
        if index == middle:
            _write_thumbnail(pixels, folder / canonical.THUMBNAIL)
        report(index + 1)
    if len(sums) != count:
        raise RuntimeError(f"{count} frames were encoded and {len(sums)} came back")
    return sums


def _write_thumbnail(pixels: Rgb, path: Path) -> None:
    picture = Image.fromarray(pixels)
    picture.thumbnail(_THUMBNAIL)
    picture.save(path, quality=85)


def _say(**value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Serve the one request on standard input."""
    request = json.load(sys.stdin)
    source, folder = Path(request["source"]), Path(request["folder"])
    confinement.limit(**request["sandbox"])
    confinement.close_off(read=[source], write=folder)
    limits = Limits(**request["limits"])
    try:
        made = transcode(source, folder, limits, lambda done, total: _say(progress=[done, total]))
    except RefusedVideo as error:
        _say(refused={"code": error.code, "text": error.text, "fields": error.fields})
    except (MemoryError, BlockingIOError):  # the second: no room for a thread
        memory = request["sandbox"]["memory_bytes"] >> 20
        text = f"Decoding needs more than {memory} MB of memory; export the clip smaller, as H.264 (MP4)."
        _say(refused={"code": "too_complex", "text": text, "fields": {}})
    except OSError as error:  # av's own errors about the source were refusals above: this is our disk
        own_limit = error.errno == errno.EFBIG  # ours, from above: the disk is not full
        _say(failed={"errno": errno.EIO if own_limit else error.errno or 0, "text": str(error)})
    else:
        _say(canonical=asdict(made))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
