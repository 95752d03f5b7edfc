"""The line to an OpenAI-compatible endpoint (vLLM, llama.cpp, Ollama, any), so that one place knows how it fails.

The address is the operator's and comes from the settings alone: nothing here takes one from a person, follows a
redirect, or reads a proxy or a password from its surroundings. An answer is read strictly; what is none is tried again
as often as the endpoint's `attempts` allow, later each time, then told.

Source: `POST {url}/chat/completions` as the OpenAI API reference and the vLLM server's documentation describe it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from annotator.errors import AnnotatorError

MOST_BYTES = 1 << 20  # of an answer
LONGEST_WAIT = 60.0  # seconds between two attempts, whatever the endpoint asks for
PASSING = (408, 409, 425, 429)  # statuses below 500 that another attempt may change
NANO = 1000  # a price per million tokens, in billionths per token


class EndpointRefused(AnnotatorError):
    """The language endpoint answers that it will not: another attempt would change nothing."""

    code = "endpoint_refused"
    status = 502


class EndpointFailed(AnnotatorError):
    """The language endpoint gave no answer that could be read, however often it was asked."""

    code = "endpoint_failed"
    status = 502


class _PassingError(Exception):
    """One attempt failed in a way that may pass. `after`: seconds that the endpoint asks for; `lost`: maybe billed."""

    def __init__(self, text: str, *, after: float = 0, lost: bool = False) -> None:
        super().__init__(text)
        self.after, self.lost = after, lost


@dataclass(frozen=True)
class Endpoint:
    """Where a model answers and what it costs.

    Args:
        url: Up to and including its version, such as http://127.0.0.1:8000/v1.
        key: Sent as a bearer token; empty: none.
        price_in, price_out: For a million tokens, in the operator's currency.
        seconds: How long one attempt may take from its first byte to its last.
        patience: Seconds before the second attempt, about twice as many before each further one.
    """

    url: str
    model: str
    key: str = ""
    price_in: float = 0
    price_out: float = 0
    seconds: float = 60
    attempts: int = 5
    patience: float = 1

    def cost(self, tokens_in: int, tokens_out: int) -> int:
        """What so many tokens cost, in billionths of the currency's unit."""
        return round((tokens_in * self.price_in + tokens_out * self.price_out) * NANO)


@dataclass(frozen=True)
class Message:
    """One turn: `role` is system, user or assistant."""

    role: str
    text: str


@dataclass(frozen=True)
class Reply:
    """An answer as it came.

    `model` and `fingerprint` are what the endpoint says it answered with; `whole` is False where the answer was cut off
    at its most tokens. Tokens are None where the endpoint does not count. `lost` attempts ended without an answer after
    the endpoint had the question, so that it may have billed them.
    """

    text: str
    model: str
    fingerprint: str
    whole: bool
    tokens_in: int | None
    tokens_out: int | None
    attempts: int
    lost: int


class Line:
    """An open line to an endpoint; close it, or use it in a `with`."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
        # trust_env: a proxy or a .netrc of the machine would carry the texts, or another key, elsewhere
        self.client = httpx.Client(headers=headers, timeout=endpoint.seconds, trust_env=False, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()

    def complete(self, messages: Sequence[Message], *, most_tokens: int) -> Reply:
        """The model's answer at temperature 0.

        Args:
            most_tokens: Where the answer is cut off.

        Raises:
            EndpointRefused: It says no for good: a wrong key, model or request, or a redirect.
            EndpointFailed: Every attempt met 429, 5xx, silence, or something that is no answer.
        """
        body = {
            "model": self.endpoint.model,
            "messages": [{"role": one.role, "content": one.text} for one in messages],
            "temperature": 0,
            "seed": 1,
            "max_tokens": most_tokens,
        }
        lost = 0
        retrying = Retrying(
            stop=stop_after_attempt(self.endpoint.attempts),
            wait=self._wait,
            retry=retry_if_exception_type(_PassingError),
            reraise=True,
        )
        try:
            for attempt in retrying:
                with attempt:
                    try:
                        answer = self._post(body)
                    except _PassingError as error:
                        lost += error.lost
                        raise
                    return read_reply(answer, attempts=attempt.retry_state.attempt_number, lost=lost)
        except _PassingError as error:
            raise EndpointFailed(
                f"The language endpoint gave no answer in {self.endpoint.attempts} attempts; the last: {error}. See "
                "that it runs, then go on: what is answered is kept.",
                lost=lost,
            ) from error
        raise AssertionError("unreachable")

    def _wait(self, state: RetryCallState) -> float:
        """Seconds until the next attempt: what the endpoint asks for, else by chance in a window that doubles."""
        error = state.outcome.exception() if state.outcome else None
        asked = error.after if isinstance(error, _PassingError) else 0
        drawn = wait_random_exponential(multiplier=self.endpoint.patience, max=LONGEST_WAIT)(state)
        return min(LONGEST_WAIT, max(asked, drawn))

    def _post(self, body: dict[str, Any]) -> dict[str, Any]:
        """One attempt: what was answered, as JSON with at least one choice."""
        until = time.monotonic() + self.endpoint.seconds
        try:
            with self.client.stream("POST", f"{self.endpoint.url}/chat/completions", json=body) as answer:
                content = b""
                for piece in answer.iter_bytes():
                    content += piece
                    # httpx's own limit is for each read: bytes that drip in would never reach it
                    if time.monotonic() > until or len(content) > MOST_BYTES:
                        raise _PassingError("it sent more, or more slowly, than an answer takes", lost=True)
        except httpx.ConnectError as error:
            raise _PassingError(f"it cannot be reached ({error})") from error
        except httpx.HTTPError as error:
            raise _PassingError(f"it fell silent ({type(error).__name__})", lost=True) from error
        check_status(answer, content)
        return as_answer(content)


def check_status(answer: httpx.Response, content: bytes) -> None:
    """Let pass an answer with status 200.

    Raises:
        EndpointRefused: Another attempt would be answered alike.
    """
    status = answer.status_code
    if status == httpx.codes.OK:
        return
    if status in PASSING or status >= 500:
        raise _PassingError(f"status {status}", after=seconds_asked(answer.headers.get("Retry-After", "")))
    said = content.decode(errors="replace")[:200]
    raise EndpointRefused(
        f"The language endpoint answered with status {status}: {said!r}. Look at its address, key and model.",
        answered=status,
    )


def seconds_asked(header: str) -> float:
    """What Retry-After asks for in seconds; a date, or nothing, is left to our own patience."""
    return float(header) if header.isascii() and header.isdecimal() and len(header) < 6 else 0


def as_answer(content: bytes) -> dict[str, Any]:
    """The body, if it has the form of an answer; a page of a proxy or half an answer has not."""
    try:
        answer = json.loads(content)
        text = answer["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError) as error:
        raise _PassingError(f"no answer, but {content[:60]!r}", lost=True) from error
    if not isinstance(text, str):
        raise _PassingError("an answer without text", lost=True)
    return dict(answer)


def read_reply(answer: dict[str, Any], *, attempts: int, lost: int) -> Reply:
    """What `as_answer` let pass, as a value; what an endpoint may leave out is empty or None."""
    choice, usage = answer["choices"][0], answer.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    return Reply(
        text=choice["message"]["content"],
        model=str(answer.get("model") or "")[:200],
        fingerprint=str(answer.get("system_fingerprint") or "")[:200],
        whole=choice.get("finish_reason") != "length",
        tokens_in=counted(usage.get("prompt_tokens")),
        tokens_out=counted(usage.get("completion_tokens")),
        attempts=attempts,
        lost=lost,
    )


def counted(value: object) -> int | None:
    """A number of tokens; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else None
