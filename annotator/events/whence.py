"""From where a change comes: a page, a token, a worker or the shell. `announce` writes it into each event.

Whoever opens the door says so once; what is done behind it need not hand it on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

SHELL = "shell"
LONGEST = 140


@dataclass(frozen=True)
class Whence:
    """`via` is `page`, `token:ROW`, `worker:NAME`, `dispatch` or `shell`; `address` the caller's, where it is kept."""

    via: str = SHELL
    address: str | None = None


_here: ContextVar[Whence | None] = ContextVar("whence", default=None)


def here() -> Whence:
    """Where the running code was called from; a bare process is a shell."""
    return _here.get() or Whence()


def come_from(via: str) -> None:
    """Say by what the rest of this thread, or of this request, is done."""
    _here.set(Whence(via[:LONGEST], here().address))


@contextmanager
def arrived(via: str, address: str | None) -> Iterator[None]:
    """One request: what is said inside is forgotten at its end, so that the thread's next one starts anew."""
    before = _here.set(Whence(via, address))
    try:
        yield
    finally:
        _here.reset(before)
