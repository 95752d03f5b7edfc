"""Files to browsers, in ranges: without them a browser cannot seek in a video.

Blocks are read as the connection takes them: a synchronous iterator would be read into memory whole before its first
byte leaves, and a browser asks for `bytes=0-` each time.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from email.utils import formatdate
from pathlib import PurePosixPath

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.utils.http import content_disposition_header

from annotator.storage.store import Store, aside_of, store
from annotator.videos.queries import NotFound
from annotator.videos.refusals import RangeUnusable

KINDS = {".mp4": "video/mp4", ".jpg": "image/jpeg", ".gz": "application/gzip", ".json": "application/json"}
ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
Answer = HttpResponse | HttpResponseRedirect | StreamingHttpResponse


def fetched_or_served(name: str, *, wanted: str | None, if_range: str | None, etag: str, title: str = "") -> Answer:
    """A large file: an address at which the browser fetches it itself, good for minutes, or as `serve` has it.

    Args:
        title: What it is called as a download; empty: it is shown.

    Raises:
        NotFound, RangeUnusable: As `serve`.
    """
    address = store().address(name, kind=kind_of(name), title=title)
    if address is not None:
        return HttpResponseRedirect(address, headers={"Cache-Control": "private, no-store"})
    answer = serve(name, store(), wanted=wanted, if_range=if_range, etag=etag)
    if title:
        answer["Content-Disposition"] = content_disposition_header(True, title) or "attachment"
    return answer


def serve(name: str, where: Store, *, wanted: str | None, if_range: str | None, etag: str) -> Answer:
    """A file, or the part of it that was asked for; immutable, for this person only.

    Args:
        wanted: The Range header; several ranges at once are answered with the whole file, as RFC 9110 allows.
        if_range: The If-Range header: the part is only sent if the file is still that one.
        etag: The file's own tag, quoted.

    Raises:
        NotFound: There is no such file.
        RangeUnusable: The range starts behind the end.
    """
    found = where.look(name) or where.look(aside_of(name))
    if found is None:
        raise NotFound("This file is gone; import the clip again.")
    size = found.bytes
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=31536000, immutable",
        "ETag": etag,
        "Last-Modified": formatdate(found.modified, usegmt=True),
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    part = part_of(wanted, size) if wanted and if_range in (None, etag) else None
    first, last = part or (0, size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    if size == 0:
        return HttpResponse(b"", content_type=kind_of(name), headers=headers)
    status = 206 if part else 200
    content = blocks(where.blocks(found.name, first, last))
    return StreamingHttpResponse(content, status=status, content_type=kind_of(name), headers=headers)


def kind_of(name: str) -> str:
    """What a file is, to browsers."""
    return KINDS.get(PurePosixPath(name).suffix, "application/octet-stream")


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


async def blocks(read: Iterable[bytes]) -> AsyncIterator[bytes]:
    """What is read, block by block, outside the server's loop."""
    source = iter(read)
    while (block := await asyncio.to_thread(next, source, None)) is not None:
        yield block
