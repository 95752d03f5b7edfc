"""Why a file, a range of one, or a name is refused before anybody looks at a picture."""

from annotator.errors import AnnotatorError


class DuplicateVideo(AnnotatorError):
    """The project holds this very file already."""

    code = "duplicate"
    status = 409


class UploadTooLarge(AnnotatorError):
    """More bytes than the project takes."""

    code = "file_too_large"
    status = 413


class NotPredictions(AnnotatorError):
    """By its name or size alone this is no file of predictions."""

    code = "not_predictions"
    status = 422


class LengthMissing(AnnotatorError):
    """An upload has to say its length before its first byte, so that it can be refused in time."""

    code = "length_required"


class TusUnsupported(AnnotatorError):
    """The request speaks no version of the upload protocol that we do."""

    code = "tus_unsupported"
    status = 412


class HeaderRefused(AnnotatorError):
    """A header of the upload protocol is missing or cannot be read; `header` names it."""

    code = "header_refused"


class OffsetConflict(AnnotatorError):
    """These bytes do not follow on those that are here; `offset` is where to go on."""

    code = "offset_conflict"
    status = 409


class ChecksumMismatch(AnnotatorError):
    """What arrived is not what was sent; nothing of it was kept."""

    code = "checksum_mismatch"
    status = 460


class UploadComplete(AnnotatorError):
    """All of the file has arrived; it can neither grow nor be taken back."""

    code = "upload_complete"
    status = 409


class UploadExpired(AnnotatorError):
    """Nothing came for so long that what was here is given up."""

    code = "upload_expired"
    status = 410


class DiskFull(AnnotatorError):
    """Too little free space to take more; what exists is safe."""

    code = "disk_full"
    status = 507


class QuotaExceeded(AnnotatorError):
    """A project keeps as much as it may; `used`, `allowed` and `wanted` are bytes."""

    code = "quota_exceeded"
    status = 507


class RangeUnusable(AnnotatorError):
    """The requested bytes are not in the file."""

    code = "range_unusable"
    status = 416


class UnknownProject(AnnotatorError):
    """No project has this slug."""

    code = "unknown_project"
    status = 404


class InvalidAccount(AnnotatorError):
    """A project or an account cannot have such a name."""

    code = "invalid_account"
