"""What stops a build, and what stops only one clip of it."""

from annotator.errors import AnnotatorError


class BuildFailed(AnnotatorError):
    """A release could not be written; the text says what of it."""

    code = "build_failed"
    status = 500


class ClipDamaged(AnnotatorError):
    """What was frozen of one clip is missing, damaged or unfit; the text is that fact, without the clip's name."""

    code = "clip_damaged"
    status = 500


class ClipsDamaged(BuildFailed):
    """Clips of a release are damaged, and all others are written: restore them, or decide to go without them."""

    code = "clips_damaged"
    status = 409


class BuildRefused(AnnotatorError):
    """A build cannot be begun, stopped or resumed as the release stands, or not without as many clips as asked."""

    code = "build_refused"
    status = 409
