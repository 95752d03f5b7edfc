"""Each split has its share of everything, the seed decides the rest, and nothing that was dealt out ever moves."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.releases.splits import Clip, InvalidSplits, assign, sizes_of

SPLITS = ("train", "val", "test")


def clips(count: int, *, named: str = "clip") -> list[Clip]:
    """Clips of two sources, five durations and four numbers of objects, in no order."""
    drawn = random.Random(7)
    return [
        Clip(n, drawn.choice(("Oops", "UVO")), f"{named}_{n}.mp4", drawn.randrange(120, 900), drawn.randint(1, 4))
        for n in range(count)
    ]


def test_of_twenty_clips_fourteen_are_for_training_and_three_each_for_the_others():
    assert Counter(assign(clips(20), {}).values()) == {"train": 14, "val": 3, "test": 3}


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("0.71,0.145,0.145", (142, 29, 29)), ("120,40,40", (120, 40, 40)), ("rest, 50, 50", (100, 50, 50)),
        ("0.5,0.5,0.0", (100, 100, 0)), ("0.333,0.333,0.334", (67, 66, 67)), ("200,rest,0", (200, 0, 0)),
    ],
)  # fmt: skip
def test_sizes_are_parts_of_one_or_numbers_of_clips(text, sizes):
    assert sizes_of(text, 200) == dict(zip(SPLITS, sizes, strict=True))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0.7,0.3", "three sizes"), ("0.7,0.2,0.2", "adds up to 1.1"), ("100,50,40", "adds up to 190"),
        ("rest,rest,10", "only one"), ("rest,150,100", "adds up to 250"), ("a.b,0.5,0.5", "no part of one"),
        ("-1,100,101", "no number of clips"), ("1.5,-0.5,0.0", "no part of one"), ("", "three sizes"),
    ],
)  # fmt: skip
def test_sizes_that_cannot_be_had_are_refused_with_the_reason(text, why):
    with pytest.raises(InvalidSplits, match=why):
        sizes_of(text, 200)


def test_every_source_duration_and_number_of_objects_is_parted_as_the_whole_is():
    dealt = clips(2000)

    chosen = assign(dealt, {}, splits="0.7,0.15,0.15")

    for kind in (0, 1, 2):
        whole = Counter(clip.stratum[kind] for clip in dealt)
        for split, share in zip(SPLITS, (0.7, 0.15, 0.15), strict=True):
            here = Counter(clip.stratum[kind] for clip in dealt if chosen[clip.number] == split)
            assert all(abs(here[one] / count - share) < 0.035 for one, count in whole.items() if count >= 100)


def test_the_seed_decides_and_the_order_of_the_clips_does_not():
    dealt = clips(200)
    again = random.Random(1).sample(dealt, len(dealt))

    assert assign(dealt, {}, seed=3) == assign(again, {}, seed=3)
    assert assign(dealt, {}, seed=3) != assign(dealt, {}, seed=4)


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 9), st.sampled_from(("0.7,0.15,0.15", "rest,0,0")))
def test_a_later_version_keeps_every_clip_where_it_was(first, more, seed, splits):
    dealt = clips(first + more, named="a film of many pieces" if seed % 2 else "clip")
    before = assign(dealt[:first], {}, seed=seed)

    after = assign(dealt, before, seed=seed + 1) if "." in splits else assign(dealt, before)

    assert before.items() <= after.items()
    assert after.keys() == {clip.number for clip in dealt}


def test_numbers_of_clips_are_kept_to_the_clip_with_earlier_versions_in_them():
    dealt = clips(300)
    before = assign(dealt[:100], {}, splits="70,15,15")

    after = assign(dealt, before, splits="rest,15,15", seed=5)

    assert Counter(after.values()) == {"train": 270, "val": 15, "test": 15}
    assert {number for number, split in after.items() if split == "val"} == {
        number for number, split in before.items() if split == "val"
    }


def test_a_size_that_earlier_versions_have_outgrown_is_refused():
    dealt = clips(100)
    before = assign(dealt, {})

    with pytest.raises(InvalidSplits, match=r"earlier versions hold more of val 15 \(asked: 10\)"):
        assign(dealt, before, splits="rest,10,20")


def test_pieces_of_one_film_go_to_one_split_while_there_is_room():
    films = [Clip(n, "Oops", f"Best_Fails_of_May_FailArmy{n}.mp4", 300, 1) for n in range(3)]
    others = [Clip(n, "Oops", f"IMG_{n}.mp4", 300, 1) for n in range(3, 40)]

    first = assign([*films, *others], {})
    later = assign([*films, *others, Clip(90, "Oops", "Best_Fails_of_May_FailArmy 11.mp4", 300, 1)], first)

    assert len({first[film.number] for film in films}) == 1
    assert later[90] == first[0]


def test_a_film_too_long_for_any_split_is_taken_apart_rather_than_emptying_the_others():
    pieces = [Clip(n, "Oops", f"screen recording {n}.mp4", 300, 1) for n in range(20)]

    assert Counter(assign(pieces, {}).values()) == {"train": 14, "val": 3, "test": 3}
