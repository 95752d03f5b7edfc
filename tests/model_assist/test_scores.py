"""Figures of captions say what was right: in words, of a synthetic clip's things, and in masks under phrases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from annotator.formats.grounding import parse
from annotator.scoring.text_similarity import word_edit
from model_assist.caption_scores import caption_measures
from model_assist.conversation import wordings
from model_assist.grounded_scores import PhraseTrack, grounded_measures, match_phrases, tracks_of_caption
from model_assist.shapes import draw_scene
from model_assist.shapes_scores import attribute_measures, read_caption

SAID = "On a brown background, the red triangle moves down and the two blue circles disappear."


def square(at):
    mask = np.zeros((20, 30), np.bool_)
    mask[at : at + 8, at : at + 8] = True
    return mask


def test_words_are_counted_over_the_longer_text() -> None:
    assert word_edit("a b c d", "a x c") == pytest.approx(0.5)
    assert caption_measures([("a b", ["a b"]), ("a b", ["c d"])]) == {
        "exact": 0.5, "near": 0.5, "word_edit": 0.5, "chrf": pytest.approx(0.5),
    }  # fmt: skip


def test_a_caption_is_held_against_the_nearest_of_its_wordings() -> None:
    measured = caption_measures([("a dog runs", ["there is a cat", "a dog runs"])])

    assert measured == {"exact": 1, "near": 1, "word_edit": 0, "chrf": pytest.approx(1)}


@pytest.mark.parametrize("seed", range(30))
def test_every_wording_of_a_synthetic_clip_tells_the_same_things(seed) -> None:
    scene = draw_scene(f"scores {seed}", frame_count=31)

    told = [read_caption(text) for text in (parse(scene.caption()).plain, *scene.rewordings())]

    assert told[0].ground == scene.ground
    assert told[0].motions == {
        (len(group.things) > 1, group.colour, group.shape): group.motion for group in scene.groups
    }  # fmt: skip
    assert told[1] == told[2] == told[0]
    starts = [thing.x for group in scene.groups for thing in group.things[:1]]
    assert starts == sorted(starts), "captions begin at the left"


@pytest.mark.parametrize(
    ("said", "background", "phrase_f1", "motion"),
    [
        (SAID, 1, 1, 1),
        (SAID.replace("brown", "grey"), 0, 1, 1),
        (SAID.replace("moves down", "moves up"), 1, 1, 0.5),
        (SAID.replace("red triangle", "red square"), 1, 0.5, 1),
        (SAID.replace("the two blue circles disappear", "the blue circle disappears"), 1, 0.5, 1),
        (SAID.replace(" and the two blue circles disappear", ""), 1, 2 / 3, 1),
        ("", 0, 0, 0),
    ],
)
def test_each_thing_that_is_wrong_costs_its_own_figure(said, background, phrase_f1, motion) -> None:
    assert attribute_measures([(said, SAID)]) == pytest.approx(
        {"background": background, "phrase_f1": phrase_f1, "motion": motion}
    )


def test_captions_of_other_things_have_no_such_figures() -> None:
    assert attribute_measures([(SAID, "A dog runs over the meadow.")]) is None


def test_perfect_masks_under_the_right_phrases_are_perfect(shapes) -> None:
    video = shapes.video(7)
    wanted = tracks_of_caption(video)

    measured = grounded_measures(match_phrases(7, wanted, wanted))

    assert measured["mAP"] == pytest.approx(100)
    assert measured["tracks"] == measured["predictions"] == len(video.all_track_ids)


def test_perfect_masks_under_other_words_are_worth_nothing() -> None:
    wanted = [PhraseTrack("the red circle", (square(2),))]

    assert grounded_measures(match_phrases(1, [replace(wanted[0], phrase="the red square")], wanted))["mAP"] == 0
    assert grounded_measures(match_phrases(1, [replace(wanted[0], phrase="The  red circle")], wanted))["mAP"] == 100


def test_a_phrase_with_hundreds_of_masks_is_scored_like_one_with_few() -> None:
    wanted = [PhraseTrack("the red circle", (square(2),) * 300)]

    assert grounded_measures(match_phrases(1, wanted, wanted))["mAP"] == pytest.approx(100)


def test_a_phrase_that_nobody_wrote_costs_precision_by_its_score() -> None:
    wanted = [PhraseTrack("the dog", (square(2),))]
    invented = PhraseTrack("the cat", (square(9),))

    before = match_phrases(1, [replace(wanted[0], score=0.5), replace(invented, score=0.9)], wanted)
    behind = match_phrases(1, [replace(wanted[0], score=0.9), replace(invented, score=0.5)], wanted)

    assert grounded_measures(before)["AP@50"] == pytest.approx(50)
    assert grounded_measures(behind)["AP@50"] == pytest.approx(100)


def test_a_clip_s_wordings_are_all_it_is_held_against(shapes) -> None:
    texts = wordings(shapes.video(7))

    assert all(caption_measures([(text, texts)])["exact"] == 1 for text in texts)
