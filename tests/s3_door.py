"""A door before an S3 server that opens signed addresses only, and only as they were signed: moto's server never looks.

Source: AWS, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)",
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html; written from that page, with no code of
the library that signs, and held against the page's own example.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, urlsplit

SIGNATURE, STAMP = "X-Amz-Signature", "%Y%m%dT%H%M%SZ"
LONGEST = timedelta(days=7)


def signature_of(method: str, host: str, address: str, *, secret: str) -> str:
    """What the signature of an address should be, in hex.

    Args:
        address: Its path and query, encoded as they were sent.
    """
    path, query = urlsplit(address).path, dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
    query.pop(SIGNATURE, None)
    words = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in query.items())
    request = [method, path, "&".join(f"{name}={value}" for name, value in words), f"host:{host}", "", "host"]
    digest = hashlib.sha256("\n".join([*request, "UNSIGNED-PAYLOAD"]).encode()).hexdigest()
    _, _, scope = query["X-Amz-Credential"].partition("/")
    key = f"AWS4{secret}".encode()
    for word in scope.split("/"):
        key = hmac.digest(key, word.encode(), "sha256")
    told = "\n".join(["AWS4-HMAC-SHA256", query["X-Amz-Date"], scope, digest])
    return hmac.new(key, told.encode(), "sha256").hexdigest()


class Door(ThreadingHTTPServer):
    """A port of loopback in front of a server.

    Args:
        port: The server's.
        secret: The secret key of the only account.

    Attributes:
        ahead: By how much the door's clock is ahead.
    """

    daemon_threads = True

    def __init__(self, port: int, *, secret: str) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.behind, self.secret, self.ahead = f"http://127.0.0.1:{port}", secret, timedelta()
        self.address = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Nobody is let in any more."""
        self.shutdown()
        self.server_close()

    def refusal(self, method: str, host: str, address: str) -> str:
        """Why an address stays shut, in the service's word; empty if it opens."""
        query = dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
        if not {SIGNATURE, "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires"} <= query.keys():
            return "AccessDenied"
        lasts = timedelta(seconds=int(query["X-Amz-Expires"]))
        began = datetime.strptime(query["X-Amz-Date"], STAMP).replace(tzinfo=UTC)
        if lasts > LONGEST or not began <= datetime.now(UTC) + self.ahead <= began + lasts:
            return "AccessDenied"
        expected = signature_of(method, host, address, secret=self.secret)
        return "" if hmac.compare_digest(expected, query[SIGNATURE]) else "SignatureDoesNotMatch"


class Asked(BaseHTTPRequestHandler):
    """One request: refused, or what the server behind answers to it."""

    server: Door

    def do_GET(self) -> None:
        if refusal := self.server.refusal(self.command, self.headers["Host"], self.path):
            return self._answer(403, f"<Error><Code>{refusal}</Code></Error>".encode(), "application/xml")
        passed = {name: self.headers[name] for name in ("Range",) if name in self.headers}
        request = urllib.request.Request(self.server.behind + self.path, headers=passed, method=self.command)
        try:
            with urllib.request.urlopen(request) as found:
                return self._answer(found.status, found.read(), found.headers["Content-Type"])
        except urllib.error.HTTPError as error:
            return self._answer(error.code, error.read(), "application/xml")

    do_PUT = do_DELETE = do_GET

    def _answer(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words: object) -> None:
        """Nothing: tests say what they saw."""
