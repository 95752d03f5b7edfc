"""The door for pages and the API where they have processes of their own, apart from sockets, behind a proxy.

A thread for each request: the same views take half as much more processor in the process that also holds sockets.
"""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
pages = get_wsgi_application()

from django.conf import settings  # noqa: E402  # as in the other door

from annotator.loaded import keep_loaded  # noqa: E402

LARGEST_BODY = 9 << 20  # what nginx lets through at most, in bytes: a piece of an upload
PIECE = 1 << 16


def application(request: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """One request, as it came to the proxies that we know: from whose address, and whether by https."""
    peer = request.get("REMOTE_ADDR", "")
    if is_known(peer):
        request["REMOTE_ADDR"] = who_asks(peer, request.get("HTTP_X_FORWARDED_FOR", ""))
        if request.get("HTTP_X_FORWARDED_PROTO") == "https":
            request["wsgi.url_scheme"] = "https"
    answer = pages(request, start_response)
    take_rest(request["wsgi.input"])
    return answer


def take_rest(body: Any) -> None:
    """Read what no view has read of a body, before the answer goes out: on a line that is closed while the proxy still
    sends, a refusal is lost, and the person reads that the server is away.

    Args:
        body: The request's, as WSGI gives it; more of it than the proxy lets through is left.
    """
    with suppress(OSError):  # whoever sends has gone
        for _ in range(LARGEST_BODY // PIECE + 1):
            if not body.read(PIECE):
                return


def is_known(address: str) -> bool:
    """Whether this is a proxy of ours, whose word counts."""
    try:
        return any(ip_address(address) in network for network in settings.PROXIES)
    except ValueError:
        return False


def who_asks(peer: str, told: str) -> str:
    """Of all who passed a request on, the last whom we do not know; the first, if we know all.

    Args:
        peer: Who connects; known.
        told: The header X-Forwarded-For; each proxy has added the address that it saw. What is no address ends it.
    """
    first = peer
    for word in reversed(told.split(",")):
        try:
            first = str(ip_address(word.strip()))
        except ValueError:
            return first
        if not is_known(first):
            return first
    return first


keep_loaded()
