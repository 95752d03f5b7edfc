"""Packing is a way to compute, not another loss: nobody can tell from logits or gradients that turns were packed."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from model_assist.packing import PAD, SEGMENT, VIDEO, Turn, pack
from tests.model_assist.micro import micro_model
from tests.model_assist.random_clips import Shapes, random_batch

TURNS = ((9, 0), (14, 2), (8, 1))


def gradients_of(model, batches):
    """Of the sum over batches of every loss, by parameter."""
    model.zero_grad(set_to_none=True)
    for batch in batches:
        losses = model(batch)
        (losses.text + losses.masks.weighted(model.recipe.losses, pairs=1, present=1)).backward()
    return {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}


def assert_same(left, right):
    assert left.keys() == right.keys()
    for name in left:
        torch.testing.assert_close(left[name], right[name], rtol=2e-3, atol=2e-4, msg=lambda m, n=name: f"{n}: {m}")


def in_sequences_of_their_own(batch, prefix, turns):
    """The same clips, each turn behind a prefix of its own."""
    separate = pack(prefix, turns, packed=False)
    clip_B = torch.tensor([clip for clip, of_clip in enumerate(turns) for _ in of_clip])
    return replace(batch, packed=separate, clip_B=clip_B)


def two_clips(model):
    recipe = model.recipe
    prefix = [5, 7] + [VIDEO] * recipe.pooling.tokens + [6]
    shapes = Shapes(TURNS)
    turns = [[shapes.turn(*each) for each in TURNS] for _ in range(2)]
    batch = random_batch(recipe, clips=2, shapes=Shapes(TURNS))
    return replace(batch, packed=pack(prefix, turns)), prefix, turns


def test_packed_turns_have_the_gradients_of_separate_sequences() -> None:
    model = micro_model()
    batch, prefix, turns = two_clips(model)

    packed = gradients_of(model, [batch])

    assert_same(packed, gradients_of(model, [in_sequences_of_their_own(batch, prefix, turns)]))


def test_a_turn_never_sees_another_turn() -> None:
    model = micro_model()
    prefix = [5, *([VIDEO] * model.recipe.pooling.tokens)]
    first, second, other = Turn((1, 2, 3, 4), 2), Turn((9, 8, 7), 1), Turn((11, 12, 13, 14, 15, 16), 3)
    frames = torch.rand(1, model.recipe.pooling.frames, 3, 32, 32)
    clip = torch.zeros(1, dtype=torch.long)
    end = len(prefix) + len(first.tokens)

    with torch.no_grad():
        beside_second = model.states(frames, pack(prefix, [[first, second]]), clip)
        beside_other = model.states(frames, pack(prefix, [[first, other]]), clip)

    torch.testing.assert_close(beside_second[:, :end], beside_other[:, :end])


def test_four_clips_at_once_are_four_clips_one_at_a_time() -> None:
    model = micro_model()
    batch = random_batch(model.recipe, clips=4, shapes=Shapes(TURNS))
    turns_each = len(TURNS)
    shapes = Shapes(TURNS)
    turns = [[shapes.turn(*each) for each in TURNS] for _ in range(4)]
    # Clips with fewer turns than others, and one that asks for no mask, are padded and must not shift what follows.
    turns[1], turns[2] = turns[1][:1], turns[2][1:]
    prefix = [5] * 40 + [VIDEO] * model.recipe.pooling.tokens + [6]
    assert turns_each == 3
    whole = of_clips(batch, prefix, turns, model.recipe, range(4))
    alone = [of_clips(batch, prefix, turns, model.recipe, [clip]) for clip in (0, 2, 3)]
    captions_only = of_clips(batch, prefix, turns, model.recipe, [1])

    together = gradients_of(model, [whole])
    model.zero_grad(set_to_none=True)
    model(captions_only).text.backward()
    first = {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}
    rest = gradients_of(model, alone)

    assert_same(together, {name: rest[name] + first.get(name, 0) for name in rest})


def of_clips(batch, prefix, turns, recipe, clips):
    """The clips of a batch that are named, with the turns that are theirs."""
    clips = list(clips)
    packed = pack(prefix, [turns[clip] for clip in clips])
    frames = recipe.segmentation.frames
    pairs = [(g, s * frames + f) for g, s in enumerate(packed.seg_sample_G.tolist()) for f in range(frames)]
    seg_P, frame_P = torch.tensor(pairs, dtype=torch.long).reshape(-1, 2).T
    here = [clip * frames + f for clip in clips for f in range(frames)]
    targets = torch.zeros(len(pairs), 32, 32, dtype=torch.bool)
    for pair, (seg, frame) in enumerate(pairs):
        track, clip = int(packed.seg_track_G[seg]), clips[frame // frames]
        targets[pair, 4 * track : 4 * track + 9, 5 + clip : 20] = frame % 2 == 0
    return replace(
        batch, frames_BTCSS=batch.frames_BTCSS[clips], packed=packed, clip_B=torch.arange(len(clips)),
        segment_FCSS=batch.segment_FCSS[here], pair_seg_P=seg_P, pair_frame_P=frame_P, targets_PHW=targets,
        inside_FHW=batch.inside_FHW[here], time_F=batch.time_F[here],
    )  # fmt: skip


def test_only_answers_are_learned_and_the_state_of_a_mask_is_where_its_token_is_predicted() -> None:
    turn = Turn((11, 12, 21, SEGMENT, 22, SEGMENT, 23), 2, groups=(0, 1), tracks=(4, 2))

    packed = pack([5, VIDEO, VIDEO], [[Turn((31, 32), 0), turn], [Turn((41, 42), 1)]])

    assert packed.tokens_BL[1].tolist() == [5, VIDEO, VIDEO, 41, 42, *[PAD] * 7]
    assert packed.position_BL[0].tolist() == [0, 1, 2, 3, 4, 3, 4, 5, 6, 7, 8, 9]
    assert list(zip(packed.label_place_N.tolist(), packed.label_N.tolist(), strict=True)) == [
        (2, 31), (3, 32), (6, 21), (7, SEGMENT), (8, 22), (9, SEGMENT), (10, 23), (3, 42),
    ]  # fmt: skip
    assert packed.label_sample_N.tolist() == [0] * 7 + [1]
    assert packed.seg_place_G.tolist() == [7, 9]
    assert packed.seg_group_G.tolist() == [0, 1]
    assert packed.seg_track_G.tolist() == [4, 2]


@pytest.mark.parametrize("change", ["pooling.before_projector=true", "segmentation.time_conditioned=true",
                                    "segmentation.order=canonical", "segmentation.prompt_head=linear"])  # fmt: skip
def test_every_variant_learns(change) -> None:
    model = micro_model(change)
    wanted = {id(p) for part in model.parts().values() for p in part}
    learned = {name for name, p in model.named_parameters() if id(p) in wanted}
    for parameter in model.parameters():
        parameter.requires_grad_(id(parameter) in wanted)

    gradients = gradients_of(model, [random_batch(model.recipe, clips=1, shapes=Shapes(TURNS))])

    assert learned == gradients.keys()
    assert all(torch.isfinite(gradient).all() for gradient in gradients.values())
