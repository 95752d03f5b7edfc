"""What machines that watch over this one may read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from annotator.operations.metrics import exposed, is_open_to


def metrics(request: HttpRequest) -> HttpResponse:
    """The figures as Prometheus reads them; to everybody else, and where they are off, there is nothing here."""
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded"))
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token if kind == "Bearer" else ""
    if not is_open_to(request.META.get("REMOTE_ADDR", ""), forwarded=forwarded, token=token):
        told = {"code": "not_found", "text": "There is nothing here that you may see.", "fields": {}}
        return JsonResponse({"error": told}, status=404)
    return HttpResponse(exposed(), content_type=CONTENT_TYPE_LATEST)
