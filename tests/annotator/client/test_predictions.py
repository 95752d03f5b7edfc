"""Predictions that a program brings are scored, or refused with what is wrong in them."""

from __future__ import annotations

import json

import pytest

from annotator.benchmark.models import PredictionSet
from annotator.videos.models import Upload
from tests.annotator.benchmark import scene as board
from tests.annotator.benchmark.predicted import zipped
from tests.processes import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def release(project, footage, server):
    return board.released(project, footage)


def brought(shell, release, home, documents, *words: str):
    """Predictions sent and waited for, while a worker looks at them."""
    (home / "predictions.zip").write_bytes(zipped(documents))
    child = shell.start(
        "--json", "predictions", release.project.slug, home / "predictions.zip", "--release", "v1.0",
        "--split", "val", "--name", "A model", "--wait", *words,
    )  # fmt: skip
    wait_for(lambda: PredictionSet.objects.exists() or child.poll() is not None)
    if child.poll() is None:
        board.work_off(PredictionSet.objects.get().pk)
    said, heard = child.communicate(timeout=60)
    return child.returncode, json.loads(said), heard.decode()


def test_predictions_that_find_everything_come_back_with_their_numbers(shell, release, home):
    code, told, _ = brought(shell, release, home, board.predictions_of(release))

    assert (code, told["state"]) == (0, "scored")
    assert {score["protocol"]: score["map"] for score in told["scores"]}["corrected"] == 100
    assert "A model  corrected mAP 100.0" in shell.run("board", release.project.slug).stdout


def test_predictions_that_lack_a_video_are_refused_and_the_video_named(shell, release, home):
    documents = board.predictions_of(release)
    missing = documents.popitem()[0]

    code, told, heard = brought(shell, release, home, documents)

    assert code == 1
    assert told["error"]["code"] == "file_refused"
    assert f"{missing:06d}" in heard


def test_a_checkpoint_that_learned_from_the_split_is_refused(shell, release, home):
    documents = board.predictions_of(release)
    (home / "provenance.json").write_text(json.dumps({"trained_on": [*documents]}))

    seen = brought(shell, release, home, documents, "--checkpoint", "ours", "--trained-on", "provenance.json")
    unseen = brought(shell, release, home, documents, "--checkpoint", "theirs", "--trained-on-nothing")

    assert (seen[0], seen[1]["error"]["code"]) == (1, "trained_on_it")
    assert (unseen[0], unseen[1]["state"]) == (0, "scored")


def test_a_release_that_is_not_there_is_named_before_anything_is_sent(shell, release, home):
    (home / "predictions.zip").write_bytes(b"x")

    answer = shell.run(
        "predictions", release.project.slug, home / "predictions.zip",
        "--release", "v7", "--split", "val", "--name", "A model",
    )  # fmt: skip

    assert answer.returncode == 1
    assert "'v7'" in answer.stderr
    assert not Upload.objects.exists()
