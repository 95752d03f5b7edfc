"""What the project's model drafted elsewhere is handed in from a shell and appears as a draft."""

from __future__ import annotations

import json

import pytest

from annotator.annotations.models import Suggestion
from tests import factories as make
from tests.annotator.assist import scene as assist
from tests.annotator.client.scene import Shell, token_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def video(project, server, own_folders):
    assist.with_model(project, own_folders / "live")
    return make.video(project, frame_count=31)


def test_a_caption_from_a_file_appears_as_a_draft_on_the_page(server, project, video, home):
    author = assist.writing(video)
    (home / "caption.txt").write_text(f"{assist.SAID}\n")

    answer = Shell(server, home, token_of(author)).run(
        "draft", project.slug, video.number, "caption.txt", "--model", "live", "--score", "0.5"
    )

    assert answer.returncode == 0, answer.stderr
    assert "of the caption by live is ready" in answer.stdout
    assert assist.look(author, video)["draft"]["text"] == assist.SAID


def test_masks_from_a_file_appear_beside_the_cells(server, project, video, home):
    drawer = make.annotator(project)
    make.masking(video, drawer)
    (home / "masks.json").write_text(json.dumps([{"number": 1, "frame": 0, "rings": make.SQUARE, "score": 0.9}]))

    answer = Shell(server, home, token_of(drawer)).run(
        "draft", project.slug, video.number, "masks.json", "--model", "live"
    )

    assert "is ready, 1 masks" in answer.stdout, answer.stderr
    assert Suggestion.objects.get().state == "ready"


def test_a_draft_of_another_model_or_in_a_file_that_is_none_is_refused_by_name(server, project, video, home):
    shell = Shell(server, home, token_of(assist.writing(video)))
    (home / "caption.txt").write_text(assist.SAID)
    (home / "masks.json").write_text("{}")

    other = shell.run("draft", project.slug, video.number, "caption.txt", "--model", "another")
    broken = shell.run("draft", project.slug, video.number, "masks.json", "--model", "live")

    assert (other.returncode, "'another' does not draft here; live does" in other.stderr) == (1, True)
    assert (broken.returncode, "masks.json holds no list" in broken.stderr) == (2, True)
