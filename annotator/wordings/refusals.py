"""Why a wording is refused."""

from annotator.errors import AnnotatorError


class LanguageOff(AnnotatorError):
    """The operator named no language endpoint, so that prompts can be written by rule and nothing else."""

    code = "language_off"
    status = 409


class NothingToWord(AnnotatorError):
    """None of the clips has an approved caption that still lacks what was asked for."""

    code = "nothing_to_word"
    status = 409


class SpendingCap(AnnotatorError):
    """The next question could cost more than may be spent; what was written is kept."""

    code = "spending_cap"
    status = 409


class RunRefused(AnnotatorError):
    """A run is not where this step starts: it has ended, or does not wait."""

    code = "wording_run_refused"
    status = 409


class WordingDecided(AnnotatorError):
    """Somebody decided this draft first; `current` says what."""

    code = "wording_decided"
    status = 409


class WordingOutdated(AnnotatorError):
    """The clip's caption says something else by now, or is not approved any more: the draft is of the past."""

    code = "wording_outdated"
    status = 409


class WordingRefused(AnnotatorError):
    """A text that cannot be accepted: it breaks a rule of the release."""

    code = "wording_refused"
