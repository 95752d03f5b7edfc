"""Files to browsers, in ranges: without them a browser cannot seek in a video.

Blocks are read as the connection takes them: a whole video would be read into memory before its first byte leaves, and
a browser asks for `bytes=0-` each time. Behind nginx only the permission is looked at here; nginx sends the file.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from email.utils import formatdate
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import (
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header, parse_etags

from annotator.storage.disk import Disk
from annotator.storage.store import Store, aside_of, store
from annotator.videos.queries import NotFound
from annotator.videos.refusals import RangeUnusable

KINDS = {".mp4": "video/mp4", ".jpg": "image/jpeg", ".gz": "application/gzip", ".json": "application/json"}
ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class Streamed(StreamingHttpResponse):
    """A long answer, made block by block as the connection takes it, whichever kind of server runs us.

    Args:
        make: Makes the blocks; called once.
    """

    def __init__(self, make: Callable[[], Iterator[bytes]], **options: Any) -> None:
        super().__init__(outside(make), **options)
        self._make = make

    def __iter__(self) -> Iterator[bytes]:
        """For WSGI, where Django would gather an asynchronous answer whole."""
        return self._make()


async def outside(make: Callable[[], Iterator[bytes]]) -> AsyncIterator[bytes]:
    """Blocks, each made outside the server's loop."""
    blocks = make()
    while (block := await asyncio.to_thread(next, blocks, None)) is not None:
        yield block


def fetched_or_served(name: str, *, asked: Mapping[str, str], etag: str, title: str = "") -> HttpResponseBase:
    """A large file: an address at which the browser fetches it itself, good for minutes, or as `serve` has it.

    Args:
        title: What it is called as a download; empty: it is shown.

    Raises:
        NotFound, RangeUnusable: As `serve`.
    """
    address = store().address(name, kind=kind_of(name), title=title)
    if address is not None:
        return HttpResponseRedirect(address, headers={"Cache-Control": "private, no-store"})
    answer = serve(name, store(), asked=asked, etag=etag)
    if title:
        answer["Content-Disposition"] = content_disposition_header(True, title) or "attachment"
    return answer


def serve(name: str, where: Store, *, asked: Mapping[str, str], etag: str) -> HttpResponseBase:
    """A file, or the part of it that was asked for; immutable, for this person only.

    Args:
        asked: The request's headers. Several ranges at once are answered with the whole file, as RFC 9110 allows; so is
            a range of another version of the file (If-Range).
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
        "Cache-Control": "private, max-age=31536000, immutable",
        "ETag": etag,
        "Last-Modified": formatdate(found.modified, usegmt=True),
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    if {etag, "*"} & {tag.removeprefix("W/") for tag in parse_etags(asked.get("If-None-Match", ""))}:
        return HttpResponseNotModified(headers=headers)
    wanted = asked.get("Range")
    part = part_of(wanted, size) if wanted and asked.get("If-Range") in (None, etag) else None
    if settings.ACCEL and isinstance(where, Disk) and (inside := address_inside(found.name)):
        return HttpResponse(content_type=kind_of(name), headers={**headers, "X-Accel-Redirect": inside})
    first, last = part or (0, size - 1)
    headers |= {"Accept-Ranges": "bytes", "Content-Length": str(last - first + 1)}
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    if size == 0:
        return HttpResponse(b"", content_type=kind_of(name), headers=headers)
    status = 206 if part else 200
    return Streamed(
        lambda: where.blocks(found.name, first, last), status=status, content_type=kind_of(name), headers=headers
    )


def address_inside(name: str) -> str:
    """Where nginx, and nobody but nginx, finds a file (`docker/nginx.conf`); empty where it has no such place."""
    folder, _, own = name.partition("/")
    return f"/accel/{quote(name)}" if folder in ("media", "releases") and own else ""


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
