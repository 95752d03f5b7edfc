"""Folders of a test's own, for media, uploads and releases."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings

from annotator.annotations import bundles
from annotator.releases.models import Release
from annotator.releases.queries import name_of
from annotator.storage import store
from annotator.storage.disk import path_of
from annotator.storage.options import kept_in


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


@contextmanager
def kept_by(told: dict[str, str], cache: Path) -> Iterator[None]:
    """While this lasts, files are kept as the settings for a bucket say."""
    whole = dict.fromkeys(("ENDPOINT", "BUCKET", "REGION", "ACCESS_KEY", "SECRET_KEY", "ADDRESS"), "") | told
    with override_settings(STORAGE="s3", S3=whole, STORAGES=kept_in("s3", whole), CACHE_ROOT=cache):
        yield


def bundle_file(sha256: str) -> Path:
    """Where a bundle of masks lies on the disk."""
    return path_of(bundles.name_of(sha256))


def folder_of(release: Release) -> Path:
    """Where a published release lies on the disk."""
    return path_of(name_of(release))


def aside_of(place: Path) -> Path:
    """Where a file lies a day before it is deleted."""
    return Path(store.aside_of(str(place)))
