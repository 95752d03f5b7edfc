"""One line to one server, as one person: requests by the name that the OpenAPI document gives them, retried if safe.

Nothing follows a redirect, so that a token goes to the address it was meant for and to no other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from annotator.client.errors import NotReached, refusal
from annotator.client.schema import OPERATIONS

LONGEST_WAIT = 20.0  # seconds between two attempts
PASSING = (429, 503)  # answers before which the server did nothing
LOST = (502, 504)  # a proxy's answers: the server may have done it or not
SAFE = ("GET", "HEAD")


class Passing(NotReached):
    """An attempt that may go better the next time. `after`: seconds that the server asks for."""

    after: float = 0


class Connection:
    """Close it, or use it in a `with`.

    Args:
        attempts: How often a request is tried that may be.
        patience: Seconds before the second attempt at most; about twice as many before each further one.
    """

    def __init__(self, server: str, token: str, *, attempts: int = 6, patience: float = 0.5) -> None:
        self.server, self.attempts, self.patience = server, attempts, patience
        self.http = httpx.Client(
            base_url=server,
            headers={"Authorization": f"Token {token}"},
            timeout=httpx.Timeout(120, connect=10),
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()

    def ask(
        self, operation: str, *, body: Mapping[str, Any] | None = None, query: Mapping[str, Any] | None = None,
        **where: object,
    ) -> Any:  # fmt: skip
        """What an operation answers, as JSON; its type is in `schema.py`.

        Args:
            operation: Its name in the OpenAPI document.
            where: What stands in its path.

        Raises:
            Refused: The server says no, and why.
            NotReached: It does not answer.
            NoTether: Something else answers.
        """
        for attempt in self.trying():
            with attempt, self.answered(operation, where=where, query=query, json=body) as answer:
                answer.read()
                return document_of(answer)
        raise AssertionError("unreachable")

    @contextmanager
    def answered(
        self, operation: str, *, where: Mapping[str, object], method: str | None = None, **request: Any
    ) -> Iterator[httpx.Response]:
        """One attempt at an operation: its answer, not yet read, with a status below 300.

        Args:
            method: In place of the operation's own: HEAD asks at the same address.

        Raises:
            Passing: Another attempt may go better.
            Refused, NoTether: It would not.
        """
        own, path = OPERATIONS[operation]
        method, path = method or own, path.format(**{name: quote(str(value)) for name, value in where.items()})
        request["params"] = request.pop("query", None)
        asked = f"{method} {self.server}{path}"
        try:
            with self.http.stream(method, path, **request) as answer:
                if answer.status_code >= 300:
                    raise self._refused(answer, method, asked)
                yield answer
        except httpx.TransportError as error:
            words = f"{asked} was not answered ({error or type(error).__name__}). See that the server runs and is"
            words = f"{words} reached from here; then do the same again: what was done is kept."
            unsent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
            raise (Passing if unsent or method in (*SAFE, "PATCH") else NotReached)(words) from error

    def trying(self) -> Retrying:
        """Attempts, with pauses in between that grow, while each ends in `Passing`."""
        return Retrying(
            stop=stop_after_attempt(self.attempts),
            wait=self._wait,
            retry=retry_if_exception_type(Passing),
            reraise=True,
        )

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        drawn = wait_random_exponential(multiplier=self.patience, max=LONGEST_WAIT)(state)
        return min(LONGEST_WAIT, max(drawn, error.after if isinstance(error, Passing) else 0))

    def _refused(self, answer: httpx.Response, method: str, asked: str) -> Exception:
        answer.read()
        passing = answer.status_code in (PASSING if method not in SAFE else (*PASSING, *LOST))
        document = document_of(answer, strict=False)
        if method == "HEAD":  # has no body to tell a reason in
            document = {"error": {"code": "no_reason", "text": "The server refuses this.", "fields": {}}}
        error = refusal(answer.status_code, document, asked=asked)
        if not passing:
            return error
        later = Passing(error.text, status=answer.status_code)
        header = answer.headers.get("Retry-After", "")
        later.after = float(header) if header.isascii() and header.isdecimal() and len(header) < 6 else 0
        return later


def document_of(answer: httpx.Response, *, strict: bool = True) -> Any:
    """An answer's JSON; None where it has none.

    Raises:
        NoTether: It should be JSON and is not.
    """
    if not answer.content:
        return None
    try:
        return json.loads(answer.content)
    except ValueError:
        if not strict:
            return None
        raise refusal(answer.status_code, None, asked=f"{answer.request.method} {answer.request.url}") from None
