"""The door for pages and the API alone: who asks, and by which scheme, is what known proxies say."""

from __future__ import annotations

from io import BytesIO
from ipaddress import ip_network
from typing import Any

import pytest

from annotator import wsgi


@pytest.mark.parametrize(
    ("proxies", "peer", "told", "asks"),
    [
        (["127.0.0.1"], "127.0.0.1", "192.0.2.7", "192.0.2.7"),
        (["127.0.0.1"], "127.0.0.1", "192.0.2.66, 192.0.2.7", "192.0.2.7"),
        (["127.0.0.1", "10.0.0.0/8"], "127.0.0.1", "192.0.2.66, 192.0.2.7, 10.1.2.3", "192.0.2.7"),
        (["0.0.0.0/0", "::/0"], "10.1.2.3", "192.0.2.7, 10.1.2.3", "192.0.2.7"),
        (["0.0.0.0/0", "::/0"], "10.1.2.3", "2001:db8::7", "2001:db8::7"),
        (["127.0.0.1"], "127.0.0.1", "", "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", "a word", "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", "192.0.2.7, unknown", "127.0.0.1"),
        (["127.0.0.1"], "192.0.2.8", "192.0.2.7", "192.0.2.8"),
        (["127.0.0.1"], "", "192.0.2.7", ""),
    ],
)
def test_who_asks_is_the_last_of_a_chain_whom_we_do_not_know(
    settings: Any, monkeypatch: pytest.MonkeyPatch, proxies: list[str], peer: str, told: str, asks: str
) -> None:
    settings.PROXIES = [ip_network(one) for one in proxies]
    seen: list[dict[str, Any]] = []
    monkeypatch.setattr(wsgi, "pages", lambda request, start_response: seen.append(request) or [])

    wsgi.application({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": told, "wsgi.input": BytesIO()}, lambda *words: None)

    assert [request["REMOTE_ADDR"] for request in seen] == [asks]


@pytest.mark.parametrize(("peer", "scheme"), [("127.0.0.1", "https"), ("192.0.2.8", "http")])
def test_https_is_believed_from_a_known_proxy_only(
    settings: Any, monkeypatch: pytest.MonkeyPatch, peer: str, scheme: str
) -> None:
    settings.PROXIES = [ip_network("127.0.0.1")]
    seen: list[dict[str, Any]] = []
    monkeypatch.setattr(wsgi, "pages", lambda request, start_response: seen.append(request) or [])
    request = {
        "REMOTE_ADDR": peer, "HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(),
    }  # fmt: skip

    wsgi.application(request, lambda *words: None)

    assert [request["wsgi.url_scheme"] for request in seen] == [scheme]
