"""Files that somebody might send to do harm, made of small real clips: the same ones every time.

`made(folder)` gives them all by name. A name begins with its family: `flipped` (bytes of a header), `cut`, `sized`
(boxes that lie about their size), `claims` (numbers in a header), `spliced`, `polyglot`, `playlist`, `no-video`,
`bomb` (much out of little).
"""

from __future__ import annotations

import gzip
import io
import random
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av

from tests.annotator.formats import clips

SEED = 20260131
TINY = {"width": 48, "height": 32}
_BOXES = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts")  # boxes that hold boxes
_SIZES = (0, 1, 7, 9, 0x7FFFFFFF, 0xFFFFFFFF)
_MOST = 0xFFFFFFFF


def bases(folder: Path) -> dict[str, bytes]:
    """The sound clips that all others are made of, one second and a bit each."""
    quick = {"preset": "ultrafast", "bf": "2", "g": "15"}
    wanted = {
        "mp4": clips.cfr(30, 1.2, options=quick, **TINY),
        "fast.mp4": clips.cfr(30, 1.2, options=quick, container={"movflags": "+faststart"}, **TINY),
        "mov": clips.cfr(30, 1.2, suffix="mov", options={"preset": "ultrafast", "bf": "0"}, **TINY),
        "mkv": clips.cfr(30, 1.2, suffix="mkv", options=quick, **TINY),
        "webm": clips.cfr(30, 1.2, suffix="webm", codec="libvpx", options={"deadline": "realtime"}, **TINY),
        "avi": clips.cfr(30, 1.2, suffix="avi", codec="mjpeg", pixel_format="yuvj420p", options={}, **TINY),
    }
    return {name: clips.render(clip, folder, name.replace(".", "-")).read_bytes() for name, clip in wanted.items()}


def made(folder: Path) -> dict[str, bytes]:
    """Every file by its name; `folder` is for clips on the way."""
    sound, chance = bases(folder), random.Random(SEED)
    files = dict[str, bytes]()
    for family in (_flipped, _cut, _spliced):
        files |= {f"{family.__name__[1:]}-{name}": data for name, data in family(sound, chance)}
    files |= {f"sized-{name}": data for name, data in _sized(sound["fast.mp4"], sound["mkv"], chance)}
    files |= {f"claims-{name}": data for name, data in _claims(sound["mp4"], sound["avi"])}
    files |= {f"polyglot-{name}": data for name, data in _polyglots(sound)}
    files |= {f"playlist-{name}": text.encode() for name, text in _playlists(folder)}
    files |= {f"no-video-{name}": data for name, data in _no_videos(chance)}
    return files | {f"bomb-{name}": data for name, data in _bombs(folder)}


def _flipped(sound: dict[str, bytes], chance: random.Random) -> Iterator[tuple[str, bytes]]:
    for kind, whole in sound.items():
        start = whole.find(b"moov") if b"moov" in whole else 0
        for turn in range(10):
            data = bytearray(whole)
            for _ in range(2 ** (turn % 5)):
                data[start + chance.randrange(min(1500, len(data) - start))] ^= 1 << chance.randrange(8)
            yield f"{kind}-{turn}", bytes(data)
        for turn in range(4):
            data = bytearray(whole)
            for _ in range(8):
                data[chance.randrange(len(data))] = chance.randrange(256)
            yield f"{kind}-anywhere-{turn}", bytes(data)


def _cut(sound: dict[str, bytes], chance: random.Random) -> Iterator[tuple[str, bytes]]:
    for kind, whole in sound.items():
        for size in (1, 9, 40, len(whole) // 3, len(whole) - 1):
            yield f"{kind}-{size}", whole[:size]


def _spliced(sound: dict[str, bytes], chance: random.Random) -> Iterator[tuple[str, bytes]]:
    kinds = list(sound)
    for turn in range(12):
        one, other = chance.sample(kinds, 2)
        at, size = chance.randrange(len(sound[one])), chance.randrange(16, 400)
        piece = sound[other][:size]
        yield f"{one}-{other}-{turn}", sound[one][:at] + piece + sound[one][at:]
    for kind, whole in sound.items():
        at = chance.randrange(len(whole) // 2)
        yield f"{kind}-lacks-a-piece", whole[:at] + whole[at + 50 :]
        yield f"{kind}-twice", whole + whole


def boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int]]:
    """Every box of an MP4, with the place of its size."""
    end = len(data) if end is None else end
    while start + 8 <= end:
        size = struct.unpack_from(">I", data, start)[0]
        name = data[start + 4 : start + 8]
        yield name, start
        if name in _BOXES:
            yield from boxes(data, start + 8, start + size)
        start += max(size, 8)


def _sized(mp4: bytes, mkv: bytes, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    for name, at in boxes(mp4):
        for size in chance.sample(_SIZES, 2):
            yield f"{name.decode()}-{size:x}", _with(mp4, at, ">I", size)
    for turn in range(10):  # an EBML size of seven bytes of ones: unknown, or larger than anything
        at = chance.randrange(4, min(600, len(mkv) - 8))
        yield f"mkv-{turn}", mkv[:at] + b"\x01" + b"\xff" * 7 + mkv[at + 8 :]


def _with(data: bytes, at: int, form: str, *values: int) -> bytes:
    changed = bytearray(data)
    struct.pack_into(form, changed, at, *values)
    return bytes(changed)


def _claims(mp4: bytes, avi: bytes) -> Iterator[tuple[str, bytes]]:
    at = {name: place + 8 for name, place in boxes(mp4)}  # the first byte behind the name
    for name, place, form, values in (
        ("shown-huge", at[b"tkhd"] + 76, ">II", (_MOST, _MOST)),
        ("coded-huge", at[b"stsd"] + 40, ">HH", (0xFFFF, 0xFFFF)),
        ("coded-nothing", at[b"stsd"] + 40, ">HH", (0, 0)),
        ("other-codec", at[b"stsd"] + 12, ">I", (0x68766331,)),
        ("no-codec", at[b"stsd"] + 4, ">I", (0,)),
        ("many-codecs", at[b"stsd"] + 4, ">I", (_MOST,)),
        ("lasts-for-ever", at[b"mdhd"] + 12, ">II", (1, _MOST)),
        ("no-time", at[b"mdhd"] + 12, ">II", (0, 0)),
        ("shortest-ticks", at[b"mdhd"] + 12, ">II", (_MOST, _MOST)),
        ("movie-for-ever", at[b"mvhd"] + 12, ">II", (1, _MOST)),
        ("frames-for-ever", at[b"stts"] + 4, ">III", (1, _MOST, _MOST)),
        ("frames-at-once", at[b"stts"] + 4, ">III", (1, 36, 0)),
        ("frames-far-apart", at[b"stts"] + 4, ">III", (1, 36, 0x7FFFFFFF)),
        ("frames-backwards", at[b"stts"] + 4, ">III", (1, 36, 0xFFFFFFF0)),
        ("many-times", at[b"stts"] + 4, ">I", (_MOST,)),
        ("many-samples", at[b"stsz"] + 4, ">II", (0, _MOST)),
        ("one-size-huge", at[b"stsz"] + 4, ">II", (0x7FFFFFFF, 36)),
        ("many-small-samples", at[b"stsz"] + 4, ">II", (1, 50_000_000)),
        ("first-sample-huge", at[b"stsz"] + 12, ">I", (_MOST,)),
        ("beyond-the-end", at[b"stco"] + 8, ">I", (0xFFFFFFF0,)),
        ("many-chunks", at[b"stco"] + 4, ">I", (_MOST,)),
        ("chunks-of-many", at[b"stsc"] + 8, ">III", (1, _MOST, 1)),
        ("chunk-nought", at[b"stsc"] + 8, ">III", (0, 0, 0)),
        ("sound-for-picture", at[b"hdlr"] + 8, ">4s", (b"soun",)),
        ("text-for-picture", at[b"hdlr"] + 8, ">4s", (b"text",)),
        ("hint-for-picture", at[b"hdlr"] + 8, ">4s", (b"hint",)),
        ("edited-for-ever", at[b"elst"] + 4, ">III", (_MOST, _MOST, _MOST)),
        ("edited-to-nothing", at[b"elst"] + 8, ">II", (0, 0x7FFFFFFF)),
        ("shown-later", at[b"ctts"] + 4, ">III", (1, 36, 0x7FFFFFFF)),
    ):
        yield name, _with(mp4, place, form, *values)
    header, stream = avi.find(b"avih") + 8, avi.find(b"strh") + 8
    for name, place, values in (
        ("avi-no-time", header, (0,)),
        ("avi-many-frames", header + 16, (_MOST,)),
        ("avi-many-streams", header + 24, (_MOST,)),
        ("avi-no-scale", stream + 20, (0, 0)),
        ("avi-fast", stream + 20, (1, 0x7FFFFFFF)),
        ("avi-slow", stream + 20, (0x7FFFFFFF, 1)),
        ("avi-starts-late", stream + 28, (0x7FFFFFFF,)),
        ("avi-picture-huge", avi.find(b"strf") + 12, (60_000, 60_000)),
    ):
        yield name, _with(avi, place, f"<{len(values)}I", *values)


def _polyglots(sound: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("../../escaped.txt", "out")
    page = b"<html><script>alert(1)</script></html>"
    heads = {
        "page": page, "picture": b"GIF89a/*", "photo": b"\xff\xd8\xff\xe0\x00\x10JFIF", "document": b"%PDF-1.7\n",
        "program": b"\x7fELF\x02\x01\x01" + bytes(9), "script": b"#!/bin/sh\ntouch /tmp/run\nexit\n", "php": b"<?",
    }  # fmt: skip
    for name, head in heads.items():
        yield f"{name}-before", head + sound["mp4"]
    for name, tail in {"page": page, "archive": archive.getvalue(), "php": b"<?php system('id') ?>"}.items():
        yield f"{name}-behind", sound["mp4"] + tail
        yield f"{name}-in-a-box", struct.pack(">I4s", 8 + len(tail), b"free") + tail + sound["mp4"]
    yield "page-behind-webm", sound["webm"] + page
    yield "hidden-playlist", sound["mp4"] + b"\n#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"


def _playlists(folder: Path) -> Iterator[tuple[str, str]]:
    start, end = "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n", "\n#EXT-X-ENDLIST\n"
    for name, address in {
        "file": "file:///etc/passwd", "path": "/etc/passwd", "http": "http://127.0.0.1:9/clip.ts",
        "local": str(folder / "mp4.mp4"), "concat": "concat:/etc/passwd|/etc/hostname",
        "subfile": "subfile,,start,0,end,9,,:/etc/passwd", "data": "data:text/plain;base64,AAAA",
        "crypto": "crypto:/etc/passwd", "tcp": "tcp://127.0.0.1:9", "gopher": "gopher://127.0.0.1:9/",
    }.items():  # fmt: skip
        yield f"hls-{name}", start + address + end
    yield "hls-key", "#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI=/etc/passwd\n#EXTINF:1,\n/etc/hostname" + end
    yield "concat", f"ffconcat version 1.0\nfile '{folder / 'mp4.mp4'}'\nfile '/etc/passwd'\n"
    body = '<BaseURL>file:///etc/</BaseURL><Period><AdaptationSet mimeType="video/mp4"><Representation id="1">'
    yield "dash", f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static">{body}</MPD>'
    yield "sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\n"
    yield "asx", '<asx version="3.0"><entry><ref href="http://127.0.0.1:9/x.wmv"/></entry></asx>'
    yield "reference", "[Reference]\nRef1=http://127.0.0.1:9/x.mp4\n"


def _no_videos(chance: random.Random) -> Iterator[tuple[str, bytes]]:
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    yield "svg", f'{entity}<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script>&a;</svg>'.encode()
    yield "page", b"<!doctype html><body onload=alert(1)>"
    yield "pickle", b"cposix\nsystem\n(S'touch /tmp/run'\ntR."
    yield "subtitles", b"1\n00:00:00,000 --> 01:00:00,000\n<font face=x>text\n"
    yield "ass", b"[Script Info]\nScriptType: v4.00+\n[Fonts]\nfontname: ../../escaped\n"
    yield "gzip-bomb", gzip.compress(bytes(20_000_000))
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        escaping = tarfile.TarInfo("../../escaped")
        escaping.size = 3
        archive.addfile(escaping, io.BytesIO(b"out"))
    yield "tar", packed.getvalue()
    yield "zeros", bytes(60_000)
    yield "ones", b"\xff" * 60_000
    yield "chance", chance.randbytes(60_000)
    yield "transport", b"".join(b"\x47" + chance.randbytes(187) for _ in range(200))
    yield "start-codes", b"\x00\x00\x00\x01\x67" + chance.randbytes(3000)
    yield "empty-movie", struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0) + struct.pack(">I4s", 8, b"moov")
    yield "deep-movie", _nested(4000)
    yield "ebml", b"\x1a\x45\xdf\xa3" + b"\xff" * 500


def _nested(depth: int) -> bytes:
    head = struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0)
    return head + b"".join(struct.pack(">I4s", 8 * (depth - k), b"moov" if k == 0 else b"trak") for k in range(depth))


def _bombs(folder: Path) -> Iterator[tuple[str, bytes]]:
    def rendered(name: str, clip: clips.Clip) -> tuple[str, bytes]:
        return name, clips.render(clip, folder, f"bomb-{name}").read_bytes()

    second = clips.steady(30, 1)
    yield rendered("wide", clips.cfr(30, 0.1, width=8192, height=32))
    yield rendered("high", clips.cfr(30, 0.1, width=32, height=8192))
    yield rendered("hour", clips.Clip(times=[*second, Fraction(3600)], suffix="mkv", container={"live": "1"}, **TINY))
    yield rendered("year", clips.Clip(times=[*second, Fraction(10**7)], suffix="mkv", container={"live": "1"}, **TINY))
    crowd = [Fraction(k, 90_000) for k in range(3000)]
    yield rendered("frames-in-a-moment", clips.Clip(times=[*crowd, *clips.steady(30, 1, start=Fraction(1))], **TINY))
    yield "many-streams", _streams(folder / "many.mkv", pictures=30)
    yield "many-sounds", _streams(folder / "sounds.mkv", sounds=30)
    yield "attachment", _streams(folder / "attachment.mkv", attached=("../../escaped.ttf", "font/ttf", bytes(200_000)))
    yield "attached-page", _streams(folder / "page.mkv", attached=("x.html", "text/html", b"<script>alert(1)</script>"))
    yield "long-title", _streams(folder / "title.mkv", title="A" * 2_000_000)
    yield "strange-title", _streams(folder / "strange.mkv", title="\u202e<script>\x01\n$(touch run)")


def _streams(
    path: Path, *, pictures: int = 1, sounds: int = 0, attached: tuple[str, str, bytes] | None = None, title: str = ""
) -> bytes:
    with av.open(str(path), "w") as container:
        container.metadata["title"] = title
        shown = [container.add_stream("libx264", rate=30, options={"preset": "ultrafast"}) for _ in range(pictures)]
        heard = [container.add_stream("pcm_s16le", rate=8000) for _ in range(sounds)]
        if attached:
            container.add_attachment(*attached)
        for stream in shown:
            stream.width, stream.height, stream.pix_fmt = 48, 32, "yuv420p"
        for stream in shown:
            for k in range(36 if pictures == 1 else 2):
                frame = av.VideoFrame(48, 32, "yuv420p")
                frame.pts = k
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        for stream in heard:
            sound = av.AudioFrame(format="s16", layout="mono", samples=800)
            sound.sample_rate = 8000
            container.mux(stream.encode(sound))
            container.mux(stream.encode(None))
    return path.read_bytes()
