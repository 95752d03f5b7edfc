"""A model whose weights are shared out over processes: each holds a part of every tensor and asks for it when needed.

Source: FSDP2, `torch.distributed.fsdp.fully_shard`, which accelerate calls as well, but not on processors.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch import distributed as processes
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import FSDPModule, fully_shard
from torch.distributed.tensor import DTensor, distribute_tensor

from model_assist.network import VideoLlavaSeg


def share_out(model: VideoLlavaSeg, device: torch.device) -> None:
    """Share a model out, block by block; a model that is shared out already stays as it is."""
    if isinstance(model, FSDPModule):
        return
    trained = {part for stage in model.recipe.stages for part in stage.rates}
    for part, parameters in model.parts().items():
        for parameter in parameters if part in trained else []:
            parameter.data = parameter.data.float()  # afterwards the shards' type is fixed
    mesh = init_device_mesh(device.type, (processes.get_world_size(),))
    for module in [*model.blocks(), model]:
        fully_shard(module, mesh=mesh)
    for module in model.modules():
        if isinstance(module, FSDPModule) and processes.get_backend() == "gloo":
            module.set_force_sum_reduction_for_comms(True)  # gloo knows no average
    model.every_part = True


def whole(tensor: Tensor) -> Tensor:
    """All of a tensor. Where it is shared out, every process has to ask for it."""
    return tensor.full_tensor() if isinstance(tensor, DTensor) else tensor


def shared_as(tensor: Tensor, parameter: nn.Parameter) -> Tensor:
    """A whole tensor, on this process what it holds of the parameter."""
    if isinstance(parameter, DTensor):
        return distribute_tensor(tensor.to(parameter.device), parameter.device_mesh, parameter.placements)
    return tensor.to(parameter.device)
