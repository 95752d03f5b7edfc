"""Files to browsers, in ranges: without them a browser cannot seek in a video.

Blocks are read as the connection takes them: a synchronous iterator would be read into memory whole before its first
byte leaves, and a browser asks for `bytes=0-` each time.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from email.utils import formatdate
from pathlib import Path

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from annotator.videos.queries import NotFound
from annotator.videos.refusals import RangeUnusable

KINDS = {".mp4": "video/mp4", ".jpg": "image/jpeg", ".gz": "application/gzip", ".json": "application/json"}
ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
BLOCK = 1 << 18


def serve(place: Path, *, wanted: str | None, if_range: str | None, etag: str) -> HttpResponseBase:
    """A file, or the part of it that was asked for; immutable, for this person only.

    Args:
        wanted: The Range header; several ranges at once are answered with the whole file, as RFC 9110 allows.
        if_range: The If-Range header: the part is only sent if the file is still that one.
        etag: The file's own tag, quoted.

    Raises:
        NotFound: There is no such file.
        RangeUnusable: The range starts behind the end.
    """
    if not place.is_file():
        raise NotFound("This file is gone; import the clip again.")
    size = place.stat().st_size
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=31536000, immutable",
        "ETag": etag,
        "Last-Modified": formatdate(place.stat().st_mtime, usegmt=True),
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    kind = KINDS.get(place.suffix, "application/octet-stream")
    part = part_of(wanted, size) if wanted and if_range in (None, etag) else None
    first, last = part or (0, size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    if size == 0:
        return HttpResponse(b"", content_type=kind, headers=headers)
    status = 206 if part else 200
    return StreamingHttpResponse(blocks(place, first, last), status=status, content_type=kind, headers=headers)


def part_of(wanted: str, size: int) -> tuple[int, int] | None:
    """The first and last byte of a single range; None for a form that is answered whole, as RFC 9110 asks for nonsense.

    Raises:
        RangeUnusable: The range starts behind the end.
    """
    found = ONE_RANGE.fullmatch(wanted.strip())
    if not found or found.groups() == ("", ""):
        return None
    start, end = found.groups()
    first, last = (max(0, size - int(end)), size - 1) if start == "" else (int(start), int(end or size - 1))
    if start and end and int(start) > int(end):
        return None
    if first >= size:
        raise RangeUnusable(f"The file has {size} bytes; {wanted!r} asks for bytes that are not there.", size=size)
    return first, min(last, size - 1)


async def blocks(place: Path, first: int, last: int) -> AsyncIterator[bytes]:
    """The bytes between two positions, both included."""
    with await asyncio.to_thread(place.open, "rb") as file:
        file.seek(first)
        left = last - first + 1
        while left and (block := await asyncio.to_thread(file.read, min(BLOCK, left))):
            left -= len(block)
            yield block
