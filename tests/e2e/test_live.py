"""Live: two people in one clip know of each other, returned work finds its author, and all of it is in the log."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

from annotator.videos import demo_clip
from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.masks_work import MasksWork, Rings, ask, open_masks_work, store
from tests.e2e.pictures import picture
from tests.e2e.product import SERVICES, Product
from tests.processes import Process

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SOON = 30_000  # milliseconds: what comes over a socket takes a second or two, on a busy machine longer
SQUARE: Rings = [[[200, 150], [320, 150], [320, 270], [200, 270]]]
LARGER: Rings = [[[180, 130], [340, 130], [340, 290], [180, 290]]]


class Receiver(BaseHTTPRequestHandler):
    """A program that takes everything."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[str]:
    """The address of a program on loopback."""
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


def allow_webhooks(tether: Product) -> None:
    """Start the processes that call and that refuse addresses anew, as an operator does who named a host."""
    tether.environment["TETHER_WEBHOOK_HOSTS"] = "127.0.0.1"
    place = SERVICES.index("machine")
    tether.processes[place].kill()
    tether.processes[place] = Process("machine", tether.data / "machine.log", tether.environment)
    tether.kill_web()
    tether.start_web()


@pytest.fixture(scope="module")
def opened(tether: Product, browser: Browser) -> tuple[MasksWork, dict[str, Page]]:
    work, drawer = open_masks_work(tether, browser, video=1, caption=demo_clip.CAPTION)
    names = {"inspector": "inspector", "author": "annotator1", "lead": "lead", "admin": "admin"}
    people = {"drawer": drawer} | {name: tether.sign_in(browser, account) for name, account in names.items()}
    for page in people.values():
        bring_axe(page)
    return work, people


@pytest.fixture
def people(opened: tuple[MasksWork, dict[str, Page]]) -> dict[str, Page]:
    return opened[1]


@pytest.fixture
def work(opened: tuple[MasksWork, dict[str, Page]]) -> MasksWork:
    return opened[0]


def test_two_people_in_one_clip_read_of_each_other_until_one_leaves(work, people):
    drawer, lead = people["drawer"], people["lead"]
    drawer.goto(work.address)
    lead.goto(work.address)

    expect(drawer.get_by_text("Demo Lead is in this video")).to_be_visible(timeout=SOON)
    expect(lead.get_by_text("Second Annotator is in this video")).to_be_visible(timeout=SOON)
    picture(drawer, "presence")
    lead.goto(f"{work.tether.address}/p/demo/videos")
    expect(drawer.get_by_text("is in this video")).to_have_count(0, timeout=SOON)

    assert drawer.faults == lead.faults == []


def test_an_objects_history_shows_it_as_it_was_before_it_was_drawn_anew(work, people):
    drawer = people["drawer"]
    number = min(work.tracks)
    store(work, drawer, {(number, 0): SQUARE})
    store(work, drawer, {(number, 0): LARGER})
    drawer.goto(work.address)
    drawer.get_by_test_id("mask-canvas").focus()
    drawer.keyboard.press(str(number))

    drawer.get_by_role("button", name="History of this object").click()
    dialog = drawer.get_by_role("dialog")
    shape = dialog.locator(".then-picture path")
    expect(dialog.get_by_role("list", name="Decisions").get_by_role("button")).to_have_count(2)
    expect(shape).to_have_attribute("d", "M180 130L340 130L340 290L180 290Z")
    dialog.get_by_role("list", name="Decisions").get_by_role("button").last.click()
    expect(shape).to_have_attribute("d", "M200 150L320 150L320 270L200 270Z")
    picture(drawer, "object-history")

    assert violations_in_both_themes(drawer) == []
    drawer.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_returned_work_finds_its_author_on_whichever_page_they_are(work, people):
    tether, author, inspector = work.tether, people["author"], people["inspector"]
    item = tether.rows("SELECT id FROM work_workitem WHERE video_id = ? AND step = 'caption'", work.video)[0][0]
    author.goto(f"{tether.address}/p/demo/guideline")
    bell = author.get_by_role("link", name="Notices")
    expect(bell).to_contain_text("1", timeout=SOON)  # that their caption was approved

    ask(tether, inspector, "POST", f"/api/work/{item}/reopen")

    expect(author.get_by_text("Demo Inspector returned your caption of clip 000001")).to_be_visible(timeout=SOON)
    expect(bell).to_contain_text("2", timeout=SOON)
    bell.click()
    rows = author.get_by_role("list", name="Notices").get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(bell).not_to_contain_text("2")
    picture(author, "notices")
    assert violations_in_both_themes(author) == []
    rows.first.get_by_role("link", name="Open the caption of clip 000001").click()
    author.wait_for_url("**/clips/000001/caption")

    assert author.faults == []


def test_a_lead_reads_in_the_log_who_did_what_and_looks_up_an_object(work, people):
    lead = people["lead"]
    lead.goto(f"{work.tether.address}/p/demo/log")
    table = lead.get_by_role("table", name="What happened")

    expect(table.get_by_role("row", name="Demo Inspector reopened the caption")).to_be_visible()
    picture(lead, "log")
    assert violations_in_both_themes(lead) == []
    lead.get_by_label("Kind").select_option("keyframe")
    expect(table.get_by_role("row")).to_have_count(3)
    table.get_by_role("button", name="History of this object").first.click()
    expect(lead.get_by_role("dialog")).to_contain_text("History of object")
    lead.keyboard.press("Escape")
    lead.get_by_label("Clip number").fill("7")
    expect(lead.get_by_text("Nothing like this is in the log")).to_be_visible()

    assert violations_in_both_themes(lead) == []
    assert lead.faults == []


def test_a_page_without_notices_says_so(work, people):
    admin = people["admin"]

    admin.goto(f"{work.tether.address}/p/demo/notices")

    expect(admin.get_by_text("Nothing has happened yet")).to_be_visible()
    assert violations_in_both_themes(admin) == []


def test_an_admin_adds_a_webhook_is_shown_its_secret_once_and_sees_a_try_arrive(work, people, hook):
    admin = people["admin"]
    admin.goto(f"{work.tether.address}/p/demo/webhooks")
    expect(admin.get_by_text("Webhooks are off")).to_be_visible()
    assert violations_in_both_themes(admin) == []
    allow_webhooks(work.tether)
    admin.reload()

    admin.get_by_label("Address").fill(hook)
    admin.get_by_label("Releases").check()
    admin.get_by_role("button", name="Add webhook").click()
    dialog = admin.get_by_role("dialog")
    assert dialog.get_by_label("Secret").input_value().startswith("whsec_")
    assert violations_in_both_themes(admin) == []
    dialog.get_by_role("button", name="I have kept it").click()
    admin.get_by_role("button", name=f"Try {hook}").click()
    row = admin.get_by_role("table", name="What was sent").get_by_role("row", name="webhook.tried")
    expect(row).to_contain_text("Sent", timeout=SOON)
    expect(row).to_contain_text("204")
    picture(admin, "webhooks")
    assert violations_in_both_themes(admin) == []
    admin.get_by_role("button", name=f"Delete {hook}").click()
    admin.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(admin.get_by_text("No program hears of this project yet")).to_be_visible()

    assert admin.faults == []


def test_the_embedded_database_refuses_to_rewrite_history_too(work, people):
    tables = ("events_event", "annotations_captionrevision", "annotations_keyframerevision")
    with sqlite3.connect(work.tether.data / "db.sqlite3", timeout=20) as database:
        for table in tables:
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() > (0,)
            for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id + 1000"):
                with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
                    database.execute(statement)
