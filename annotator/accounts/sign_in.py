"""Who somebody says they are, proved by a password and, where they turned one on, a second factor.

Wrong passwords and wrong codes are counted together in rows, for each account and address; too many lock the pair out.
"""

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from annotator.accounts import second_factor
from annotator.accounts.models import User
from annotator.errors import AnnotatorError

PASSWORDS = "django.contrib.auth.backends.ModelBackend"


class SignInLocked(AnnotatorError):
    """Too many wrong passwords or codes for this account from this address."""

    code = "sign_in_locked"
    status = 429


class CodeNeeded(AnnotatorError):
    """The password is right and the account has a second factor: its code is missing or wrong (`wrong`)."""

    code = "code_needed"
    status = 401


def who_is_it(request: HttpRequest, *, username: str, password: str, code: str) -> User | None:
    """The person whose name and password these are; None when they do not belong together.

    Raises:
        SignInLocked: Too many tries; not even the right password is looked at for a while.
        CodeNeeded: A code is missing or wrong.
    """
    person = authenticate(request, username=username, password=password)
    if person is None:
        refuse_locked(request)
        return None
    if second_factor.is_on(person):
        if not code:
            raise CodeNeeded("Type the code that your app shows, or one of your recovery codes.", wrong=False)
        if not second_factor.accepts(person, code):
            user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)
            refuse_locked(request)
            raise CodeNeeded("This code is wrong or was used; wait for the next one.", wrong=True)
    return person


def refuse_locked(request: HttpRequest) -> None:
    """Say so when the count is full.

    Raises:
        SignInLocked: It is.
    """
    if getattr(request, "axes_locked_out", False):
        raise SignInLocked("Too many wrong tries for this account from here; wait 15 minutes, or ask the lead.")
