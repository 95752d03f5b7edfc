"""What a run learns in its first twenty steps is what it learned when the numbers were written down."""

from __future__ import annotations

import json

import pytest

from tests.model_assist.golden import FILE, MEASURES, twenty_steps


@pytest.fixture(scope="module")
def losses(shapes, tmp_path_factory):
    return twenty_steps(shapes.root, tmp_path_factory.mktemp("golden"))


@pytest.mark.slow
@pytest.mark.parametrize("name", MEASURES)
def test_the_first_twenty_losses_are_the_golden_ones(losses, name) -> None:
    # Processors add in another order; in twenty steps that grows to less than one part in a hundred.
    assert losses[name] == pytest.approx(json.loads(FILE.read_text())[name], rel=0.01, abs=1e-3)


def test_the_words_are_being_learned(losses) -> None:
    assert losses["text"][-1] < 0.95 * losses["text"][0]
