"""Who belongs to whom, when several could: the pairing with the largest sum of gains."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf


def best_assignment(gains: Sequence[Sequence[float]]) -> list[int | None]:
    """Give each row at most one column and each column to at most one row, so that the gains add up to most.

    Args:
        gains: [rows, columns], none negative; 0 is no gain, and such a pair is never made.

    Returns:
        The column of each row, or None.

    Source: Kuhn, "The Hungarian method for the assignment problem" (1955), with shortest augmenting paths after
    Jonker and Volgenant (1987): O(rows² x columns).
    """
    columns = len(gains[0]) if gains else 0
    # A column of no gain for every row, so that none has to take another's.
    costs = [[-gain for gain in row] + [0.0] * len(gains) for row in gains]
    owners: list[int | None] = [None] * (columns + len(gains))
    of_row, of_column = [0.0] * len(gains), [0.0] * len(owners)
    for row in range(len(gains)):
        _augment(row, costs, owners, of_row, of_column)
    found: list[int | None] = [None] * len(gains)
    for column, owner in enumerate(owners[:columns]):
        if owner is not None and gains[owner][column]:
            found[owner] = column
    return found


def _augment(
    row: int, costs: list[list[float]], owners: list[int | None], of_row: list[float], of_column: list[float]
) -> None:
    """Take one more row in along the cheapest path of exchanges; prices keep every reduced cost at 0 or above."""
    distance, before = [inf] * len(owners), [-1] * len(owners)
    done: dict[int, float] = {}
    at, behind, travelled = row, -1, 0.0
    while True:
        for column, cost in enumerate(costs[at]):
            length = travelled + cost - of_row[at] - of_column[column]
            if column not in done and length < distance[column]:
                distance[column], before[column] = length, behind
        behind = min((column for column in range(len(owners)) if column not in done), key=distance.__getitem__)
        travelled = done[behind] = distance[behind]
        owner = owners[behind]
        if owner is None:
            break
        at = owner
    of_row[row] += travelled
    for column, length in done.items():
        owner = owners[column]
        if owner is not None:
            of_row[owner] += travelled - length
        of_column[column] -= travelled - length
    while behind >= 0:
        owners[behind] = row if before[behind] < 0 else owners[before[behind]]
        behind = before[behind]
