"""The model's products are as small here as in its own tests, and as much in need of one thread."""

from __future__ import annotations

from tests.model_assist.conftest import _one_thread

__all__ = ["_one_thread"]
