"""What happened to accounts, in the log: who signed in or was refused, new passwords, tokens, second factors, sessions.

An account belongs to no project, so these events carry project 0: no socket, notice or webhook hears of them. The log
of a project shows those of its members to who reads it. A name that nobody has leaves no row: people type passwords
there.
"""

from __future__ import annotations

from typing import Literal

from annotator.accounts.models import User
from annotator.events.actions import announce

OF_NO_PROJECT = 0
Change = Literal[
    "signed_in", "sign_in_failed", "sign_in_locked", "signed_out", "password_changed", "sessions_ended", "token_made",
    "token_revoked", "second_factor_on", "second_factor_off", "organisation_linked", "organisation_unlinked",
]  # fmt: skip


def note(person: User, change: Change, **states: object) -> None:
    """Write down what happened to somebody's account, in the running transaction.

    Args:
        person: Whose account it is; of a refused sign-in, whose name was given.
        states: Row numbers and states that say more.
    """
    payload = {"person": person.pk, "change": change, **states}
    announce(OF_NO_PROJECT, "account", "changed", payload, actor=person.pk)


def note_refused(username: str, change: Change) -> None:
    """Write down that a sign-in was refused, if there is an account of that name."""
    person = User.objects.filter(username=username).first()
    if person is not None:
        note(person, change)
