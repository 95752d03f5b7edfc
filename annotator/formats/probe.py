"""What may come in: the first look at a file that a stranger sent, before a single frame is kept.

Only local files of a few containers and codecs are opened; playlists, concatenations and network addresses are not
followed, whatever the file's name says. Everything that can be refused from the header is refused here, so that a
bomb of 8192×8192 pixels costs nothing. Texts say what to do about it, because the person who reads them has the
original and we do not.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from annotator.errors import AnnotatorError
from annotator.formats.cfr import Timing
from annotator.formats.clock import FPS

CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi"
SUFFIXES = (".mp4", ".m4v", ".mov", ".qt", ".3gp", ".3g2", ".mj2", ".mkv", ".webm", ".avi")
CODECS = ("h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "mpeg2video", "mjpeg", "prores")
_SENDABLE = "send MP4, MOV, MKV, WebM or AVI."
_OPTIONS = {"protocol_whitelist": "file", "format_whitelist": CONTAINERS}
_SLACK_FRAMES = 2  # the clock rounds by up to one frame at each end: 3.97 s of frames is a clip of four seconds
_MISSING_SECONDS = 0.5
_LOOKED_AT = 64  # packets that show whether a stream is reordered


class RefusedVideo(AnnotatorError):
    """A file that cannot become a clip. The code says which rule; the text says what the person can do.

    Codes: not_found, unreadable, not_a_video, no_video_stream, several_video_streams, unsupported_codec, too_short,
    too_long, one_frame, truncated, side_too_large, too_many_pixels, file_too_large, size_changes, decode_failed,
    too_complex, too_slow, crashed.
    """

    status = 422

    def __init__(self, code: str, text: str, **fields: object) -> None:
        super().__init__(text, **fields)
        self.code = code


@dataclass(frozen=True)
class Limits:
    """What a project takes. Sides are in pixels; `max_pixels` is width times height of one frame."""

    min_seconds: float = 4
    max_seconds: float = 30
    max_side: int = 4096
    max_bytes: int = 2 * 2**30
    max_pixels: int = 4096 * 2304

    @property
    def max_frames(self) -> int:
        """The most frames on the 30-fps clock that still pass as `max_seconds`."""
        return int(self.max_seconds * FPS) + _SLACK_FRAMES

    def check_claimed(self, name: str, size: int) -> None:
        """Raises: RefusedVideo if a file's name and size alone say that it cannot become a clip."""
        if not name.lower().endswith(SUFFIXES):
            raise RefusedVideo("not_a_video", f"{name!r} is not named like a video; {_SENDABLE}")
        if size == 0:
            raise RefusedVideo("not_a_video", "The file is empty; copy it again from where it was made.")
        if size > self.max_bytes:
            raise self.too_large(size)

    def check_file(self, source: Path) -> None:
        """Raises: RefusedVideo if there is no such file that we may read, or it is empty or too large."""
        if not source.is_file():
            raise RefusedVideo("not_found", f"There is no file at {source}; check the path.")
        if not os.access(source, os.R_OK):
            raise RefusedVideo("unreadable", f"We may not read {source}; change its permissions.")
        size = source.stat().st_size
        if size == 0:
            raise RefusedVideo("not_a_video", "The file is empty; copy it again from where it was made.")
        if size > self.max_bytes:
            raise self.too_large(size)

    def check_picture(self, width: int, height: int) -> None:
        """Raises: RefusedVideo if a picture of this size is more than we decode."""
        if max(width, height) > self.max_side:
            text = f"The picture is {width}x{height} and no side may be over {self.max_side} pixels; export it smaller."
            raise RefusedVideo("side_too_large", text, width=width, height=height, max_side=self.max_side)
        if width * height > self.max_pixels:
            text = f"The picture is {width}x{height}, over {self.max_pixels} pixels in all; export it smaller."
            raise RefusedVideo("too_many_pixels", text, width=width, height=height, max_pixels=self.max_pixels)

    def check_claim(self, claimed_seconds: float) -> None:
        """Raises: RefusedVideo if the header alone says that the clip is too long."""
        if claimed_seconds > self.max_seconds + _MISSING_SECONDS:
            raise self.too_long(claimed_seconds)

    def check_length(self, *, frame_count: int, source_frames: int) -> None:
        """Raises: RefusedVideo if what was decoded is one frame, too short or too long."""
        if source_frames == 1:
            raise RefusedVideo("one_frame", "The file holds a single picture; send a clip that moves.", source_frames=1)
        if frame_count < self.min_seconds * FPS - _SLACK_FRAMES:
            text = (
                f"The clip lasts {frame_count / FPS:.1f} s and this project takes {self.min_seconds:g} s and more; "
                "send a longer cut."
            )
            raise RefusedVideo("too_short", text, seconds=frame_count / FPS, min_seconds=self.min_seconds)
        if frame_count > self.max_frames:
            raise self.too_long(frame_count / FPS)

    def too_large(self, size: int) -> RefusedVideo:
        """The refusal of a file of that many bytes."""
        text = (
            f"The file has {_megabytes(size)} and this project takes up to {_megabytes(self.max_bytes)}; "
            "export it with a lower bit rate."
        )
        return RefusedVideo("file_too_large", text, bytes=size, max_bytes=self.max_bytes)

    def too_long(self, seconds: float) -> RefusedVideo:
        """The refusal of a clip that lasts, or claims to last, that many seconds."""
        text = (
            f"The clip is longer ({seconds:.1f} s) than the {self.max_seconds:g} s that this project takes; "
            "cut it into shorter clips."
        )
        return RefusedVideo("too_long", text, seconds=round(seconds, 3), max_seconds=self.max_seconds)


@dataclass(frozen=True)
class Probe:
    """What a header says. Claims are not trusted: the frames that decode are counted against them.

    Args:
        claimed_frames: 0 if the container does not say.
        claimed_seconds: 0.0 if the container does not say.
    """

    width: int
    height: int
    codec: str
    average_rate: Fraction | None
    claimed_frames: int
    claimed_seconds: float
    timing: Timing
    notes: tuple[str, ...] = field(default=())

    def check_complete(self, *, source_frames: int, decoded_seconds: float, broken: str | None) -> None:
        """Compare what was decoded with what the header claims.

        Raises:
            RefusedVideo: truncated if a good part is missing, decode_failed if the stream broke at its end or within.
        """
        if self.claimed_seconds - decoded_seconds > _MISSING_SECONDS:
            claims = f"{self.claimed_frames} frames" if self.claimed_frames else f"{self.claimed_seconds:.1f} s"
            text = (
                f"The file claims {claims}, but only {source_frames} frames ({decoded_seconds:.1f} s) can be read: "
                "it was cut off or damaged on its way; copy or export it again."
            )
            raise RefusedVideo("truncated", text, claimed_frames=self.claimed_frames, source_frames=source_frames)
        if broken:
            text = f"Frame {source_frames} cannot be decoded ({broken}); the file is damaged: export it again."
            raise RefusedVideo("decode_failed", text, source_frames=source_frames, reason=broken)


def open_source(source: Path) -> InputContainer:
    """Open a file with nothing but the allowed containers and the file protocol.

    Raises:
        RefusedVideo: not_a_video.
    """
    try:
        return av.open(str(source), options=dict(_OPTIONS), metadata_errors="replace")
    except (av.FFmpegError, ValueError) as error:
        text = f"This is not a video that we can read; {_SENDABLE}"
        raise RefusedVideo("not_a_video", text, reason=getattr(error, "strerror", str(error))) from error


def video_stream(container: InputContainer) -> VideoStream:
    """The one moving picture of a file; cover art does not count.

    Raises:
        RefusedVideo: no_video_stream, several_video_streams, unsupported_codec.
    """
    moving = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    if not moving:
        raise RefusedVideo(
            "no_video_stream", "The file has no moving picture, only sound or other data; send the video itself."
        )
    if len(moving) > 1:
        text = f"The file has {len(moving)} video streams and we cannot choose for you; export the one that is meant."
        raise RefusedVideo("several_video_streams", text, streams=len(moving))
    stream = moving[0]
    codec = stream.codec_context.name if stream.codec_context else "unknown"
    if _canonical_name(codec) not in CODECS:
        text = f"The picture is coded as {codec}; export it as H.264 (MP4), or as one of: {', '.join(CODECS)}."
        raise RefusedVideo("unsupported_codec", text, codec=codec)
    return stream


def probe(source: Path, container: InputContainer, limits: Limits) -> Probe:
    """Read the header and refuse what it already gives away.

    Raises:
        RefusedVideo: every code that a header can cause.
    """
    stream = video_stream(container)
    limits.check_picture(stream.codec_context.width, stream.codec_context.height)
    claimed = _claimed_seconds(container, stream)
    limits.check_claim(claimed)
    rate = Fraction(stream.guessed_rate) if stream.guessed_rate else None
    timing = Timing(
        time_base=Fraction(stream.time_base or Fraction(1, FPS)),
        start_seconds=Fraction(container.start_time or 0, av.time_base),
        rate=rate,
        lasts=_nominal_duration(stream) if _reorders(source) else None,
        alone=len(container.streams) == 1,
    )
    return Probe(
        width=stream.codec_context.width,
        height=stream.codec_context.height,
        codec=_canonical_name(stream.codec_context.name),
        average_rate=Fraction(stream.average_rate) if stream.average_rate else rate,
        claimed_frames=stream.frames,
        claimed_seconds=claimed,
        timing=timing,
    )


def _reorders(source: Path) -> bool:
    """Whether an MP4 or MOV stores frames in another order than it shows them, by its first packets."""
    with open_source(source) as container:
        if "mp4" not in container.format.name:
            return False
        packets = container.demux(video_stream(container))
        try:
            return any(packet.pts != packet.dts for packet in itertools.islice(packets, _LOOKED_AT) if packet.size)
        except av.FFmpegError:
            return False


def _nominal_duration(stream: VideoStream) -> int:
    """How long the recipe takes one frame of a reordered MP4 to last, in units of the time base; 0 if it cannot tell.

    Source: `ff_compute_frame_duration` of FFmpeg 5.1, which asks the H.264 headers or guesses a rate there, and not
        the sample table; later versions differ.
    """
    base = Fraction(stream.time_base or Fraction(1, FPS))
    if base.numerator * 1000 > base.denominator:
        return 1
    coded = stream.codec_context.framerate if stream.codec_context.name == "h264" else None
    rate = coded or stream.base_rate
    if not rate or rate.denominator * 1000 <= rate.numerator:
        return 0
    return int(1 / Fraction(rate) / base)


def _canonical_name(decoder: str) -> str:
    return {"libdav1d": "av1", "libaom-av1": "av1", "libvpx": "vp8", "libvpx-vp9": "vp9"}.get(decoder, decoder)


def _claimed_seconds(container: InputContainer, stream: VideoStream) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    tagged = stream.metadata.get("DURATION", "")
    try:
        hours, minutes, rest = tagged.split(":")
        return (
            int(hours) * 3600
            + int(minutes) * 60
            + float(rest)
            - float(Fraction(container.start_time or 0, av.time_base))
        )
    except ValueError:
        pass
    others = len(container.streams) - 1
    return container.duration / av.time_base if container.duration and not others else 0.0


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.0f} MB"
