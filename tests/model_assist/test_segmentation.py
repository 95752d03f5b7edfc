"""Our masks are SAM 2's: the same weights give the same numbers as the package's own model."""

from __future__ import annotations

import torch
from sam2.build_sam import build_sam2

from model_assist.losses import mask_sums
from model_assist.matching import best_order
from model_assist.recipe import Segmentation
from model_assist.segmentation import Decoded, SegmentationNet

SIDE = 128


def official():
    """The package's own SAM 2.1 tiny, with random weights."""
    torch.manual_seed(1)
    with torch.random.fork_rng():
        return build_sam2(
            "configs/sam2.1/sam2.1_hiera_t.yaml", None, device="cpu", apply_postprocessing=False,
            hydra_overrides_extra=[f"++model.image_size={SIDE}"],
        )  # fmt: skip


@torch.no_grad()
def test_with_the_published_weights_names_our_image_path_is_the_package_s() -> None:
    theirs = official()
    ours = SegmentationNet(Segmentation(size="tiny", side=SIDE, width=256)).eval()
    weights = {k: v for k, v in theirs.state_dict().items() if k in ours.state_dict()}
    assert weights.keys() == ours.state_dict().keys()
    ours.load_state_dict(weights)
    frames, prompts = torch.rand(2, 3, SIDE, SIDE), torch.randn(3, 256)
    frame_P = torch.tensor([1, 0, 1])

    mine = ours.decode(ours.encode(frames), frame_P, prompts, at_once=2)

    seen = theirs.forward_image((frames - ours.mean) / ours.deviation)["backbone_fpn"]
    coarse = (seen[2] + theirs.no_mem_embed.view(1, -1, 1, 1))[frame_P]
    dense = theirs.sam_prompt_encoder.no_mask_embed.weight.view(1, -1, 1, 1).expand_as(coarse)
    masks, iou, _, objectness = theirs.sam_mask_decoder(
        image_embeddings=coarse, image_pe=theirs.sam_prompt_encoder.get_dense_pe(),
        sparse_prompt_embeddings=prompts[:, None], dense_prompt_embeddings=dense, multimask_output=False,
        repeat_image=False, high_res_features=[seen[0][frame_P], seen[1][frame_P]],
    )  # fmt: skip
    torch.testing.assert_close(mine.logits_PHW, masks[:, 0], rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(mine.iou_P, iou[:, 0], rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(mine.objectness_P, objectness[:, 0], rtol=1e-4, atol=1e-4)


def squares(count, frames=2, side=16):
    """Different squares, [K, T, H, W]."""
    masks = torch.zeros(count, frames, side, side, dtype=torch.bool)
    for k in range(count):
        masks[k, :, 5 * k : 5 * k + 4, 5 * k : 5 * k + 4] = True
    return masks


def test_answers_find_the_objects_they_meant_in_any_order() -> None:
    targets = squares(3)
    meant = [2, 0, 1]
    logits = (targets[meant].float() - 0.5) * 8

    assert best_order(logits, targets) == meant


def test_a_perfect_mask_costs_nothing_and_padding_counts_for_nothing() -> None:
    targets = squares(2)[:, 0]
    inside = torch.ones_like(targets)
    inside[:, :, 12:] = False
    logits = (targets.float() - 0.5) * 80
    logits[:, :, 12:] = 50.0  # foreground, but in the padding

    sums = mask_sums(Decoded(logits, torch.ones(2), torch.full((2,), 40.0)), targets & inside, inside)

    assert all(abs(float(each)) < 1e-4 for each in (sums.bce, sums.dice, sums.iou, sums.objectness))
    assert float(sums.overlap) == 2


def test_an_absent_object_teaches_presence_and_not_overlap() -> None:
    targets = torch.zeros(1, 16, 16, dtype=torch.bool)
    logits = torch.full((1, 16, 16), -40.0)

    sums = mask_sums(Decoded(logits, torch.full((1,), 0.7), torch.full((1,), 3.0)), targets, torch.ones_like(targets))

    assert float(sums.iou) == 0
    assert float(sums.objectness) > 3
