"""Two processes that talk over gloo, as torchrun starts them, but with the libraries imported once for all runs."""

from __future__ import annotations

import os
import socket
from multiprocessing import get_context

import torch

from model_assist.train import main

_PATIENCE = 280  # seconds


def on_two_processes(*words: str) -> None:
    """Train on two processes, with what the command takes."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = [context.Process(target=_one_of_two, args=(rank, port, words)) for rank in range(2)]
    for process in started:
        process.start()
    for process in started:
        process.join(_PATIENCE)
        process.kill()
        process.join()
    assert [process.exitcode for process in started] == [0, 0]


def _one_of_two(rank: int, port: int, words: tuple[str, ...]) -> None:
    os.environ |= {
        "RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": "2", "LOCAL_WORLD_SIZE": "2",
        "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "CUDA_VISIBLE_DEVICES": "", "ACCELERATE_USE_CPU": "true",
    }  # fmt: skip
    torch.set_num_threads(1)
    raise SystemExit(main(list(words)))
