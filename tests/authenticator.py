"""The app on a person's telephone: what it shows for a secret."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value


def code_of(secret: str) -> str:
    """The six digits of this half-minute."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
