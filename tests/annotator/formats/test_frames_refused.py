"""What is refused, with which reason, and that a refusal leaves nothing behind."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import pytest

from annotator.formats import frames
from annotator.formats.frames import Limits, RefusedVideo, Sandbox
from tests.annotator.formats import clips

SMALL = {"width": 64, "height": 48}


def refuse(source: Path, limits: Limits | None = None, sandbox: Sandbox | None = None) -> RefusedVideo:
    """Offer a file, expect a refusal and an untouched folder."""
    before = sorted(source.parent.iterdir())
    with pytest.raises(RefusedVideo) as caught:
        frames.canonicalise(source, source.parent / "made", limits=limits or Limits(), sandbox=sandbox)
    assert sorted(source.parent.iterdir()) == before
    assert str(source.parent) not in str(caught.value) or caught.value.code == "not_found"
    return caught.value


def test_a_missing_or_empty_file_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp4"
    empty.touch()

    assert refuse(tmp_path / "nowhere.mp4").code == "not_found"
    assert refuse(empty).code == "not_a_video"


def test_a_file_over_the_limit_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    source = tmp_path / "large.mp4"
    source.write_bytes(b"x" * 2000)

    refused = refuse(source, Limits(max_bytes=1999))

    assert refused.code == "file_too_large"
    assert refused.fields == {"bytes": 2000, "max_bytes": 1999}


@pytest.mark.parametrize(
    "content",
    [
        b"\x00" * 4096,
        b"<html>not a video</html>",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile /etc/hostname\n",
        b"http://127.0.0.1:1/clip.mp4",
    ],
    ids=["zeros", "html", "hls", "concat", "address"],
)
def test_what_is_no_video_is_refused_whatever_its_name_says(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "clip.mp4"
    source.write_bytes(content)

    assert refuse(source).code == "not_a_video"


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    source = tmp_path / "sound.mp4"
    with av.open(str(source), "w") as container:
        stream = container.add_stream("aac", rate=44_100)
        frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        frame.sample_rate, frame.pts = 44_100, 0
        for plane in frame.planes:
            plane.update(b"\x00" * plane.buffer_size)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

    assert refuse(source).code == "no_video_stream"


def test_two_moving_pictures_in_one_file_are_not_chosen_from(tmp_path: Path) -> None:
    source = tmp_path / "two.mkv"
    with av.open(str(source), "w") as container:
        streams = [container.add_stream("libx264", rate=30) for _ in range(2)]
        for stream in streams:
            stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for stream in streams:
            container.mux(stream.encode(av.VideoFrame(64, 48, "yuv420p")))
            container.mux(stream.encode(None))

    assert refuse(source).code == "several_video_streams"


def test_a_codec_outside_the_list_is_named(tmp_path: Path) -> None:
    source = clips.render(clips.cfr(30, suffix="mkv", codec="ffv1", options={}, **SMALL), tmp_path)

    refused = refuse(source)

    assert refused.code == "unsupported_codec"
    assert refused.fields == {"codec": "ffv1"}


def test_too_short_too_long_and_a_single_picture_are_told_apart(tmp_path: Path) -> None:
    short = clips.render(clips.cfr(30, 3, **SMALL), tmp_path, "short")
    long = clips.render(clips.cfr(30, 31, **SMALL), tmp_path, "long")
    single = clips.render(clips.Clip(times=[Fraction(0)], **SMALL), tmp_path, "single")

    assert refuse(short).code == "too_short"
    assert refuse(long).code == "too_long"
    assert refuse(single).code == "one_frame"


def test_a_clip_that_hides_its_length_is_stopped_at_the_limit(tmp_path: Path) -> None:
    source = clips.render(clips.cfr(30, 12, suffix="mkv", container={"live": "1"}, **SMALL), tmp_path)
    seen: list[int] = []

    with pytest.raises(RefusedVideo) as caught:
        frames.canonicalise(
            source, tmp_path / "made", limits=Limits(max_seconds=6), progress=lambda done, total: seen.append(done)
        )

    assert caught.value.code == "too_long"
    assert max(seen) * 2 <= 6 * 30 + 2


def test_a_gap_in_the_times_counts_as_length(tmp_path: Path) -> None:
    times = [*clips.steady(30, 3), *clips.steady(30, 3, start=Fraction(500))]
    source = clips.render(clips.Clip(times=times, suffix="mkv", container={"live": "1"}, **SMALL), tmp_path)

    assert refuse(source).code == "too_long"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_a_file_cut_off_on_its_way_is_truncated_not_short(tmp_path: Path, share: float) -> None:
    whole = clips.render(clips.cfr(30, 8, container={"movflags": "+faststart"}), tmp_path).read_bytes()
    source = tmp_path / "part.mp4"
    source.write_bytes(whole[: int(len(whole) * share)])

    refused = refuse(source)

    assert refused.code == "truncated"
    assert refused.fields["claimed_frames"] == 240


def test_a_picture_too_large_is_refused_from_the_header(tmp_path: Path) -> None:
    wide = clips.render(clips.cfr(30, 0.2, width=4160, height=32), tmp_path, "wide")
    many = clips.render(clips.cfr(30, 0.2, width=400, height=300), tmp_path, "many")

    assert refuse(wide).code == "side_too_large"
    assert refuse(many, Limits(max_pixels=399 * 300)).code == "too_many_pixels"


def test_a_picture_that_changes_its_size_on_the_way_is_refused(tmp_path: Path) -> None:
    parts = [
        clips.render(
            clips.Clip(
                times=clips.steady(30, 3, start=Fraction(start)), codec="libvpx", suffix="webm", **size, options={}
            ),
            tmp_path,
            f"part{start}",
        )
        for start, size in [(0, SMALL), (3, {"width": 80, "height": 64})]
    ]
    source = tmp_path / "joined.webm"
    with av.open(str(source), "w") as container:
        first = av.open(str(parts[0]))
        stream = container.add_stream_from_template(first.streams.video[0])
        for part in parts:
            with av.open(str(part)) as opened:
                for packet in opened.demux(video=0):
                    if packet.size:
                        packet.stream = stream
                        container.mux(packet)
        first.close()

    assert refuse(source).code == "size_changes"


def test_damage_inside_the_stream_is_refused_with_its_place(tmp_path: Path) -> None:
    data = bytearray(clips.render(clips.cfr(30, 5), tmp_path).read_bytes())
    middle = len(data) // 2
    data[middle : middle + 6000] = bytes(6000)
    source = tmp_path / "damaged.mp4"
    source.write_bytes(bytes(data))

    assert refuse(source).code in {"decode_failed", "truncated"}


@pytest.fixture(scope="module")
def heavy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Several seconds of work for the decoder."""
    return clips.render(clips.cfr(30, 28, width=640, height=368), tmp_path_factory.mktemp("heavy"))


@pytest.mark.parametrize(
    ("sandbox", "codes"),
    [
        (Sandbox(memory_bytes=250 * 2**20), {"too_complex", "crashed"}),
        (Sandbox(cpu_seconds=1), {"too_slow"}),
        (Sandbox(wall_seconds=1), {"too_slow"}),
    ],
    ids=["memory", "processor", "clock"],
)
def test_a_decoder_that_takes_too_much_dies_alone(heavy: Path, sandbox: Sandbox, codes: set[str]) -> None:
    assert refuse(heavy, sandbox=sandbox).code in codes


def test_a_full_disk_is_our_fault_and_leaves_nothing(tmp_path: Path) -> None:
    source = clips.render(clips.cfr(30), tmp_path)

    with pytest.raises(OSError, match="File too large"):
        frames.canonicalise(source, tmp_path / "made", limits=Limits(), sandbox=Sandbox(file_bytes=20_000))

    assert sorted(tmp_path.iterdir()) == [source]


def test_a_folder_that_holds_something_is_never_overwritten(tmp_path: Path) -> None:
    source = clips.render(clips.cfr(30), tmp_path)
    kept = tmp_path / "made" / "kept.txt"
    kept.parent.mkdir()
    kept.write_text("mine")

    with pytest.raises(OSError, match="not empty"):
        frames.canonicalise(source, kept.parent, limits=Limits())

    assert sorted(tmp_path.iterdir()) == sorted([source, kept.parent])
    assert kept.read_text() == "mine"
