"""Making and revoking tokens, changing one's password, keeping a person's keys, closing an account."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime

from axes.models import AccessAttempt
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from annotator.accounts import oidc_actions, queries, second_factor
from annotator.accounts.account_log import note
from annotator.accounts.keymap import Keymap, check_keymap
from annotator.accounts.models import ApiToken, Scope, Session, User
from annotator.accounts.passwords import PasswordRefused, check_password_rules


@transaction.atomic
def make_token(
    actor: User, *, label: str, scopes: Collection[str] = (Scope.READ,), expires: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is never shown again."""
    secret = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=actor, label=label, secret_sha256=digest_of(secret), scopes=sorted(set(scopes)), expires_at=expires
    )
    note(actor, "token_made", token=token.pk, scopes=token.scopes)
    return token, secret


def digest_of(secret: str) -> str:
    """What is kept of a secret: it is random and long, so a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def revoke_token(actor: User, *, token_id: int) -> None:
    """End one of the actor's own tokens.

    Raises:
        Http404: There is no such token of theirs.
    """
    deleted, _ = queries.tokens_of(actor).filter(pk=token_id).delete()
    if not deleted:
        raise Http404
    note(actor, "token_revoked", token=token_id)


@transaction.atomic
def change_password(actor: User, *, current: str, new: str) -> User:
    """Choose another password; every session of the person ends by it, and the view opens this one anew.

    Raises:
        PasswordRefused: The present one is wrong, or the new one breaks a rule.
    """
    person = queries.lock_person(actor)
    if not person.check_password(current):
        raise PasswordRefused("Your present password is another one.", reasons=[], current=True)
    check_password_rules(new, person)
    person.set_password(new)
    person.save(update_fields=["password"])
    Session.objects.filter(person=person).delete()
    note(person, "password_changed")
    return person


def close_account(person: User, *, former: str) -> None:
    """Take out of a person's row who they were, and everything by which they could come in again.

    Args:
        former: What they were, for the name under their work: `Former annotator 17`.
    """
    AccessAttempt.objects.filter(username=person.username).delete()
    second_factor.forget(person)
    oidc_actions.unlink(person)
    queries.tokens_of(person).delete()
    Session.objects.filter(person=person).delete()
    person.username, person.email, person.keymap = f"closed-{person.pk}", "", {}
    person.first_name, person.last_name = "Former", f"{former} {person.pk}"
    person.last_login, person.closed_at, person.is_active = None, timezone.now(), False
    person.set_unusable_password()
    person.save()


@transaction.atomic
def save_keymap(actor: User, *, bindings: object) -> Keymap:
    """Keep the actor's own keys, whole.

    Raises:
        KeymapInvalid: The bindings are no keymap; names the fault.
    """
    keymap = check_keymap(bindings)
    User.objects.filter(pk=actor.pk).update(keymap=keymap)
    return keymap
