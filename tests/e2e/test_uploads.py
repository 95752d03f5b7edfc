"""Who brings clips in: many at once, held and let go on, through a server that dies and a page that is loaded again."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Dialog, Page, expect

from annotator.videos import demo_clip
from tests.e2e.axe import violations_in_both_themes
from tests.e2e.pictures import picture
from tests.e2e.product import Product
from tests.processes import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
MIB = 2**20


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return demo_clip.render(tmp_path_factory.mktemp("clip") / "demo.mp4").read_bytes()


def clip(folder: Path, name: str, rendered: bytes, *, padding: int = 8) -> Path:
    """A clip of its own: the demo's pictures, and behind them a box of so many bytes that players skip."""
    place = folder / name
    filler = hashlib.shake_256(name.encode()).digest(padding - 8)
    place.write_bytes(rendered + padding.to_bytes(4, "big") + b"free" + filler)
    return place


def slow_down(page: Page, bytes_a_second: int) -> CDPSession:
    """Let the browser send no faster than that; -1 for as fast as it can."""
    session = page.context.new_cdp_session(page)
    conditions = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second}
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", conditions)
    return session


def open_videos(tether: Product, page: Page) -> None:
    page.goto(f"{tether.address}/p/demo/videos")
    expect(page.get_by_role("button", name="Drop clips or a folder")).to_be_visible()


def choose(page: Page, *files: Path) -> None:
    page.get_by_label("Clips to upload").set_input_files(files)


def arrived(tether: Product, name: str) -> int:
    """How many bytes of a file are safe."""
    return sum(offset for (offset,) in tether.rows('SELECT "offset" FROM videos_upload WHERE name = ?', name))


def test_three_files_go_up_together_and_each_is_told_what_became_of_it(
    tether: Product, lead: Page, tmp_path: Path, rendered: bytes
) -> None:
    page = lead
    open_videos(tether, page)
    slow_down(page, 2 * MIB)
    first, second = (clip(tmp_path, name, rendered, padding=6 * MIB) for name in ("first.mp4", "second.mp4"))
    broken = tmp_path / "holiday.mov"
    broken.write_bytes(b"no video at all" * 400_000)

    choose(page, first, second, broken)

    uploading = page.get_by_role("region", name="Uploading")
    expect(uploading.get_by_role("progressbar", name="Sending first.mp4")).to_be_visible()
    expect(uploading.get_by_text("0 of 3 sent")).to_be_visible()
    part = re.compile(r"^[2-9]\d$")  # per cent
    expect(uploading.get_by_role("progressbar", name="Sending all")).to_have_attribute("aria-valuenow", part)
    picture(page, "uploading")
    assert violations_in_both_themes(page) == []
    accepted = page.get_by_role("region", name="Accepted")
    expect(accepted.get_by_role("listitem")).to_have_count(2, timeout=60_000)
    expect(accepted.get_by_text("as clip 000002")).to_be_visible()
    expect(accepted.get_by_text("as clip 000003")).to_be_visible()
    refused = page.get_by_role("region", name="Refused at the check").get_by_role("listitem")
    expect(refused.filter(has_text="holiday.mov")).to_contain_text("send MP4, MOV, MKV, WebM or AVI")
    expect(uploading).not_to_be_visible()
    expect(page.get_by_text("3 clips", exact=True)).to_be_visible()
    picture(page, "uploaded")
    assert violations_in_both_themes(page) == []
    accepted.get_by_role("button", name="See clip 000002").click()
    expect(page.get_by_role("region", name="Chosen clip").get_by_text("000002")).to_be_visible()
    assert page.faults == []  # type: ignore[attr-defined]


def test_a_name_that_is_none_of_a_video_is_refused_before_a_byte_is_sent(
    tether: Product, lead: Page, tmp_path: Path
) -> None:
    page = lead
    open_videos(tether, page)
    notes = tmp_path / "notes.txt"
    notes.write_text("Bring the red box.")

    choose(page, notes)

    line = page.get_by_role("region", name="Uploading").get_by_role("listitem").filter(has_text="notes.txt")
    expect(line.get_by_role("alert")).to_contain_text("is not named like a video; send MP4")
    assert tether.rows("SELECT id FROM videos_upload WHERE name = 'notes.txt'") == []
    line.get_by_role("button", name="Remove notes.txt").click()
    expect(line).not_to_be_visible()


def test_a_file_that_is_held_goes_on_and_one_that_is_taken_back_leaves_nothing(
    tether: Product, lead: Page, tmp_path: Path, rendered: bytes
) -> None:
    page = lead
    open_videos(tether, page)
    slow_down(page, 8 * MIB)
    held, unwanted = (clip(tmp_path, name, rendered, padding=40 * MIB) for name in ("held.mp4", "unwanted.mp4"))
    choose(page, held, unwanted)
    lines = page.get_by_role("region", name="Uploading").get_by_role("listitem")
    wait_for(lambda: arrived(tether, "held.mp4") >= 8 * MIB)

    lines.get_by_role("button", name="Pause held.mp4").click()
    lines.get_by_role("button", name="Remove unwanted.mp4").click()

    expect(lines.filter(has_text="held.mp4")).to_contain_text("paused at")
    wait_for(lambda: tether.rows("SELECT id FROM videos_upload WHERE name = 'unwanted.mp4'") == [])
    stands = arrived(tether, "held.mp4")
    page.wait_for_timeout(1500)
    assert arrived(tether, "held.mp4") == stands < 40 * MIB
    slow_down(page, -1)
    lines.get_by_role("button", name="Go on with held.mp4").click()
    accepted = page.get_by_role("region", name="Accepted")
    expect(accepted.get_by_text("held.mp4")).to_be_visible(timeout=60_000)
    rows = tether.rows("SELECT sha256 FROM videos_upload WHERE name = 'held.mp4'")
    assert rows == [(hashlib.sha256(held.read_bytes()).hexdigest(),)]


def test_a_file_outlives_a_killed_server_and_a_page_that_is_loaded_again(
    tether: Product, lead: Page, tmp_path: Path, rendered: bytes
) -> None:
    page = lead
    open_videos(tether, page)
    slow_down(page, 8 * MIB)
    asked: list[Dialog] = []
    page.once("dialog", lambda dialog: (asked.append(dialog), dialog.accept()))
    film = clip(tmp_path, "film.mp4", rendered, padding=72 * MIB)
    choose(page, film)
    line = page.get_by_role("region", name="Uploading").get_by_role("listitem").filter(has_text="film.mp4")
    wait_for(lambda: arrived(tether, "film.mp4") >= 16 * MIB)

    tether.kill_web()

    expect(line).to_contain_text("offline at")
    expect(line).to_contain_text("Goes on from byte")
    picture(page, "upload-offline")
    assert violations_in_both_themes(page) == []
    stood = arrived(tether, "film.mp4")
    [(number, key)] = tether.rows("SELECT id, key FROM videos_upload WHERE name = 'film.mp4'")
    tether.start_web()
    wait_for(lambda: arrived(tether, "film.mp4") > stood, seconds=60)

    page.reload()

    assert [dialog.type for dialog in asked] == ["beforeunload"]
    interrupted = page.get_by_role("region", name="Interrupted")
    expect(interrupted).to_contain_text("1 upload was interrupted")
    expect(interrupted).to_contain_text("film.mp4")
    picture(page, "upload-interrupted")
    assert violations_in_both_themes(page) == []
    stood = arrived(tether, "film.mp4")
    assert 0 < stood < film.stat().st_size
    choose(page, film)
    expect(interrupted).not_to_be_visible()
    expect(page.get_by_role("region", name="Accepted").get_by_text("film.mp4")).to_be_visible(timeout=90_000)
    rows = tether.rows("SELECT id, key, sha256 FROM videos_upload WHERE name = 'film.mp4'")
    assert rows == [(number, key, hashlib.sha256(film.read_bytes()).hexdigest())]
    assert page.faults == []  # type: ignore[attr-defined]
