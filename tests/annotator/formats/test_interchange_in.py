"""Other tools' files read: the very masks that they hold, or a clear sentence of what is wrong with the file."""

from __future__ import annotations

import json
from pathlib import Path

import cvat_sdk.masks
import numpy as np
import pytest
from pycocotools import mask as coco

from annotator.formats import raster, release, rle
from annotator.formats.interchange import cvat, cvat_reading, sav
from annotator.formats.interchange.foreign import ForeignFileRefused
from tests.annotator.formats.test_release import FRAMES, HEIGHT, WIDTH, masks, video

HEAD = f"""<?xml version="1.0" encoding="utf-8"?>
<annotations><version>1.1</version><meta><task><size>40</size><original_size><width>{WIDTH}</width>
<height>{HEIGHT}</height></original_size><source>dog.mp4</source></task></meta>
"""


def cvat_file(inside: str) -> bytes:
    return f"{HEAD}{inside}</annotations>".encode()


def blob(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random((HEIGHT, WIDTH)) < 0.2


def mask_element(frame: int, mask: np.ndarray, *, outside: int = 0) -> str:
    """A mask as CVAT's own kit encodes it."""
    *runs, left, top, right, bottom = (int(value) for value in cvat_sdk.masks.encode_mask(mask))
    place = f'left="{left}" top="{top}" width="{right - left + 1}" height="{bottom - top + 1}"'
    listed = ", ".join(map(str, runs))
    return f'<mask frame="{frame}" outside="{outside}" occluded="0" rle="{listed}" {place} z_order="0"></mask>'


def test_what_was_written_for_cvat_is_read_back_mask_by_mask(tmp_path: Path) -> None:
    release.write_annotation(tmp_path, "v1", video(41))
    release.write_splits(tmp_path, "v1", {"train": [41]})
    cvat.export(release.read_release(tmp_path), tmp_path / "out", step=lambda done, total: None)
    read = cvat_reading.read((tmp_path / "out" / "train" / "000041.xml").read_bytes(), name="000041.xml")

    assert (read.size, read.frames, read.step, read.left_out) == ((HEIGHT, WIDTH), FRAMES, 1, {})
    assert [track.number for track in read.tracks] == [1, 2, 0]
    drawn = masks(41)
    for track in read.tracks:
        expected = {frame: one[track.number] for frame, one in enumerate(drawn) if rle.area(one[track.number])}
        assert track.masks == expected


def test_a_shape_stands_until_the_next_and_ends_where_it_is_outside() -> None:
    first, second = blob(1), blob(2)
    shapes = mask_element(3, first) + mask_element(6, second) + mask_element(8, second, outside=1)
    [track] = cvat_reading.read(cvat_file(f'<track id="7" label="dog">{shapes}</track>'), name="a.xml").tracks

    assert (track.number, track.label, sorted(track.masks)) == (7, "dog", [3, 4, 5, 6, 7])
    assert all((rle.decode(track.masks[frame]) == first).all() for frame in (3, 4, 5))
    assert all((rle.decode(track.masks[frame]) == second).all() for frame in (6, 7))


def test_polygons_are_masks_by_our_raster_and_other_shapes_are_counted() -> None:
    inside = '<polygon frame="0" outside="0" points="4.0,4.0;20.5,4.0;20.5,16.25"></polygon>'
    others = '<box frame="0" outside="0" xtl="1" ytl="1" xbr="4" ybr="4"><attribute name="a">b</attribute></box>'
    read = cvat_reading.read(cvat_file(f'<track id="0" label="x">{inside}{others}</track>'), name="a.xml")
    shape = (((64, 64), (328, 64), (328, 260)),)

    assert (rle.decode(read.tracks[0].masks[39]) == raster.rasterise(shape, width=WIDTH, height=HEIGHT)).all()
    assert read.left_out == {"box": 1, "attribute": 1}
    assert read.name == "dog.mp4"


BOX = 'left="0" top="0" width="2" height="2"'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no xml", "is no XML"),
        (cvat_file("<track>")[:-20], "is no XML"),
        (b"<other></other>", "begins with <other> and not with <annotations>"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><annotations></annotations>', "defines a document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><annotations></annotations>', "defines a document type"),
        (b"<annotations></annotations>", "height ''"),
        (cvat_file('<image id="0"></image>'), 'choose "CVAT for video 1.1"'),
        (HEAD.replace(f"<width>{WIDTH}", "<width>99999").encode() + b"</annotations>", "no number from 1 to 8192"),
        (cvat_file('<track id="0"></track><track id="0"></track>'), "holds track 0 twice"),
        (cvat_file('<track id="x"></track>'), "has id 'x', which is no whole number"),
        (cvat_file(f'<track id="0"><mask frame="40" rle="0,4" {BOX}></mask></track>'), "on frame 40 of 40"),
        (cvat_file(f'<track id="0"><mask frame="0" rle="0,5" {BOX}></mask></track>'), "are not its box's 2x2"),
        (cvat_file(f'<track id="0"><mask frame="0" rle="0,-4" {BOX}></mask></track>'), "is no list of numbers"),
        (cvat_file(f'<track id="0"><mask frame="0" rle="" {BOX}></mask></track>'), "is no list of numbers"),
        (
            cvat_file('<track id="0"><mask frame="0" rle="0,4" left="63" top="0" width="2" height="2"></mask></track>'),
            "a mask outside of 64x48 px",
        ),
        (cvat_file('<track id="0"><polygon frame="0" points="1,1;2,2"></polygon></track>'), "is no shape"),
        (cvat_file('<track id="0"><polygon frame="0" points="a"></polygon></track>'), "is no shape"),
    ],
)
def test_a_file_that_cvat_did_not_write_is_refused_with_what_is_wrong(content: bytes, said: str) -> None:
    with pytest.raises(ForeignFileRefused, match=r"a\.xml: ") as refused:
        cvat_reading.read(content, name="a.xml")

    assert said in refused.value.text


def sav_file(**changed: object) -> bytes:
    """Two objects on four frames, the second absent on the third, as the data set's own files write it."""
    rows = [[packed(blob(10 * frame)), packed(blob(10 * frame + 1) & (frame != 2))] for frame in range(4)]
    document = {
        "video_id": "sav_000001", "video_duration": 0.67, "video_frame_count": 16.0, "video_height": float(HEIGHT),
        "video_width": float(WIDTH), "masklet": rows, "masklet_id": [4, 9], "masklet_num": 2,
    }  # fmt: skip
    return json.dumps(document | changed).encode()


def packed(mask: np.ndarray) -> dict[str, object]:
    found = coco.encode(np.asfortranarray(mask.astype(np.uint8)))
    return {"size": list(found["size"]), "counts": found["counts"].decode()}


def test_sa_v_is_read_with_its_object_numbers_on_every_fifth_frame_of_our_clock() -> None:
    read = sav.read(sav_file(), name="sav_000001_manual.json")

    assert (read.name, read.size, read.frames, read.step) == ("sav_000001", (HEIGHT, WIDTH), 4, 5)
    assert {track.number: sorted(track.masks) for track in read.tracks} == {4: [0, 1, 2, 3], 9: [0, 1, 3]}
    for place, track in enumerate(read.tracks):
        for frame, mask in track.masks.items():
            assert (rle.decode(mask) == blob(10 * frame + place)).all()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "is no SA-V file"),
        (b"[]", "is no SA-V file"),
        (b"[" * 100_000, "is no SA-V file"),
        (sav_file(video_height="48"), "'48' is no whole number"),
        (sav_file(video_width=64.5), "64.5 is no whole number"),
        (sav_file(masklet={}), "`masklet` is no list"),
        (sav_file(masklet_id=[4, 4]), "holds a number twice"),
        (sav_file(masklet=[[]]), "masklet[0] has not a mask for each of 2 objects"),
        (sav_file(masklet=[[None, None]]), "masklet[0] of object 4: is no compressed RLE of 48x64"),
        (sav_file(masklet_id=[4], masklet=[[{"size": [HEIGHT, WIDTH], "counts": "0"}]]), "object 4"),
        (sav_file(masklet_id=[4], masklet=[[{"size": [HEIGHT, WIDTH], "counts": [1]}]]), "no compressed RLE"),
    ],
)
def test_a_file_that_is_no_sa_v_is_refused_with_what_is_wrong(content: bytes, said: str) -> None:
    with pytest.raises(ForeignFileRefused, match=r"a\.json: ") as refused:
        sav.read(content, name="a.json")

    assert said in refused.value.text
