"""Frame truth: the number burnt into a picture is the same at index k in the browser, the still, the worker and the
release, whatever the original's frame rate, order, start and orientation."""

from __future__ import annotations

import base64
import io
import json
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from annotator.formats.frames import FrameEntry, keyframes, read_frames, read_table
from tests.annotator.formats import barcode, clips
from tests.e2e.product import Product

NAMES = [
    "24 fps", "25 fps", "29.97 fps", "30 fps", "60 fps", "30 fps without B-frames", "variable, B-frames",
    "variable, Matroska", "late start", "turned a quarter",
]  # fmt: skip
SHOWN = """() => {
    const video = document.querySelector('video')
    const canvas = document.createElement('canvas')
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    const context = canvas.getContext('2d')
    context.drawImage(video, 0, 0)
    return canvas.toDataURL('image/png').split(',')[1]
}"""


@pytest.fixture(scope="module")
def imported(tether: Product, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """Every clip, imported from the shell; what the command said of each, by name."""
    folder = tmp_path_factory.mktemp("originals")
    paths = {name: clips.render(clips.FRAME_TRUTH[name], folder, f"clip{place}") for place, name in enumerate(NAMES)}
    done = tether.command("import_videos", "demo", *map(str, paths.values()), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    told = {result["path"]: result for result in json.loads(done.stdout)}
    return {name: told[str(path)] for name, path in paths.items()}


@pytest.fixture(scope="module")
def author(tether: Product, browser: Browser) -> Page:
    return tether.sign_in(browser, "annotator1")


def media(tether: Product, result: dict) -> Path:
    [(folder,)] = tether.rows("SELECT media FROM videos_video WHERE id = ?", result["video"])
    return tether.data / "media" / folder


def expected(table: list[FrameEntry]) -> list[int]:
    """The source frame's number at every index, as the frame table has it."""
    return [entry.source_index for entry in table]


def open_caption(tether: Product, page: Page, result: dict) -> None:
    """Take the clip's caption work and open its workspace."""
    work = tether.rows("SELECT id FROM work_workitem WHERE video_id = ? AND step = 'caption'", result["video"])[0][0]
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Referer": tether.address}
    assert page.request.post(f"{tether.address}/api/work/{work}/claim", headers=headers).ok
    page.goto(f"{tether.address}/work/{work}")
    page.wait_for_function("() => document.querySelector('video')?.readyState >= 2")


def show(page: Page, frame: int, now: int) -> None:
    """Step the player to a frame, by tens and ones."""
    page.get_by_role("button", name="Frame on").focus()
    tens, ones = divmod(abs(frame - now), 10)
    arrow = "ArrowRight" if frame > now else "ArrowLeft"
    for _ in range(tens):
        page.keyboard.press(f"Shift+{arrow}")
    for _ in range(ones):
        page.keyboard.press(arrow)
    expect(page.get_by_test_id("frame-index")).to_contain_text(f"frame {frame} of")
    page.wait_for_function(
        "(frame) => { const v = document.querySelector('video');"
        " return !v.seeking && Math.floor(v.currentTime * 30) === frame }",
        arg=frame,
    )
    page.wait_for_timeout(120)  # the picture of a finished seek is composed on the next turn


def on_screen(page: Page) -> int:
    """The number in the picture that the player's video shows."""
    png = base64.b64decode(page.evaluate(SHOWN))
    return barcode.read(np.asarray(Image.open(io.BytesIO(png)).convert("RGB")))


def by_public_recipe(video: Path, folder: Path) -> list[int]:
    """The numbers in the frames that a user of a release makes with the published ffmpeg line."""
    program = imageio_ffmpeg.get_ffmpeg_exe()
    recipe = ["-i", str(video), "-r", "30", "-q:v", "1", "-start_number", "0", str(folder / "%05d.jpg")]
    subprocess.run([program, "-v", "error", *recipe], check=True, timeout=120)
    return [barcode.read(np.asarray(Image.open(path))) for path in sorted(folder.glob("*.jpg"))]


@pytest.mark.parametrize("name", NAMES)
def test_a_frame_index_means_the_same_picture_everywhere(
    name: str, imported, tether: Product, author: Page, tmp_path: Path
):
    folder = media(tether, imported[name])
    numbers = expected(read_table(folder))

    worker = [barcode.read(frame) for frame in read_frames(folder / "canonical.mp4", 0, len(numbers) - 1)]
    release = by_public_recipe(folder / "canonical.mp4", tmp_path)
    stills = [barcode.read(np.asarray(Image.open(folder / f"stills/{k:05d}.jpg"))) for k in keyframes(len(numbers))]
    open_caption(tether, author, imported[name])
    seen, now = {}, 0
    for frame in (0, 1, 29, 30, 31, 60, 97, len(numbers) - 1, 45):
        show(author, frame, now)
        seen[frame], now = on_screen(author), frame

    assert worker == numbers
    assert release == numbers
    assert stills == numbers[::30]
    assert seen == {frame: numbers[frame] for frame in seen}
