"""Slowing down whoever asks for far more than a person or a program of ours does: a script gone wild, or an attacker.

People are counted by who they are, so that a laboratory behind one address is many; whoever has not shown yet that they
are somebody is counted by address, before anything is asked of the database. Each web process counts for itself and in
memory: it costs a microsecond, and several processes together let through as many times more. Passwords and codes have
their own, stricter count (`throttles`), which all processes share.
"""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]
MOST_KNOWN = 20_000  # of those who came longest ago, nothing is remembered
COUNTED = ("/api/", "/media/")


class Buckets:
    """Who may ask how much: each has a bucket of a minute's requests, which fills again as time passes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, who: str, *, a_minute: float) -> float:
        """Take one request out of somebody's bucket.

        Args:
            a_minute: How many fit in; 0: as many as they like.

        Returns:
            Seconds until there is one in it again; 0 if there was one.
        """
        if not a_minute:
            return 0
        now = self._clock()
        with self._lock:
            left, at = self._left.pop(who, (a_minute, now))
            left = min(a_minute, left + (now - at) * a_minute / 60)
            self._left[who] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > MOST_KNOWN:
                self._left.popitem(last=False)
        return 0 if left >= 1 else (1 - left) * 60 / a_minute


class Known:
    """Whose credentials were good a while ago; only hashes of them are kept."""

    def __init__(self) -> None:
        self._whose: OrderedDict[bytes, str] = OrderedDict()
        self._lock = threading.Lock()

    def whose(self, credential: bytes) -> str | None:
        """Who showed this credential, if they are remembered."""
        with self._lock:
            return self._whose.get(credential)

    def remember(self, credential: bytes, person: str) -> None:
        """It was good, and this person's."""
        with self._lock:
            self._whose[credential] = person
            if len(self._whose) > MOST_KNOWN:
                self._whose.popitem(last=False)


people, strangers, known = Buckets(), Buckets(), Known()  # of this process


def slowed(answer: Answer) -> Answer:
    """The middleware: 429 with Retry-After for who asks too much, before the database hears of it."""

    def braked(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(COUNTED):
            return answer(request)
        credential = credential_of(request)
        person = known.whose(credential) if credential else None
        if person:
            wait = people.wait(person, a_minute=settings.REQUESTS_PER_PERSON)
        else:
            wait = strangers.wait(str(request.META.get("REMOTE_ADDR")), a_minute=settings.REQUESTS_PER_STRANGER)
        if wait:
            return too_many(math.ceil(wait))
        answered = answer(request)
        if credential and person is None and (whose := getattr(request, "user", None)) and whose.is_authenticated:
            known.remember(credential, str(whose.pk))
        return answered

    return braked


def credential_of(request: HttpRequest) -> bytes | None:
    """A hash of what a request shows to say who it is; it may be nobody's."""
    shown = request.headers.get("Authorization") or request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return hashlib.sha256(shown.encode()).digest() if shown else None


def too_many(seconds: int) -> HttpResponseBase:
    """The refusal, in the API's shape."""
    text = f"These are too many requests; wait {seconds} s. What you did here is kept and sent then."
    body = {"error": {"code": "throttled", "text": text, "fields": {"seconds": seconds}}}
    return JsonResponse(body, status=429, headers={"Retry-After": str(seconds)})
