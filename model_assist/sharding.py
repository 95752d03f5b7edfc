"""A tensor that lies in shards on several processes, as one: for checkpoints, which know nothing of processes."""

from __future__ import annotations

from torch import Tensor
from torch.distributed.tensor import DTensor


def whole(tensor: Tensor) -> Tensor:
    """All of a tensor. Where it is sharded, every process has to ask for it."""
    return tensor.full_tensor() if isinstance(tensor, DTensor) else tensor
