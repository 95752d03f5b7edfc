"""Sends one message to one address: signed, to the very address that was looked up, following nobody elsewhere.

Only hosts that the operator named are ever called: what people type into a form must not reach the machines beside us.

Source: the Standard Webhooks specification for headers and signature (`standardwebhooks` 1.1.0).
"""

import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from standardwebhooks import Webhook as Signer

from annotator.errors import AnnotatorError

SECONDS = 10
READ_BYTES = 500
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class WebhookRefused(AnnotatorError):
    """An address or topics that cannot be a webhook's; `error` names what is wrong."""

    code = "webhook_refused"


class WebhooksOff(AnnotatorError):
    """The operator named no host to which events may go."""

    code = "webhooks_off"
    status = 409


@dataclass(frozen=True)
class Outcome:
    """What became of one try: the HTTP status if something answered, why it failed if it did, and how long it took."""

    status: int | None
    fault: str
    milliseconds: int

    @property
    def sent(self) -> bool:
        return not self.fault


def check_address(url: str) -> SplitResult:
    """Let only addresses pass that may be called.

    Raises:
        WebhooksOff: No host may be called here.
        WebhookRefused: This one may not.
    """
    if not settings.WEBHOOK_HOSTS:
        raise WebhooksOff("Webhooks are off: the operator has to name their hosts in TETHER_WEBHOOK_HOSTS.")
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.username or parts.password or parts.fragment:
        raise WebhookRefused(f"{url} is no address like https://hooks.example.org/tether.", error="url")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise WebhookRefused(f"{url} must begin with https://.", error="scheme")
    if host not in settings.WEBHOOK_HOSTS and f"{host}:{port}" not in settings.WEBHOOK_HOSTS:
        named = ", ".join(settings.WEBHOOK_HOSTS)
        raise WebhookRefused(f"{host} is not among the hosts that may be called: {named}.", error="host")
    return parts


def send(url: str, secret: str, *, message: str, body: str) -> Outcome:
    """Post one signed message and read the status of the answer; a redirect counts as refused.

    Args:
        message: Its id, the same at every try, so that the receiver knows a repetition.
    """
    began = time.monotonic()
    status, fault = None, ""
    try:
        status = post(check_address(url), headers_of(secret, message, body), body.encode())
        if not 200 <= status < 300:
            fault = f"answered with status {status}"
    except AnnotatorError as error:
        fault = error.text
    except (OSError, http.client.HTTPException) as error:
        fault = f"{type(error).__name__}: {error}"
    return Outcome(status, fault[:500], round((time.monotonic() - began) * 1000))


def headers_of(secret: str, message: str, body: str) -> dict[str, str]:
    """The headers by which a receiver knows that the message is ours, whole and new."""
    now = datetime.now(UTC)
    return {
        "Content-Type": "application/json",
        "User-Agent": "Tether",
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Signer(secret).sign(message, now, body),
    }


def post(parts: SplitResult, headers: dict[str, str], body: bytes) -> int:
    """The status with which an address answers."""
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    address = looked_up(host, port)
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    try:
        line = socket.create_connection((address, port), timeout=SECONDS)
        connection.sock = line
        if parts.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(line, server_hostname=host)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body=body, headers=headers)
        answer = connection.getresponse()
        answer.read(READ_BYTES)
        return answer.status
    finally:
        connection.close()


def looked_up(host: str, port: int) -> str:
    """The address that a name stands for now; the one that is judged is the one that is called.

    Raises:
        WebhookRefused: It is one of those by which a machine's own surroundings are reached.
        OSError: There is no such name.
    """
    address = str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
    judged = ipaddress.ip_address(address.split("%")[0])
    if judged.is_link_local or judged.is_multicast or judged.is_unspecified:
        raise WebhookRefused(f"{host} stands for {address}, which is not called.", error="address")
    return address
