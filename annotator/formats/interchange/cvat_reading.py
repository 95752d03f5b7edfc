"""CVAT for video 1.1 read, track after track as the file streams by: masks and polygons, the rest is counted.

A shape stands until the track's next one; `outside="1"` ends it. The file comes from a stranger, so it may not define
anything: a document type, which is how XML is made to grow without bounds or to open files, is refused.

Source: as in `cvat.py`.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import NoReturn
from xml import sax
from xml.sax import handler

import numpy as np

from annotator.formats import raster, ring, rle
from annotator.formats.interchange.foreign import ForeignFileRefused, ForeignTrack, ForeignVideo
from annotator.formats.ring import InvalidRing
from annotator.formats.rle import Rle

MOST_SIDE = 8192  # px; what is larger is no video of ours, and a mask of it would take all memory
MOST_FRAMES = 100_000
SHAPES = ("mask", "polygon")
OTHERS = ("box", "polyline", "points", "cuboid", "ellipse", "skeleton")
META = ("name", "size", "width", "height", "source", "version")


def read(content: bytes, *, name: str) -> ForeignVideo:
    """Read an XML file that CVAT exported as "CVAT for video 1.1".

    Args:
        content: Of the file.
        name: Of the file, for errors.

    Raises:
        ForeignFileRefused: it is no such file, defines a document type, or a shape in it cannot be read.
    """
    reading = _Reading(name)
    parser = sax.make_parser()  # noqa: S317  # what makes XML dangerous is refused, see `_Lexical`
    parser.setContentHandler(reading)
    parser.setProperty(handler.property_lexical_handler, _Lexical(name))
    parser.setFeature(handler.feature_external_ges, False)
    try:
        parser.parse(io.BytesIO(content))
    except sax.SAXException as error:
        raise ForeignFileRefused(f"{name}: is no XML ({error}).", file=name) from error
    return reading.video()


class _Lexical(handler.LexicalHandler):
    def __init__(self, name: str) -> None:
        self.name = name

    def startDTD(self, name: str, public_id: str | None, system_id: str | None) -> None:  # noqa: N802  # SAX's name
        raise ForeignFileRefused(
            f"{self.name}: defines a document type; CVAT writes none. Export it again.", file=self.name
        )


class _Reading(sax.ContentHandler):
    """One pass over the file."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.path: list[str] = []
        self.text = ""
        self.meta: dict[str, str] = {}
        self.tracks: list[ForeignTrack] = []
        self.left_out: Counter[str] = Counter()
        self.number, self.label = 0, ""
        self.shapes: dict[int, Rle | None] = {}

    def startElement(self, tag: str, attributes: sax.xmlreader.AttributesImpl) -> None:  # noqa: N802  # SAX's name
        self.path.append(tag)
        self.text = ""
        if len(self.path) == 1 and tag != "annotations":
            self.refuse(f"begins with <{tag}> and not with <annotations>")
        elif self.path == ["annotations", "track"]:
            self.number, self.label = self.whole(attributes, "id"), attributes.get("label", "")
            self.shapes = {}
        elif self.path[:-1] == ["annotations", "track"] and tag in SHAPES:
            self.shape(tag, attributes)
        elif self.path[:-1] == ["annotations", "track"] and tag in OTHERS:
            self.left_out[tag] += 1
        elif self.path == ["annotations", "image"]:
            self.refuse('was exported as "CVAT for images"; choose "CVAT for video 1.1"')
        elif tag == "attribute" and "track" in self.path:
            self.left_out["attribute"] += 1

    def characters(self, content: str) -> None:
        if self.path[:2] == ["annotations", "meta"]:
            self.text += content

    def endElement(self, tag: str) -> None:  # noqa: N802  # SAX's name
        if self.path == ["annotations", "track"]:
            if any(track.number == self.number for track in self.tracks):
                self.refuse(f"holds track {self.number} twice")
            self.tracks.append(ForeignTrack(self.number, self.label, self.standing()))
        elif self.path[:2] == ["annotations", "meta"] and tag in META and "label" not in self.path:
            self.meta.setdefault(tag, self.text.strip())
        self.path.pop()

    def shape(self, tag: str, attributes: sax.xmlreader.AttributesImpl) -> None:
        """One shape of the track."""
        frame = self.whole(attributes, "frame")
        if frame >= self.frames:
            self.refuse(f"track {self.number} has a shape on frame {frame} of {self.frames}")
        gone = attributes.get("outside") == "1"
        self.shapes[frame] = None if gone else self.mask(attributes) if tag == "mask" else self.polygon(attributes)

    def mask(self, attributes: sax.xmlreader.AttributesImpl) -> Rle:
        """Run lengths along the rows of a box."""
        height, width = self.size
        left, top = self.whole(attributes, "left"), self.whole(attributes, "top")
        box_width, box_height = self.whole(attributes, "width"), self.whole(attributes, "height")
        if left + box_width > width or top + box_height > height:
            self.refuse(f"track {self.number} has a mask outside of {width}x{height} px")
        if not re.fullmatch(r"\s*\d{1,9}(\s*,\s*\d{1,9})*\s*", attributes.get("rle", "")):
            self.refuse(f"track {self.number} has a mask whose `rle` is no list of numbers")
        runs = np.array(attributes["rle"].split(","), dtype=np.int64)
        if runs.sum() != box_width * box_height:
            self.refuse(f"track {self.number} has a mask whose run lengths are not its box's {box_width}x{box_height}")
        whole = np.zeros((height, width), dtype=bool)
        inside = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
        whole[top : top + box_height, left : left + box_width] = inside.reshape(box_height, box_width)
        return rle.encode(whole)

    def polygon(self, attributes: sax.xmlreader.AttributesImpl) -> Rle:
        """Points "x,y;x,y", made a mask by our raster convention."""
        height, width = self.size
        try:
            points = [[float(side) for side in pair.split(",")] for pair in attributes.get("points", "").split(";")]
            shape = ring.parse([points], width=width, height=height)
        except (ValueError, InvalidRing) as error:
            self.refuse(f"track {self.number} has a polygon that is no shape ({error})")
        return rle.encode(raster.rasterise(shape, width=width, height=height))

    def standing(self) -> dict[int, Rle]:
        """A mask for every frame on which the object is seen."""
        found: dict[int, Rle] = {}
        last: Rle | None = None
        for frame in range(self.frames if self.shapes else 0):
            last = self.shapes.get(frame, last)
            if last is not None and rle.area(last):
                found[frame] = last
        return found

    @property
    def size(self) -> tuple[int, int]:
        """(height, width), which CVAT writes before the first track."""
        height, width = (self.told(name, MOST_SIDE) for name in ("height", "width"))
        return height, width

    @property
    def frames(self) -> int:
        """How many the task has."""
        return self.told("size", MOST_FRAMES)

    def told(self, name: str, most: int) -> int:
        """A number of the file's head."""
        value = self.meta.get(name, "")
        if not value.isascii() or not value.isdecimal() or not 0 < int(value[:10]) <= most:
            self.refuse(f"<meta> has {name} {value!r:.20}, which is no number from 1 to {most}")
        return int(value)

    def whole(self, attributes: sax.xmlreader.AttributesImpl, name: str) -> int:
        """A whole number; CVAT writes some as 12.0."""
        value = attributes.get(name, "")
        if not re.fullmatch(r"\d{1,9}(\.0+)?", value):
            self.refuse(f"<{self.path[-1]}> has {name} {value!r:.20}, which is no whole number")
        return int(value.partition(".")[0])

    def refuse(self, why: str) -> NoReturn:
        """End the reading."""
        raise ForeignFileRefused(f"{self.name}: {why}.", file=self.name)

    def video(self) -> ForeignVideo:
        """What was read."""
        name = self.meta.get("source") or self.meta.get("name") or self.name
        return ForeignVideo(name, self.size, self.frames, 1, tuple(self.tracks), dict(self.left_out))
