"""Thread pools wait for each other by spinning: on a busy machine that costs these small products minutes."""

from __future__ import annotations

import pytest
import torch

from annotator.formats.release import read_release
from model_assist.shapes_release import write_release


@pytest.fixture(autouse=True, scope="session")
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def shapes(tmp_path_factory):
    """A small release of shapes: nobody may change it."""
    root = tmp_path_factory.mktemp("releases") / "shapes"
    write_release(root, clips=6, held_out=2, keyframes=3)
    return read_release(root)
