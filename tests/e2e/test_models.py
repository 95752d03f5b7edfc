"""A lead sees how a model learned and that nobody drafts with it; people are led to what it is least sure of."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.annotator.checkpoints import scene
from tests.annotator.formats import clips
from tests.e2e.axe import bring_axe, violations_in_both_themes
from tests.e2e.masks_work import ask, go, open_masks_work, stored, wait_for_picture
from tests.e2e.pictures import picture
from tests.e2e.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SAID = "[A striped ring]<mask_1> rolls past [a teal box]<mask_2>."
STAGES = {
    "0a": (220, ("text",)),
    "1": (50, ("text", "dice")),
    "2": (260, ("text", "bce", "dice")),
    "3": (40, ("text", "bce", "dice", "alignment")),
}
LATE = """
from datetime import timedelta
from django.utils import timezone
from annotator.annotations.models import ModelDraft
ModelDraft.objects.filter(state="waiting").update(asked_at=timezone.now() - timedelta(minutes=8, seconds=5))
"""


@pytest.fixture(scope="module")
def people(tether: Product, browser: Browser) -> Iterator[dict[str, Page]]:
    pages = {name: tether.sign_in(browser, name) for name in ("lead", "annotator1")}
    for page in pages.values():
        bring_axe(page)
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.fixture(scope="module")
def live(tether: Product, people: dict[str, Page], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a model that is live in the demo, where three clips more wait; nobody runs its worker."""
    place = tmp_path_factory.mktemp("clips")
    for rate in (24, 25, 30):
        done = tether.command("import_videos", "demo", str(clips.render(clips.cfr(rate), place, f"free-{rate}")))
        assert done.returncode == 0, done.stderr
    run = tmp_path_factory.mktemp("run")
    write_log(run / "log.jsonl")
    folder = scene.folder(run / "stage_3", trained_on=())
    done = tether.command("register_checkpoint", "demo", str(folder), "--name", "0.1", "--json")
    assert done.returncode == 0, done.stderr
    lead = people["lead"]
    ask(tether, lead, "POST", f"/api/checkpoints/{json.loads(done.stdout)['id']}/promote")
    ask(tether, lead, "PUT", "/api/projects/demo/assist", {"control_percent": 0, "held_out": False})
    return "0.1"


def write_log(place: Path) -> None:
    """A training of four stages: losses fall with a little noise, what is right rises."""
    lines = []
    for stage, (steps, losses) in STAGES.items():
        for step in range(steps):
            fall = math.exp(-4 * step / steps) + 0.04 * math.sin(7 * step)
            told = {name: round((2.4 - 0.5 * at) * fall + 0.3 + 0.1 * at, 4) for at, name in enumerate(losses)}
            lines.append({"stage": stage, "step": step, "right": round(0.9 - 0.8 * max(fall, 0), 4)} | told)
    place.write_text("".join(json.dumps(line) + "\n" for line in lines))


def test_a_lead_reads_how_a_model_learned_and_that_no_worker_drafts_with_it(
    tether: Product, people: dict[str, Page], live: str
) -> None:
    lead, writer = people["lead"], people["annotator1"]
    item = ask(tether, writer, "POST", "/api/projects/demo/queue/next", {"step": "caption"})
    writer.goto(f"{tether.address}/work/{item['id']}")
    draft = writer.get_by_role("region", name="The model's draft")
    draft.get_by_role("button", name="Draft it").click()
    expect(draft).to_contain_text(f"{live} looks at the clip")
    assert tether.command("shell", "-c", LATE).returncode == 0

    expect(draft).to_contain_text("No model worker has answered for 8 min")
    expect(draft).to_contain_text("Go on without a draft")
    assert violations_in_both_themes(writer) == []
    picture(writer, "caption-no-worker")

    lead.goto(f"{tether.address}/p/demo/models")
    silent = lead.get_by_role("region", name="No model worker runs")
    expect(silent).to_contain_text("1 draft waits, the oldest for 8 min")
    expect(silent).to_contain_text("python -m docker.services model")
    curves = lead.get_by_role("region", name="How it learned")
    for stage, (steps, _) in STAGES.items():
        expect(curves.get_by_role("img", name=f"Loss of stage {stage} over {steps} steps")).to_be_visible()
    expect(curves.get_by_role("region", name="Stage 1")).to_contain_text("mask, by overlap 0.4")
    assert violations_in_both_themes(lead) == []
    picture(lead, "models-curves")


def test_a_lead_finds_the_clips_whose_drafts_the_model_is_least_sure_of(
    tether: Product, people: dict[str, Page], live: str
) -> None:
    lead = people["lead"]
    ready = tether.rows("SELECT video_id FROM work_workitem WHERE step = 'caption' AND state = 'ready' ORDER BY id")
    videos = [video for (video,) in ready][:2]
    for video, score in zip(videos, (0.81, 0.32), strict=True):
        body = {"model": live, "text": SAID, "score": score}
        ask(tether, lead, "POST", f"/api/videos/{video}/model_drafts/caption/hand_in", body)

    lead.goto(f"{tether.address}/p/demo/models")
    lead.get_by_role("link", name="Least sure first").click()

    rows = lead.get_by_role("table", name="Clips").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("sure 0.32")
    expect(rows.nth(2)).to_contain_text("sure 0.81")
    assert violations_in_both_themes(lead) == []
    picture(lead, "videos-least-sure")


def test_a_key_leads_to_the_keyframe_whose_draft_the_model_is_least_sure_of(
    tether: Product, browser: Browser, people: dict[str, Page], live: str
) -> None:
    free = tether.rows("SELECT video_id FROM work_workitem WHERE step = 'caption' AND state = 'ready' ORDER BY id")
    work, drawer = open_masks_work(tether, browser, video=free[-1][0], caption=SAID)
    people["annotator2"] = drawer
    bring_axe(drawer)
    square = [[[20.0, 20.0], [60.0, 20.0], [60.0, 60.0], [20.0, 60.0]]]
    first, second, third = work.frames[:3]
    sure = {(1, first): 0.9, (1, second): 0.7, (1, third): 0.31, (2, second): 0.12}
    cells = [{"number": n, "frame": f, "rings": square, "score": score} for (n, f), score in sure.items()]
    ask(tether, drawer, "POST", f"/api/videos/{work.video}/model_drafts/masks/hand_in", {"model": live, "cells": cells})

    drawer.goto(work.address)
    wait_for_picture(drawer)
    canvas, model = drawer.get_by_test_id("mask-canvas"), drawer.get_by_role("region", name="The model's masks")
    go(drawer, work, 1, first)
    expect(model).to_contain_text("Next: object 1 at 0:02")
    expect(model).to_contain_text("The model is sure by 0.31")
    drawer.keyboard.press("u")
    expect(canvas).to_have_attribute("data-frame", str(third))
    expect(drawer.get_by_role("region", name="Suggestion")).to_contain_text("From the model")
    assert violations_in_both_themes(drawer) == []
    picture(drawer, "masks-least-sure")

    drawer.keyboard.press("u")
    expect(canvas).to_have_attribute("data-frame", str(second))
    assert stored(work, drawer) == {}
    assert drawer.faults == []  # type: ignore[attr-defined]
