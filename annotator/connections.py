"""How a process of ours holds its connections to PostgreSQL, and gets them back when the database was away."""

from __future__ import annotations

import contextlib
from typing import Any

import psycopg


def try_again(pool: Any) -> None:
    """A pool gave a connection up: ask it for one, and so for the next attempt, as who waits there asked long ago."""
    with contextlib.suppress(psycopg.OperationalError), pool.connection(timeout=0.1):
        pass


POOL: dict[str, Any] = {
    "min_size": 1,
    "max_size": 8,
    "timeout": 20,  # whoever comes when all are busy waits: a refusal is sent again at once, and makes it fuller
    # The pool waits twice as long after each failure: begun again, it finds a database that is back in seconds.
    "reconnect_timeout": 4,
    "reconnect_failed": try_again,
}
