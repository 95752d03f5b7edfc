"""The board tells both protocols, the worst first, and keeps what was measured from what was quoted or made up."""

from __future__ import annotations

import pytest

from annotator.benchmark.models import PredictionSet
from annotator.formats import rle
from tests import factories as make
from tests.annotator.benchmark.scene import enter, predictions_of, report_of, scored, truth_of
from tests.annotator.videos.sender import code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


@pytest.fixture
def good(browser, release) -> PredictionSet:
    return scored(browser, release, predictions_of(release), "Good")


@pytest.fixture
def half(browser, release) -> PredictionSet:
    """Finds everything on the first video and nothing on the second."""
    return scored(browser, release, predictions_of(release, right=lambda place: place == 0), "Half")


def test_the_board_has_the_best_first_and_quoted_rows_apart(browser, release, half, good):
    enter(browser, release, predictions_of(release), "Waiting")

    board = browser.get(f"/api/projects/{release.project.slug}/predictions").json()

    assert [one["name"] for one in board["sets"]] == ["Good", "Half", "Waiting"]
    quoted = [(row["name"], row["map"]) for row in board["quoted"] if row["split"] == "val"]
    assert quoted[0] == ("Video-LLaVA-Seg", 20.5)
    assert {row["source"] for row in board["quoted"]} == {"the ViCaS paper"}
    assert all("id" not in row for row in board["quoted"])


def test_videos_and_prompts_come_worst_first(browser, release, half):
    right, wrong = (video.video_id for video in truth_of(release))

    videos = browser.get(f"/api/predictions/{half.pk}/videos").json()
    prompts = browser.get(f"/api/predictions/{half.pk}/prompts").json()
    one = browser.get(f"/api/predictions/{half.pk}/prompts?number={right}").json()

    assert [(row["number"], row["ap"]) for row in videos["videos"]] == [(wrong, 0), (right, 100)]
    assert videos["total"] == prompts["total"] == 2
    assert [(row["number"], row["found_50"], row["tracks"]) for row in prompts["prompts"]] == [
        (wrong, 0, 1),
        (right, 1, 1),
    ]
    assert [row["number"] for row in one["prompts"]] == [right]
    assert browser.get(f"/api/predictions/{half.pk}/prompts?number=999999").status_code == 404
    assert browser.get(f"/api/predictions/{half.pk}/videos?offset=2").json()["videos"] == []


def test_masks_of_a_prompt_are_told_beside_what_people_drew(browser, release, half):
    right, wrong = truth_of(release)

    found, missed = (
        browser.get(f"/api/predictions/{half.pk}/videos/{video.video_id}/prompts/0").json() for video in (right, wrong)
    )

    assert [frame["frame"] for frame in found["frames"]] == [0, 30, 60]
    assert (found["size"], found["prompt"], found["ap"]) == ([48, 64], right.object_referrals[0].prompt, 100)
    assert all(frame["predicted"] == [one["rle"] for one in frame["truth"]] for frame in found["frames"])
    assert all(frame["predicted"] == [rle.empty(48, 64)] for frame in missed["frames"])
    assert browser.get(f"/api/predictions/{half.pk}/videos/{wrong.video_id}/prompts/9").status_code == 404


def test_two_sets_are_compared_video_by_video_the_greatest_loss_first(browser, release, good, half):
    right, wrong = (video.video_id for video in truth_of(release))

    told = browser.get(f"/api/predictions/{good.pk}/compare?other={half.pk}").json()

    assert [one["name"] for one in told["sets"]] == ["Good", "Half"]
    assert (told["better"], told["worse"], told["same"], told["total"]) == (0, 1, 1, 2)
    rows = [(row["number"], row["ap"], row["difference"]) for row in told["videos"]]
    assert rows == [(wrong, [100, 0], -100), (right, [100, 100], 0)]


def test_sets_of_other_videos_and_sets_without_numbers_are_not_compared(browser, release, good):
    train = scored(browser, release, predictions_of(release, "train"), split="train")
    waiting = enter(browser, release, predictions_of(release), "Waiting").json()["id"]

    refused = [
        browser.get(f"/api/predictions/{good.pk}/compare?other={other}") for other in (good.pk, train.pk, waiting)
    ]

    assert [code(answer) for answer in refused] == [(409, "not_scored")] * 3


def test_a_judge_s_report_stands_beside_the_masks_numbers(browser, good):
    answer = browser.post(f"/api/predictions/{good.pk}/captions", report_of(good, 3.25), "application/json")

    assert answer.status_code == 200, answer.content
    told = browser.get(f"/api/predictions/{good.pk}").json()["captions"]
    assert (told["CA"], told["judge"]["model"]) == (3.25, "Llama-3-70B-Instruct")
    videos = browser.get(f"/api/predictions/{good.pk}/videos").json()["videos"]
    assert [row["caption_accuracy"] for row in videos] == [3.25, 3.25]


@pytest.mark.parametrize(
    "fake",
    [
        {"synthetic": True},
        {"synthetic": None},
        {"judge": {"model": "m", "answered_by": ["fake-scripted"], "fingerprints": [""]}},
        {"judge": {"model": "m", "answered_by": ["m"], "fingerprints": ["Synthetic"]}},
    ],
)
def test_what_a_stand_in_judged_cannot_enter_the_board(browser, good, fake):
    answer = browser.post(f"/api/predictions/{good.pk}/captions", report_of(good, **fake), "application/json")

    assert code(answer) == (409, "synthetic_judge")
    good.refresh_from_db()
    assert good.captions is None


def test_a_report_that_is_not_of_these_predictions_is_refused(browser, good):
    rows = report_of(good)["per_video"]
    wrong = [
        {"measure": "BLEU-4"}, {"judge": None}, {"per_video": rows[:1]}, {"per_video": "none"}, {"CA": 4.9},
        {"per_video": [row | {"CA": 6} for row in rows]}, {"per_video": [row | {"CA": "4"} for row in rows]},
        {"per_video": [{"CA": 3}]}, {"CA": "3.5"},
    ]  # fmt: skip

    answers = [
        browser.post(f"/api/predictions/{good.pk}/captions", report_of(good, **more), "application/json")
        for more in wrong
    ]

    assert [code(answer) for answer in answers] == [(400, "report_refused")] * len(wrong)
    good.refresh_from_db()
    assert good.captions is None


def test_a_report_waits_until_the_masks_are_scored(browser, release):
    told = enter(browser, release, predictions_of(release)).json()

    answer = browser.post(f"/api/predictions/{told['id']}/captions", {"measure": "CA"}, "application/json")

    assert code(answer) == (409, "not_scored")


def test_annotators_do_not_see_the_board(release, good):
    browser = make.browser(make.annotator(release.project))

    assert browser.get(f"/api/projects/{release.project.slug}/predictions").status_code == 403
    assert browser.get(f"/api/predictions/{good.pk}").status_code == 403
