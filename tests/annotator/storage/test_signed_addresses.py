"""The address that a browser is sent to opens one file for five minutes, and whoever alters it opens nothing.

moto's server believes every signature in an address, so a door of ours stands before it that checks them as AWS says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from annotator.storage.store import store
from tests.annotator.folders import kept_by
from tests.s3_door import Door, signature_of
from tests.s3_server import start_s3

HELD, OTHER = "media/videos/a/canonical.mp4", "media/videos/b/canonical.mp4"
KEYS = {"ACCESS_KEY": "AKIAIOSFODNN7EXAMPLE", "SECRET_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}


@dataclass
class Signed:
    """A door before a server with two files, each in two buckets, and the addresses of both in the first."""

    door: Door
    held: str
    other: str


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> int:
    """A server that looks at no signature, with everything that somebody might want to reach."""
    s3 = start_s3(tmp_path_factory.mktemp("s3"), checking=False)
    for bucket in ("films", "others"):
        s3.client().create_bucket(Bucket=bucket)
        for name in (HELD, OTHER):
            s3.client().put_object(Bucket=bucket, Key=name, Body=f"{bucket} {name}".encode())
    return urlsplit(s3.endpoint).port or 0


@pytest.fixture
def signed(port: int, tmp_path: Path) -> Iterator[Signed]:
    with closing(Door(port, secret=KEYS["SECRET_KEY"])) as door:
        told = {"ENDPOINT": f"http://127.0.0.1:{port}", "ADDRESS": door.address, "BUCKET": "films", **KEYS}
        with kept_by(told, tmp_path / "cache"):
            addresses = [store().address(name, kind="video/mp4", title="a clip.mp4") for name in (HELD, OTHER)]
        yield Signed(door, *(str(address) for address in addresses))


def swap(old: str, new: str) -> Callable[[Signed], str]:
    """Alter one thing, which is there."""

    def altered(signed: Signed) -> str:
        assert old in signed.held, signed.held
        return signed.held.replace(old, new, 1)

    return altered


def with_the_signature_of_another(signed: Signed) -> str:
    return signed.held.replace(signed.held.rpartition("=")[2], signed.other.rpartition("=")[2])


ALTERED = {
    "another file": swap("/videos/a/", "/videos/b/"),
    "another bucket": swap("/films/", "/others/"),
    "the whole bucket": swap(f"/{HELD}", ""),
    "the file by way of another": swap("/videos/a/", "/videos/b/%2E%2E/a/"),
    "a later end": swap("X-Amz-Expires=300", "X-Amz-Expires=604800"),
    "an end that nobody may ask for": swap("X-Amz-Expires=300", "X-Amz-Expires=99999999"),
    "a later beginning": swap("X-Amz-Date=2", "X-Amz-Date=3"),
    "another day's key": swap("AKIAIOSFODNN7EXAMPLE%2F2", "AKIAIOSFODNN7EXAMPLE%2F3"),
    "another kind of file": swap("response-content-type=video%2Fmp4", "response-content-type=text%2Fhtml"),
    "shown, not saved": swap("response-content-disposition=attachment", "response-content-disposition=inline"),
    "one more wish": lambda signed: f"{signed.held}&response-content-encoding=gzip",
    "no signature": lambda signed: signed.held.rpartition("&")[0],
    "nothing but the path": lambda signed: signed.held.partition("?")[0],
    "the signature of another file": with_the_signature_of_another,
}


def test_the_door_signs_as_the_services_own_example() -> None:
    query = (
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2F"
        "aws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
    )

    signature = signature_of("GET", "examplebucket.s3.amazonaws.com", f"/test.txt?{query}", secret=KEYS["SECRET_KEY"])

    assert signature == "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"


def test_an_address_opens_its_file_as_it_is_and_not_after_its_minutes(signed: Signed) -> None:
    now = httpx.get(signed.held)
    signed.door.ahead = timedelta(seconds=299)
    still = httpx.get(signed.held)
    signed.door.ahead = timedelta(seconds=301)
    after = httpx.get(signed.held)

    assert (now.status_code, now.text, now.headers["Content-Type"]) == (200, f"films {HELD}", "video/mp4")
    assert (still.status_code, after.status_code) == (200, 403)
    assert httpx.get(signed.other).status_code == 403


@pytest.mark.parametrize("how", ALTERED)
def test_an_address_that_was_altered_opens_nothing(signed: Signed, how: str) -> None:
    altered = ALTERED[how](signed)

    answer = httpx.get(altered)

    assert altered != signed.held
    assert answer.status_code == 403, answer.text
    assert "films" not in answer.text


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_an_address_that_reads_does_not_write(signed: Signed, method: str) -> None:
    answer = httpx.request(method, signed.held, content=b"other bytes" if method == "PUT" else None)

    assert answer.status_code == 403
    assert httpx.get(signed.held).text == f"films {HELD}"
