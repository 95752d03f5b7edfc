"""The peer: Annotorious 3, for the same drag.

Chosen because it is what one gets by `npm install` for polygons with vertex editing on a picture in a browser (BSD-3,
a well-known one of its kind, and alive); CVAT, Label Studio and Labelbox are servers that neither npm nor a wheel
brings here. It is fetched into a temporary folder, never a dependency of the product.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PEER = "@annotorious/annotorious@3.8.10"
Points = list[tuple[float, float]]
PAGE = """<!doctype html><meta charset="utf-8"><title>peer</title>
<link rel="stylesheet" href="node_modules/@annotorious/annotorious/dist/annotorious.css">
<body style="margin:0"><img id="still" src="still.jpg" width="1280" height="720">
<script src="node_modules/@annotorious/annotorious/dist/annotorious.js"></script>
<script>
const outlines = OUTLINES
const bounds = (points) => ({
  minX: Math.min(...points.map(([x]) => x)), maxX: Math.max(...points.map(([x]) => x)),
  minY: Math.min(...points.map(([, y]) => y)), maxY: Math.max(...points.map(([, y]) => y)),
})
const still = document.getElementById('still')
const open = () => {
  window.editor = Annotorious.createImageAnnotator(still)
  editor.setAnnotations(outlines.map((points, place) => ({
    id: `object-${place}`,
    bodies: [],
    target: {
      annotation: `object-${place}`,
      selector: { type: 'POLYGON', geometry: { bounds: bounds(points), points } },
    },
  })))
  editor.setSelected('object-0', true)
}
if (still.complete) open(); else still.onload = open
const places = (circle) => [circle.getAttribute('cx'), circle.getAttribute('cy')]
window.handles = () => JSON.stringify([...document.querySelectorAll('circle.a9s-handle-buffer')].map(places))
</script>"""


@contextmanager
def peer_page(folder: Path, still: bytes, outlines: list[Points]) -> Iterator[str]:
    """Fetch the peer, serve a page on which it shows the outlines over the still, the first one chosen; its address."""
    subprocess.run(["npm", "init", "-y"], cwd=folder, check=True, capture_output=True)
    install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", PEER]
    subprocess.run(install, cwd=folder, check=True, capture_output=True, timeout=300)
    (folder / "still.jpg").write_bytes(still)
    (folder / "index.html").write_text(PAGE.replace("OUTLINES", json.dumps(outlines)))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/index.html"
    server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """A file server that says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
