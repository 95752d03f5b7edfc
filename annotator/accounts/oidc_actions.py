"""Which account here is whose at the organisation. Nobody gets an account by signing in there.

Of a link, only the provider and its number for the person are kept, in allauth's table.
"""

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from annotator.accounts.account_log import note
from annotator.accounts.models import User
from annotator.accounts.queries import lock_person
from annotator.accounts.refusals import OidcRefused


@transaction.atomic
def person_of(*, issuer: str, subject: str, email: str) -> User:
    """The account of who comes through the organisation; by their e-mail at the first time, linked from then on.

    Args:
        email: One that the provider has verified; else empty.

    Raises:
        OidcRefused: unverified, unknown, closed, taken.
    """
    known = SocialAccount.objects.select_related("user").filter(provider=issuer, uid=subject).first()
    if known is None:
        return link(person_with(email), issuer=issuer, subject=subject)
    person: User = known.user
    if not person.is_active:
        raise OidcRefused("closed", f"Account {person.pk} is not active.")
    return person


def person_with(email: str) -> User:
    """The one account with an e-mail.

    Raises:
        OidcRefused: unverified, unknown.
    """
    if not email:
        raise OidcRefused("unverified", "The provider has verified no e-mail of this person.")
    found = list(User.objects.filter(email__iexact=email, is_active=True)[:2])
    if len(found) != 1:
        raise OidcRefused("unknown", f"{'Several accounts have' if found else 'No account has'} this e-mail.")
    return found[0]


@transaction.atomic
def link(actor: User, *, issuer: str, subject: str) -> User:
    """Let the actor come in through the organisation from now on.

    Raises:
        OidcRefused: taken: the other account is linked with somebody here, or the actor with another one there.
    """
    person = lock_person(actor)
    mine = SocialAccount.objects.filter(user=person, provider=issuer).first()
    if mine is not None and mine.uid != subject:
        raise OidcRefused("taken", f"Account {person.pk} is linked with another one there.")
    if mine is None:
        try:
            with transaction.atomic():
                SocialAccount.objects.create(user=person, provider=issuer, uid=subject)
        except IntegrityError as error:
            raise OidcRefused("taken", "The account there is linked with another one here.") from error
        note(person, "organisation_linked")
    return person


@transaction.atomic
def unlink(actor: User) -> None:
    """Let the actor come in by their password alone from now on; their sessions go on."""
    count, _ = SocialAccount.objects.filter(user=lock_person(actor)).delete()
    if count:
        note(actor, "organisation_unlinked")


def is_linked(person: User, issuer: str) -> bool:
    """Whether somebody comes in through the organisation."""
    return bool(SocialAccount.objects.filter(user=person, provider=issuer).exists())
