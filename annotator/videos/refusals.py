"""Why an upload is refused before anybody looks at its pictures."""

from annotator.errors import AnnotatorError


class DuplicateVideo(AnnotatorError):
    """The project holds this very file already."""

    code = "duplicate"
    status = 409


class UploadTooLarge(AnnotatorError):
    """More bytes than the project takes."""

    code = "file_too_large"
    status = 413


class LengthMissing(AnnotatorError):
    """An upload has to say its length, so that it can be refused before it is read."""

    code = "length_required"
    status = 411


class DiskFull(AnnotatorError):
    """Too little free space to take more; what exists is safe."""

    code = "disk_full"
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
