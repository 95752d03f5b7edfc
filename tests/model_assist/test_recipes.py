"""Recipes say only what a recipe can say, and the paper's is the paper's model: counted without a byte of weights."""

from __future__ import annotations

from functools import cache

import pytest

from model_assist.recipe import RecipeRefused, load_recipe, recipe_names, recipe_of
from model_assist.size import size_of

MILLION = 10**6


@cache
def size(name):
    """Of a model that is nowhere in memory, while its last stage is trained."""
    return size_of(load_recipe(name), "3")


@pytest.mark.slow
def test_the_paper_s_model_has_the_paper_s_size_in_every_part() -> None:
    parts = {part: round(count / MILLION, 1) for part, count in size("paper").parameters.items()}

    assert parts == {
        "vision": 651.7, "projector": 22.0, "language": 8030.3, "new_tokens": 0.0, "prompt_head": 1.0,
        "segmentation_encoder": 34.3, "segmentation_decoder": 3.8, "all": 8743.6,
    }  # fmt: skip


@pytest.mark.slow
def test_adapters_of_rank_64_are_168_million_parameters() -> None:
    assert round(size("paper_lora_1gpu").trained["language"] / MILLION) == 168


@pytest.mark.slow
def test_the_paper_needs_many_cards_and_its_adapters_one() -> None:
    assert size("paper").weights_gb == pytest.approx(140, abs=1)
    assert size("paper_lora_1gpu").weights_gb == pytest.approx(30, abs=0.5)
    assert size("paper").kept_activations_gb == pytest.approx(1.4 + 1.5, abs=0.2)


def test_a_clip_of_the_paper_is_5120_tokens_and_less_with_fewer_slow_frames() -> None:
    tokens = {name: load_recipe(name).pooling.tokens for name in recipe_names() if name.startswith("paper")}

    assert tokens["paper"] == tokens["paper_lora_1gpu"] == tokens["paper_masks_only"] == 5120
    assert [tokens[f"paper_slow_{slow}"] for slow in (1, 2, 4)] == [1088, 1664, 2816]


@pytest.mark.parametrize("name", recipe_names())
def test_what_a_checkpoint_keeps_of_a_recipe_is_the_recipe(name) -> None:
    recipe = load_recipe(name)

    assert recipe_of(recipe.values()) == recipe


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("vision.size=3", "has no size"),
        ("vision.side=wide", "must be of type int"),
        ("segmentation.order=random", "one of hungarian, canonical"),
        ("stages=[{name: '1', batch: 2, steps: 1, rates: {ears: 1}}]", "trains ['ears']"),
        ("stages=[{name: '1', batch: 2, rates: {}}]", "neither steps nor epochs"),
        ("pooling", "write part.field=value"),
    ],
)
def test_what_no_recipe_can_say_is_refused_by_name(change, said) -> None:
    with pytest.raises(RecipeRefused) as refused:
        load_recipe("tiny", [change])

    assert said in str(refused.value)


def test_a_change_reaches_its_field_alone() -> None:
    changed = load_recipe("tiny", ["language.config.hidden_size=96", "vision.side=64"])

    assert (changed.language.config["hidden_size"], changed.vision.side) == (96, 64)
    assert changed.language.config["num_hidden_layers"] == load_recipe("tiny").language.config["num_hidden_layers"]


def test_a_recipe_of_one_s_own_extends_one_of_ours(tmp_path) -> None:
    (tmp_path / "wider.yaml").write_text("extends: tiny\nvision: {width: 256}\n")

    own = load_recipe(tmp_path / "wider.yaml")

    assert (own.name, own.vision.width, own.pooling) == ("wider", 256, load_recipe("tiny").pooling)


def test_a_recipe_that_extends_itself_is_refused(tmp_path) -> None:
    (tmp_path / "round.yaml").write_text("extends: round\n")

    with pytest.raises(RecipeRefused):
        load_recipe(tmp_path / "round.yaml")
