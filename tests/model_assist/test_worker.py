"""The model's worker: what it hands in lies beside the work, and what it cannot do is said to who asked."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from django.db import close_old_connections

from annotator.annotations.models import Caption, Keyframe, ModelDraft, Suggestion
from annotator.assist.actions import ask
from annotator.assist.models import AssistRule
from annotator.assist.queries import KIND
from annotator.checkpoints.actions import move, register
from annotator.checkpoints.models import Checkpoint
from annotator.checkpoints.queries import folder_of
from annotator.formats import clock, grounding, ring
from annotator.jobs.models import Job
from annotator.videos.models import Video
from annotator.work import actions as work
from annotator.work.admission import admit_file
from model_assist.checkpoint import kept_weights, provenance_of, save_checkpoint
from model_assist.dataset import release_texts
from model_assist.network import build
from model_assist.vocabulary import learn_vocabulary
from model_assist.worker import NothingDrafted, checked, draft
from tests import factories as make
from tests.annotator.folders import folders_in
from tests.annotator.formats import clips
from tests.model_assist.micro import micro_recipe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TEXT = "[A disc]<mask_1> crosses [a bright wall]<mask_2>."


@pytest.fixture(scope="module")
def trained(shapes, tmp_path_factory) -> Path:
    """A model of random weights that holds every object to be there."""
    vocabulary = learn_vocabulary(release_texts(shapes), most=400)
    recipe = micro_recipe()
    torch.manual_seed(3)
    model = build(recipe, words=vocabulary.words)
    head = model.segmentation.sam_mask_decoder.pred_obj_score_head.layers[-1]
    with torch.no_grad():
        head.weight.zero_()
        head.bias.fill_(5.0)
    folder = tmp_path_factory.mktemp("trained") / "random"
    told = provenance_of(shapes, recipe=recipe, stage="3", step=0)
    save_checkpoint(folder, kept_weights(model), recipe, vocabulary, told)
    return folder


@pytest.fixture
def video(trained, tmp_path) -> Video:
    """A real clip of 135 frames in a project whose model is active."""
    with folders_in(tmp_path):
        project = make.project()
        AssistRule.objects.create(project=project, control_percent=0)
        row = register(project, trained, ours=False)
        move(make.lead(project), checkpoint_id=row.pk, verb="promote")
        yield admit_file(project, clips.render(clips.cfr(30), tmp_path), source="Rendered", by=None)


def asked_masks(video: Video) -> ModelDraft:
    drawer = make.annotator(video.project)
    make.masking(video, drawer, text=TEXT)
    return ask(drawer, video_id=video.pk, step="masks")


def asked_caption(video: Video) -> ModelDraft:
    author = make.annotator(video.project)
    work.claim(author, item_id=make.caption_item(video).pk)
    return ask(author, video_id=video.pk, step="caption")


def job_of(row: ModelDraft) -> Job:
    close_old_connections()
    return Job.objects.get(kind=KIND, subject=row.pk)


def now(row: ModelDraft) -> ModelDraft:
    close_old_connections()
    return ModelDraft.objects.get(pk=row.pk)


def test_the_captions_objects_are_drawn_on_every_keyframe_and_nothing_is_decided(video) -> None:
    row = asked_masks(video)

    draft(job_of(row).pk)

    cells = Suggestion.objects.filter(draft=row)
    assert (now(row).state, job_of(row).state) == ("ready", "done")
    assert {cell.frame for cell in cells} == set(clock.keyframes(video.frame_count))
    assert {cell.track.number for cell in cells} == {1, 2}
    for cell in cells:
        assert (cell.method, cell.state, cell.by) == ("model", "ready", row.by)
        assert 0 <= cell.estimate <= 1
        assert ring.parse(ring.to_floats(ring.unpack(bytes(cell.rings))), width=video.width, height=video.height)
    assert not Keyframe.objects.exists()


def test_whatever_the_model_says_is_a_caption_of_the_grammar_or_a_reason_and_nothing_is_written(video) -> None:
    row = asked_caption(video)

    draft(job_of(row).pk)

    told = now(row)
    if told.state == "ready":
        assert grounding.parse(told.text).plain.strip()
    assert (told.state, told.error_code) in (("ready", ""), ("failed", "nothing_drafted"))
    assert job_of(row).state == ("done" if told.state == "ready" else "failed")
    assert not Caption.objects.exists()


@pytest.mark.parametrize(
    ("said", "why"), [("[never closed", "never closed"), ("", "no words"), ("   ", "no words"), ("[]<mask_1>", "empty")]
)
def test_what_is_no_caption_is_no_draft(said, why) -> None:
    with pytest.raises(NothingDrafted, match=why):
        checked(said)


def test_a_model_whose_files_were_changed_drafts_nothing(video) -> None:
    row = asked_masks(video)
    weights = folder_of(Checkpoint.objects.get(project=video.project)) / "model.safetensors"
    weights.write_bytes(weights.read_bytes() + b" ")

    draft(job_of(row).pk)

    assert (now(row).state, now(row).error_code) == ("failed", "checkpoint_damaged")
    assert not Suggestion.objects.exists()


def test_a_draft_that_nobody_wants_any_longer_is_not_made(video) -> None:
    row = asked_masks(video)
    ModelDraft.objects.filter(pk=row.pk).update(state="dismissed")

    draft(job_of(row).pk)

    assert job_of(row).state == "done"
    assert not Suggestion.objects.exists()


def test_an_accident_is_tried_again_and_at_last_told(video, settings) -> None:
    settings.JOB_ATTEMPTS = 2
    row = asked_masks(video)
    (Path(settings.MEDIA_ROOT) / video.folder / "canonical.mp4").unlink()

    states = []
    for _ in range(2):
        draft(job_of(row).pk)
        states.append((job_of(row).state, now(row).state))

    assert states == [("queued", "waiting"), ("failed", "failed")]
