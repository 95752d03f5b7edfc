"""What a model says later is what it learned to say: the same frames, tokens and states, cached or not."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from annotator.formats.grounding import parse, render
from model_assist.checkpoint import load_checkpoint
from model_assist.conversation import Writer, numbered, read_answer
from model_assist.dataset import ReleaseClips, collate, release_texts, see
from model_assist.evaluate import TrainedOnIt, evaluate, main
from model_assist.network import build
from model_assist.packing import SEGMENT, Turn, pack
from model_assist.predict import Predictor, Said
from model_assist.recipe import Stage
from model_assist.train import train
from model_assist.vocabulary import learn_vocabulary
from tests.model_assist.micro import micro_recipe

ASKED = "Where is it?"


@pytest.fixture
def predictor(shapes):
    vocabulary = learn_vocabulary(release_texts(shapes), most=400)
    torch.manual_seed(2)
    return Predictor(build(micro_recipe(), words=vocabulary.words), vocabulary)


@pytest.fixture
def seen(shapes, predictor):
    return predictor.see(see(shapes, shapes.video(7), predictor.model.recipe).clip)


@pytest.fixture(scope="module")
def checkpoint(shapes, tmp_path_factory):
    """A model that learned one step."""
    folder = tmp_path_factory.mktemp("run")
    every_task = {"caption": 1.0, "grounded": 1.0, "lgvis": 1.0}
    stage = Stage("3", {"language": 1e-3, "new_tokens": 1e-2}, batch=2, steps=1, tasks=every_task)
    train(replace(micro_recipe(), stages=(stage,)), shapes.root, folder, verified=True)
    return folder / "stage_3"


def test_the_frames_of_inference_are_those_of_training(shapes, predictor) -> None:
    video = shapes.video(1)
    stage = Stage("3", {}, batch=1, steps=1, tasks={"lgvis": 1.0})
    clips = ReleaseClips(shapes, "train", predictor.model.recipe, predictor.vocabulary)
    trained = clips.sample(stage, 1, 0).clip

    asked = predictor.see_video(
        shapes.video_file(video), frame_count=len(video.segmentations), frames=trained.segment_indices
    ).clip

    assert np.array_equal(asked.frames_TSSC, trained.frames_TSSC)
    assert np.array_equal(asked.segment_FSSC, trained.segment_FSSC)
    assert asked.time_F == trained.time_F


def test_an_answer_behind_the_cached_prefix_has_the_states_of_training(shapes, predictor, seen) -> None:
    said = predictor.ask(seen, ASKED, most=6)
    asked = predictor.vocabulary.question(ASKED)
    turn = Turn((*asked, *said.tokens), len(asked), (0,) * len(said.sure_G), (1,) * len(said.sure_G))
    frames = torch.from_numpy(seen.clip.frames_TSSC)[None].movedim(-1, -3).float() / 255
    packed = pack(predictor.vocabulary.prefix(predictor.model.recipe.pooling.tokens), [[turn]])

    with torch.no_grad():
        states = predictor.model.states(frames, packed, torch.zeros(1, dtype=torch.long))
        logits = predictor.model.language.logits(states[0, packed.label_place_N])

    likeliest = [int(predictor.model.language.token_at(place)) for place in logits.argmax(-1)]
    assert likeliest == list(said.tokens)


def test_one_question_leaves_nothing_behind_for_the_next(predictor, seen) -> None:
    alone = predictor.ask(seen, "What is it?", most=8)
    predictor.ask(seen, ASKED, most=8)

    again = predictor.ask(seen, "What is it?", most=8)

    assert again.tokens == alone.tokens


def test_answers_that_grow_together_are_those_that_grow_alone(shapes, predictor, seen, monkeypatch) -> None:
    words = predictor.model.language.net.get_output_embeddings()
    words.weight = torch.nn.Parameter(torch.randn_like(words.weight))  # not those that it reads: it would say one only
    other = predictor.see(see(shapes, shapes.video(3), predictor.model.recipe).clip)
    asked = [(seen, ASKED), (other, "What is it?"), (seen, "Where is the one that moves to the left?")]
    told = [predictor.ask(clip, question, most=30).tokens for clip, question in asked]
    often = next(token for token in told[0] if all(token in other for other in told))
    predictor.model.language.segment_out = torch.nn.Parameter(1.01 * words.weight[often])  # said instead
    first, last = (predictor.ask(*asked[number], most=30).tokens for number in (0, 2))
    apart = [at for at in range(30) if first[at] != last[at] and SEGMENT in first[:at]]
    end = next(first[at] for at in apart if first[at] not in (*first[:at], *last[: at + 1], SEGMENT))
    monkeypatch.setattr(predictor.vocabulary, "end", end)

    together = predictor.answer(asked, most=30)

    alone = [predictor.ask(clip, question, most=30) for clip, question in asked]
    assert [each.tokens for each in together] == [each.tokens for each in alone]
    assert len(together[0].tokens) < len(together[2].tokens)
    assert all(each.sure_G for each in together)
    for each, single in zip(together, alone, strict=True):
        assert torch.allclose(each.states_GD, single.states_GD, atol=1e-5)
        assert each.sure_G == pytest.approx(single.sure_G, abs=1e-5)


def test_the_masks_of_an_answer_are_those_of_training(shapes, predictor) -> None:
    stage = Stage("3", {}, batch=1, steps=1, tasks={"lgvis": 1.0}, turns=1)
    recipe = predictor.model.recipe
    clips = ReleaseClips(shapes, "train", recipe, predictor.vocabulary)
    sample = clips.sample(stage, 1, 0)
    batch = collate([sample], recipe, predictor.vocabulary)
    with torch.no_grad():
        states = predictor.model.states(batch.frames_BTCSS, batch.packed, batch.clip_B)
        states_GD = states[batch.packed.seg_sample_G, batch.packed.seg_place_G]
        trained = predictor.model.masks(batch, states_GD)
    count, frames = len(states_GD), len(sample.clip.segment_indices)

    tracks = predictor.tracks(predictor.see(sample.clip), Said((SEGMENT,) * count, states_GD, (1.0,) * count))

    present = trained.objectness_P.sigmoid().unflatten(0, (count, frames))
    for track, wanted in zip(tracks, present, strict=True):
        assert track.present == pytest.approx(wanted.tolist(), abs=1e-5)
        assert all(mask.shape == shapes.video(1).image_size for mask in track.masks)


def test_an_answer_without_an_object_is_no_object(predictor, seen) -> None:
    nothing = Said((predictor.vocabulary.end,), torch.zeros(0, predictor.model.language.width), ())

    assert predictor.tracks(seen, nothing) == ()


def test_an_object_that_is_nowhere_seen_is_not_shown(predictor, seen) -> None:
    head = predictor.model.segmentation.sam_mask_decoder.pred_obj_score_head.layers[-1]
    with torch.no_grad():
        head.weight.zero_()
        head.bias.fill_(-5.0)
    one = Said((SEGMENT,), torch.randn(1, predictor.model.language.width), (0.9,))

    track = predictor.tracks(seen, one)[0]

    assert track.score == 0
    assert not any(mask.any() for mask in track.masks)


def test_a_split_is_predicted_and_scored_by_the_benchmark_s_own_scorer(shapes, checkpoint, tmp_path, capsys) -> None:
    code = main([str(checkpoint), str(shapes.root), "--split", "val", "--out", str(tmp_path)])

    printed = json.loads(capsys.readouterr().out)
    assert code == 0
    assert printed == json.loads((tmp_path / "scores.json").read_text())
    prompts = sum(len(shapes.video(video).object_referrals) for video in shapes.splits["val"])
    for row in ("predictions", "wrong_video", "constant_scores"):
        assert printed[row]["lgvis"]["prompts"] == prompts
        assert len(list((tmp_path / row).iterdir())) == 2
    tracks = sum(len(shapes.video(video).all_track_ids) for video in shapes.splits["val"])
    for row in ("predictions", "wrong_video"):
        assert printed[row]["phrases"]["tracks"] == tracks
        for said in ("captions", "grounded"):
            assert 0 <= printed[row][said]["word_edit"] <= 1
            assert {"background", "phrase_f1", "motion"} <= printed[row][said].keys()


def test_a_model_is_not_scored_on_what_it_learned_from(shapes, checkpoint, tmp_path) -> None:
    with pytest.raises(TrainedOnIt) as refused:
        evaluate(load_checkpoint(checkpoint), shapes, "train", tmp_path)

    assert refused.value.fields["videos"] == list(shapes.splits["train"])
    assert not list(tmp_path.iterdir())


CAPTION = "[A red disc]<mask_1> passes [two squares]<mask_2,3> before [a crowd]<mask_?>; [the disc]<mask_1> stops."


def test_a_caption_that_people_wrote_is_read_with_the_states_of_training(predictor, seen) -> None:
    turn = Writer(predictor.vocabulary).grounded(parse(CAPTION))
    frames = torch.from_numpy(seen.clip.frames_TSSC)[None].movedim(-1, -3).float() / 255
    packed = pack(predictor.vocabulary.prefix(predictor.model.recipe.pooling.tokens), [[turn]])
    with torch.no_grad():
        states = predictor.model.states(frames, packed, torch.zeros(1, dtype=torch.long))

    said, numbers = predictor.read(seen, parse(CAPTION))

    assert numbers == (1, 2, 3, 1)
    assert torch.allclose(said.states_GD, states[packed.seg_sample_G, packed.seg_place_G], atol=1e-4)
    assert all(0 <= sure <= 1 for sure in said.sure_G)


def test_each_object_of_a_caption_is_drawn_once(predictor, seen) -> None:
    drawn = predictor.draw(seen, parse(CAPTION))

    assert sorted(drawn) == [1, 2, 3]
    assert all(len(track.masks) == len(seen.clip.segment_indices) for track in drawn.values())


def test_what_the_model_says_is_written_as_people_write_a_caption(predictor) -> None:
    words = predictor.vocabulary
    tokens = words.answer(["The [red disc]", 1, " passes [two squares]", 2, " before [a crowd]", 0, "."])

    caption = render(numbered(read_answer(tokens, words)))

    assert caption == "The [red disc]<mask_1> passes [two squares]<mask_2,3> before [a crowd]<mask_?>."


def test_the_tenth_object_is_0_and_an_eleventh_has_no_number(predictor) -> None:
    words = predictor.vocabulary
    tokens = words.answer(["[nine]", 9, " [three]", 3, " [one]", 1])

    caption = numbered(read_answer(tokens, words))

    assert [phrase.ids for phrase in caption.phrases] == [tuple("123456789"), ("0",)]
