"""What the model drafted on another machine lies beside the work as if its worker had drafted it, and nowhere else."""

from __future__ import annotations

import pytest

from annotator.annotations.models import Caption, Keyframe, ModelDraft, Suggestion
from annotator.annotations.queries import tracks_of
from annotator.assist import actions
from annotator.assist.queries import KIND, QUEUE
from annotator.jobs import actions as jobs
from annotator.videos.models import Video
from tests import factories as make
from tests.annotator.assist import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
CELL = {"number": 1, "frame": 0, "rings": make.SQUARE, "score": 0.5}


def hand_in(person, video: Video, step: str = "caption", **body: object):
    told = {"model": "live"} | ({"text": scene.SAID} if step == "caption" else {"cells": [CELL]}) | body
    address = f"/api/videos/{video.pk}/model_drafts/{step}/hand_in"
    return make.browser(person).post(address, told, content_type="application/json")


def refused(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_caption_that_was_handed_in_is_a_draft_and_nothing_of_it_is_written(video):
    author = scene.writing(video)

    answer = hand_in(author, video, score=0.75)

    assert answer.status_code == 201, answer.content
    draft = scene.look(author, video)["draft"]
    assert (draft["state"], draft["text"], draft["score"], draft["model"]) == ("ready", scene.SAID, 0.75, "live")
    assert not Caption.objects.filter(video=video).exists()
    assert scene.decide(author, draft["id"], "accepted").status_code == 200


@pytest.mark.parametrize("word", ["nan", "inf", "-Infinity"])
def test_a_score_that_is_no_number_is_refused_and_nothing_is_kept(video, word):
    author = scene.writing(video)

    answer = hand_in(author, video, score=word)

    assert refused(answer) == (400, "invalid_body")
    assert not ModelDraft.objects.exists()


def test_it_answers_what_somebody_waits_for_and_the_worker_goes_on_to_other_work(video):
    author = scene.writing(video)
    asked = scene.ask(author, video).json()["id"]

    answer = hand_in(author, video)

    assert (answer.json()["id"], answer.json()["state"]) == (asked, "ready")
    assert actions.begin(jobs.claim_next(KIND, QUEUE, "worker")) is None


def test_a_second_one_takes_the_place_of_the_first(video):
    author = scene.writing(video)
    first = hand_in(author, video).json()["id"]

    second = hand_in(author, video, text=scene.SAID.replace("red", "blue")).json()["id"]

    assert ModelDraft.objects.get(pk=first).state == "dismissed"
    assert scene.look(author, video)["draft"]["id"] == second


def test_a_lead_hands_in_ahead_and_it_is_shown_to_who_asks_and_to_nobody_before(project, video):
    answer = hand_in(make.lead(project), video)
    author = scene.writing(video)

    assert answer.status_code == 201, answer.content
    assert scene.look(author, video)["draft"] is None
    assert scene.ask(author, video).json()["text"] == scene.SAID


def test_whoever_has_not_the_work_in_hand_hands_in_nothing(project, video):
    scene.writing(video)

    for person in (make.annotator(project), make.lead(project), make.inspector(project)):
        assert refused(hand_in(person, video)) == (404, "not_found")
    assert not ModelDraft.objects.exists()


def test_masks_lie_in_open_cells_for_who_draws_and_for_nobody_else(project, video):
    drawer = make.annotator(project)
    tracks = make.masking(video, drawer)

    answer = hand_in(drawer, video, "masks", cells=[CELL, CELL | {"number": 2, "frame": 30, "score": 1}])

    assert (answer.status_code, answer.json()["shapes"], answer.json()["score"]) == (201, 2, 0.75)
    rows = {(row.track_id, row.frame): (row.state, row.by, row.method) for row in Suggestion.objects.all()}
    ready = ("ready", drawer, "model")
    assert rows == {(tracks[0].pk, 0): ready, (tracks[1].pk, 30): ready}
    assert not Keyframe.objects.exists()
    listed = make.browser(drawer).get(f"/api/videos/{video.pk}/suggestions").json()["suggestions"]
    assert [one["rings"] for one in listed] == [make.SQUARE] * 2


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([], "no mask"),
        ([CELL | {"number": 9}], "no object 9"),
        ([CELL | {"frame": 7}], "Frame 7"),
        ([CELL, CELL], "twice"),
        ([CELL | {"rings": [[[0, 0], [9, 9], [9, 0], [0, 9]]]}], "cross"),
    ],
)
def test_masks_that_are_none_of_this_clip_are_refused_by_their_place(project, video, cells, words):
    drawer = make.annotator(project)
    make.masking(video, drawer)

    answer = hand_in(drawer, video, "masks", cells=cells)

    assert answer.status_code == 400
    assert words in answer.json()["error"]["text"]
    assert not ModelDraft.objects.exists()
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("text", ["", " ", "[A box]<mask_1", "<mask_1>"])
def test_what_is_no_caption_is_refused(video, text):
    answer = hand_in(scene.writing(video), video, text=text)

    assert refused(answer) == (400, "draft_refused")
    assert not ModelDraft.objects.exists()


def test_only_what_the_active_model_drafted_is_taken(video):
    author = scene.writing(video)

    assert refused(hand_in(author, video, model="another")) == (409, "other_model")
    assert hand_in(author, video, model=video.project.checkpoints.get().sha256).status_code == 201


def test_work_that_goes_without_drafts_takes_none(project, video):
    project.assist_rule.control_percent = 100
    project.assist_rule.save()

    assert refused(hand_in(scene.writing(video), video)) == (409, "without_drafts")
    assert len(tracks_of(video)) == 0
