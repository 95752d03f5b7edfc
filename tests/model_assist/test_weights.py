"""Weights of others are taken by their checksum or refused by name; adapters come and go without a change of words."""

from __future__ import annotations

import hashlib

import pytest
import torch
from safetensors.torch import save_file

from model_assist.network import build
from model_assist.recipe import RecipeRefused
from model_assist.weights import WeightsRefused, begin_from, main, put_base_weights
from tests.model_assist.micro import micro_model, micro_recipe
from tests.model_assist.test_adapters import LORA, states_of, with_learned_adapters
from tests.model_assist.test_segmentation import official

SIGLIP = (
    "vision.backbone=transformers:siglip_vision_model",
    "vision.config={hidden_size: 32, intermediate_size: 48, num_hidden_layers: 1, num_attention_heads: 2}",
)
SAM = ("segmentation.size=tiny", "segmentation.width=256", "segmentation.side=128")


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def begun_with(*changes):
    """A new model that took what its recipe names."""
    torch.manual_seed(9)
    model = build(micro_recipe(*changes), words=50)
    put_base_weights(model)
    return model


@pytest.fixture
def backbone(tmp_path):
    """A file of a vision backbone's weights, and the numbers in it."""
    weights = {name: value.clone() for name, value in micro_model(seed=3).vision.net.state_dict().items()}
    save_file(weights, tmp_path / "backbone.safetensors")
    return tmp_path / "backbone.safetensors", weights


def naming(path, digest, part="vision"):
    return f"{part}.weights={path}", f"{part}.weights_sha256='{digest}'"


def test_a_backbone_begins_with_the_weights_that_the_recipe_names(backbone) -> None:
    path, weights = backbone

    model = begun_with(*naming(path, sha256(path)))

    assert all(torch.equal(value, weights[name]) for name, value in model.vision.net.state_dict().items())


def test_a_backbone_of_transformers_takes_the_tower_out_of_a_whole_model_s_file(tmp_path) -> None:
    tower = micro_model(*SIGLIP, seed=3).vision.net.state_dict()
    save_file({k: v.clone() for k, v in tower.items()} | {"logit_scale": torch.ones(1)}, tmp_path / "w.safetensors")

    model = begun_with(*SIGLIP, *naming(tmp_path / "w.safetensors", sha256(tmp_path / "w.safetensors")))

    assert all(torch.equal(value, tower[name]) for name, value in model.vision.net.state_dict().items())


def test_a_published_sam_2_becomes_the_segmentation_net(tmp_path, capsys) -> None:
    theirs = official().state_dict()
    torch.save({"model": theirs}, tmp_path / "published.pt")

    code = main([
        str(tmp_path / "published.pt"), str(tmp_path / "sam.safetensors"), "--sha256", sha256(tmp_path / "published.pt")
    ])  # fmt: skip

    assert code == 0
    digest = capsys.readouterr().out.strip()
    model = begun_with(*SAM, *naming(tmp_path / "sam.safetensors", digest, "segmentation"))
    assert all(torch.equal(value, theirs[name]) for name, value in model.segmentation.state_dict().items())


def test_a_published_file_of_another_checksum_is_not_opened(tmp_path, capsys) -> None:
    (tmp_path / "published.pt").write_bytes(b"anything")

    code = main([str(tmp_path / "published.pt"), str(tmp_path / "out.safetensors"), "--sha256", "00"])

    assert code == 1
    assert "fetch it again" in capsys.readouterr().err
    assert not (tmp_path / "out.safetensors").exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (lambda path: [f"vision.weights={path}"], "without its checksum"),
        (lambda path: naming(path, "0" * 64), "has the checksum"),
        (lambda path: naming(f"{path}.gone", "0" * 64), "There are no weights"),
        (lambda path: [*naming(path, sha256(path)), "vision.depth=2"], "of another model"),
        (lambda path: [*naming(path, sha256(path)), "vision.width=64"], "in the recipe's model"),
    ],
)
def test_weights_that_cannot_be_meant_are_refused(backbone, changes, said) -> None:
    with pytest.raises(WeightsRefused) as refused:
        begun_with(*changes(backbone[0]))

    assert said in str(refused.value)


def test_weights_that_are_no_safetensors_are_refused(tmp_path) -> None:
    (tmp_path / "weights.pt").write_bytes(b"a pickle, for all we know")

    with pytest.raises(WeightsRefused, match="no safetensors"):
        begun_with(*naming(tmp_path / "weights.pt", sha256(tmp_path / "weights.pt")))


def test_new_adapters_on_a_trained_model_say_what_it_said() -> None:
    trained = micro_model(seed=4)
    adapted = micro_model(LORA, seed=5)

    begin_from(trained, adapted)

    torch.testing.assert_close(states_of(adapted), states_of(trained), rtol=1e-4, atol=1e-5)
    assert torch.equal(adapted.prompt_head.state_dict()["layers.1.weight"], trained.prompt_head.layers[1].weight)


def test_a_model_without_adapters_says_what_the_adapted_one_said() -> None:
    adapted = with_learned_adapters()
    said = states_of(adapted)
    plain = micro_model(seed=5)

    begin_from(adapted, plain)

    torch.testing.assert_close(states_of(plain), said, rtol=1e-4, atol=1e-5)


def test_adapters_whose_checkpoints_would_lose_the_model_they_adapt_are_refused(tmp_path) -> None:
    trained = micro_model(seed=4)
    trained.language.net.save_pretrained(tmp_path / "named")
    named = micro_model(LORA, f"language.weights={tmp_path / 'named'}")
    before = states_of(named)

    with pytest.raises(RecipeRefused, match=r"language\.weights=null"):
        begin_from(trained, named)

    assert torch.equal(states_of(named), before)
