"""A refused propagation has to tell a person what to mend and a program what happened; both read it here."""

from __future__ import annotations


class PropagationError(Exception):
    """Everything that this package refuses or cannot do.

    Args:
        text: what is wrong, with its value, and what to do next.
        fields: the values named in the text, for logs.
    """

    code = "propagation_failed"

    def __init__(self, text: str, **fields: object) -> None:
        super().__init__(text)
        self.fields = fields


class TaskImpossible(PropagationError):
    """The frame range or the masks of a segment contradict each other."""

    code = "task_impossible"


class FramesMissing(PropagationError):
    """The reader gave another number or size of frames than the segment needs."""

    code = "frames_missing"


class PredictorUnknown(PropagationError):
    """No predictor has this name, or it does not take this option."""

    code = "predictor_unknown"


class PackageMissing(PropagationError):
    """The predictor needs a package that is not installed."""

    code = "package_missing"


class WeightsMissing(PropagationError):
    """The weights are neither at the given path nor to be had over the network."""

    code = "weights_missing"


class WeightsDamaged(PropagationError):
    """The weights file is not the one that the checksum names, or holds something other than weights."""

    code = "weights_damaged"


class DeviceMissing(PropagationError):
    """The graphics card that the settings name is not there."""

    code = "device_missing"


class DeviceFull(PropagationError):
    """The graphics card's memory does not hold even the smallest piece of the work."""

    code = "device_full"


class ShotChanged(PropagationError):
    """A change of shot lies between a frame and every keyframe that could be carried to it."""

    code = "shot_changed"


class NothingFound(PropagationError):
    """A draft was asked for and nothing of the object was found."""

    code = "nothing_found"
