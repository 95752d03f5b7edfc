"""A clip may take minutes, a person who waits may not: how much work the flow engine spends on a frame, by name.

Figures: `make bench-flow` measures all three in one run.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2


@dataclass(frozen=True)
class Effort:
    """How hard to try.

    Args:
        name: the predictor's name.
        working_side: longest side in pixels at which guesses are made.
        motion_side: and at which the picture's motion is measured.
        preset: of DIS, for the motion from frame to frame.
        passes: how often the guesses vote; the second round starts from the first one's answer.
        registers: whether guesses are also registered to the picture.
        snaps: whether the edge is snapped to the picture.
    """

    name: str
    working_side: int
    motion_side: int
    preset: int
    passes: int
    registers: bool = True
    snaps: bool = True


FULL = Effort("flow", 1280, 960, cv2.DISOPTICAL_FLOW_PRESET_MEDIUM, passes=2)
FAST = Effort("flow-fast", 1280, 960, cv2.DISOPTICAL_FLOW_PRESET_FAST, passes=1)
PREVIEW = Effort("flow-preview", 384, 384, cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST, passes=1, registers=False, snaps=False)

EFFORTS = {effort.name: effort for effort in (FULL, FAST, PREVIEW)}
