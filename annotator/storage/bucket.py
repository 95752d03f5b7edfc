"""Finished files in a bucket of an S3-compatible service, reached as django-storages is set up.

An object is there whole or not at all: that is the service's own promise, for large ones sent in parts, too. What was
read once stays on this machine's disk as a copy (`cache`).
"""

from __future__ import annotations

import errno
import mimetypes
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, cast

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.storage import storages
from django.utils.http import content_disposition_header
from storages.backends.s3 import S3Storage

from annotator.storage import cache
from annotator.storage.refusals import StorageAway
from annotator.storage.store import BLOCK, Stored, aside_of

AT_ONCE = 8  # files on their way
NOT_THERE = {"404", "NoSuchKey", "NotFound"}
KEYS_REFUSED = {
    "401", "403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthFailure", "InvalidClientTokenId",
}  # fmt: skip


@lru_cache(maxsize=4)
def client_of(storage: S3Storage) -> Any:
    """One connection pool for all threads of a process."""
    return storage.connection.meta.client


@lru_cache(maxsize=4)
def _for_browsers(storage: S3Storage, address: str) -> S3Storage:
    """The same bucket under the address at which browsers reach it: the signature holds for that only."""
    return S3Storage(**settings.STORAGES["default"]["OPTIONS"] | {"endpoint_url": address})


def at_once(do: Callable[[str], None], names: Iterable[str]) -> None:
    """Do the same for many files, some at a time; the first that fails ends it."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        try:
            for _ in threads.map(do, names):
                pass
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            raise


class Bucket:
    """The storage of who has several machines, or more than a disk holds."""

    def __init__(self) -> None:
        self.storage = cast(S3Storage, storages["default"])
        self.bucket = str(self.storage.bucket_name)

    @property
    def client(self) -> Any:
        return client_of(self.storage)

    @contextmanager
    def asking(self, name: str = "") -> Iterator[None]:
        """Whatever the service or the line to it answers is said in our words.

        Raises:
            FileNotFoundError: There is no object of this name.
            StorageAway: Anything else.
        """
        try:
            yield
        except (ClientError, BotoCoreError, Boto3Error) as error:
            cause = error.__context__ if isinstance(error, Boto3Error) else error
            code = str(cause.response.get("Error", {}).get("Code", "")) if isinstance(cause, ClientError) else ""
            if name and code in NOT_THERE:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name) from error
            raise StorageAway(self._told(code, cause or error)) from error

    def _told(self, code: str, error: BaseException) -> str:
        where = settings.S3["ENDPOINT"] or "Amazon S3"
        if code in {"NoSuchBucket", *NOT_THERE}:
            return f"The bucket {self.bucket!r} is not at {where}: make it, or set TETHER_S3_BUCKET."
        if code in KEYS_REFUSED:
            return (
                f"{where} refuses our keys for the bucket {self.bucket!r} ({code}): look at TETHER_S3_ACCESS_KEY, "
                "TETHER_S3_SECRET_KEY and what they may do there."
            )
        if code:
            return f"{where} does not do what it was asked ({code}): look at its log."
        return f"{where} does not answer ({type(error).__name__}): start it, or set TETHER_S3_ENDPOINT."

    def local(self, name: str, *, version: str = "") -> Path:
        return cache.copied(name, version, lambda file: self._fetch(name, file))

    def _fetch(self, name: str, file: IO[bytes]) -> None:
        try:
            self._read(name, file)
        except FileNotFoundError:
            self._read(aside_of(name), file)

    def _read(self, name: str, file: IO[bytes]) -> None:
        with self.asking(name):
            shutil.copyfileobj(self.client.get_object(Bucket=self.bucket, Key=name)["Body"], file, BLOCK)

    def gather(self, name: str, files: Iterable[str], *, version: str = "") -> Path:
        at_once(lambda file: self._at_hand(f"{name}/{file}", version), files)
        return cache.copy_of(name, version)

    def _at_hand(self, name: str, version: str) -> None:
        with suppress(FileNotFoundError):
            self.local(name, version=version)

    def write(self, name: str, content: bytes) -> None:
        with self.asking():
            self.client.put_object(Bucket=self.bucket, Key=name, Body=content)

    def keep(self, folder: Path, name: str) -> None:
        files = {f"{name}/{path.relative_to(folder)}": path for path in sorted(folder.rglob("*")) if path.is_file()}
        at_once(lambda key: self._send(key, files[key]), files)
        there = {found.name: found.bytes for found in self.listed(name)}
        for key, path in files.items():
            if there.get(key) != path.stat().st_size:
                raise StorageAway(f"The bucket {self.bucket!r} does not list {key} as it was sent: look at its log.")

    def _send(self, name: str, path: Path) -> None:
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        with self.asking():
            self.client.upload_file(str(path), self.bucket, name, ExtraArgs={"ContentType": kind})

    def held(self, name: str) -> Path | None:
        return None

    def look(self, name: str) -> Stored | None:
        try:
            with self.asking(name):
                head = self.client.head_object(Bucket=self.bucket, Key=name)
        except FileNotFoundError:
            self.probe()  # an answer without a body does not tell a file that is gone from a bucket that is
            return None
        return Stored(name, head["ContentLength"], head["LastModified"].timestamp())

    def listed(self, below: str) -> Iterator[Stored]:
        with self.asking():
            pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=f"{below}/")
            for page in pages:
                for found in page.get("Contents", ()):
                    yield Stored(found["Key"], found["Size"], found["LastModified"].timestamp())

    def blocks(self, name: str, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        part = {"Range": f"bytes={first}-{'' if last is None else last}"} if first or last is not None else {}
        with self.asking(name):
            body = self.client.get_object(Bucket=self.bucket, Key=name, **part)["Body"]
            with body:
                yield from body.iter_chunks(BLOCK)

    def address(self, name: str, *, kind: str, title: str = "") -> str | None:
        if not settings.S3["ADDRESS"]:
            return None
        told = {"ResponseContentType": kind, "ResponseCacheControl": "private, max-age=300"}
        if title:
            told["ResponseContentDisposition"] = content_disposition_header(True, title) or "attachment"
        return str(_for_browsers(self.storage, settings.S3["ADDRESS"]).url(name, parameters=told))

    def touch(self, name: str) -> bool:
        try:
            self._copy(name, name, MetadataDirective="REPLACE")
        except FileNotFoundError:
            return False
        return True

    def rename(self, name: str, other: str) -> None:
        self._copy(name, other)
        self.remove(name)

    def _copy(self, name: str, other: str, **how: str) -> None:
        with self.asking(name):
            source = {"Bucket": self.bucket, "Key": name}
            self.client.copy_object(Bucket=self.bucket, Key=other, CopySource=source, **how)

    def remove(self, name: str) -> None:
        with self.asking():
            self.client.delete_object(Bucket=self.bucket, Key=name)

    def tidy(self, before: float) -> None:
        """Parts of files of which nobody sent the rest take room, and no list shows them; copies here have a bound."""
        with self.asking():
            for one in self.client.list_multipart_uploads(Bucket=self.bucket).get("Uploads", ()):
                if one["Initiated"].timestamp() < before:
                    self.client.abort_multipart_upload(Bucket=self.bucket, Key=one["Key"], UploadId=one["UploadId"])
        cache.make_room()

    def probe(self) -> str:
        with self.asking():
            self.client.head_bucket(Bucket=self.bucket)
        return f"the bucket {self.bucket!r} at {settings.S3['ENDPOINT'] or 'Amazon S3'}"
