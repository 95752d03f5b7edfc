"""What must always hold, as a value; and how one is looked at: on rows of one moment, without writing anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from annotator.errors import AnnotatorError
from annotator.storage.refusals import StorageAway

AT_ONCE = 1000  # rows in memory


@dataclass(frozen=True)
class Invariant:
    """A sentence about rows and files that is always true.

    Args:
        says: The sentence.
        remedy: What to do where it is not.
        broken: What contradicts it, one by one, each in a few words that name rows or files.
        rows_only: It looks at rows alone, which it then sees as of one moment.
        reads: It reads whole files, and is asked only where there is time for that.
    """

    name: str
    says: str
    remedy: str
    broken: Callable[[], Iterator[str]]
    rows_only: bool = True
    reads: bool = False


@dataclass(frozen=True)
class Finding:
    """How often an invariant is broken, and the first places."""

    invariant: Invariant
    count: int
    first: list[str]


def look_at(invariants: Iterable[Invariant], *, most: int) -> Iterator[Finding]:
    """Look at each, one after the other.

    Args:
        most: How many places are named of each.
    """
    for invariant in invariants:
        with _moment() if invariant.rows_only else _anytime():
            yield _looked_at(invariant, most)


def _looked_at(invariant: Invariant, most: int) -> Finding:
    broken = invariant.broken()
    try:
        first = list(islice(broken, most))
        return Finding(invariant, len(first) + sum(1 for _ in broken), first)
    except (AnnotatorError, StorageAway) as error:  # what is kept cannot even be read
        return Finding(invariant, 1, [f"looking stopped at this: {error}"])


@contextmanager
def _moment() -> Iterator[None]:
    """Rows as they are now, however long reading them takes; whoever writes meanwhile is not kept waiting."""
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


@contextmanager
def _anytime() -> Iterator[None]:
    """Files take time, and an open transaction of minutes is ended by the database."""
    yield
