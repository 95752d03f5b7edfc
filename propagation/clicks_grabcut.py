"""Clicks without weights: a rough start for a person to edit, and said to be one.

A click grows to the region of like colour that stays the same over the widest range of tolerances; GrabCut then splits
the surroundings of the regions in object and ground, held to what was clicked.

Source: the most stable region is the idea of Matas et al., "Maximally stable extremal regions", BMVC 2002, on colour
distance instead of brightness; Rother et al., "GrabCut", SIGGRAPH 2004, as in OpenCV.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from propagation.clicks import Click, Clicked, Prompt, Still
from propagation.errors import NothingFound
from propagation.predictor import Image, Mask

WORKING_SIDE = 640  # longest side in pixels at which a draft is made
TOLERANCES = tuple(range(4, 41, 3))  # Lab steps a channel
LEAST_SHARE, MOST_SHARE = 0.0004, 0.35  # of the picture, for a region that a click may mean
ROOM = 0.5, 12  # share of the region's box and pixels that an object may stray outside it
DISC = 3  # pixels around a click that are what it says
ITERATIONS = 3


class GrabcutClicks:
    """Click predictor "grabcut"; takes no options."""

    name = "grabcut"

    def predict(self, still: Still, prompt: Prompt) -> Clicked:
        """See `ClickPredictor`.

        Raises:
            NothingFound: the clicks leave no pixel to the object.
        """
        height, width = still.picture.shape[:2]
        scale = min(1.0, WORKING_SIDE / max(height, width))
        shrunk = cv2.resize(still.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        picture = np.asarray(cv2.bilateralFilter(shrunk, 5, 20, 5), dtype=np.uint8)
        small = _scaled(prompt, scale)
        seed, ground = _regions(picture, small)
        mask = _cut(picture, small, seed, ground)
        if not mask.any():
            raise NothingFound("Nothing is left of the object; take a negative click back, or draw a box around it.")
        whole = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR) > 0.5
        return Clicked(np.asarray(whole, dtype=np.bool_), _usual_overlap(prompt))


def _usual_overlap(prompt: Prompt) -> float:
    """What this method reaches on average after so many clicks; of this draft itself it can say nothing that holds.

    Source: 20 frames of DAVIS-2016 with a box and simulated corrections; without a box, our own scenes and one clip.
    """
    clicks = len(prompt.clicks)
    return min(0.8, 0.65 + 0.015 * clicks) if prompt.box is not None else min(0.75, 0.4 + 0.08 * (clicks - 1))


def _scaled(prompt: Prompt, scale: float) -> Prompt:
    clicks = tuple(Click(click.x * scale, click.y * scale, click.positive) for click in prompt.clicks)
    x0, y0, x1, y1 = (value * scale for value in prompt.box or (0, 0, 0, 0))
    return Prompt(clicks, (x0, y0, x1, y1) if prompt.box else None)


def _regions(picture: Image, prompt: Prompt) -> tuple[Mask, Mask]:
    """What the positive clicks grow to, and what the negative ones do."""
    lab = np.asarray(cv2.cvtColor(cv2.GaussianBlur(picture, (0, 0), 1.0), cv2.COLOR_RGB2LAB), dtype=np.uint8)
    grown = {sign: _discs(prompt, lab.shape, positive=sign) for sign in (True, False)}
    for click in prompt.clicks:
        against = [other for other in prompt.clicks if other.positive != click.positive]
        grown[click.positive] |= stable_region(lab, click, against=against)
    ground = grown[False] & ~grown[True]
    seed = grown[True] & ~ground
    if prompt.box is None:
        return seed, ground
    x0, y0, x1, y1 = _box(prompt.box, lab.shape)
    framed = np.zeros_like(ground)
    framed[y0:y1, x0:x1] = True
    return (seed if (seed & framed).any() else ~ground) & framed, ground


def stable_region(lab: Image, click: Click, *, against: Sequence[Click] = ()) -> Mask:
    """The region of like colour around a click whose size depends least on how like it must be.

    Args:
        against: clicks of the other sign, which it may not reach.
    """
    height, width = lab.shape[:2]
    at = _pixel(click, lab.shape)[::-1]
    regions = [_flooded(lab, at, tolerance) for tolerance in TOLERANCES]
    areas = np.array([np.count_nonzero(region) for region in regions], dtype=np.float64)
    fits = (areas >= LEAST_SHARE * lab[..., 0].size) & (areas <= MOST_SHARE * lab[..., 0].size)
    if not fits.any():
        return regions[0] if areas[0] <= MOST_SHARE * lab[..., 0].size else np.zeros((height, width), dtype=np.bool_)
    fits &= [not any(region[_pixel(other, region.shape)] for other in against) for region in regions]
    growth = np.full(len(areas), np.inf)
    growth[1:-1] = np.log(areas[2:] / areas[:-2])
    growth[~fits] = np.inf
    chosen = int(np.argmin(growth)) if np.isfinite(growth).any() else int(np.argmax(fits))
    return regions[chosen] if fits.any() else np.zeros((height, width), dtype=np.bool_)


def _pixel(click: Click, shape: tuple[int, ...]) -> tuple[int, int]:
    """Row and column."""
    return min(shape[0] - 1, int(click.y)), min(shape[1] - 1, int(click.x))


def _flooded(lab: Image, at: tuple[int, int], tolerance: int) -> Mask:
    height, width = lab.shape[:2]
    found = np.zeros((height + 2, width + 2), dtype=np.uint8)
    flags = 4 | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY | (1 << 8)
    cv2.floodFill(lab.copy(), found, at, (0, 0, 0), (tolerance,) * 3, (tolerance,) * 3, flags)
    return found[1:-1, 1:-1].astype(np.bool_)


def _cut(picture: Image, prompt: Prompt, seed: Mask, ground: Mask) -> Mask:
    x0, y0, x1, y1 = _room(prompt, seed)
    labels = np.full(seed.shape, cv2.GC_BGD, dtype=np.uint8)
    labels[y0:y1, x0:x1] = cv2.GC_PR_BGD if prompt.box is None else cv2.GC_PR_FGD
    labels[seed] = cv2.GC_PR_FGD
    labels[ground] = cv2.GC_BGD if prompt.box is None else cv2.GC_PR_BGD  # in a box, colours alone decide better
    outside = np.ones_like(seed)
    outside[y0:y1, x0:x1] = False
    labels[outside & ~seed] = cv2.GC_BGD
    labels[_discs(prompt, seed.shape, positive=True)] = cv2.GC_FGD
    labels[_discs(prompt, seed.shape, positive=False)] = cv2.GC_BGD
    margin = 24
    rows = slice(max(0, y0 - margin), y1 + margin)
    columns = slice(max(0, x0 - margin), x1 + margin)
    part = np.ascontiguousarray(labels[rows, columns])
    if not ((part == cv2.GC_FGD) | (part == cv2.GC_PR_FGD)).any() or not (part == cv2.GC_BGD).any():
        return seed
    cv2.setRNGSeed(0)  # without it two runs would differ
    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
    cut = np.ascontiguousarray(picture[rows, columns])
    cv2.grabCut(cut, part, (0, 0, 1, 1), background, foreground, ITERATIONS, cv2.GC_INIT_WITH_MASK)
    mask = np.zeros_like(seed)
    mask[rows, columns] = (part == cv2.GC_FGD) | (part == cv2.GC_PR_FGD)
    return _clean(mask, prompt, seed)


def _clean(mask: Mask, prompt: Prompt, seed: Mask) -> Mask:
    """Parts that were clicked or that lie on the seed, without ragged edges and pinholes."""
    kernel = np.ones((3, 3), dtype=np.uint8)
    closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    count, parts, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    wanted = {int(parts[min(parts.shape[0] - 1, int(c.y)), min(parts.shape[1] - 1, int(c.x))])
              for c in prompt.clicks if c.positive}  # fmt: skip
    on_seed = np.bincount(parts[seed & (closed > 0)], minlength=count)
    kept = [
        part != 0 and (part in wanted or on_seed[part] > 0.3 * stats[part, cv2.CC_STAT_AREA] or (not wanted))
        for part in range(count)
    ]
    return np.asarray(np.array(kept)[parts], dtype=np.bool_)


def _room(prompt: Prompt, seed: Mask) -> tuple[int, int, int, int]:
    """The box that the object may fill."""
    height, width = seed.shape
    if prompt.box is not None:
        return _box(prompt.box, seed.shape)
    y, x = np.nonzero(seed.any(1))[0], np.nonzero(seed.any(0))[0]
    over_x, over_y = (round((side[-1] + 1 - side[0]) * ROOM[0]) + ROOM[1] for side in (x, y))
    return (
        max(0, int(x[0]) - over_x), max(0, int(y[0]) - over_y),
        min(width, int(x[-1]) + 1 + over_x), min(height, int(y[-1]) + 1 + over_y),
    )  # fmt: skip


def _box(box: tuple[float, float, float, float], shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    x0, y0 = min(shape[1] - 1, int(box[0])), min(shape[0] - 1, int(box[1]))
    return x0, y0, max(x0 + 1, min(shape[1], int(np.ceil(box[2])))), max(y0 + 1, min(shape[0], int(np.ceil(box[3]))))


def _discs(prompt: Prompt, shape: tuple[int, ...], *, positive: bool) -> Mask:
    found = np.zeros(shape[:2], dtype=np.uint8)
    for click in prompt.clicks:
        if click.positive == positive:
            at = min(shape[1] - 1, int(click.x)), min(shape[0] - 1, int(click.y))
            cv2.circle(found, at, DISC, 1, cv2.FILLED)
    return found.astype(np.bool_)
