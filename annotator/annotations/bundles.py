"""Bundles of computed masks on disk, named by their content: written beside, flushed and renamed, never changed."""

import hashlib
import os
from pathlib import Path

from django.conf import settings

from annotator.annotations.refusals import BundleMissing
from annotator.formats import bundle
from annotator.formats.whole_file import write_whole

ASIDE = ".aside"


def path_of(sha256: str) -> Path:
    """Where a bundle lies."""
    return Path(settings.MEDIA_ROOT) / "bundles" / sha256[:2] / sha256


def put(content: bytes) -> str:
    """Keep a bundle; the same content is kept once.

    Returns:
        Its sha256, in hex.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if not keep(sha256):
        write_whole(path_of(sha256), content)
    return sha256


def keep(sha256: str) -> bool:
    """Say that a bundle is about to be referred to: it counts as new, and is not collected until rows tell.

    Returns:
        Whether there is such a bundle.
    """
    try:
        os.utime(path_of(sha256))
    except FileNotFoundError:
        return False
    return True


def read(sha256: str) -> bundle.Bundle:
    """Open a bundle, with its checksum checked.

    Raises:
        BundleMissing: The file is gone, or its content is not what its name says.
    """
    try:
        content = _whole(sha256)
    except FileNotFoundError:
        raise BundleMissing(
            f"The mask bundle {sha256[:12]} is gone; propagate this clip again.", bundle=sha256
        ) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BundleMissing(f"The mask bundle {sha256[:12]} is damaged; propagate this clip again.", bundle=sha256)
    return bundle.decode(content)


def _whole(sha256: str) -> bytes:
    try:
        return path_of(sha256).read_bytes()
    except FileNotFoundError:
        return aside_of(path_of(sha256)).read_bytes()  # not collected for good yet


def aside_of(place: Path) -> Path:
    """Where the collector puts a bundle a day before it is deleted; who stores the same one then writes it anew."""
    return place.with_name(f".{place.name}{ASIDE}")
