"""Notes for each request from where it comes; authentication by token says so more exactly later."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from annotator.events.whence import arrived

Answer = Callable[[HttpRequest], HttpResponseBase]


def note_whence(answer: Answer) -> Answer:
    """The middleware. An address is kept only where the operator asked for it: the log is never cut."""

    def noted(request: HttpRequest) -> HttpResponseBase:
        address = request.META.get("REMOTE_ADDR") or None if settings.LOG_ADDRESSES else None
        with arrived("page", address):
            return answer(request)

    return noted
