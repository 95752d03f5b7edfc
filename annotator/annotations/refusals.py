"""Why a change to an annotation is refused."""

from annotator.errors import AnnotatorError


class StaleRevision(AnnotatorError):
    """Somebody saved a newer revision first; `current` carries it, so that the person can choose."""

    code = "stale_revision"
    status = 409


class NotAKeyframe(AnnotatorError):
    """The clip has no such frame."""

    code = "not_a_keyframe"


class CaptionInvalid(AnnotatorError):
    """The caption cannot be handed in: its grammar, or it grounds nothing."""

    code = "caption_invalid"
    status = 409


class CaptionRefused(AnnotatorError):
    """A caption that cannot be kept even as a draft, or not strictly; `error` says what is wrong, `position` where."""

    code = "caption_refused"


class TrackLocked(AnnotatorError):
    """The object's words did not change, so that its masks stay as they are while others are redrawn."""

    code = "track_locked"
    status = 409


class TrackReopened(AnnotatorError):
    """The words of some objects changed and nobody said that the masks fit; `tracks` lists them."""

    code = "track_reopened"
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


class StaleOrder(AnnotatorError):
    """Somebody changed the drawing order first; `current` carries it."""

    code = "stale_order"
    status = 409


class OrderRefused(AnnotatorError):
    """A drawing order that does not name each object of the clip once."""

    code = "order_refused"


class RequestTaken(AnnotatorError):
    """A client-made id that stands for another request already."""

    code = "request_taken"
    status = 409


class NothingToCarry(AnnotatorError):
    """No keyframe of this object near the frame is drawn, so that there is no mask to carry here."""

    code = "nothing_to_carry"
    status = 409


class ClicksRefused(AnnotatorError):
    """Clicks or a box that say nothing of where the object is; `click` names the first bad one."""

    code = "clicks_refused"


class PredictorRefused(AnnotatorError):
    """A run was asked of a predictor that this installation does not offer."""

    code = "predictor_refused"


class RunsFull(AnnotatorError):
    """A clip has as many runs as it may."""

    code = "runs_full"
    status = 409


class RunUnfinished(AnnotatorError):
    """A run that does not cover the clip as it is drawn now cannot become the current one."""

    code = "run_unfinished"
    status = 409


class RunIsCurrent(AnnotatorError):
    """The run that is shown and released cannot be deleted."""

    code = "run_is_current"
    status = 409


class NothingToPreview(AnnotatorError):
    """No keyframe of the object stands where a preview was to begin."""

    code = "nothing_to_preview"
    status = 409
