"""A worker that drains the queue with SAM 2 on random weights, small enough for a processor.

    python -m tests.propagation.untrained_worker SEGMENTS

Only how the engine is loaded differs from `python -m propagation.worker --drain`: there are no weights of this size.
"""

import sys

from propagation import worker
from propagation.sam2_model import Speed
from propagation.sam2_video import Sam2Predictor, untrained_predictor

SIDE = 64


def engine(segments: int) -> Sam2Predictor:
    """The engine, which computes so many segments at once."""
    return untrained_predictor(seed=3, image_side=SIDE, speed=Speed(segments=segments))


if __name__ == "__main__":
    loaded = engine(int(sys.argv[1]))
    worker.engine_called = lambda name: loaded  # type: ignore[assignment]  # a cache has more than it is called for
    worker.drain()
