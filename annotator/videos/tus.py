"""The words of the resumable upload protocol: what its headers say, read and written; rows and files are elsewhere.

Written here because what exists for Django (drf-tus 2.0, django-tus 0.5) holds a piece in memory and locks no row, and
what is kept best (tuspyserver) is made for another framework.

Source: https://tus.io/protocols/resumable-upload, version 1.0.0: core, creation, expiration, checksum, termination.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.http import http_date

from annotator.videos.refusals import HeaderRefused, LengthMissing, TusUnsupported

VERSION = "1.0.0"
CONTENT = "application/offset+octet-stream"
ALGORITHMS = ("sha1", "sha256")
OFFERED = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,expiration,checksum,termination",
    "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
}
MOST_METADATA = 2000  # characters


@dataclass(frozen=True)
class Checksum:
    """What the bytes of one request have to hash to."""

    algorithm: str
    digest: bytes

    def begun(self) -> "hashlib._Hash":
        """A hash to feed."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


def require_version(headers: Mapping[str, str]) -> None:
    """Let only requests pass that speak our version.

    Raises:
        TusUnsupported: This one speaks another, or none.
    """
    if headers.get("Tus-Resumable") != VERSION:
        raise TusUnsupported(f"Send the header Tus-Resumable: {VERSION}; this is the only version spoken here.")


def length_of(headers: Mapping[str, str]) -> int:
    """How many bytes the announced file has.

    Raises:
        LengthMissing: It does not say, or no number.
    """
    length = headers.get("Upload-Length", "")
    if not is_number(length):
        raise LengthMissing("Send Upload-Length, the file's size in bytes; it has to be known from the start.")
    return int(length)


def offset_of(headers: Mapping[str, str]) -> int:
    """Where in the file the bytes of a request belong.

    Raises:
        HeaderRefused: It does not say, or no number.
    """
    offset = headers.get("Upload-Offset", "")
    if not is_number(offset):
        raise HeaderRefused("Send Upload-Offset, the place of the first byte.", header="Upload-Offset")
    return int(offset)


def is_number(text: str) -> bool:
    """Whether a header holds a number of bytes that a column can hold."""
    return text.isascii() and text.isdecimal() and len(text) <= 18


def metadata_of(header: str) -> dict[str, str]:
    """What the sender tells of a file: words, each with a value in base64.

    Raises:
        HeaderRefused: It is too long, or a value is no base64 of UTF-8.
    """
    if len(header) > MOST_METADATA:
        text = f"Upload-Metadata has more than {MOST_METADATA} characters; tell less."
        raise HeaderRefused(text, header="Upload-Metadata")
    told = {}
    for pair in filter(None, header.split(",")):
        word, _, value = pair.strip().partition(" ")
        try:
            told[word] = base64.b64decode(value, validate=True).decode()
        except ValueError:
            text = f"The value of {word!r} in Upload-Metadata is no base64 of UTF-8."
            raise HeaderRefused(text, header="Upload-Metadata") from None
    return told


def checksum_of(headers: Mapping[str, str]) -> Checksum | None:
    """What the bytes of a request have to hash to, if their sender says so.

    Raises:
        HeaderRefused: It names another algorithm than ours, or its value is no base64.
    """
    header = headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, value = header.partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except ValueError:
        digest = b""
    if algorithm not in ALGORITHMS or not digest:
        text = f"Upload-Checksum has to be one of {', '.join(ALGORITHMS)}, a space, and the digest in base64."
        raise HeaderRefused(text, header="Upload-Checksum")
    return Checksum(algorithm, digest)


def expiry(at: datetime | None) -> dict[str, str]:
    """Until when an unfinished upload is kept."""
    return {} if at is None else {"Upload-Expires": http_date(at.timestamp())}
