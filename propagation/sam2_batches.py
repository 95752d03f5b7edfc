"""Nobody knows beforehand how much fits on a graphics card, so the batch is found by trying.

A batch that does not fit is tried again in halves, and no later one is larger. What a batch computes does not depend
on its size but for rounding, so the work goes on where it stood.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog
import torch

from propagation.errors import DeviceFull

log = structlog.get_logger()

Item = TypeVar("Item")
Result = TypeVar("Result")


class Batches:
    """Runs work in batches of at most `size`, which shrinks when the device's memory is full."""

    def __init__(self, size: int) -> None:
        self.size = size

    def run(self, work: Callable[[Sequence[Item]], Sequence[Result]], items: Sequence[Item]) -> list[Result]:
        """One result an item, in their order.

        Args:
            work: computes some items at once and leaves nothing behind when it fails.

        Raises:
            DeviceFull: not even one item fits.
        """
        done: list[Result] = []
        while len(done) < len(items):
            part = items[len(done) : len(done) + self.size]
            try:
                done.extend(work(part))
                continue
            except torch.OutOfMemoryError as problem:
                told = str(problem).splitlines()[0] if str(problem) else "out of memory"
            self._shrink(len(part), told)  # outside of the handler, which would hold on to what filled the memory
        return done

    def _shrink(self, tried: int, told: str) -> None:
        gc.collect()
        torch.cuda.empty_cache()
        if tried == 1:
            raise DeviceFull(
                f"The graphics card's memory does not hold one object of one frame ({told}); end what else uses it, "
                "choose a smaller TETHER_SAM2_SIZE, or set TETHER_DEVICE to cpu.",
            )
        self.size = (tried + 1) // 2
        log.warning("sam2.out_of_memory", batch=tried, next=self.size)
