"""JSON with long lists, written as its items come: a data set's do not fit into memory."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from annotator.formats.whole_file import beside


class Items:
    """A list or an object of JSON that grows; whoever opened it writes the brackets."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self._begun = False

    def append(self, value: object) -> None:
        """One more item of a list."""
        self._write(as_json(value))

    def put(self, key: str, value: object) -> None:
        """One more member of an object; the caller sees to it that keys differ."""
        self._write(as_json(key) + b":" + as_json(value))

    def _write(self, item: bytes) -> None:
        self.file.write(b"," + item if self._begun else item)
        self._begun = True


@contextmanager
def long_object(path: Path, *, inside: str = "") -> Iterator[Items]:
    """An object of JSON with many members; the file is there, whole, when the block has ended.

    Args:
        path: Where it will be.
        inside: The name of the only member of the outermost object, of which this is the value; without, this is
            the outermost.

    Raises:
        OSError: the disk is full or not writable; nothing is left behind.
    """
    with beside(path) as out:
        out.write(b"{" + as_json(inside) + b":{" if inside else b"{")
        yield Items(out)
        out.write(b"}}\n" if inside else b"}\n")


@contextmanager
def object_of_lists(path: Path, head: Mapping[str, object], *names: str) -> Iterator[dict[str, Items]]:
    """An object of JSON with several long lists; the file is there, whole, when the block has ended.

    Args:
        path: Where it will be.
        head: Its short members, which come first; at least one.
        names: The lists, in their order.

    Raises:
        OSError: the disk is full or not writable; nothing is left behind.
    """
    with ExitStack() as stack:
        out = stack.enter_context(beside(path))
        lists = {name: Items(stack.enter_context(tempfile.TemporaryFile(dir=path.parent))) for name in names}
        yield lists
        out.write(as_json(head)[:-1])
        for name, items in lists.items():
            out.write(b"," + as_json(name) + b":[")
            items.file.seek(0)
            shutil.copyfileobj(items.file, out, 1 << 20)
            out.write(b"]")
        out.write(b"}\n")


def as_json(value: object) -> bytes:
    """The bytes of a value, without a space that is not needed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
