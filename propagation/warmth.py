"""An engine's first segment costs half a second of loading, which nobody who waits shall pay."""

from __future__ import annotations

import numpy as np

from propagation.predictor import Image, Predictor
from propagation.propagate import SegmentTask, propagate


def warm(predictor: Predictor) -> None:
    """Have an engine compute a small segment of noise, of which nothing is kept."""
    noise: Image = np.random.default_rng(0).integers(0, 255, (144, 256, 3), dtype=np.uint8)
    drawn = np.zeros(noise.shape[:2], dtype=np.bool_)
    drawn[40:100, 60:160] = True
    list(propagate(lambda first, last: [noise] * (last - first + 1), [SegmentTask(1, 0, 3, drawn, drawn)], predictor))
