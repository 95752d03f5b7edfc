"""SAM 2.1 with random weights, which need no download: ours and the package's own predictor on the very same scene."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image as PillowImage

from propagation.predictor import Segment
from propagation.sam2_model import EXACT
from propagation.sam2_video import at_size, lane_of, untrained_predictor

SIDE = 128


def predictor_where_memory_matters(memory="two", speed=EXACT):
    """Random weights hardly look at their memory and may see no object; turned up, every slip in either shows."""
    predictor = untrained_predictor(seed=3, image_side=SIDE, memory=memory, speed=speed)
    with torch.no_grad():
        for layer in predictor.model.memory_attention.layers:
            for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
                getattr(layer.cross_attn_image, part).weight.mul_(6)
        predictor.model.sam_mask_decoder.pred_obj_score_head.layers[-1].bias.fill_(5.0)
    predictor.model.fill_hole_area = 0  # needs a CUDA extension that the wheel lacks
    return predictor


def segment(scene):
    last = len(scene.frames) - 1
    return {track: masks[0] for track, masks in scene.masks.items()}, {
        track: masks[last] for track, masks in scene.masks.items()
    }


def as_jpegs(scene, folder):
    """The official predictor reads files; both shall see the very same pixels."""
    for index, frame in enumerate(scene.frames):
        path = folder / f"{index:05d}.jpg"
        PillowImage.fromarray(frame).save(path, quality=95)
        scene.frames[index] = np.asarray(PillowImage.open(path).convert("RGB"))


def official(model, folder, left, right, last):
    """Video-size logits by (track, frame) of the package's own predictor, forward and backward."""
    state = model.init_state(str(folder))
    for track in left:
        model.add_new_mask(state, 0, track, left[track])
        model.add_new_mask(state, last, track, right[track])
    passes = []
    for start, reverse in ((0, False), (last, True)):
        told = model.propagate_in_video(state, start_frame_idx=start, reverse=reverse)
        passes.append({
            (track, index): logits[place, 0].float().numpy().copy()
            for index, tracks, logits in told
            for place, track in enumerate(tracks)
        })  # fmt: skip
    return passes


def ours(predictor, scene, left, right):
    """Video-size logits as `official` gives them."""
    lanes = {track: lane_of(Segment(scene.frames, left, right), track) for track in left}
    stretch = predictor.stretch(scene.frames)
    ways = {
        walk: (track, reverse)
        for track, lane in lanes.items()
        for reverse, walk in predictor.walks(stretch, lane).items()
    }
    passes = [{}, {}]
    for walk, index, seen in predictor.tracker.follow(list(ways)):
        track, reverse = ways[walk]
        passes[reverse][track, index] = at_size(seen.logits, scene.frames[0].shape)
    return passes


def largest_difference(mine, theirs):
    return max(float(np.abs(a[key] - b[key]).max()) for a, b in zip(mine, theirs, strict=True) for key in a)
