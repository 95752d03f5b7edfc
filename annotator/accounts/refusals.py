"""Why nobody comes in through the organisation."""

from typing import Literal

from annotator.errors import AnnotatorError

Reason = Literal["cancelled", "failed", "unverified", "unknown", "closed", "locked", "taken"]


class OidcRefused(AnnotatorError):
    """Signing in through the organisation ended; the page is told the reason alone, the log what was wrong.

    cancelled: the person did not consent. failed: the provider does not answer, or its answer cannot be trusted.
    unverified: it has verified no e-mail. unknown: not exactly one account here has that e-mail. closed: that account
    is. locked: as for a password. taken: one of the two accounts is linked with another one.
    """

    code = "oidc_refused"
    status = 403

    def __init__(self, reason: Reason, text: str) -> None:
        super().__init__(text, reason=reason)
