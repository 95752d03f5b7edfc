"""Who watches something long: called with how far it is, so that a program and a terminal watch alike."""

from __future__ import annotations

from typing import Protocol


class Watcher(Protocol):
    """Told of every piece."""

    def __call__(self, name: str, done: int, total: int) -> None:
        """`done` of `total` bytes are there; `name` is what is on its way now."""


def nobody(name: str, done: int, total: int) -> None:
    """Something that nobody watches."""
