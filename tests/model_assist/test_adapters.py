"""Adapters learn beside frozen weights, and can be added into them without a change of what is said."""

from __future__ import annotations

import torch

from model_assist.packing import Turn, pack
from tests.model_assist.micro import micro_model

LORA = "language.lora={rank: 4, alpha: 8}"


def with_learned_adapters():
    """As after training: fresh adapters add nothing."""
    model = micro_model(LORA)
    with torch.no_grad():
        for name, parameter in model.language.net.named_parameters():
            if "lora_B" in name:
                parameter.normal_(std=0.1)
    return model


def states_of(model):
    packed = pack(list(range(5, 9)), [[Turn((1, 2, 3), 1), Turn((4, 5), 1)]])
    with torch.no_grad():
        return model.states_of(torch.zeros(1, 0, model.language.width), packed)


def test_merged_adapters_say_what_they_said_beside() -> None:
    model = with_learned_adapters()
    beside = states_of(model)

    model.language.merge_adapters()

    torch.testing.assert_close(states_of(model), beside, rtol=1e-4, atol=1e-5)


def test_adapters_do_change_what_is_said() -> None:
    assert not torch.allclose(states_of(with_learned_adapters()), states_of(micro_model(LORA)), atol=1e-3)


def test_only_adapters_of_the_language_model_are_trained() -> None:
    model = micro_model(LORA)
    names = {id(parameter): name for name, parameter in model.named_parameters()}

    trained = {names[id(parameter)] for parameter in model.parts()["language"]}

    assert trained
    assert all("lora_" in name for name in trained)
