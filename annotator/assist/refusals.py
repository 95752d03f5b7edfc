"""Why a draft is refused."""

from annotator.errors import AnnotatorError


class NoModel(AnnotatorError):
    """No checkpoint of the project is active, so that nothing can be drafted."""

    code = "no_model"
    status = 409


class WithoutDrafts(AnnotatorError):
    """This work goes without drafts; `why` says which rule has it so: control, held_out, second."""

    code = "without_drafts"
    status = 409


class DraftDecided(AnnotatorError):
    """A draft is decided already, or not ready to be."""

    code = "draft_decided"
    status = 409


class OtherModel(AnnotatorError):
    """What was handed in was drafted by a model that is not the project's active one."""

    code = "other_model"
    status = 409


class DraftRefused(AnnotatorError):
    """What was handed in is no caption, or no masks of this clip's objects."""

    code = "draft_refused"
