"""Folders of a test's own, for media, uploads and releases."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings


@contextmanager
def folders_in(place: Path) -> Iterator[None]:
    """While this lasts, whatever the product keeps in files lies below `place`."""
    roots = {name: place / name for name in ("media", "uploads", "releases", "checkpoints")}
    for root in roots.values():
        root.mkdir()
    with override_settings(
        MEDIA_ROOT=roots["media"],
        UPLOADS_ROOT=roots["uploads"],
        RELEASES_ROOT=roots["releases"],
        CHECKPOINTS_ROOT=roots["checkpoints"],
    ):
        yield
