"""A ring that crosses itself is no shape, but a person meant one: this offers the nearest that is.

Even-odd throughout, as everywhere: the two lobes of a figure eight are both inside, and what two rings both cover is a
hole. What lies outside the frame is cut off at its border.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from annotator.formats.ring import SCALE, InvalidRing, Ring, Shape, read_points

MOST_CROSSINGS = 20_000  # each becomes a point of the repaired shape: a scribble of 5,000 points has millions
SAMPLED_EDGES = 200


@dataclass(frozen=True)
class Repaired:
    """A shape that `ring.parse` takes, and a sentence that tells what was changed; empty when nothing was."""

    shape: Shape
    note: str


def repair(rings: object, *, width: int, height: int) -> Repaired:
    """Make a shape of rings that cross themselves or leave the frame.

    Args:
        rings: As in `ring.parse`; rings without area are dropped.
        width: Of the frame, in px.
        height: Of the frame, in px.

    Raises:
        InvalidRing: points are no finite numbers or too many, the rings cross themselves too often to be meant, or
            nothing that encloses an area is left.

    Source: `make_valid` of GEOS by way of shapely, on each ring, joined by symmetric difference.
    """
    lines = read_points(rings)
    drawn = [Polygon(np.array(points) * SCALE) for points in lines if len(set(points)) >= 3]
    crossings = sum(_crossings(polygon) for polygon in drawn)
    if crossings > MOST_CROSSINGS:
        raise InvalidRing(f"This outline crosses itself about {crossings:,} times; draw it anew.", value=crossings)
    nothing: BaseGeometry = Polygon()
    whole = reduce(shapely.symmetric_difference, map(_valid, drawn), nothing)
    frame = shapely.box(0, 0, width * SCALE, height * SCALE)
    inside = shapely.set_precision(shapely.intersection(whole, frame), 1)
    shape = _rings_of(inside)
    if not shape:
        raise InvalidRing("Nothing of this outline encloses an area inside the frame; draw it anew.")
    note = _note(
        crossed=sum(not polygon.is_valid for polygon in drawn),
        dropped=len(lines) - len(drawn),
        cut=not shapely.covers(frame, whole),
        rings=(len(lines), len(shape)),
    )
    return Repaired(shape, note)


def _valid(polygon: Polygon) -> BaseGeometry:
    return polygon if polygon.is_valid else shapely.make_valid(polygon)


def _crossings(polygon: Polygon) -> int:
    """How often a ring meets itself, measured on a sample of its edges so that the worst scribble costs little."""
    if polygon.is_valid:
        return 0
    points = np.asarray(polygon.exterior.coords)
    edges = [LineString(pair) for pair in pairwise(points)]
    step = -(-len(edges) // SAMPLED_EDGES)
    sample = edges[::step]
    met = int(STRtree(edges).query(sample, predicate="intersects").shape[1])
    return max(0, met - 3 * len(sample)) * step // 2  # every edge meets itself and its two neighbours


def _rings_of(geometry: BaseGeometry) -> Shape:
    """The outlines and holes of all polygons in a geometry, in whole 1/16 px."""
    parts = shapely.get_parts(geometry)
    polygons = [part for part in parts if isinstance(part, Polygon) and part.area > 0]
    nested = [part for part in parts if isinstance(part, MultiPolygon)]
    polygons += [polygon for part in nested for polygon in part.geoms]
    lines = [line for polygon in polygons for line in (polygon.exterior, *polygon.interiors)]
    return tuple(_ring_of(np.asarray(line.coords)) for line in lines)


def _ring_of(points: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Ring:
    return tuple((round(x), round(y)) for x, y in points[:-1].tolist())


def _note(*, crossed: int, dropped: int, cut: bool, rings: tuple[int, int]) -> str:
    before, after = rings
    words = []
    if crossed:
        words.append("the outline crossed or touched itself and was cut apart there")
    if cut:
        words.append("what lay outside the frame was cut off")
    if dropped:
        words.append(f"{dropped} {'line' if dropped == 1 else 'lines'} without area left out")
    if not words:
        return ""
    count = f"{before} {'ring' if before == 1 else 'rings'} became {after}"
    return f"{'; '.join(words).capitalize()}: {count}."
