"""Fewer products than the package's must give what the package gives, whatever the memory's length and contents."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import torch
from sam2.modeling.sam.transformer import RoPEAttention

from propagation.sam2_attention import BLOCK, attend_to_memory, weighted
from propagation.sam2_model import EXACT, ON_CPU, Speed
from propagation.sam2_video import untrained_predictor
from tests.propagation.scenes import crossing
from tests.propagation.untrained import SIDE, largest_difference, ours, predictor_where_memory_matters, segment

CHANNELS, WIDTH = 256, 64


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def attention_of(side, *, sharper=1.0):
    """The package's layer as SAM 2 has it, with random weights and biases that count."""
    torch.manual_seed(7)
    made = RoPEAttention(CHANNELS, 1, kv_in_dim=WIDTH, rope_k_repeat=True, feat_sizes=(side, side)).eval()
    with torch.no_grad():
        made.k_proj.weight.mul_(sharper)
        for part in (made.q_proj, made.k_proj, made.v_proj, made.out_proj):
            part.bias.normal_()
    return made


def given(side, rows, tokens):
    spread = torch.Generator().manual_seed(11)
    sizes = ((rows, side * side, CHANNELS), (rows, tokens, WIDTH), (rows, tokens, WIDTH))
    return [torch.randn(size, generator=spread) for size in sizes]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("side", "frames", "others"),
    [(8, 1, 0), (8, 7, 4), (8, 8, 64), (25, 1, 0), (25, 3, 60), (40, 2, 12)],  # 25 and 40: more places than a block
)
@torch.inference_mode()
def test_the_memory_is_attended_to_as_by_the_packages_own_layer(side, frames, others, rows, threads):
    torch.set_num_threads(threads)
    layer = attention_of(side)
    queries, keys, memory = given(side, rows, frames * side * side + others)

    found = attend_to_memory(layer, queries, keys, memory, unrotated=others)

    expected = layer(queries, keys, memory, num_k_exclude_rope=others)
    assert found.shape == expected.shape
    torch.testing.assert_close(found, expected, rtol=1e-5, atol=2e-6)


@torch.inference_mode()
def test_weights_that_look_at_one_place_only_neither_overflow_nor_lose_it():
    layer = attention_of(25, sharper=200.0)
    queries, keys, memory = given(25, 1, 2 * 625 + 3)

    found = attend_to_memory(layer, queries, keys, memory, unrotated=3)

    assert found.isfinite().all()
    torch.testing.assert_close(found, layer(queries, keys, memory, num_k_exclude_rope=3), rtol=1e-4, atol=1e-3)


@torch.inference_mode()
def test_the_highest_weight_may_come_in_any_block():
    query = torch.ones(1, 4)
    for place in (0, BLOCK - 1, BLOCK, 3 * BLOCK):
        key, value = torch.zeros(3 * BLOCK + 1, 4), torch.zeros(3 * BLOCK + 1, 1)
        key[place], value[place] = 1000.0, 5.0

        assert weighted(query, key, value).item() == 5.0


def test_a_place_is_asked_for_at_the_size_that_the_picture_has():
    layer = attention_of(16)
    queries, keys, memory = given(8, 1, 64)

    with torch.inference_mode():
        found, expected = attend_to_memory(layer, queries, keys, memory, unrotated=0), layer(queries, keys, memory)

    torch.testing.assert_close(found, expected, rtol=1e-5, atol=2e-6)


@pytest.mark.parametrize("batch", [1, 3])
def test_by_fewer_products_logits_stay_within_a_millionth(batch):
    scene = crossing(9, tracks=2)
    left, right = segment(scene)

    plain, amplified = (
        (ours(of(speed=EXACT), scene, left, right), ours(of(speed=Speed(batch, exact=False)), scene, left, right))
        for of in (partial(untrained_predictor, seed=3, image_side=SIDE), predictor_where_memory_matters)
    )

    assert 0 < largest_difference(*plain) <= 1e-6
    assert largest_difference(*amplified) <= 2e-5  # the amplified attention amplifies rounding as well


def test_as_a_processor_works_usually_a_track_does_not_depend_on_the_others_beside_it():
    scene = crossing(4, tracks=2)
    left, right = segment(scene)
    predictor = predictor_where_memory_matters(speed=ON_CPU)

    joint = predictor.propagate_segment(scene.frames, left, right)
    alone = predictor.propagate_segment(scene.frames, {2: left[2]}, {2: right[2]})

    pairs = zip(joint[2].frames, alone[2].frames, strict=True)
    assert all(np.array_equal(a.mask, b.mask) and a.confidence == b.confidence for a, b in pairs)


def test_what_was_made_by_other_products_is_stored_under_another_digest():
    made = {untrained_predictor(seed=1, image_side=SIDE, speed=speed).digest for speed in (EXACT, ON_CPU)}

    assert len(made) == 2
