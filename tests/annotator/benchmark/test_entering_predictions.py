"""Predictions come onto the board whole and scorable, of a model that has not seen the videos, or not at all."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from annotator.benchmark.models import PredictionSet, PromptScore, VideoScore
from annotator.benchmark.queries import KIND, folder_of, numbers_of
from annotator.events.models import Event
from annotator.formats import rle
from annotator.jobs.models import Job
from annotator.videos.models import Upload
from annotator.videos.upload_actions import collect_uploads
from tests import factories as make
from tests.annotator.benchmark.predicted import zipped
from tests.annotator.benchmark.scene import enter, predictions_of, scored, sent, work_off
from tests.annotator.videos.sender import Sender, code, kept, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


def left_beside(release) -> list[str]:
    """What lies beside the releases that is none."""
    return [path.name for path in Path(settings.RELEASES_ROOT, release.project.slug).iterdir() if path.name[0] == "."]


def age_uploads(days: int) -> None:
    """Let all uploads have come so many days earlier."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE videos_upload SET created_at = created_at - %s * interval '1 day'", [days])


def test_predictions_of_the_truth_find_everything_by_both_protocols(browser, release):
    board = scored(browser, release, predictions_of(release), notes="As drawn.", licence="cc-by-4.0")

    told = browser.get(f"/api/predictions/{board.pk}").json()
    assert (told["state"], told["notes"], told["licence"]) == ("scored", "As drawn.", "cc-by-4.0")
    corrected, official = told["scores"]
    assert (corrected["protocol"], official["protocol"]) == ("corrected", "official")
    assert corrected["map"] == corrected["ap50"] == corrected["ar10"] == 100
    assert corrected["intervals"]["map"] == [100, 100]
    assert corrected["counts"]["videos"] == 2
    assert official["map"] is not None
    assert "tie_order" in official["environment"]
    assert kept() == []
    assert Upload.objects.get(purpose="predictions").state == "accepted"
    assert left_beside(release) == [folder_of(board).name]


def test_a_researcher_follows_a_set_from_its_file_to_its_numbers(browser, release):
    entered = enter(browser, release, predictions_of(release)).json()

    job = work_off(entered["id"])

    assert entered["state"] == "queued"
    assert (job.state, job.done, job.total) == ("done", 8, 8)
    told = Event.objects.filter(topic="predictions").order_by("pk").values_list("payload", flat=True)
    assert [payload["state"] for payload in told] == ["queued", "scoring", "scored"]


def spoiled(documents: dict, number: int, how: str) -> dict:
    """Predictions of which one video is wrong in a way."""
    wrong = copy.deepcopy(documents)
    answers = wrong[number]["pred_lgvis_masks"]
    if how == "a video is missing":
        del wrong[number]
    elif how == "a prompt is not answered":
        answers.pop()
    elif how == "a frame is left out":
        answers[0].pop(0)
    elif how == "a mask is missing on a frame":
        answers[0][0]["mask_rles"].pop()
    elif how == "a mask has another size":
        answers[0][0]["mask_rles"][0] = rle.empty(2, 3)
    elif how == "a mask is damaged":
        answers[0][0]["mask_rles"][0]["counts"] = "~~~"
    elif how == "it is no JSON object":
        wrong[number] = [1]
    return wrong


WRONG = {
    "a video is missing": "1 of 2 videos are missing: {number}.",
    "a prompt is not answered": "Video {number}, pred_lgvis_masks answers 0 of 1 prompts.",
    "a frame is left out": "Video {number}, prompt 0: 1 of 3 evaluated frames are missing, first 00000.jpg.",
    "a mask is missing on a frame": "Video {number}, prompt 0: not one count of masks on all frames (0 on 00000",
    "a mask has another size": "Video {number}, prompt 0, 00000.jpg, mask 0: size [2, 3], the video's is [48, 64]",
    "a mask is damaged": "Video {number}, prompt 0, 00000.jpg, mask 0: ",
    "it is no JSON object": "{number}.json holds no JSON object.",
}


@pytest.mark.parametrize("how", WRONG)
def test_what_cannot_be_scored_is_refused_with_its_place_and_leaves_nothing(browser, release, how):
    number = max(numbers_of(release, "val"))

    board = scored(browser, release, spoiled(predictions_of(release), number, how))

    told = browser.get(f"/api/predictions/{board.pk}").json()
    assert (told["state"], told["faults_total"], told["scores"]) == ("refused", 1, [])
    assert told["faults"][0].startswith(WRONG[how].format(number=f"{number:06d}"))
    assert str(settings.RELEASES_ROOT) not in str(told)
    assert Upload.objects.get(purpose="predictions").state == "refused"
    assert (kept(), left_beside(release)) == ([], [])
    assert not VideoScore.objects.exists()
    assert not PromptScore.objects.exists()


def test_scores_for_some_videos_only_are_refused(browser, release):
    documents = predictions_of(release)
    first = min(documents)
    documents[first]["pred_scores"] = [[0.5]]

    board = scored(browser, release, documents)

    assert board.state == "refused"
    assert "give all or none" in board.text


def test_more_predictions_than_the_published_scorer_survives_keep_nobody_from_the_other_numbers(browser, release):
    documents = predictions_of(release)
    for document in documents.values():
        for frame in document["pred_lgvis_masks"][0]:
            frame["mask_rles"] = [rle.empty(48, 64)] * 11 + frame["mask_rles"]
        document["pred_scores"] = [[0.1] * 11 + [0.9]]

    board = scored(browser, release, documents)

    corrected, official = browser.get(f"/api/predictions/{board.pk}").json()["scores"]
    assert corrected["map"] == 100
    assert official["map"] is None
    assert "IndexError" in official["stops"]


def test_a_checkpoint_is_never_scored_on_videos_that_it_learned_from(browser, release):
    of_val = min(numbers_of(release, "val"))

    by_list = enter(browser, release, predictions_of(release), checkpoint="c", trained_on=[of_val, 999])
    by_release = enter(
        browser, release, predictions_of(release), trained_on_release=release.pk, trained_on_split="val", checkpoint="c"
    )

    assert code(by_list) == code(by_release) == (409, "trained_on_it")
    assert by_list.json()["error"]["fields"] == {"videos": [of_val], "total": 1}
    assert f"{of_val:06d}" in by_list.json()["error"]["text"]
    assert by_release.json()["error"]["fields"]["total"] == 2
    assert not PredictionSet.objects.exists()
    assert not Job.objects.filter(kind=KIND).exists()


def test_what_a_checkpoint_learned_from_is_not_forgotten_when_it_comes_again(browser, release):
    of_val = min(numbers_of(release, "val"))
    train = predictions_of(release, "train")
    first = enter(browser, release, train, split="train", checkpoint="c", trained_on=[of_val])

    again = enter(browser, release, predictions_of(release), checkpoint="c", trained_on=[])

    assert first.status_code == 201
    assert code(again) == (409, "trained_on_it")


def test_whoever_names_a_checkpoint_says_what_it_learned_from(browser, release):
    silent = enter(browser, release, predictions_of(release), checkpoint="c")
    told = enter(browser, release, predictions_of(release), checkpoint="c", trained_on_release=release.pk)

    assert code(silent) == (400, "invalid_body")
    assert (told.status_code, told.json()["trained_on"]) == (201, 1)


def test_what_does_not_fit_is_refused_before_anything_is_queued(browser, project, release):
    enter(browser, release, predictions_of(release), "Taken")
    clip = send(make.browser(make.lead(project)), project, b"no clip")
    half = Sender(browser, project)
    half.begin(9, "p.zip", purpose="predictions")
    frozen = type(release).objects.create(project=project, version="v9.9")

    refused = [
        enter(browser, release, predictions_of(release), "Taken"),
        enter(browser, release, predictions_of(release), split="test"),
        enter(browser, frozen, predictions_of(release)),
        enter(browser, release, {}, upload=str(half.row().key)),
    ]
    mine = enter(make.browser(make.lead(project)), release, {}, upload=clip.json()["key"])

    assert [code(answer) for answer in refused] == [(409, "predictions_refused")] * 4
    assert code(mine)[0] == 404  # another lead's file
    assert PredictionSet.objects.count() == 1


def test_a_file_is_used_once(browser, project, release):
    key = sent(browser, project, zipped(predictions_of(release)))
    body = {"upload": key, "release": release.pk, "split": "val", "name": "One"}
    address = f"/api/projects/{project.slug}/predictions"

    first = browser.post(address, body, "application/json")
    second = browser.post(address, body | {"name": "Two"}, "application/json")

    assert (first.status_code, code(second)) == (201, (409, "predictions_refused"))


def test_files_of_predictions_are_no_clips_and_clips_no_predictions(browser, project):
    lead = make.browser(make.lead(project))

    refused = [
        Sender(browser, project).begin(9, "a clip.mp4"),
        Sender(lead, project).begin(9, "p.exe", purpose="predictions"),
        Sender(lead, project).begin(0, "p.zip", purpose="predictions"),
        Sender(lead, project).begin(5 << 30, "p.zip", purpose="predictions"),
        Sender(lead, project).begin(9, "p.zip", purpose="anything"),
    ]
    sent(browser, project, b"something")

    assert [code(answer) for answer in refused] == [
        (403, "not_allowed"), *[(422, "not_predictions")] * 3, (400, "header_refused"),
    ]  # fmt: skip
    assert lead.get(f"/api/projects/{project.slug}/uploads").json() == {"uploads": []}
    assert not Job.objects.exists()


def test_a_file_that_nobody_puts_on_the_board_is_given_up(browser, project, release):
    sent(browser, project, b"something")
    used = enter(browser, release, predictions_of(release)).json()
    age_uploads(4)

    gone = collect_uploads()

    assert gone == 1
    assert len(kept()) == 1
    assert work_off(used["id"]).state == "done"


def test_a_lead_takes_a_set_off_the_board_with_its_files(browser, project, release, django_capture_on_commit_callbacks):
    board = scored(browser, release, predictions_of(release))
    waiting = enter(browser, release, predictions_of(release), "Waiting").json()
    lead = make.browser(make.lead(project))

    with django_capture_on_commit_callbacks(execute=True):
        answers = [lead.delete(f"/api/predictions/{number}").status_code for number in (board.pk, waiting["id"])]

    assert answers == [204, 204]
    assert (PredictionSet.objects.count(), VideoScore.objects.count()) == (0, 0)
    assert (left_beside(release), kept()) == ([], [])
    assert Job.objects.get(kind=KIND, subject=waiting["id"]).state == "cancelled"


def test_a_release_that_was_scored_on_is_not_lost_by_accident(browser, release):
    scored(browser, release, predictions_of(release))

    with pytest.raises(Exception, match="protected"), transaction.atomic():
        release.delete()
