"""Bundles of computed masks, named by their content: kept whole or not at all, and never changed."""

import hashlib

from annotator.annotations.refusals import BundleMissing
from annotator.formats import bundle
from annotator.storage.store import store

FOLDER = "media/bundles"


def name_of(sha256: str) -> str:
    """What a bundle is called in the storage."""
    return f"{FOLDER}/{sha256[:2]}/{sha256}"


def put(content: bytes) -> str:
    """Keep a bundle; the same content is kept once.

    Returns:
        Its sha256, in hex.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if not keep(sha256):
        store().write(name_of(sha256), content)
    return sha256


def keep(sha256: str) -> bool:
    """Say that a bundle is about to be referred to: it counts as new, and is not collected until rows tell.

    Returns:
        Whether there is such a bundle.
    """
    return store().touch(name_of(sha256))


def read(sha256: str) -> bundle.Bundle:
    """Open a bundle, with its checksum checked.

    Raises:
        BundleMissing: The file is gone, or its content is not what its name says.
    """
    try:
        content = store().local(name_of(sha256)).read_bytes()
    except FileNotFoundError:
        raise BundleMissing(
            f"The mask bundle {sha256[:12]} is gone; propagate this clip again.", bundle=sha256
        ) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BundleMissing(f"The mask bundle {sha256[:12]} is damaged; propagate this clip again.", bundle=sha256)
    return bundle.decode(content)
