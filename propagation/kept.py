"""What was costly to make is kept for the next one who asks, but never more of it than there is room for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Container
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """The values used last, by key, and no more than so many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[object, Value] = OrderedDict()

    def get(self, key: object) -> Value | None:
        """The value, which thereby is the one used last."""
        if key in self._values:
            self._values.move_to_end(key)
        return self._values.get(key)

    def put(self, key: object, value: Value) -> Value:
        """Keep a value; the one that was not used for longest goes."""
        self._values[key] = value
        if len(self._values) > self._most:
            self._values.popitem(last=False)
        return value

    def keep_only(self, keys: Container[object]) -> None:
        """Let all others go."""
        for key in [key for key in self._values if key not in keys]:
            del self._values[key]
