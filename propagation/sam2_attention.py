"""On a processor five sixths of a step are attention to the memory, and a third of its arithmetic can be spared.

The package widens the memory to values of 256 channels before it weighs them. Nothing rotates the values and a row of
weights sums to one, so they can be weighed as they are, 64 wide, and widened afterwards:

    softmax(Q·Kᵀ) · (M·Wᵀ + b) = (softmax(Q·Kᵀ) · M) · Wᵀ + b

Weights are made block by block with a running maximum and never lie in memory as a whole. The sums are the package's
in another order: logits of a mask move by less than 1e-6.
Legend of tensor names: B rows, N places of the picture, M tokens of memory, C channels, D channels of the memory.

Source: Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018; Rabe and Staats, "Self-attention does
not need O(n²) memory", 2021. The layer is `RoPEAttention` of package sam2 1.1.0; the order of its products is ours.
"""

from __future__ import annotations

import math
from typing import Any

import torch

BLOCK = 512  # queries of each thread and keys: 1 MiB of weights, which stay near the core


def attend_to_memory(
    attention: Any,
    queries_BNC: torch.Tensor,
    keys_BMD: torch.Tensor,
    memory_BMD: torch.Tensor,
    *,
    unrotated: int,
) -> torch.Tensor:
    """What `attention(queries, keys, memory, num_k_exclude_rope=unrotated)` gives, by fewer products, in fp32.

    Args:
        attention: a `RoPEAttention` of one head, in evaluation mode.
        keys_BMD: the memory with its positions; its tokens are frames of N places, then `unrotated` others.
        memory_BMD: the same tokens without positions.
        unrotated: how many of the last tokens have no place in a picture.

    Returns:
        (B, N, C).
    """
    halves = _halves(attention)
    turn = _rotation(attention, queries_BNC.shape[1])
    rows = []
    for queries_NC, keys_MD, memory_MD in zip(queries_BNC, keys_BMD, memory_BMD, strict=True):
        query_NC = _rotated(_projected(attention.q_proj, queries_NC, halves), turn)
        key_MC = _projected(attention.k_proj, keys_MD, halves)
        _rotated(key_MC[: len(key_MC) - unrotated], turn)
        rows.append(weighted(query_NC, key_MC, memory_MD))
    attended: torch.Tensor = attention.out_proj(attention.v_proj(torch.stack(rows)))
    return attended


def weighted(query_NC: torch.Tensor, key_MC: torch.Tensor, value_MD: torch.Tensor) -> torch.Tensor:
    """softmax(Q·Kᵀ / √C) · V, (N, D), in blocks."""
    sharp_NC = query_NC * (math.log2(math.e) / math.sqrt(query_NC.shape[1]))  # powers of 2 are cheaper than of e
    step = BLOCK * torch.get_num_threads()
    return torch.cat(
        [_weighted_block(sharp_NC[at : at + step], key_MC, value_MD) for at in range(0, len(sharp_NC), step)]
    )


def _weighted_block(query_NC: torch.Tensor, key_MC: torch.Tensor, value_MD: torch.Tensor) -> torch.Tensor:
    count = len(query_NC)
    scratch = query_NC.new_empty(count * min(BLOCK, len(key_MC)))
    highest_N1 = query_NC.new_full((count, 1), -math.inf)
    total_N1 = query_NC.new_zeros(count, 1)
    sum_ND = query_NC.new_zeros(count, value_MD.shape[1])
    for at in range(0, len(key_MC), BLOCK):
        some_MC, some_MD = key_MC[at : at + BLOCK], value_MD[at : at + BLOCK]
        weights_NM = torch.mm(query_NC, some_MC.T, out=scratch[: count * len(some_MC)].view(count, -1))
        before_N1, highest_N1 = highest_N1, torch.maximum(highest_N1, weights_NM.amax(1, keepdim=True))
        weights_NM.sub_(highest_N1).exp2_()
        fade_N1 = (before_N1 - highest_N1).exp2_()
        total_N1.mul_(fade_N1).add_(weights_NM.sum(1, keepdim=True))
        sum_ND.mul_(fade_N1).addmm_(weights_NM, some_MD)
    return sum_ND / total_N1


def _projected(linear: Any, tokens: torch.Tensor, order: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.linear(tokens, linear.weight[order], linear.bias[order])


def _halves(attention: Any) -> torch.Tensor:
    """Channels with all real parts before all imaginary ones; queries and keys agree on it, so no product notices."""
    return torch.arange(attention.internal_dim).view(-1, 2).T.flatten()


def _rotation(attention: Any, places: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosine and sine (N, C / 2) of every place."""
    turns = attention.freqs_cis
    if len(turns) != places:
        side = math.isqrt(places)
        turns = attention.compute_cis(end_x=side, end_y=side)
    return turns.real.contiguous(), turns.imag.contiguous()


def _rotated(tokens: torch.Tensor, turn: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """Turn tokens in place, frame after frame of N places, channels in `_halves`."""
    cosine_NC, sine_NC = turn
    real, imaginary = tokens.view(-1, *cosine_NC.shape[:1], tokens.shape[1]).chunk(2, dim=-1)
    crossed = real * sine_NC
    real.mul_(cosine_NC).addcmul_(imaginary, sine_NC, value=-1)
    imaginary.mul_(cosine_NC).add_(crossed)
    return tokens
