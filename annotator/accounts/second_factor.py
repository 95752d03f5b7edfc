"""A second factor for those who want one: six digits that an app shows (TOTP), and codes for when it is lost.

The arithmetic and the rows are allauth's; its secrets are kept encrypted under the server's secret key.
"""

import base64
import hashlib
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from annotator.accounts.account_log import note
from annotator.accounts.models import User
from annotator.accounts.queries import lock_person
from annotator.errors import AnnotatorError

WAITING = "second_factor"


class CodeRefused(AnnotatorError):
    """The code is wrong, was used already, or there is nothing that it could be for."""

    code = "code_refused"


class SecondFactorOn(AnnotatorError):
    """There is a second factor already; it has to be turned off before another is set up."""

    code = "second_factor_on"
    status = 409


class Encrypted(DefaultMFAAdapter):  # type: ignore[misc]  # published without types
    """Keeps what allauth writes unreadable for who has only the database."""

    def encrypt(self, text: str) -> str:
        return locked_box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return locked_box().decrypt(encrypted_text.encode()).decode()


def locked_box() -> Fernet:
    """What encrypts, with a key of its own made from the server's."""
    digest = hashlib.sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def rows_of(person: User, kind: str) -> Any:
    """A person's rows of one kind."""
    return Authenticator.objects.filter(user=person, type=kind)


def is_on(person: User) -> bool:
    """Whether somebody signs in with a code besides their password."""
    return bool(rows_of(person, Authenticator.Type.TOTP).exists())


def describe(person: User) -> dict[str, Any]:
    """Whether it is on, and how many recovery codes are left, in JSON."""
    kept = rows_of(person, Authenticator.Type.RECOVERY_CODES).first()
    left = len(RecoveryCodes(kept).get_unused_codes()) if kept else 0
    return {"on": is_on(person), "codes_left": left}


def begin(actor: User, session: SessionBase) -> dict[str, str]:
    """A new secret for the actor's app; it counts only once a code of it was given back, in the same session.

    Raises:
        SecondFactorOn: There is one already.
    """
    if is_on(actor):
        raise SecondFactorOn("Turn your second factor off before you set up another one.")
    secret = generate_totp_secret()
    session[WAITING] = secret
    address = get_adapter().build_totp_url(actor, secret)
    return {"secret": secret, "address": address, "picture": get_adapter().build_totp_svg(address)}


@transaction.atomic
def turn_on(actor: User, session: SessionBase, *, code: str) -> list[str]:
    """Ask for a code at every sign-in from now on.

    Returns:
        Recovery codes, each good once.

    Raises:
        CodeRefused: It is no code of the secret that waits, or none waits.
        SecondFactorOn: There is one already.
    """
    person = lock_person(actor)
    if is_on(person):
        raise SecondFactorOn("Your second factor is on already.")
    secret = session.get(WAITING)
    if not secret or not validate_totp_code(secret, code):
        raise CodeRefused("This is not the code that your app shows now; check its clock, or begin again.")
    TOTP.activate(person, secret)
    del session[WAITING]
    note(person, "second_factor_on")
    return list(RecoveryCodes.activate(person).generate_codes())


@transaction.atomic
def turn_off(actor: User, *, code: str) -> None:
    """Ask for no code any more.

    Raises:
        CodeRefused: It is no code of the actor's.
    """
    person = lock_person(actor)
    if not accepts(person, code):
        raise CodeRefused("This code is wrong or was used; wait for the next one.")
    forget(person)
    note(person, "second_factor_off")


def forget(person: User) -> None:
    """Leave somebody without a second factor."""
    Authenticator.objects.filter(user=person).delete()


def accepts(person: User, code: str) -> bool:
    """Whether a code is the app's present one or an unused recovery code; either is used up by it."""
    app = rows_of(person, Authenticator.Type.TOTP).first()
    if app is None:
        return False
    if TOTP(app).validate_code(code):
        return True
    kept = rows_of(person, Authenticator.Type.RECOVERY_CODES).first()
    return kept is not None and bool(RecoveryCodes(kept).validate_code(code))
