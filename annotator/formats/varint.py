"""Whole numbers in as few bytes as they need, a whole array at a time, because masks come in millions.

Seven bits a byte, least significant first, the high bit says that another byte follows. Signed numbers go through
zig-zag.

Source: the base-128 encoding of Protocol Buffers; the vectorised form is ours.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
_LONGEST = 5  # bytes: every number here is below 2**35


def encode(values: Integers) -> bytes:
    """Write numbers from 0 to 2**35 - 1, in order."""
    return encode_with_ends(values)[0]


def encode_with_ends(values: Integers) -> tuple[bytes, Integers]:
    """Write numbers, and say at which byte each of them ends.

    Returns:
        The bytes, and for every value the offset just after its last byte.
    """
    lengths = np.ones(len(values), dtype=np.int64)
    for byte in range(1, _LONGEST):
        lengths += values >= (1 << (7 * byte))
    ends = np.cumsum(lengths)
    starts = ends - lengths
    written = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    for byte in range(int(lengths.max(initial=0))):
        here = lengths > byte
        more = (lengths[here] > byte + 1).astype(np.int64) << 7
        written[starts[here] + byte] = ((values[here] >> (7 * byte)) & 0x7F) | more
    return written.tobytes(), ends


def decode(raw: bytes) -> Integers:
    """Read every number.

    Raises:
        ValueError: the last number is cut off or a number is longer than this module writes.
    """
    return decode_with_ends(raw)[0]


def decode_with_ends(raw: bytes) -> tuple[Integers, Integers]:
    """Read every number, and say at which byte each of them ends.

    Raises:
        ValueError: the last number is cut off or a number is longer than this module writes.
    """
    data = np.frombuffer(raw, dtype=np.uint8)
    ends: Integers = np.flatnonzero(data < 0x80).astype(np.int64) + 1
    if len(data) and (not len(ends) or ends[-1] != len(data)):
        raise ValueError("the last number is cut off")
    starts = np.concatenate((np.zeros(min(1, len(ends)), dtype=np.int64), ends[:-1]))
    lengths = ends - starts
    longest = int(lengths.max(initial=0))
    if longest > _LONGEST:
        raise ValueError(f"a number of {longest} bytes; at most {_LONGEST} are written here")
    values = np.zeros(len(ends), dtype=np.int64)
    for byte in range(longest):
        here = lengths > byte
        values[here] |= (data[starts[here] + byte].astype(np.int64) & 0x7F) << (7 * byte)
    return values, ends


def zigzag(values: Integers) -> Integers:
    """Fold signed numbers onto unsigned ones so that small ones stay small: 0, -1, 1, -2 become 0, 1, 2, 3."""
    return (values << 1) ^ (values >> 63)


def unzigzag(values: Integers) -> Integers:
    """Undo `zigzag`."""
    return (values >> 1) ^ -(values & 1)
