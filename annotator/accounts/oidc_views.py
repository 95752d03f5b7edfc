"""To the organisation's page and back from it, over HTTP; linking and unlinking one's account."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from drf_spectacular.utils import extend_schema
from requests import RequestException
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts import oidc_actions, serializers
from annotator.accounts.authentication import PERSON, HasScope, SignedInRequest
from annotator.accounts.oidc import PROVIDER, Door, Way, refused
from annotator.accounts.refusals import OidcRefused
from annotator.accounts.throttles import LoginThrottle
from annotator.rest import ErrorBody

# What a provider that is away or answers nonsense makes of allauth.
BROKEN = (RequestException, OAuth2Error, KeyError, TypeError, ValueError, ImproperlyConfigured)


class OidcView(APIView):
    """Where the organisation asks who somebody is. The page goes there by itself: a form could not leave this site."""

    permission_classes = [HasScope]
    scope = PERSON

    def get_throttles(self) -> list[Any]:
        return [LoginThrottle()]

    @extend_schema(
        operation_id="begin_oidc",
        request=serializers.OidcBody,
        responses={200: serializers.OidcAddress, 401: ErrorBody, 404: ErrorBody, 429: ErrorBody},
    )
    def post(self, request: Request) -> Response:
        body = serializers.OidcBody(data=request.data)
        body.is_valid(raise_exception=True)
        if not settings.OIDC:
            raise Http404
        if body.validated_data["link"] and not request.user.is_authenticated:
            raise NotAuthenticated
        way = Way(linking=body.validated_data["link"], to=body.validated_data["next"])
        return Response({"address": begin(request._request, way)["Location"]})


def begin(request: HttpRequest, way: Way) -> HttpResponse:
    """The way to the provider; or back to where one came from, if it is not to be had."""
    nonce = get_random_string(32)
    try:
        provider = get_adapter(request).get_provider(request, PROVIDER)
        process = AuthProcess.CONNECT if way.linking else AuthProcess.LOGIN
        answer: HttpResponse = provider.redirect(request, process, way.to, auth_params={"nonce": nonce}, nonce=nonce)
    except BROKEN as error:
        return refused(OidcRefused("failed", repr(error)), way)
    return answer


@require_GET
@never_cache
def callback(request: HttpRequest) -> HttpResponse:
    """Where the provider sends people back to."""
    if not settings.OIDC:
        raise Http404
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(Door(request, PROVIDER))(request)
    except BROKEN as error:
        return refused(OidcRefused("failed", repr(error)), Way(linking=False, to="/"))
    return answer


class OidcLinkView(APIView):
    scope = PERSON

    @extend_schema(operation_id="get_oidc_link", responses=serializers.OidcLink)
    def get(self, request: SignedInRequest) -> Response:
        name, issuer = settings.OIDC.get("name"), settings.OIDC.get("issuer", "")
        return Response({"name": name, "linked": oidc_actions.is_linked(request.user, issuer)})

    @extend_schema(operation_id="remove_oidc_link", responses={204: None})
    def delete(self, request: SignedInRequest) -> Response:
        oidc_actions.unlink(request.user)
        return Response(status=204)
