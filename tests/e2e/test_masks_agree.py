"""One mask everywhere, in a real Chromium: the browser's raster is the server's pixel for pixel, the canvas shows that
mask, the player's overlay shows exactly that mask, and an outline that is made of a mask is still that mask."""

from __future__ import annotations

import base64
import io
import os
import subprocess

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from annotator.formats import outline, raster, ring, rle
from annotator.formats.raster import Mask
from annotator.formats.ring import Shape
from tests.e2e.product import ROOT
from tests.e2e.random_shapes import HEIGHT, WIDTH, ragged_masks, shapes

SEED = int(os.environ.get("SEED", "20261129"))
MADE = shapes(SEED, 20)
FRONTEND = ROOT / "frontend"
ENTRY = """
export { rasterise } from "SRC/geometry/raster.ts";
export { outlineOf } from "SRC/geometry/outline.ts";
export { pathOf } from "SRC/geometry/ring.ts";
export { decodeCounts, MaskPainter, maskOf } from "SRC/player/rle.ts";
export const size = { width: WIDTH, height: HEIGHT };
export const shapeOf = (rings) => rings.map((ring) => ring.map(([x, y]) => ({ x, y })));
export const packed = (pixels) => {
  const bytes = new Uint8Array(Math.ceil(pixels.length / 8));
  pixels.forEach((inside, at) => { if (inside) bytes[at >> 3] |= 128 >> (at & 7); });
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
};
"""
# A displayed pixel counts as inside when it is covered by half or more. The canvas fills by coverage and the mask of
# record by the pixel's centre, so they part along the outline only, by far less than a tenth of a pixel for each pixel
# of its length; of a strip that is two to four pixels wide that is a larger share.
LEAST_SHOWN = {"blob": 0.98, "hole": 0.99, "parts": 0.98, "thin": 0.92}
MEAN_SHOWN = {"blob": 0.995, "hole": 0.997, "parts": 0.99, "thin": 0.95}


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """A page with the frontend's own modules, as `Tether`, and its own styles of the canvas."""
    folder = tmp_path_factory.mktemp("modules")
    text = ENTRY.replace("SRC", str(FRONTEND / "src")).replace("WIDTH", str(WIDTH)).replace("HEIGHT", str(HEIGHT))
    (folder / "entry.js").write_text(text)
    program = FRONTEND / "node_modules" / ".bin" / "rolldown"
    words = [str(folder / "entry.js"), "--format", "iife", "--name", "Tether", "--file", str(folder / "tether.js")]
    done = subprocess.run([str(program), *words], cwd=FRONTEND, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    opened = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    opened.set_content("<!doctype html><body style='margin:0;background:#fff'></body>")
    opened.add_script_tag(path=str(folder / "tether.js"))
    opened.add_style_tag(path=str(FRONTEND / "src" / "canvas" / "canvas.css"))
    yield opened
    opened.close()


def of_record(shape: Shape) -> Mask:
    return raster.rasterise(shape, width=WIDTH, height=HEIGHT)


def unpacked(text: str) -> Mask:
    bits = np.unpackbits(np.frombuffer(base64.b64decode(text), np.uint8), count=WIDTH * HEIGHT)
    return np.asarray(bits.reshape(HEIGHT, WIDTH).astype(bool))


def test_the_browser_rasterises_as_the_server_does_pixel_for_pixel(page: Page) -> None:
    given = [ring.to_floats(shape) for _, shape in MADE]

    answers = page.evaluate(
        "shapes => shapes.map(s => Tether.packed(Tether.rasterise(Tether.shapeOf(s), Tether.size).pixels))", given
    )

    assert len(MADE) == 80
    for (kind, shape), answer in zip(MADE, answers, strict=True):
        np.testing.assert_array_equal(unpacked(answer), of_record(shape), err_msg=f"{kind} {ring.to_floats(shape)}")


def shown(page: Page, shape: Shape) -> Mask:
    """The pixels that the canvas's own fill covers by half or more, at one video pixel a screen pixel."""
    page.evaluate(
        """rings => {
            const path = Tether.pathOf(Tether.shapeOf(rings))
            document.body.innerHTML = `<svg class="mask-canvas" style="--mask-fill:1;color:#000"><g class="shape rest">
                <path class="fill" d="${path}"/></g></svg>`
        }""",
        ring.to_floats(shape),
    )
    picture = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("L"))
    return np.asarray(picture < 128)


def test_the_canvas_shows_the_mask_of_record_within_the_stated_bound(page: Page) -> None:
    found: dict[str, list[float]] = {kind: [] for kind in LEAST_SHOWN}

    for kind, shape in MADE:
        found[kind].append(rle.iou(shown(page, shape), of_record(shape)))

    for kind, overlaps in found.items():
        print(f"{kind}: mean {np.mean(overlaps):.4f}, least {min(overlaps):.4f}")
        assert min(overlaps) >= LEAST_SHOWN[kind]
        assert np.mean(overlaps) >= MEAN_SHOWN[kind]


def test_the_overlay_of_the_player_shows_exactly_the_mask_of_record(page: Page) -> None:
    counts = [rle.encode(of_record(shape))["counts"] for _, shape in MADE]

    answers = page.evaluate(
        """all => all.map(counts => {
            const canvas = document.createElement('canvas')
            Object.assign(canvas, Tether.size)
            const context = canvas.getContext('2d')
            const painter = new Tether.MaskPainter(canvas.width, canvas.height)
            painter.paint([{ runs: Tether.decodeCounts(counts), colour: [255, 255, 255], fill: 0.28, hatched: true }])
            context.putImageData(new ImageData(painter.pixels, canvas.width, canvas.height), 0, 0)
            const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
            return Tether.packed(Array.from({ length: data.length / 4 }, (_, at) => data[at * 4] > 0))
        })""",
        counts,
    )

    for (kind, shape), answer in zip(MADE, answers, strict=True):
        np.testing.assert_array_equal(unpacked(answer), of_record(shape), err_msg=kind)


def test_an_outline_made_of_a_mask_is_still_that_mask_in_the_browser(page: Page) -> None:
    masks = ragged_masks(SEED, 12)
    drawn = [ring.to_floats(outline.outline(mask)) for _, mask in masks]
    counts = [rle.encode(mask)["counts"] for _, mask in masks]

    servers = page.evaluate(
        "all => all.map(s => Tether.packed(Tether.rasterise(Tether.shapeOf(s), Tether.size).pixels))", drawn
    )
    own = page.evaluate(
        """all => all.map(counts => {
            const shape = Tether.outlineOf(Tether.maskOf(Tether.decodeCounts(counts), Tether.size))
            return [shape.map(ring => ring.map(({ x, y }) => [x, y])),
                Tether.packed(Tether.rasterise(shape, Tether.size).pixels)]
        })""",
        counts,
    )

    for (kind, mask), points, server, (rings, browser) in zip(masks, drawn, servers, own, strict=True):
        for who, shape, seen in (("server", points, server), ("browser", rings, browser)):
            overlap = rle.iou(unpacked(seen), mask)
            print(f"{who} {kind}: {sum(map(len, shape))} points, IoU {overlap:.4f}")
            assert overlap >= (0.95 if kind == "ragged" else 0.98), who
            ring.parse(shape, width=WIDTH, height=HEIGHT)
