"""Rings, the polygons that people draw, held exactly, so that a mask made from them is the same everywhere.

A ring is open (its last point is joined to its first), in video pixels, stored as integers in 1/16 px; programs outside
speak floats. A shape is its rings read even-odd: holes and separate parts are just more rings.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import TypeGuard

import numpy as np
from shapely import LinearRing, Polygon
from shapely.validation import explain_validity

from annotator.errors import AnnotatorError
from annotator.formats import varint

Point = tuple[int, int]
Ring = tuple[Point, ...]
Shape = tuple[Ring, ...]

SCALE = 16
MARGIN = 1  # px that a point may lie outside the frame: a hand overshoots the border
MAX_POINTS = 5_000
_VERSION = 1
_FAR = 1e9  # px; nothing that far is a coordinate, and NaN is not within it either


class InvalidRing(AnnotatorError):
    """Rings that are no shape; `fields` name the ring, the point and the value where there are such."""

    code = "invalid_ring"


class DamagedShape(AnnotatorError):
    """Stored bytes that `pack` never wrote."""

    code = "damaged_shape"
    status = 500


def parse(rings: object, *, width: int, height: int) -> Shape:
    """Check what a program sent and snap it to 1/16 px.

    Args:
        rings: `[[[x, y], …], …]` in pixels of the video, each ring open; a repeated closing point is dropped.
        width: Of the video, in px.
        height: Of the video, in px.

    Raises:
        InvalidRing: a ring has fewer than three distinct points, no area, crosses or touches itself, has a point that
            is no number or lies more than 1 px outside the frame, or there are over 5,000 points in all.
    """
    if not _is_list(rings) or not rings:
        raise InvalidRing("There is no ring; draw one, or declare the object absent on this frame.")
    shape: list[Ring] = []
    for number, points in enumerate(_counted(rings)):
        at = [_point(point, ring=number, index=i, width=width, height=height) for i, point in enumerate(points)]
        shape.append(_checked(tuple(at), number=number))
    return tuple(shape)


def read_points(rings: object) -> list[list[tuple[float, float]]]:
    """Rings that need not be a shape yet, as finite numbers in px; for what mends them.

    Raises:
        InvalidRing: something is no list of points, a point is no two finite numbers, or there are over 5,000 points.
    """
    if not _is_list(rings) or not rings:
        raise InvalidRing("There is no ring to mend; draw one.")
    return [
        [_pair(point, ring=n, index=i) for i, point in enumerate(points)] for n, points in enumerate(_counted(rings))
    ]


def to_floats(shape: Shape) -> list[list[list[float]]]:
    """The rings in pixels, as the API speaks them; exact, since 1/16 is a binary fraction."""
    return [[[x / SCALE, y / SCALE] for x, y in ring] for ring in shape]


def bounds(shape: Shape) -> tuple[float, float, float, float]:
    """The smallest box around all points, `(x0, y0, x1, y1)` in px; all zero for a shape without rings."""
    xs = [x for ring in shape for x, _ in ring]
    ys = [y for ring in shape for _, y in ring]
    if not xs:
        return (0.0, 0.0, 0.0, 0.0)
    return (min(xs) / SCALE, min(ys) / SCALE, max(xs) / SCALE, max(ys) / SCALE)


def pack(shape: Shape) -> bytes:
    """Write a shape in few bytes: a version, then varints: rings, points of each, zig-zag steps from point to point."""
    lengths = np.array([len(shape), *map(len, shape)], dtype=np.int64)
    points = np.array([point for ring in shape for point in ring], dtype=np.int64).reshape(-1, 2)
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    return bytes([_VERSION]) + varint.encode(np.concatenate((lengths, varint.zigzag(steps.ravel()))))


def unpack(packed: bytes) -> Shape:
    """Read what `pack` wrote.

    Raises:
        DamagedShape: the bytes are of another version or cut off.
    """
    if packed[:1] != bytes([_VERSION]):
        raise DamagedShape(f"A stored shape begins with {packed[:1].hex() or 'nothing'}, not with version {_VERSION}.")
    try:
        numbers = varint.decode(packed[1:])
    except ValueError as error:
        raise DamagedShape(f"A stored shape is damaged: {error}.") from error
    rings = int(numbers[0]) if len(numbers) else -1
    lengths = numbers[1 : 1 + rings].tolist() if rings >= 0 else []
    if rings < 0 or len(lengths) != rings or len(numbers) != 1 + rings + 2 * sum(lengths):
        raise DamagedShape("A stored shape is damaged: its points do not add up.")
    points = np.cumsum(varint.unzigzag(numbers[1 + rings :]).reshape(-1, 2), axis=0).tolist()
    shape, at = [], 0
    for length in lengths:
        shape.append(tuple((x, y) for x, y in points[at : at + length]))
        at += length
    return tuple(shape)


def digest(shape: Shape) -> str:
    """The sha256 of the packed shape, in hex: equal shapes, equal digests."""
    return hashlib.sha256(pack(shape)).hexdigest()


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _counted(rings: Sequence[object]) -> list[Sequence[object]]:
    """The rings as lists, once their points were counted."""
    lists: list[Sequence[object]] = []
    for number, points in enumerate(rings):
        if not _is_list(points):
            raise InvalidRing(f"Ring {number} is no list of points; send [[x, y], …].", ring=number)
        lists.append(points)
    total = sum(map(len, lists))
    if total > MAX_POINTS:
        longest = max(range(len(lists)), key=lambda number: len(lists[number]))
        text = f"This shape has {total:,} points; it may have {MAX_POINTS:,}. Simplify the outline, then save it again."
        raise InvalidRing(text, ring=longest, value=total)
    return lists


def _point(point: object, *, ring: int, index: int, width: int, height: int) -> Point:
    x, y = _pair(point, ring=ring, index=index)
    if not (-MARGIN <= x <= width + MARGIN and -MARGIN <= y <= height + MARGIN):
        text = (
            f"Point {index} of ring {ring} ({x:g}, {y:g}) is outside the {width}x{height} frame; drag it back inside."
        )
        raise InvalidRing(text, ring=ring, point=index, value=[x, y])
    return (math.floor(x * SCALE + 0.5), math.floor(y * SCALE + 0.5))


def _pair(point: object, *, ring: int, index: int) -> tuple[float, float]:
    where = f"Point {index} of ring {ring}"
    if not _is_list(point) or len(point) != 2:
        raise InvalidRing(f"{where} is {point!r:.60}; a point is [x, y].", ring=ring, point=index)
    x, y = (_pixels(value, where=where, ring=ring, index=index) for value in point)
    return x, y


def _pixels(value: object, *, where: str, ring: int, index: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_FAR < value < _FAR:
        raise InvalidRing(f"{where} holds {value!r:.60}; send finite pixels.", ring=ring, point=index)
    return value


def _checked(points: Ring, *, number: int) -> Ring:
    kept = [i for i, point in enumerate(points) if point != points[i - 1]] or [0]
    ring = tuple(points[i] for i in kept) if points else ()
    if len(set(ring)) < 3:
        text = f"Ring {number} has {len(set(ring))} distinct points; an outline needs at least three."
        raise InvalidRing(text, ring=number, value=len(set(ring)))
    line = LinearRing(ring)
    area = Polygon(line).area
    if line.is_simple and area > 0:
        return ring
    if area == 0 and _is_straight(ring):
        raise InvalidRing(f"Ring {number} is a line without area; draw around the object.", ring=number, value=0)
    x, y = _crossing(ring)
    point = min(kept, key=lambda i: math.dist(points[i], (x, y)))
    text = f"Ring {number} crosses or touches itself near ({x / SCALE:g}, {y / SCALE:g}); drag point {point} apart."
    raise InvalidRing(text, ring=number, point=point, value=[x / SCALE, y / SCALE])


def _is_straight(ring: Ring) -> bool:
    (x0, y0), (x1, y1) = ring[0], ring[1]
    return all((x1 - x0) * (y - y0) == (y1 - y0) * (x - x0) for x, y in ring)


def _crossing(ring: Ring) -> tuple[float, float]:
    """Where a ring meets itself, in 1/16 px, as the geometry library words it: `Self-intersection[3 4]`."""
    words = explain_validity(Polygon(ring))
    if "[" not in words:
        return ring[0]
    x, y = words[words.index("[") + 1 : words.rindex("]")].split()[:2]
    return float(x), float(y)
