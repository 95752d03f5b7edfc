"""What the benchmarks stand on: the real product in a folder of its own, a real Chromium, the machine in a line."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from docker import install
from tests.bench.ending import end_when_asked
from tests.e2e.conftest import FLAGS
from tests.e2e.product import Product, product
from tests.machine import find_chromium


@contextmanager
def stage() -> Iterator[tuple[Product, Browser]]:
    """The product and a browser, as in the browser tests; nothing of them stays."""
    end_when_asked()
    install.build_frontend()
    with tempfile.TemporaryDirectory(prefix="tether-bench-") as folder, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        with product(Path(folder)) as running:
            yield running, chromium
        chromium.close()


def import_clip(tether: Product, path: Path) -> int:
    """Import a clip into the demo project; gives the video's number in the database."""
    done = tether.command("import_videos", "demo", str(path), "--json")
    [told] = json.loads(done.stdout)
    if not told["accepted"]:
        raise SystemExit(f"{path} was refused: {told['reason']}")
    return int(told["video"])


def machine(browser: Browser) -> str:
    """The machine in a line: processor, cores, how busy it is, the browser."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    model = next((line.split(": ", 1)[1] for line in lines if line.startswith("model name")), platform.processor())
    load = os.getloadavg()[0]
    return f"{model}, {os.cpu_count()} cores, load {load:.1f}; Chromium {browser.version}, headless, without a GPU"
