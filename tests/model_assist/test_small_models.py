"""What lets a model of four million parameters learn in minutes: each was found by a run that failed without it."""

from __future__ import annotations

import math

import pytest
import torch

from annotator.formats.grounding import parse
from annotator.formats.release import read_release
from model_assist.dataset import ReleaseClips, release_texts
from model_assist.guide import Guide
from model_assist.network import build
from model_assist.packing import VIDEO, Turn, pack
from model_assist.phrases import Phrasebook
from model_assist.recipe import Stage, load_recipe
from model_assist.vocabulary import learn_vocabulary
from model_assist.warmup import objective_for, told_apart
from tests.model_assist.micro import micro_model, micro_recipe


def slope_at(model, size):
    """How steeply the answer's loss depends on video tokens of a size, where a step is measured by it."""
    generator = torch.Generator().manual_seed(1)
    packed = pack([5, *([VIDEO] * model.recipe.pooling.tokens)], [[Turn((1, 2, 3, 4), 1)]])
    video = torch.randn(1, model.recipe.pooling.tokens, model.language.width, generator=generator) * size
    video.requires_grad_()
    states = model.states_of(video, packed)
    model.language.loss(states[packed.label_sample_N, packed.label_place_N], packed.label_N).backward()
    return float(video.grad.norm())


def test_a_video_token_that_shows_nothing_is_no_cliff() -> None:
    tiny, sharp = micro_model(), micro_model("language.config.rms_norm_eps=1.0e-6")

    assert slope_at(tiny, 1e-4) < 5 * slope_at(tiny, 0.06)
    assert slope_at(sharp, 1e-4) > 20 * slope_at(sharp, 0.06)


def tokens_of_equal_patches(model):
    """Video tokens of a clip on which every patch of every frame looks alike, [V, D]."""
    recipe = model.recipe
    grid = recipe.vision.side // recipe.vision.patch
    with torch.no_grad():
        return model.pooling(torch.ones(1, recipe.pooling.frames, grid, grid, recipe.vision.width))[0]


def test_a_video_token_tells_where_and_when_it_is_if_the_recipe_says_so() -> None:
    placed, ordered = (tokens_of_equal_patches(micro_model(f"pooling.places={it}")) for it in ("true", "false"))

    assert len(torch.unique(placed, dim=0)) == len(placed)
    assert torch.allclose(ordered, ordered[:1].expand_as(ordered), atol=1e-6)


def test_a_slow_frame_tells_what_has_changed_since_the_first_if_the_recipe_says_so() -> None:
    there, changed = (micro_model("pooling.places=false", f"pooling.changes={it}").pooling for it in ("false", "true"))
    recipe, vision = changed.recipe, micro_recipe().vision
    generator, grid = torch.Generator().manual_seed(1), vision.side // vision.patch
    still = torch.randn(1, 1, grid, grid, vision.width, generator=generator).expand(-1, recipe.frames, -1, -1, -1)
    moved = still.clone()
    moved[0, -1] += torch.randn(grid, grid, vision.width, generator=generator)
    each = recipe.slow_grid**2
    first, last, fast = slice(each), slice(each, 2 * each), slice(2 * each, None)

    with torch.no_grad():
        (as_it_is, told), at_rest = (model(moved)[0] for model in (there, changed)), changed(still)[0]

    assert recipe.slow_frames == 2
    assert not at_rest[last].any()
    assert torch.equal(told[first], as_it_is[first])
    assert torch.equal(told[fast], as_it_is[fast])
    assert torch.allclose(told[last], as_it_is[last] - as_it_is[first])
    assert told[last].abs().max() > 0.01


def test_words_that_stand_for_video_are_placed_as_video_is(shapes) -> None:
    vocabulary = learn_vocabulary(release_texts(shapes), most=400)
    model = build(micro_recipe(), words=vocabulary.words)
    reading = objective_for({"oracle": 1.0}, model=model, vocabulary=vocabulary, release=shapes)
    clips = ReleaseClips(shapes, "train", model.recipe, vocabulary)
    stage = Stage("0a", {}, 2, steps=1, tasks={"oracle": 1.0})

    prepared = reading.prepare(list(clips.samples(stage, clips.of_step(stage, 0))))
    reading.sums(model, prepared.inputs)["text"].backward()

    assert model.pooling.places.grad.abs().sum(1).min() > 0


def test_a_backbone_that_has_learned_nothing_names_nearly_nothing(shapes) -> None:
    vocabulary = learn_vocabulary(release_texts(shapes), most=400)
    model = build(micro_recipe(), words=vocabulary.words)
    objective = objective_for({"words": 1.0}, model=model, vocabulary=vocabulary, release=shapes)
    stage = Stage("0b", {}, 4, steps=1, tasks={"words": 1.0})
    clips = ReleaseClips(shapes, "train", model.recipe, vocabulary)

    prepared = objective.prepare(list(clips.samples(stage, clips.of_step(stage, 0))))
    loss = float(objective.sums(model, prepared.inputs)["words"].detach()) / prepared.counts["words"]

    # A patch has three words or none, of hundreds; even chances for each word would be 0.69 times their number.
    assert loss < 0.02 * vocabulary.words


def test_a_backbone_tells_texts_of_a_step_apart_on_few_frames_of_each_clip(shapes) -> None:
    vocabulary = learn_vocabulary(release_texts(shapes), most=400)
    model = build(load_recipe("tiny"), words=vocabulary.words)
    objective = objective_for({"words": 1.0}, model=model, vocabulary=vocabulary, release=shapes)
    stage = Stage("0b", {}, 6, steps=1, tasks={"words": 1.0})
    clips = ReleaseClips(shapes, "train", model.recipe, vocabulary)
    prepared = objective.prepare(list(clips.samples(stage, clips.of_step(stage, 0))))
    phrases, around = prepared.inputs.phrase_O, prepared.inputs.around_N

    with torch.no_grad():
        objective.head.weight.zero_()
        guessing = objective.sums(model, prepared.inputs)

    assert len(prepared.inputs.frames_NCSS) == len(around) == prepared.counts["around"] == 2 * 6
    assert prepared.counts["named"] == prepared.counts["found"] == len(phrases) >= 6
    for name, texts in (("named", phrases), ("around", around)):
        assert float(guessing[name]) / len(texts) == pytest.approx(math.log(len(set(texts))), rel=1e-4)


def test_a_segmentation_net_tells_phrases_apart_by_what_lies_under_their_masks(shapes) -> None:
    vocabulary = learn_vocabulary(release_texts(shapes), most=400)
    model = build(micro_recipe(), words=vocabulary.words)
    objective = objective_for({"phrases": 1.0}, model=model, vocabulary=vocabulary, release=shapes)
    stage = Stage("0c", {}, 6, steps=1, tasks={"phrases": 1.0})
    clips = ReleaseClips(shapes, "train", model.recipe, vocabulary)
    samples = list(clips.samples(stage, clips.of_step(stage, 0)))
    prepared, nothing = objective.prepare(samples), objective.prepare(samples)
    nothing.inputs.targets_PHW.zero_()
    nothing.inputs.share_Phw.zero_()
    asked = prepared.inputs
    seen = [
        asked.phrases[phrase].tokens
        for (phrase, _), mask in zip(asked.pairs, asked.targets_PHW, strict=True)
        if mask.any()
    ]

    with torch.no_grad():
        objective.head.weight.zero_()
        guessing, of_nothing = (objective.sums(model, each.inputs) for each in (prepared, nothing))

    assert prepared.counts["named"] == prepared.counts["found"] == len(seen) >= 6
    assert float(guessing["named"]) / len(seen) == pytest.approx(math.log(len(set(seen))), rel=1e-4)
    assert "named" not in of_nothing, "what is nowhere seen has no look"


def test_a_part_fits_the_text_whose_words_its_own_patches_say() -> None:
    red, ball, cup = range(3)
    signs = torch.zeros(2, 1, 2, 3)
    signs[:, 0, 0, [red, ball]] = 3.0  # the left patch of both frames shows a red ball
    signs[:, 0, 1, [red, cup]] = 3.0  # the right one a red cup
    left, right = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 1.0]])

    loss, found = told_apart(signs, torch.stack([left, right]), [(red, ball), (red, cup)])
    _, confused = told_apart(signs, torch.stack([right, left]), [(red, ball), (red, cup)])

    assert (int(found), int(confused)) == (2, 0)
    assert float(loss) == pytest.approx(2 * math.log(1 + math.exp(-3)), rel=1e-4)


def test_a_caption_s_words_around_its_phrases_are_each_there_once(shapes) -> None:
    vocabulary = learn_vocabulary(release_texts(shapes), most=400)
    video = shapes.video(shapes.splits["train"][0])
    phrases = [phrase.text for phrase in parse(video.caption_raw_en_gpt).phrases]
    around = Phrasebook(shapes, vocabulary).around(video.video_id)

    said = {token for word in ("On", " background") for token in vocabulary.encode(word)}
    assert said <= set(around)
    assert len(around) == len(set(around))
    colours = {vocabulary.encode(text)[-2] for text in phrases}
    assert not colours & set(around)


def test_words_of_a_new_model_are_as_large_as_its_recipe_says() -> None:
    torch.manual_seed(0)
    model = build(load_recipe("tiny"), words=400)

    assert float(model.language.net.get_input_embeddings().weight.detach().std()) == pytest.approx(0.06, rel=0.02)
    assert model.language.net.get_output_embeddings().weight is model.language.net.get_input_embeddings().weight


def test_a_new_prompt_is_about_as_large_as_a_click_s() -> None:
    model = micro_model()
    states = torch.randn(50, model.language.width, generator=torch.Generator().manual_seed(0))

    prompts = model.prompt_head(states, torch.zeros(50, dtype=torch.long), torch.zeros(50))

    assert 0.5 < float(prompts.std()) < 1.5


def test_the_prompt_of_a_phrase_s_words_is_where_its_guide_draws_to(shapes) -> None:
    vocabulary = learn_vocabulary(release_texts(shapes), most=400)
    model = build(micro_recipe(), words=vocabulary.words)
    book = Phrasebook(shapes, vocabulary)
    phrases = [book.of_track(1, phrase.tracks[0]) for phrase in book.named(1)]
    states = torch.stack([model.language.embed(torch.tensor([tokens]), None)[0].mean(0) for tokens in phrases])
    first = torch.zeros(len(phrases), dtype=torch.long)
    prompts = model.prompt_head(states, first, torch.zeros(len(phrases)))
    guide = Guide(model)

    with torch.no_grad():
        for parameter in model.prompt_head.parameters():
            parameter.add_(1.0)

    assert float(guide.away(prompts, phrases, first)) == pytest.approx(0, abs=1e-9)
    assert float(guide.away(prompts + 0.5, phrases, first)) == pytest.approx(0.25 * len(phrases), rel=1e-4)


def test_a_track_has_the_words_of_the_phrase_that_names_it(shapes) -> None:
    vocabulary = learn_vocabulary(release_texts(shapes), most=400)
    book = Phrasebook(read_release(shapes.root), vocabulary)

    for phrase in book.named(2):
        assert all(book.of_track(2, track) == phrase.tokens for track in phrase.tracks)
    assert book.of_track(2, 77) == ()
