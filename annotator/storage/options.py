"""Where finished files are kept, as Django takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from annotator.environment import refuse, refuse_address

PLACE = r"https?://[^/\s?#@]+"
READY_SECONDS, READ_SECONDS = 3, 30
SIGNED_SECONDS = 300  # how long a browser may begin to fetch from an address that it was sent to


def kept_in(kind: str, s3: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Django's STORAGES for `disk` or `s3`.

    Args:
        s3: Whatever TETHER_S3_… says, by its last words; all of it empty where none is wanted.

    Raises:
        ImproperlyConfigured: Something of it is missing or cannot be right.
    """
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    if kind == "disk":
        if said := [name for name, value in s3.items() if value]:
            raise refuse("TETHER_STORAGE", kind, f"expected s3 beside TETHER_S3_{said[0]}")
        return {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}, "staticfiles": static}
    for name in ("BUCKET", "ACCESS_KEY", "SECRET_KEY"):
        if not s3[name]:
            raise refuse(f"TETHER_S3_{name}", "", "expected it beside TETHER_STORAGE=s3")
    for name in ("ENDPOINT", "ADDRESS"):
        if s3[name] and not re.fullmatch(PLACE, s3[name]):
            raise refuse_address(f"TETHER_S3_{name}", s3[name], "expected an address like https://s3.example.org")
    return {"default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options(s3)}, "staticfiles": static}


def options(s3: Mapping[str, str]) -> dict[str, Any]:
    """What django-storages takes; whoever does not answer soon is not waited for."""
    from botocore.config import Config  # only who keeps files in a bucket waits for this

    return {
        "bucket_name": s3["BUCKET"],
        "access_key": s3["ACCESS_KEY"],
        "secret_key": s3["SECRET_KEY"],
        "endpoint_url": s3["ENDPOINT"] or None,
        "region_name": s3["REGION"] or "us-east-1",
        "querystring_expire": SIGNED_SECONDS,
        "client_config": Config(
            connect_timeout=READY_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": 3, "mode": "standard"},
            signature_version="s3v4",
            s3={"addressing_style": "path" if s3["ENDPOINT"] else "auto"},
            max_pool_connections=32,
        ),
    }
