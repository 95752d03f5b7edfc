"""A checkpoint is proved, kept, promoted and rolled back by a lead; whatever moves it is in the log."""

from __future__ import annotations

import json
import tarfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotator.checkpoints.models import Checkpoint
from annotator.checkpoints.queries import active, folder_of, proved
from annotator.events.models import Event
from annotator.formats.checkpoint import CheckpointDamaged
from annotator.releases.models import Release
from annotator.videos.models import Project
from tests import factories as make
from tests.annotator.checkpoints import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


@pytest.fixture
def project() -> Project:
    return make.project()


def command(project: Project, place: Path, *words: str) -> dict[str, Any]:
    """What the command prints."""
    out = StringIO()
    call_command("register_checkpoint", project.slug, str(place), *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def tell(project: Project, checkpoint: Checkpoint, verb: str) -> Any:
    return make.browser(make.lead(project)).post(f"/api/checkpoints/{checkpoint.pk}/{verb}")


def states(project: Project) -> dict[str, str]:
    return dict(Checkpoint.objects.filter(project=project).values_list("name", "state"))


def test_a_registered_checkpoint_is_a_candidate_with_all_that_it_says_of_itself(project, tmp_path) -> None:
    place = scene.folder(tmp_path / "first")

    told = command(project, place, "--scores", str(scene.scores(tmp_path / "scores.json", scene.name_of(place))))

    assert (told["name"], told["state"], told["recipe"], told["stage"], told["step"]) == (
        "first", "candidate", "tiny", "3", 40,
    )  # fmt: skip
    assert {(one["of"], one["name"]): one["value"] for one in told["figures"]} == {
        ("lgvis", "mAP"): 20.5, ("lgvis", "AR@10"): 31.25, ("captions", "chrf"): 0.5,
    }  # fmt: skip
    kept = folder_of(Checkpoint.objects.get(project=project))
    assert (kept / "model.safetensors").read_bytes() == b"weights 0"


def test_only_clips_of_our_own_release_count_as_learned_from(project, tmp_path) -> None:
    Release.objects.create(project=project, version="v1.0", state="published", manifest_sha256=scene.RELEASE)

    ours = command(project, scene.folder(tmp_path / "ours"))
    theirs = command(project, scene.folder(tmp_path / "theirs", release="ef" * 32))

    assert (ours["ours"], ours["trained_on"]) == (True, 2)
    assert (theirs["ours"], theirs["trained_on"]) == (False, 0)


def test_the_same_checkpoint_again_is_the_same_row(project, tmp_path) -> None:
    place = scene.folder(tmp_path / "first")

    assert command(project, place)["id"] == command(project, place, "--name", "another")["id"]
    assert Checkpoint.objects.count() == 1


def test_an_archive_is_as_good_as_its_folder(project, tmp_path) -> None:
    place = scene.folder(tmp_path / "packed")
    with tarfile.open(tmp_path / "v2.tar.gz", "w:gz") as archive:
        archive.add(place, "packed")

    told = command(project, tmp_path / "v2.tar.gz")

    assert (told["name"], told["sha256"]) == ("v2", scene.name_of(place))


@pytest.mark.parametrize("stranger", ["above", "link", "absolute"])
def test_an_archive_that_reaches_outside_is_refused_and_writes_nothing_there(project, tmp_path, stranger) -> None:
    place = scene.folder(tmp_path / "packed")
    member = tarfile.TarInfo(
        {"above": "../outside", "link": "packed/link", "absolute": f"{tmp_path}/outside"}[stranger]
    )
    if stranger == "link":
        member.type, member.linkname = tarfile.SYMTYPE, str(tmp_path)
    with tarfile.open(tmp_path / "v2.tar", "w") as archive:
        archive.addfile(member)
        archive.add(place, "packed")

    with pytest.raises(CommandError, match=f"{member.name} in the archive is outside it, or no file"):
        command(project, tmp_path / "v2.tar")

    assert not Checkpoint.objects.exists()
    assert not (tmp_path / "outside").exists()


def test_a_changed_file_is_refused_by_its_name_and_nothing_is_kept(project, tmp_path) -> None:
    place = scene.folder(tmp_path / "first")
    (place / "model.safetensors").write_bytes(b"others")

    with pytest.raises(CommandError, match=r"model\.safetensors was changed"):
        command(project, place)

    assert not Checkpoint.objects.exists()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--licence", "language=llama3"], "vision: radio"),
        ([], "vision: radio"),
    ],
)
def test_weights_of_others_need_their_licence(project, tmp_path, words, text) -> None:
    place = scene.folder(tmp_path / "first", vision="radio", language="meta-llama/Meta-Llama-3-8B-Instruct")

    with pytest.raises(CommandError, match=text):
        command(project, place, *words)

    told = command(project, place, "--licence", "vision=NSCLv1", "--licence", "language=llama3")
    assert told["licences"] == [
        {"part": "language", "licence": "llama3"}, {"part": "vision", "licence": "NSCLv1"},
    ]  # fmt: skip


def test_the_scores_of_another_checkpoint_are_refused(project, tmp_path) -> None:
    place = scene.folder(tmp_path / "first")

    with pytest.raises(CommandError, match="is of checkpoint 000000000000"):
        command(project, place, "--scores", str(scene.scores(tmp_path / "scores.json", "0" * 64)))


def curves(project: Project, checkpoint: int) -> Any:
    return make.browser(make.lead(project)).get(f"/api/checkpoints/{checkpoint}/curves").json()["stages"]


def test_the_log_beside_a_checkpoint_comes_with_it_as_curves(project, tmp_path) -> None:
    place = scene.folder(tmp_path / "run" / "stage_3")
    scene.log(tmp_path / "run" / "log.jsonl", steps=60)

    told = command(project, place)

    [stage] = curves(project, told["id"])
    assert (stage["stage"], stage["steps"], len(stage["at"])) == ("3", 40, 40)
    assert [(one["name"], one["values"][:2]) for one in stage["losses"]] == [("text", [2, 1])]
    assert [one["name"] for one in stage["shares"]] == ["right"]


def test_a_checkpoint_without_a_log_gets_its_curves_when_it_is_registered_again_with_one(project, tmp_path) -> None:
    place = scene.folder(tmp_path / "first")
    first = command(project, place)["id"]
    bare = curves(project, first)

    again = command(project, place, "--log", str(scene.log(tmp_path / "elsewhere.jsonl")))["id"]

    assert (bare, again) == ([], first)
    assert [stage["stage"] for stage in curves(project, first)] == ["3"]


@pytest.mark.parametrize(("written", "text"), [("no log", "Line 1 of"), (None, "is no log of a run")])
def test_a_log_that_is_none_is_refused_and_nothing_is_registered(project, tmp_path, written, text) -> None:
    log = tmp_path / "elsewhere.jsonl"
    if written:
        log.write_text(written)

    with pytest.raises(CommandError, match=text):
        command(project, scene.folder(tmp_path / "first"), "--log", str(log))

    assert not Checkpoint.objects.exists()


def test_the_log_of_another_stage_is_refused(project, tmp_path) -> None:
    with pytest.raises(CommandError, match="the checkpoint is of stage 3"):
        command(project, scene.folder(tmp_path / "first"), "--log", str(scene.log(tmp_path / "log", stage="1")))

    assert not Checkpoint.objects.exists()


def test_another_checkpoint_under_a_taken_name_is_refused(project, tmp_path) -> None:
    command(project, scene.folder(tmp_path / "first"))

    with pytest.raises(CommandError, match="another checkpoint 'first'"):
        command(project, scene.folder(tmp_path / "second", seed=1), "--name", "first")


def test_what_is_promoted_is_active_and_what_was_active_is_retired(project, tmp_path) -> None:
    old = scene.active(project, tmp_path / "old")
    new = scene.registered(project, tmp_path / "new", seed=1)

    answer = tell(project, new, "promote")

    assert (answer.status_code, answer.json()["state"], answer.json()["before"]) == (200, "active", "old")
    assert states(project) == {"old": "retired", "new": "active"}
    said = Event.objects.filter(topic="checkpoint").order_by("pk").values_list("payload", flat=True)
    assert list(said)[-2:] == [
        {"checkpoint": old.pk, "state": "retired"}, {"checkpoint": new.pk, "state": "active"},
    ]  # fmt: skip


def test_a_roll_back_brings_back_what_was_active_before(project, tmp_path) -> None:
    scene.active(project, tmp_path / "old")
    new = scene.active(project, tmp_path / "new", seed=1)

    tell(project, new, "roll_back")

    assert states(project) == {"old": "active", "new": "retired"}
    assert active(project).name == "old"


def test_a_retired_model_drafts_no_more(project, tmp_path) -> None:
    tell(project, scene.active(project, tmp_path / "old"), "retire")

    assert active(project) is None


@pytest.mark.parametrize(("verb", "status"), [("promote", 409), ("roll_back", 409), ("burn", 404)])
def test_a_step_that_starts_elsewhere_is_refused(project, tmp_path, verb, status) -> None:
    only = scene.active(project, tmp_path / "only")

    assert tell(project, only, verb).status_code == status
    assert states(project) == {"only": "active"}


def test_a_model_whose_files_changed_is_neither_promoted_nor_loaded(project, tmp_path) -> None:
    one = scene.registered(project, tmp_path / "one")
    (folder_of(one) / "model.safetensors").write_bytes(b"others")

    answer = tell(project, one, "promote")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "checkpoint_damaged")
    assert states(project) == {"one": "candidate"}
    with pytest.raises(CheckpointDamaged):
        proved(one)
