"""One clock: the number burnt into a source frame is the one that table, stills and exact reading show at its place."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from annotator.formats import frames
from annotator.formats.canonical import THUMBNAIL, VIDEO
from tests.annotator.formats import barcode, clips


@dataclass(frozen=True)
class Made:
    """A rendered clip and what became of it."""

    clip: clips.Clip
    folder: Path
    result: frames.Canonical

    @property
    def video(self) -> Path:
        return self.folder / VIDEO


def make(clip: clips.Clip, place: Path) -> Made:
    folder = place / "made"
    return Made(clip, folder, frames.canonicalise(clips.render(clip, place), folder, limits=frames.Limits()))


@pytest.fixture(scope="module", params=list(clips.FRAME_TRUTH))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(clips.FRAME_TRUTH[request.param], tmp_path_factory.mktemp("truth"))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(clips.cfr(24), tmp_path_factory.mktemp("plain"))


def test_every_frame_and_still_shows_the_source_frame_that_the_table_names(made: Made) -> None:
    table = frames.read_table(made.folder)

    pixels = list(frames.read_frames(made.video))

    assert len(pixels) == len(table) == made.result.frame_count
    assert [barcode.read(image) for image in pixels] == [entry.source_index for entry in table]
    assert [frames.checksum(image) for image in pixels] == [entry.sha256 for entry in table]
    for frame in frames.keyframes(made.result.frame_count):
        still = np.asarray(Image.open(made.folder / frames.still_name(frame)))
        assert barcode.read(still) == table[frame].source_index
        assert np.abs(still.astype(int) - pixels[frame]).mean() < 3


def test_the_table_keeps_the_time_that_the_source_gave_each_frame(made: Made) -> None:
    table = frames.read_table(made.folder)

    expected = [float(made.clip.times[entry.source_index]) for entry in table]

    assert [entry.source_seconds for entry in table] == pytest.approx(expected, abs=0.002)
    assert made.result.source_frames == len(made.clip.times)


def test_the_picture_comes_out_upright_square_and_even(made: Made) -> None:
    with Image.open(made.folder / THUMBNAIL) as thumbnail:
        assert thumbnail.width == 320

    pixels = next(frames.read_frames(made.video, 60, 60))

    assert pixels.shape == (made.result.height, made.result.width, 3)
    assert made.result.width % 2 == made.result.height % 2 == 0
    assert made.result.width == pytest.approx(made.clip.width * made.clip.pixel_aspect, abs=1.5)
    assert made.result.height == pytest.approx(made.clip.height, abs=1.5)
    source = clips.picture(frames.read_table(made.folder)[60].source_index, made.result.width, made.result.height)
    if made.clip.pixel_aspect == 1:
        assert np.abs(pixels[30:].astype(int) - source[30:]).mean() < 6


def test_any_range_reads_exactly_the_frames_asked_for(plain: Made) -> None:
    everything = [frames.checksum(image) for image in frames.read_frames(plain.video)]
    last = plain.result.frame_count - 1

    for first, end in [(0, 0), (1, 1), (14, 16), (15, 15), (29, 61), (last, last), (last - 20, None), (0, last)]:
        part = [frames.checksum(image) for image in frames.read_frames(plain.video, first, end)]

        assert part == everything[first : (last if end is None else end) + 1]

    chosen = [frames.checksum(image) for image in frames.read_frames(plain.video, 3, 40, only={3, 17, 40})]
    assert chosen == [everything[3], everything[17], everything[40]]


@pytest.mark.parametrize(("first", "last"), [(-1, 3), (5, 4), (10_000, 10_000), (0, 10_000), (10_000, None)])
def test_a_frame_that_does_not_exist_is_refused_by_its_number(plain: Made, first: int, last: int | None) -> None:
    with pytest.raises(frames.FrameMissing):
        list(frames.read_frames(plain.video, first, last))


def test_the_canonical_video_can_be_sought_by_any_player(plain: Made) -> None:
    data = plain.video.read_bytes()
    with av.open(str(plain.video)) as container:
        stream = container.streams.video[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
        streams = len(container.streams)

    assert [packet.pts for packet in packets] == [packet.dts for packet in packets]  # no B-frames
    assert {after.pts - before.pts for before, after in itertools.pairwise(packets)} == {512}
    assert [index for index, packet in enumerate(packets) if packet.is_keyframe] == list(range(0, len(packets), 15))
    assert data.index(b"moov") < data.index(b"mdat")
    assert streams == 1


def test_every_group_of_fifteen_decodes_by_itself(plain: Made) -> None:
    whole = list(frames.read_frames(plain.video))
    with av.open(str(plain.video)) as container:
        stream = container.streams.video[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
    decoder = av.CodecContext.create("h264", "r")
    decoder.extradata = stream.codec_context.extradata

    pictures = list(decode(decoder, packets[45:60]))

    assert [frames.checksum(image) for image in pictures] == [frames.checksum(image) for image in whole[45:60]]


def decode(decoder: av.VideoCodecContext, packets: list[av.Packet]) -> Iterator[frames.Rgb]:
    for packet in [*packets, None]:
        for picture in decoder.decode(packet):
            yield picture.to_ndarray(format="rgb24")


def test_the_same_file_gives_the_same_bytes_again(plain: Made, tmp_path: Path) -> None:
    again = make(plain.clip, tmp_path)

    assert again.result == plain.result
    for name in [VIDEO, THUMBNAIL, "frames.json.gz", frames.still_name(30)]:
        assert (again.folder / name).read_bytes() == (plain.folder / name).read_bytes()


def test_progress_grows_to_its_end(tmp_path: Path) -> None:
    source, seen = clips.render(clips.cfr(30), tmp_path), list[tuple[int, int]]()

    made = frames.canonicalise(
        source, tmp_path / "made", limits=frames.Limits(), progress=lambda done, total: seen.append((done, total))
    )

    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (made.frame_count, made.frame_count)


def test_keyframes_are_every_thirtieth_index() -> None:
    assert frames.keyframes(1) == [0]
    assert frames.keyframes(30) == [0]
    assert frames.keyframes(91) == [0, 30, 60, 90]
