"""Why a change to an annotation is refused."""

from annotator.errors import AnnotatorError


class StaleRevision(AnnotatorError):
    """Somebody saved a newer revision first; `current` carries it, so that the person can choose."""

    code = "stale_revision"
    status = 409


class NotAKeyframe(AnnotatorError):
    """Masks are drawn on the 1-fps frames only."""

    code = "not_a_keyframe"


class CaptionInvalid(AnnotatorError):
    """The caption cannot be handed in: its grammar, or it grounds nothing."""

    code = "caption_invalid"
    status = 409


class MasksIncomplete(AnnotatorError):
    """Some cells are neither drawn nor declared absent; `open` lists them."""

    code = "masks_incomplete"
    status = 409


class NothingToPropagate(AnnotatorError):
    """No track has a keyframe yet."""

    code = "nothing_to_propagate"
    status = 409


class BundleMissing(AnnotatorError):
    """A stored bundle is gone or damaged; propagate the clip again."""

    code = "bundle_missing"
    status = 500
