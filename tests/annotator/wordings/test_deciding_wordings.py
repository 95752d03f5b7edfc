"""A person decides every draft; a release holds what they accepted, as they left it, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotator.annotations.models import Caption, CaptionRevision, Wordings
from annotator.formats.release import read_release
from annotator.releases.actions import freeze
from annotator.releases.build import build
from annotator.review import actions as review
from annotator.videos.models import Project, Video
from annotator.wordings.models import Draft
from tests import factories as make
from tests.annotator.folders import folder_of
from tests.annotator.wordings.scene import ALL, asked, captioned, connect, drafts, referrals
from tests.language_server import says, serving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_folders")]
CLEANED = "[A red box]<mask_1> slides past [two balls]<mask_2,3> in a synthetic answer."


@pytest.fixture
def project() -> Project:
    return make.project()


@pytest.fixture
def worded(project, settings) -> Video:
    """A clip with drafts of all three kinds, by a scripted model."""
    clip = captioned(project)
    with serving() as server:
        connect(settings, server)
        asked(project, ALL)
    return clip


def put(browser: Any, draft: Draft, verdict: str, *, seen: str = "open", text: str | None = None) -> Any:
    body = {"verdict": verdict, "seen": seen, "text": text}
    return browser.put(f"/api/wordings/drafts/{draft.pk}", json.dumps(body), content_type="application/json")


def reviewer(project: Project) -> Any:
    return make.browser(make.inspector(project))


def test_an_accepted_prompt_enters_what_a_release_reads_and_a_dismissed_one_does_not(project, worded) -> None:
    browser = reviewer(project)
    first, second = drafts(worded, "prompts")

    put(browser, first, "dismissed")
    answer = put(browser, second, "accepted")

    assert answer.status_code == 200
    assert Wordings.objects.get(video=worded).referrals == [{"prompt": "Where are the two balls?", "track_ids": [2, 3]}]


def test_an_edited_prompt_enters_as_edited_and_the_machines_words_stay_beside_it(project, worded) -> None:
    first = drafts(worded, "prompts")[0]

    answer = put(reviewer(project), first, "accepted", text="Where is the red box on the left?")

    assert answer.json()["edited"]
    assert referrals(worded) == ["Where is the red box on the left?"]
    first.refresh_from_db()
    assert (first.text, first.model, first.by.username) == (
        "Where is the red box?",
        "m",
        answer.json()["by"]["username"],
    )


def test_prompts_keep_the_order_of_the_caption_in_whatever_order_they_are_accepted(project, worded) -> None:
    browser = reviewer(project)
    for draft in reversed(drafts(worded, "prompts")):
        put(browser, draft, "accepted")

    assert referrals(worded) == ["Where is the red box?", "Where are the two balls?"]


def test_a_decision_can_be_taken_back(project, worded) -> None:
    browser, draft = reviewer(project), drafts(worded, "prompts")[0]
    put(browser, draft, "accepted")

    answer = put(browser, draft, "open", seen="accepted")

    assert (answer.json()["state"], answer.json()["by"]) == ("open", None)
    assert referrals(worded) == []


def test_an_accepted_cleaned_caption_becomes_a_revision_that_says_that_a_machine_wrote_it(project, worded) -> None:
    put(reviewer(project), drafts(worded, "cleaned")[0], "accepted")

    row = CaptionRevision.objects.get(caption__video=worded, caption__field="en_gpt")
    assert (row.text, row.source, row.based_on) == (CLEANED, "machine", 1)


def test_an_edited_cleaned_caption_is_the_persons(project, worded) -> None:
    text = "[A red box]<mask_1> slides past [two balls]<mask_2,3> quickly."

    put(reviewer(project), drafts(worded, "cleaned")[0], "accepted", text=text)

    assert Caption.objects.get(video=worded, field="en_gpt").source == "human"


def test_a_cleaned_caption_that_is_taken_back_is_empty_again(project, worded) -> None:
    browser, draft = reviewer(project), drafts(worded, "cleaned")[0]
    put(browser, draft, "accepted")

    put(browser, draft, "dismissed", seen="accepted")

    assert Caption.objects.get(video=worded, field="en_gpt").text == ""


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("prompts", "The red box?"), ("prompts", "Where is [it]<mask_1>?"), ("prompts", ""), ("prompts", "   "),
        ("cleaned", "A red box slides past two balls."), ("cleaned", "[A red box<mask_1> slides."),
        ("rewordings", "[A box]<mask_1> slides past two balls."), ("rewordings", "Box."),
        ("rewordings", "A\u202ebox slides past two balls now."),
    ],
)  # fmt: skip
def test_a_text_that_no_release_may_hold_is_refused_and_nothing_changes(project, worded, what, text) -> None:
    draft = drafts(worded, what)[0]

    answer = put(reviewer(project), draft, "accepted", text=text)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in ("wording_refused", "caption_refused")
    draft.refresh_from_db()
    assert (draft.state, draft.final) == ("open", "")


def test_two_rewordings_in_the_same_words_are_not_both_accepted(project, worded) -> None:
    browser = reviewer(project)
    first, second, _ = drafts(worded, "rewordings")
    put(browser, first, "accepted")

    answer = put(browser, second, "accepted", text=first.text.upper())

    assert answer.json()["error"]["code"] == "wording_refused"


def test_of_two_who_decide_at_once_the_second_is_told(project, worded) -> None:
    draft = drafts(worded, "prompts")[0]
    put(reviewer(project), draft, "dismissed")

    answer = put(reviewer(project), draft, "accepted")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "wording_decided")
    assert answer.json()["error"]["fields"]["current"]["state"] == "dismissed"


def test_deciding_the_same_again_is_no_conflict(project, worded) -> None:
    draft = drafts(worded, "prompts")[0]
    put(reviewer(project), draft, "accepted")

    assert put(reviewer(project), draft, "accepted").status_code == 200


def test_a_draft_for_a_caption_that_came_back_is_not_decided(project, worded) -> None:
    review.reopen(make.inspector(project), item_id=make.caption_item(worded).pk)

    answer = put(reviewer(project), drafts(worded, "prompts")[0], "accepted")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "wording_outdated")


def test_what_a_person_decided_is_not_written_over_by_another_run(project, worded, settings) -> None:
    put(reviewer(project), drafts(worded, "prompts")[0], "accepted", text="Where is the box that is red?")
    with serving() as server:
        connect(settings, server, model="another")
        server.otherwise = says("Where are the two balls beside it?")
        asked(project, ["prompts"])

    first, second = drafts(worded, "prompts")

    assert (first.final, first.model) == ("Where is the box that is red?", "m")
    assert (second.text, second.model) == ("Where are the two balls beside it?", "another")
    assert referrals(worded) == ["Where is the box that is red?"]


def test_a_release_holds_what_was_accepted_and_nothing_that_waits(footage, project, settings) -> None:
    clip = make.finish(make.filmed(project, footage))
    with serving() as server:
        connect(settings, server)
        asked(project, ALL)
    browser = reviewer(project)
    put(browser, drafts(clip, "prompts")[1], "accepted")
    put(browser, drafts(clip, "cleaned")[0], "accepted")
    put(browser, drafts(clip, "rewordings")[0], "accepted", text="Past two balls slides one red box.")

    release = freeze(project, version="v1.0", note="", by=None)
    build(release, step=lambda done, total: None)

    [video] = read_release(folder_of(release), "v1.0").videos()
    assert [one.prompt for one in video.object_referrals] == ["Where are the two balls?"]
    assert video.caption_raw_en_gpt == CLEANED
    assert video.reworded_en_captions == ("Past two balls slides one red box.",)


def test_the_next_clip_comes_by_number_and_begins_again_after_the_last(project) -> None:
    first, second = captioned(project), captioned(project)
    asked(project, ["prompts"])
    browser, address = reviewer(project), f"/api/projects/{project.slug}/wordings/next"

    found = [browser.get(f"{address}?after={after}").json() for after in (-1, first.number, second.number)]

    assert [one["clip"]["video"] for one in found] == [first.pk, second.pk, first.pk]
    assert {one["left"] for one in found} == {2}
    assert [one["flags"] for one in found[0]["clip"]["drafts"]] == [[], []]


def test_where_nothing_waits_there_is_no_next_clip(project) -> None:
    captioned(project)

    assert reviewer(project).get(f"/api/projects/{project.slug}/wordings/next").json() == {"clip": None, "left": 0}


def test_the_page_is_told_what_waits_and_where_drafts_come_from(project, worded) -> None:
    told = reviewer(project).get(f"/api/projects/{project.slug}/wordings").json()

    assert told["open"] == {"prompts": 2, "cleaned": 1, "rewordings": 3}
    assert (told["clips"], told["open_clips"], told["endpoint"]["model"]) == (1, 1, "m")
    assert told["runs"][0]["state"] == "done"
