"""Weights are up to 900 MB and lines break, so a download tells how far it is and goes on where it last stopped."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from io import BufferedWriter

import structlog

log = structlog.get_logger()

SECONDS_TO_CONNECT = 30
CHUNK = 1 << 20
RANGE_NOT_SATISFIABLE = 416
PARTIAL_CONTENT = 206


def download(address: str, file: BufferedWriter) -> None:
    """Append to a file what it still lacks of the one at an address.

    Args:
        file: open for appending, with what earlier tries brought.

    Raises:
        OSError: the network or the disk failed; the file keeps what did arrive.
    """
    have = file.tell()
    asked = urllib.request.Request(address, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310 - the address is a constant https one
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS_TO_CONNECT) as answer:  # noqa: S310
            if have and answer.status != PARTIAL_CONTENT:  # it sends all of it again
                file.truncate(0)
                have = 0
            length = answer.headers.get("Content-Length")
            _copy(answer, file, have, have + int(length) if length else None)
    except urllib.error.HTTPError as problem:
        if not (have and problem.code == RANGE_NOT_SATISFIABLE):  # else it is complete, and its checksum decides
            raise
    except http.client.HTTPException as problem:
        raise OSError(f"the answer broke off: {problem!r}") from problem


def _copy(answer: http.client.HTTPResponse, file: BufferedWriter, have: int, whole: int | None) -> None:
    told = have
    while chunk := answer.read(CHUNK):
        file.write(chunk)
        have += len(chunk)
        if whole and (have - told >= whole / 20 or have == whole):
            told = have
            log.info("sam2.weights_download", megabytes=have >> 20, of=whole >> 20, percent=100 * have // whole)
    if whole is not None and have < whole:
        raise OSError(f"the connection ended after {have} of {whole} bytes")
