"""Making and revoking tokens, and keeping a person's keys."""

import hashlib
import secrets

from django.db import transaction
from django.http import Http404

from annotator.accounts import queries
from annotator.accounts.keymap import Keymap, check_keymap
from annotator.accounts.models import ApiToken, User


@transaction.atomic
def make_token(actor: User, *, label: str) -> tuple[ApiToken, str]:
    """A new token and its secret, which is never shown again."""
    secret = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(user=actor, label=label, secret_sha256=hashlib.sha256(secret.encode()).hexdigest())
    return token, secret


@transaction.atomic
def revoke_token(actor: User, *, token_id: int) -> None:
    """End one of the actor's own tokens.

    Raises:
        Http404: There is no such token of theirs.
    """
    deleted, _ = queries.tokens_of(actor).filter(pk=token_id).delete()
    if not deleted:
        raise Http404


@transaction.atomic
def save_keymap(actor: User, *, bindings: object) -> Keymap:
    """Keep the actor's own keys, whole.

    Raises:
        KeymapInvalid: The bindings are no keymap; names the fault.
    """
    keymap = check_keymap(bindings)
    User.objects.filter(pk=actor.pk).update(keymap=keymap)
    return keymap
