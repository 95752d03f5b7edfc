"""From where a change comes: a page, a token, a worker or the shell, and by which request it began.

`announce` writes both into each event; jobs and logs carry the request on.

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
    """`via` is `page`, `token:ROW`, `worker:NAME`, `dispatch` or `shell`; `address` the caller's, where it is kept.

    `request` is the id of the request that all this began with; empty where none did.
    """

    via: str = SHELL
    address: str | None = None
    request: str = ""


_here: ContextVar[Whence | None] = ContextVar("whence", default=None)


def here() -> Whence:
    """Where the running code was called from; a bare process is a shell."""
    return _here.get() or Whence()


def come_from(via: str, *, request: str | None = None) -> None:
    """Say by what the rest of this thread, or of this request, is done.

    Args:
        request: The id of the request that it goes on from; None for the one that is running.
    """
    _here.set(Whence(via[:LONGEST], here().address, here().request if request is None else request))


@contextmanager
def arrived(via: str, address: str | None, request: str = "") -> Iterator[None]:
    """One request: what is said inside is forgotten at its end, so that the thread's next one starts anew."""
    before = _here.set(Whence(via, address, request))
    try:
        yield
    finally:
        _here.reset(before)
