"""Signing in through an organisation (OpenID Connect): the protocol is allauth's; whom it lets in is decided here.

allauth finds no account, makes none and signs nobody in: it brings an answer to `Doorkeeper`, who ends its part.
What it leaves open is checked here: that the provider is the one that was configured, that the token answers this very
request (nonce), and that both of its answers are about one person.

Source: OpenID Connect Core 1.0, 3.1.3.7 and 5.3.2; Discovery 1.0, 4.3. allauth checks audience, issuer, time and state.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from annotator.accounts import oidc_actions, second_factor, sessions, sign_in
from annotator.accounts.models import User
from annotator.accounts.refusals import OidcRefused

log = structlog.get_logger()
PROVIDER = "oidc"
CALLBACK = "/oidc/callback"
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


@dataclass(frozen=True)
class Way:
    """Why somebody went to the provider: to sign in, or to link their account; and our page that they go on to."""

    linking: bool
    to: str


@dataclass(frozen=True)
class Identity:
    """Who somebody is at a provider. `email` is empty unless the provider says that it has verified it."""

    issuer: str
    subject: str
    email: str


class Door(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # published without types
    """The provider as its own description says, and our address to come back to."""

    @property
    def openid_config(self) -> dict[str, Any]:
        told: dict[str, Any] = super().openid_config
        if not isinstance(told, dict) or any(not isinstance(told.get(name), str) for name in NEEDED):
            raise OAuth2Error(f"The provider's description lacks one of {', '.join(NEEDED)}.")
        if told["issuer"].rstrip("/") != settings.OIDC["issuer"]:
            raise OAuth2Error(f"The provider calls itself {told['issuer']!r}, not {settings.OIDC['issuer']!r}.")
        return told

    def get_callback_url(self, request: HttpRequest, app: object) -> str:
        address = request.build_absolute_uri(CALLBACK)
        return address.replace("http://", "https://", 1) if settings.HTTPS else address


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    oauth2_adapter_class = Door


def configured() -> SocialApp:
    """The one provider, as the settings say."""
    to = {"server_url": settings.OIDC["issuer"], "oauth_pkce_enabled": True}
    names = {"provider": OpenIDConnectProvider.id, "provider_id": PROVIDER, "name": settings.OIDC["name"]}
    return SocialApp(**names, client_id=settings.OIDC["client_id"], secret=settings.OIDC["secret"], settings=to)


class Doorkeeper(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Takes over from allauth once it knows who came, or why nobody did."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Provider:
        return Provider(request, app=configured())

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        way = way_of(sociallogin.state)
        try:
            answer = let_in(request, identity_of(sociallogin), way)
        except OidcRefused as refusal:
            answer = refused(refusal, way)
        raise ImmediateHttpResponse(answer)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        state = (extra_context or {}).get("state")
        cancelled = error == AuthError.CANCELLED or request.GET.get("error") == Door.login_cancelled_error
        if cancelled and not state:  # which some providers leave out here; it only says where to tell the person
            state = statekit.unstash_last_state(request, provider_id=PROVIDER)
        refusal = OidcRefused("cancelled" if cancelled else "failed", str(exception or error))
        raise ImmediateHttpResponse(refused(refusal, way_of(state or {})))


def identity_of(sociallogin: Any) -> Identity:
    """Who came, out of the provider's answers.

    Raises:
        OidcRefused: They do not belong together, or not to this request.
    """
    told = sociallogin.account.extra_data
    token, person = told.get("id_token") or {}, told.get("userinfo") or {}
    if not token.get("nonce") or token["nonce"] != sociallogin.state.get("nonce"):
        raise OidcRefused("failed", "The token does not answer this request.")
    if not token.get("sub") or token["sub"] != person.get("sub"):
        raise OidcRefused("failed", "The provider's two answers are about different people.")
    verified = person.get("email_verified") in (True, "true")
    return Identity(settings.OIDC["issuer"], str(token["sub"]), str(person.get("email") or "") if verified else "")


def way_of(state: dict[str, Any]) -> Way:
    """Why somebody went to the provider, as it was noted then; where that is lost, to sign in."""
    return Way(linking=state.get("process") == AuthProcess.CONNECT, to=state.get("next") or "/")


def let_in(request: HttpRequest, identity: Identity, way: Way) -> HttpResponse:
    """Sign somebody in, or link their account; the answer leads on.

    Raises:
        OidcRefused: Why not.
    """
    if way.linking:
        if not isinstance(request.user, User):
            raise OidcRefused("failed", "Nobody is signed in to link.")
        oidc_actions.link(request.user, issuer=identity.issuer, subject=identity.subject)
        return HttpResponseRedirect(way.to)
    person = oidc_actions.person_of(issuer=identity.issuer, subject=identity.subject, email=identity.email)
    if sign_in.is_locked(request, person):
        raise OidcRefused("locked", f"Account {person.pk} is locked for this address.")
    if second_factor.is_on(person):
        sign_in.await_code(request, person)
        return HttpResponseRedirect("/login?" + urlencode({"ask": "code", "next": way.to}))
    sessions.sign_in(request, person, way="organisation")
    return HttpResponseRedirect(way.to)


def refused(refusal: OidcRefused, way: Way) -> HttpResponse:
    """The page that says why: the one that somebody came from."""
    log.warning("oidc.refused", reason=refusal.fields["reason"], text=str(refusal))
    told = {"refused": refusal.fields["reason"]}
    if way.linking:
        return HttpResponseRedirect(f"{way.to.partition('?')[0]}?{urlencode(told)}")
    return HttpResponseRedirect(f"/login?{urlencode(told | ({} if way.to == '/' else {'next': way.to}))}")
