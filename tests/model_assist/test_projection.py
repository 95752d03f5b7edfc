"""What a recipe would cost on cards that nobody has here, counted on tensors without memory."""

from __future__ import annotations

import json

import pytest

from model_assist.projection import main, work_of
from model_assist.recipe import load_recipe


@pytest.mark.slow
def test_the_paper_s_parts_cost_what_its_facts_say() -> None:
    work = work_of(load_recipe("paper"), "3", turns=1, packed=False)

    assert work.vision == pytest.approx(25.4, rel=0.1)
    assert work.projector == pytest.approx(0.8, rel=0.1)
    assert work.language == pytest.approx(85, rel=0.1)
    assert work.segmentation == pytest.approx(2.9, rel=0.1)


@pytest.mark.slow
def test_behind_one_long_prefix_a_clip_s_questions_cost_less_than_each_by_itself() -> None:
    packed, separate = (work_of(load_recipe("paper"), "3", turns=9, packed=way) for way in (True, False))

    assert separate.vision == 9 * packed.vision
    assert packed.language < separate.language
    assert packed.trained < separate.trained


def test_twice_the_cards_are_half_the_hours_and_it_says_what_it_is(capsys) -> None:
    words = ["tiny", "--clips", "2000000000"]

    codes = [main([*words, "--cards", cards]) for cards in ("1", "2")]

    written = capsys.readouterr().out
    at = written.index("}\n{") + 1
    one, two = json.loads(written[:at]), json.loads(written[at:])
    assert codes == [0, 0]
    assert one["packed"]["hours"] == pytest.approx(2 * two["packed"]["hours"], rel=0.02)
    assert "nothing of this was measured" in one["projection"]
