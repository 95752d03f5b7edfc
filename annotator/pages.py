"""The front door: the application's one HTML page, signing in and out, and whether the service is well."""

import shutil
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts import sessions, sign_in
from annotator.accounts.authentication import PERSON, HasScope
from annotator.accounts.serializers import CodeBody, SignIn
from annotator.accounts.throttles import LoginThrottle
from annotator.operations.database_copy import is_migrated
from annotator.rest import ErrorBody
from annotator.storage.refusals import StorageAway
from annotator.storage.store import store
from annotator.videos.serializers import Session, describe_session

log = structlog.get_logger()


class SessionView(APIView):
    """GET answers everybody; POST signs in; DELETE signs out."""

    permission_classes = [HasScope]
    scope = PERSON

    def get_throttles(self) -> list[Any]:
        return [LoginThrottle()] if self.request.method == "POST" else []

    @extend_schema(operation_id="get_session", responses=Session)
    def get(self, request: Request) -> Response:
        return Response(describe_session(request.user))

    @extend_schema(operation_id="sign_in", request=SignIn, responses={200: Session, 401: ErrorBody, 429: ErrorBody})
    def post(self, request: Request) -> Response:
        body = SignIn(data=request.data)
        body.is_valid(raise_exception=True)
        person = sign_in.who_is_it(request._request, **body.validated_data)
        if person is None:
            raise AuthenticationFailed(
                "This user name and password do not belong together. Check both, or ask the lead."
            )
        sessions.sign_in(request._request, person, way="password")
        return Response(describe_session(person))

    @extend_schema(operation_id="sign_out", request=None, responses={200: Session})
    def delete(self, request: Request) -> Response:
        sessions.sign_out(request._request, request.user)
        return Response(describe_session(AnonymousUser()))


class SessionCodeView(APIView):
    """The second factor of who came through the organisation."""

    permission_classes = [HasScope]
    scope = PERSON

    def get_throttles(self) -> list[Any]:
        return [LoginThrottle()]

    @extend_schema(
        operation_id="finish_sign_in",
        request=CodeBody,
        responses={200: Session, 400: ErrorBody, 401: ErrorBody, 429: ErrorBody},
    )
    def post(self, request: Request) -> Response:
        body = CodeBody(data=request.data)
        body.is_valid(raise_exception=True)
        person = sign_in.who_waits(request._request, **body.validated_data)
        sessions.sign_in(request._request, person, way="organisation")
        return Response(describe_session(person))


@require_safe
@ensure_csrf_cookie
def app_page(request: HttpRequest, path: str = "") -> HttpResponse:
    """The one page of the application; its script finds the screen by the address."""
    page = render(request, "app.html")
    page["Cache-Control"] = "no-store"
    return page


def healthz(request: HttpRequest) -> JsonResponse:
    """The process is up; nothing else is asked."""
    return JsonResponse({"ok": True})


def readyz(request: HttpRequest) -> JsonResponse:
    """The process can serve: the database answers and is migrated, files are within reach, and there is room."""
    checks: dict[str, bool] = {}
    try:
        migrated = is_migrated()
        checks["database"], checks["migrations"] = True, migrated
    except Exception:
        checks["database"] = checks["migrations"] = False
    checks["free_space"] = shutil.disk_usage(settings.MEDIA_ROOT).free >= settings.FREE_SPACE_BYTES
    try:
        store().probe()
        checks["storage"] = True
    except StorageAway as error:
        log.warning("storage.away", error=str(error))
        checks["storage"] = False
    ready = all(checks.values())
    return JsonResponse({"ok": ready, "checks": checks}, status=200 if ready else 503)
