"""A step is some hundred small kernels; started one by one they leave a graphics card waiting for the processor.

Within a segment only sixteen shapes of a step exist, the same in every segment, so each is recorded once as a CUDA
graph and replayed. Recording is the one part that needs a card, and is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from propagation.kept import Kept

RECORDINGS_KEPT = 64

Tensors = tuple[torch.Tensor, ...]
Step = Callable[..., Tensors]  # of tensors, and by name of constants that decide the shapes inside
Record = Callable[[Callable[[], Tensors]], tuple[Tensors, Callable[[], None]]]


@dataclass(frozen=True, eq=False)
class _Recording:
    inputs: Tensors
    outputs: Tensors
    replay: Callable[[], None]


class Replayed:
    """A step that is recorded the first time its shapes occur and replayed afterwards.

    Args:
        record: runs a function without arguments once and gives its outputs, with what fills them anew from the
            tensors that the function read.
    """

    def __init__(self, step: Step, *, record: Record) -> None:
        self._step = step
        self._record = record
        self._recordings: Kept[_Recording] = Kept(RECORDINGS_KEPT)

    def __call__(self, *tensors: torch.Tensor, **constants: Any) -> Tensors:
        key = tuple((tuple(tensor.shape), tensor.dtype) for tensor in tensors), tuple(sorted(constants.items()))
        recording = self._recordings.get(key) or self._recordings.put(key, self._recorded(tensors, constants))
        for place, given in zip(recording.inputs, tensors, strict=True):
            place.copy_(given)
        recording.replay()
        return tuple(output.clone() for output in recording.outputs)  # the next replay writes over them

    def _recorded(self, tensors: Sequence[torch.Tensor], constants: dict[str, Any]) -> _Recording:
        inputs = tuple(tensor.clone() for tensor in tensors)
        outputs, replay = self._record(lambda: self._step(*inputs, **constants))
        return _Recording(inputs, outputs, replay)


def record_on_cuda() -> Record:
    """Records as CUDA graphs that share one pool of memory, as no two of them run at once."""
    pool = torch.cuda.graph_pool_handle()

    def record(run: Callable[[], Tensors]) -> tuple[Tensors, Callable[[], None]]:
        aside = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):  # libraries choose their kernels in the first runs, which must not be recorded
            for _ in range(2):
                run()
        torch.cuda.current_stream().wait_stream(aside)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=pool):
            outputs = run()
        return outputs, graph.replay

    return record
