"""A password that somebody chooses is held against the rules of the settings, wherever it is chosen."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from annotator.accounts.models import User
from annotator.errors import AnnotatorError

MOST_CHARACTERS = 200  # hashing is slow on purpose: nobody makes the server hash a book


class PasswordRefused(AnnotatorError):
    """The new password breaks a rule (`reasons` are sentences), or the present one is wrong (`current`)."""

    code = "password_refused"


def check_password_rules(password: str, person: User) -> None:
    """Let a good password pass.

    Args:
        person: Whose it will be; it must not be like their names.

    Raises:
        PasswordRefused: Names every rule that it breaks.
    """
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise PasswordRefused(" ".join(error.messages), reasons=error.messages, current=False) from None
