"""Why a checkpoint is refused."""

from annotator.errors import AnnotatorError


class CheckpointRefused(AnnotatorError):
    """A folder that cannot be registered as it was asked: its name is taken, or what it must come with is missing."""

    code = "checkpoint_refused"
    status = 409


class CheckpointStateRefused(AnnotatorError):
    """A checkpoint is not where this step starts."""

    code = "checkpoint_state_refused"
    status = 409
