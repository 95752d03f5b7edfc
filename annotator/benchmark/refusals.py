"""Why predictions do not come onto the board, or a number does not stand beside them."""

from annotator.errors import AnnotatorError


class PredictionsRefused(AnnotatorError):
    """Predictions cannot be taken as asked; the text says why."""

    code = "predictions_refused"
    status = 409


class TrainedOnIt(AnnotatorError):
    """A checkpoint is not scored on videos that it learned from; `videos` are the first of them, `total` how many."""

    code = "trained_on_it"
    status = 409


class NotScored(AnnotatorError):
    """Two sets that are not scored on one split of one release, or one that is not scored yet."""

    code = "not_scored"
    status = 409


class ReportRefused(AnnotatorError):
    """A report of caption accuracy that is none of these predictions'."""

    code = "report_refused"


class SyntheticJudge(AnnotatorError):
    """A stand-in answered in the judge's place: what comes of it is no result and goes onto no board."""

    code = "synthetic_judge"
    status = 409


class StudyNotPossible(AnnotatorError):
    """A study cannot be dealt out as asked; the text says why."""

    code = "study_not_possible"
    status = 409


class StudyNotOpen(AnnotatorError):
    """A study is closed: its ratings stand."""

    code = "study_not_open"
    status = 409


class StudyNotClosed(AnnotatorError):
    """Ratings may still come, so that nothing is held against them yet."""

    code = "study_not_closed"
    status = 409


class ScoringFailed(AnnotatorError):
    """Every attempt to score ended in an accident of ours."""

    code = "scoring_failed"
    status = 500
