"""Where browsers stay signed in: rows that know whose they are, so that people see theirs and end them.

A session ends by itself `SESSION_COOKIE_AGE` after its sign-in, and after `SESSION_IDLE_SECONDS` without a request.
It is known to its owner by a number made from its key: the key itself never leaves the server but in the cookie.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as RowStore
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from annotator.accounts.account_log import note
from annotator.accounts.models import Session, User

AGENT = "agent"
SEEN_EVERY = timedelta(minutes=1)  # a row is written no more often than this while somebody works
PASSWORDS = "django.contrib.auth.backends.ModelBackend"


class SessionStore(RowStore):
    """Django's own, in our rows: an old session is not found, and one that is used says so."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row = super().create_model_instance(data)
        row.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]  # Django's own name for it, without a type
        if row is None:
            return None
        now = timezone.now()
        oldest, idlest = bounds(now)
        if row.began_at <= oldest or row.seen_at <= idlest:
            self._session_key = None
            return None
        if now - row.seen_at >= SEEN_EVERY:
            Session.objects.filter(pk=row.pk).update(seen_at=now)
        return row


def bounds(now: datetime) -> tuple[datetime, datetime]:
    """Until when a session that has ended by now began, and was seen."""
    return now - timedelta(seconds=settings.SESSION_COOKIE_AGE), now - timedelta(seconds=settings.SESSION_IDLE_SECONDS)


def alive(rows: QuerySet[Session]) -> QuerySet[Session]:
    """Those that are neither too old nor unused for too long."""
    now = timezone.now()
    oldest, idlest = bounds(now)
    return rows.filter(expire_date__gt=now, began_at__gt=oldest, seen_at__gt=idlest)


def sign_in(request: HttpRequest, person: User, *, way: str) -> None:
    """Open a session for somebody who proved who they are; sessions that are over are forgotten on the way.

    Args:
        way: By what they proved it: `password`, `organisation`, `invitation`.
    """
    with transaction.atomic():
        login(request, person, backend=PASSWORDS)
        request.session[AGENT] = request.headers.get("User-Agent", "")[:200]
        note(person, "signed_in", way=way)
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def sign_out(request: HttpRequest, actor: User | AnonymousUser) -> None:
    """Close the session that asks, if it is somebody's."""
    if isinstance(actor, User):
        note(actor, "signed_out")
    logout(request)


def number_of(key: str) -> str:
    """What a session is called before its owner."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def list_sessions(actor: User, here: SessionBase) -> list[dict[str, Any]]:
    """Where the actor is signed in, in JSON, newest first.

    Args:
        here: The session that asks.
    """
    return [
        {
            "id": number_of(row.pk),
            "began": row.began_at,
            "seen": row.seen_at,
            "agent": row.get_decoded().get(AGENT, ""),
            "here": row.pk == here.session_key,
        }
        for row in alive(Session.objects.filter(person=actor)).order_by("-began_at")
    ]


@transaction.atomic
def end_session(actor: User, *, number: str) -> None:
    """Sign the actor out in one of their browsers.

    Raises:
        Http404: They have no such session.
    """
    ended = [row.pk for row in Session.objects.filter(person=actor) if number_of(row.pk) == number]
    if not ended:
        raise Http404
    Session.objects.filter(pk__in=ended).delete()
    note(actor, "sessions_ended", count=1)


@transaction.atomic
def end_others(actor: User, here: SessionBase) -> None:
    """Sign the actor out everywhere but here."""
    count, _ = Session.objects.filter(person=actor).exclude(pk=here.session_key or "").delete()
    if count:
        note(actor, "sessions_ended", count=count)


def still_open(keys: Collection[str]) -> set[str]:
    """Which of some sessions have not ended."""
    return set(alive(Session.objects.filter(pk__in=keys)).values_list("pk", flat=True))
