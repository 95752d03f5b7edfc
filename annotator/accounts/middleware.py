"""Notes for each request from where it comes, and its id; authentication by token says so more exactly later."""

import re
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from annotator.events.whence import arrived

Answer = Callable[[HttpRequest], HttpResponseBase]
NUMBER = "X-Request-Id"
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")


def note_whence(answer: Answer) -> Answer:
    """The middleware. An address is kept only where the operator asked for it: the log is never cut.

    A request that comes with an id, from a proxy or a program, keeps it; the answer brings it back.
    """

    def noted(request: HttpRequest) -> HttpResponseBase:
        address = request.META.get("REMOTE_ADDR") or None if settings.LOG_ADDRESSES else None
        given = request.headers.get(NUMBER, "")
        number = given if GIVEN.fullmatch(given) else uuid4().hex
        with arrived("page", address, number):
            answered = answer(request)
        answered[NUMBER] = number
        return answered

    return noted
