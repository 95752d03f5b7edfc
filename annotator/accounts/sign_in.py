"""Who somebody says they are, proved by a password and, where they turned one on, a second factor.

Wrong passwords and wrong codes are counted together in rows, for each account and address; too many lock the pair out.
"""

import time

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from annotator.accounts import second_factor
from annotator.accounts.account_log import note, note_refused
from annotator.accounts.models import User
from annotator.errors import AnnotatorError

WAITING = "waits_for_code"
WAIT_SECONDS = 600
LOCKED = "Too many wrong tries for this account from here; wait 15 minutes, or ask the lead."


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
        refuse_locked(request, username)
        note_refused(username, "sign_in_failed")
        return None
    if second_factor.is_on(person):
        require_code(request, person, code)
    return person


def require_code(request: HttpRequest, person: User, code: str) -> None:
    """Ask for a code of somebody's second factor; a wrong one counts as a wrong password does.

    Raises:
        SignInLocked, CodeNeeded: As `who_is_it`.
    """
    if not code:
        raise CodeNeeded("Type the code that your app shows, or one of your recovery codes.", wrong=False)
    if not second_factor.accepts(person, code):
        user_login_failed.send(sender=__name__, credentials={"username": person.username}, request=request)
        refuse_locked(request, person.username)
        note(person, "sign_in_failed", code=True)
        raise CodeNeeded("This code is wrong or was used; wait for the next one.", wrong=True)


def await_code(request: HttpRequest, person: User) -> None:
    """Remember in the session who proved all but their second factor, for a short while."""
    request.session[WAITING] = {"person": person.pk, "until": time.time() + WAIT_SECONDS}


def who_waits(request: HttpRequest, *, code: str) -> User:
    """The person who came through the organisation and now gives their code.

    Raises:
        CodeRefused: Nobody waits in this session, or they waited too long.
        SignInLocked, CodeNeeded: As `who_is_it`.
    """
    waiting = request.session.get(WAITING) or {"person": 0, "until": 0}
    person = User.objects.filter(pk=waiting["person"], is_active=True).first()
    if person is None or time.time() > waiting["until"]:
        raise second_factor.CodeRefused("It took too long; sign in again.")
    if is_locked(request, person):
        note(person, "sign_in_locked")
        raise SignInLocked(LOCKED)
    require_code(request, person, code)
    del request.session[WAITING]
    return person


def is_locked(request: HttpRequest, person: User) -> bool:
    """Whether too many wrong passwords or codes came for this account from this address."""
    return bool(AxesProxyHandler.is_locked(request, {"username": person.username}))


def refuse_locked(request: HttpRequest, username: str) -> None:
    """Say so when the count is full, and write it down.

    Raises:
        SignInLocked: It is.
    """
    if getattr(request, "axes_locked_out", False):
        note_refused(username, "sign_in_locked")
        raise SignInLocked(LOCKED)
