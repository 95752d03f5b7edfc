"""Media: members get bytes in ranges, everybody else finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, override_settings
from PIL import Image

from annotator.accounts.models import User
from annotator.formats import canonical
from annotator.videos import queries
from annotator.videos.models import Video
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
CONTENT = bytes(range(256)) * 3000


@pytest.fixture
def video(tmp_path: Path) -> Iterator[Video]:
    with override_settings(MEDIA_ROOT=tmp_path):
        clip = make.video(make.project())
        folder = queries.clip_folder(clip)
        (folder / "stills").mkdir(parents=True)
        (folder / "canonical.mp4").write_bytes(CONTENT)
        (folder / "stills" / "00030.jpg").write_bytes(b"a still")
        (folder / "original.txt").write_bytes(b"not for browsers")
        yield clip


def get(person: User | None, video: Video, path: str = "canonical.mp4", **headers: str) -> tuple[Any, bytes]:
    """One request as the server runs it, and its body."""

    async def ask() -> tuple[Any, bytes]:
        browser = AsyncClient()
        if person is not None:
            await browser.aforce_login(person)
        answer = await browser.get(f"/media/videos/{video.pk}/{video.sha256[:8]}/{path}", headers=headers)
        if answer.streaming:
            return answer, b"".join([block async for block in answer.streaming_content])
        return answer, answer.content

    return async_to_sync(ask)()


def test_a_member_gets_the_whole_file_and_may_keep_it_for_ever(video: Video) -> None:
    answer, body = get(make.annotator(video.project), video)

    assert (answer.status_code, body) == (200, CONTENT)
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-", 0, len(CONTENT) - 1),
        ("bytes=0-0", 0, 0),
        ("bytes=1000-1999", 1000, 1999),
        ("bytes=300000-", 300_000, len(CONTENT) - 1),
        ("bytes=-10", len(CONTENT) - 10, len(CONTENT) - 1),
        ("bytes=-99999999", 0, len(CONTENT) - 1),
        ("bytes=767990-99999999", 767_990, len(CONTENT) - 1),
    ],
)
def test_a_range_is_answered_with_exactly_its_bytes(video: Video, wanted: str, first: int, last: int) -> None:
    answer, body = get(make.annotator(video.project), video, range=wanted)

    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(CONTENT)}"
    assert answer["Content-Length"] == str(len(body))
    assert body == CONTENT[first : last + 1]


@pytest.mark.parametrize("wanted", ["bytes=0-1,5-6", "bytes=-", "lines=1-2", "bytes=x-y", "bytes=1-2-3", "bytes=5-4"])
def test_a_form_that_we_do_not_serve_gets_the_whole_file(video: Video, wanted: str) -> None:
    answer, body = get(make.annotator(video.project), video, range=wanted)

    assert (answer.status_code, len(body)) == (200, len(CONTENT))


@pytest.mark.parametrize("wanted", ["bytes=768000-", "bytes=99999999-99999999", "bytes=-0"])
def test_a_range_that_is_not_there_is_refused(video: Video, wanted: str) -> None:
    answer, _ = get(make.annotator(video.project), video, range=wanted)

    assert answer.status_code == 416
    assert answer.json()["error"]["code"] == "range_unusable"
    assert answer["Content-Range"] == f"bytes */{len(CONTENT)}"


def test_a_range_of_another_version_gets_the_whole_file(video: Video) -> None:
    member = make.annotator(video.project)
    tag = get(member, video)[0]["ETag"]

    same, _ = get(member, video, **{"range": "bytes=0-9", "if-range": tag})
    other, _ = get(member, video, **{"range": "bytes=0-9", "if-range": '"other"'})

    assert (same.status_code, other.status_code) == (206, 200)


def test_who_has_the_file_is_told_so_and_who_has_another_version_gets_this_one(video: Video) -> None:
    member = make.annotator(video.project)
    tag = get(member, video)[0]["ETag"]

    same, nothing = get(member, video, **{"if-none-match": f'"other", {tag}'})
    other, whole = get(member, video, **{"if-none-match": '"other"'})

    assert (same.status_code, nothing, same["ETag"]) == (304, b"", tag)
    assert same["Cache-Control"] == "private, max-age=31536000, immutable"
    assert (other.status_code, whole) == (200, CONTENT)


def test_a_process_of_threads_sends_it_block_by_block_as_well(video: Video) -> None:
    address = f"/media/videos/{video.pk}/{video.sha256[:8]}/canonical.mp4"

    answer = make.browser(make.annotator(video.project)).get(address)

    assert [len(block) for block in answer] == [1 << 18, 1 << 18, len(CONTENT) - (1 << 19)]
    assert b"".join(answer) == CONTENT


def test_behind_nginx_only_the_place_is_told_and_only_to_who_may_have_the_file(video: Video) -> None:
    with override_settings(ACCEL=True):
        answer, body = get(make.annotator(video.project), video)
        refused, _ = get(make.annotator(make.project()), video)

    assert (answer.status_code, body) == (200, b"")
    place = queries.clip_folder(video).relative_to(queries.clips_root().parent) / "canonical.mp4"
    assert answer["X-Accel-Redirect"] == f"/accel/media/{place}"
    assert refused.status_code == 404
    assert "X-Accel-Redirect" not in refused


def test_only_members_find_media_and_only_the_four_kinds(video: Video) -> None:
    member = make.annotator(video.project)

    assert get(member, video, "stills/00030.jpg")[1] == b"a still"
    assert get(None, video)[0].status_code == 401
    assert get(make.annotator(make.project()), video)[0].status_code == 404
    for path in ("original.txt", "stills/00060.jpg", "stills/../original.txt", "../1/canonical.mp4", "stills/"):
        assert get(member, video, path)[0].status_code == 404
    video.sha256 = "f" * 64
    assert get(member, video)[0].status_code == 404


def test_a_head_request_tells_the_length_and_sends_nothing(video: Video) -> None:
    address = f"/media/videos/{video.pk}/{video.sha256[:8]}/canonical.mp4"

    answer = make.browser(make.annotator(video.project)).head(address, headers={"Range": "bytes=0-99"})

    assert answer.status_code == 206
    assert (answer["Content-Length"], answer["Content-Range"]) == ("100", f"bytes 0-99/{len(CONTENT)}")
    assert b"".join(answer.streaming_content) == b""


@pytest.mark.parametrize(
    "path",
    [
        "%2e%2e/%2e%2e/secret.mp4", "..%2f..%2fsecret.mp4", "//canonical.mp4", "/etc/passwd",
        "stills%2f..%2foriginal.txt",
        "stills/٠٠٠٣٠.jpg", "canonical.mp4%00.jpg", "canonical.mp4/", "CANONICAL.MP4", "stills/00030.jpg%0a",
    ],
)  # fmt: skip
def test_no_spelling_of_a_path_leads_out_of_the_clip(video: Video, path: str) -> None:
    (queries.clips_root().parent / "secret.mp4").write_bytes(b"secret")

    answer = make.browser(make.annotator(video.project)).get(f"/media/videos/{video.pk}/{video.sha256[:8]}/{path}")

    assert answer.status_code == 404
    assert b"secret" not in answer.content


def test_every_frame_has_a_still_which_is_the_picture_of_that_frame(own_folders, footage) -> None:
    clip = make.filmed(make.project(), footage)
    person = make.annotator(clip.project)

    answer, body = get(person, clip, "stills/00017.jpg")
    again, same = get(person, clip, "stills/00017.jpg")

    [pixels] = canonical.read_frames(queries.clip_folder(clip) / canonical.VIDEO, 17, 17)
    shown = np.asarray(Image.open(BytesIO(body)).convert("RGB"), np.int16)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert np.abs(shown - pixels).mean() < 4
    assert (again.status_code, same) == (200, body)


def test_a_still_behind_the_end_is_missing_and_leaves_nothing(own_folders, footage) -> None:
    clip = make.filmed(make.project(), footage)

    answer, _ = get(make.annotator(clip.project), clip, "stills/00999.jpg")

    assert answer.status_code == 404
    assert not (queries.clip_folder(clip) / "between").exists()
