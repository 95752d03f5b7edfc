"""Thread pools wait for each other by spinning: on a busy machine that costs these small pictures minutes."""

from __future__ import annotations

import cv2
import pytest


@pytest.fixture(autouse=True, scope="session")
def _one_thread():
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    yield
    cv2.setNumThreads(before)
