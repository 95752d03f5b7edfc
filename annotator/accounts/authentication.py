"""Who is asking: a session with CSRF for the page, a token for programs, and the type that views use for it."""

import hashlib
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions, permissions
from rest_framework.request import Request

from annotator.accounts.models import ApiToken, Scope, User
from annotator.errors import AnnotatorError
from annotator.events.whence import come_from

PERSON = "person"  # in place of a scope: only for somebody at the page, whatever a token's scopes are


class SignedInRequest(Request):
    """A request that passed authentication: its user is a person."""

    user: User


class ScopeMissing(AnnotatorError):
    """The token was not made for this."""

    code = "scope_missing"
    status = 403


class SessionAuthentication(authentication.SessionAuthentication):
    """The session cookie, with CSRF checked on every write; anonymous requests answer 401 rather than 403."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Token KEY`."""

    def authenticate(self, request: Request) -> tuple[User, Any] | None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "token":
            return None
        digest = hashlib.sha256(key.strip().encode()).hexdigest()
        good = Q(expires_at__isnull=True) | Q(expires_at__gt=Now())
        token = ApiToken.objects.select_related("user").filter(good, secret_sha256=digest, user__is_active=True).first()
        if token is None:
            raise exceptions.AuthenticationFailed(
                "This token is unknown, has expired or was revoked; make a new one on your page."
            )
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=Now())
        come_from(f"token:{token.pk}")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Token"


class HasScope(permissions.BasePermission):
    """Lets a token read with `read`, and write where it has the view's own `scope`; a view without one takes none."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, ApiToken):
            return True
        needed = Scope.READ if request.method in permissions.SAFE_METHODS else getattr(view, "scope", PERSON)
        if needed in request.auth.scopes:
            return True
        if needed == PERSON:
            raise ScopeMissing("No token may do this; sign in to the page.", scope=None)
        raise ScopeMissing(f"This token lacks the scope {str(needed)!r}; make one that has it.", scope=str(needed))


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself by being defined
    """How the OpenAPI document names tokens."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token KEY"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself by being defined
    """How the OpenAPI document names the page's session."""

    target_class = SessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
