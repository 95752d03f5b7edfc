"""With a bucket, a clip goes the whole way through the doors people use, and this machine's disk holds only copies."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.core.management import call_command

from annotator.annotations.models import Segment
from annotator.formats import release as layout
from annotator.jobs.models import Job
from annotator.releases.models import Release
from annotator.releases.queries import KIND, folder_with
from annotator.releases.tasks import run as build
from annotator.storage.store import store
from annotator.videos.actions import ADMIT
from annotator.videos.models import Video
from annotator.work.tasks import run as admit
from tests import factories as make
from tests.annotator.folders import kept_by
from tests.annotator.formats import clips
from tests.annotator.releases.finished import ALONE, TRIANGLE, body_of
from tests.annotator.videos.sender import send
from tests.s3_server import start_s3

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    place = tmp_path_factory.mktemp("film")
    return clips.render(clips.cfr(30, 135 / 30, width=64, height=48), place, "a clip").read_bytes()


def admitted(project, film: bytes) -> Video:
    """A clip that came in through the page."""
    send(make.browser(make.lead(project)), project, film)
    admit(Job.objects.get(kind=ADMIT).pk)
    return Video.objects.get(project=project)


def released(video: Video) -> Release:
    """The clip finished and released over HTTP."""
    make.finish(video, rings=TRIANGLE, text=ALONE)
    lead = make.browser(make.lead(video.project))
    lead.post(f"/api/projects/{video.project.slug}/releases", {"version": "v1.0"}, "application/json")
    build(Job.objects.get(kind=KIND).pk)
    return Release.objects.get()


def files_here() -> list[str]:
    """What this machine's own folders hold of clips, masks and releases."""
    roots = (Path(settings.MEDIA_ROOT) / "videos", Path(settings.MEDIA_ROOT) / "bundles", Path(settings.RELEASES_ROOT))
    return [str(path) for root in roots for path in root.rglob("*") if path.is_file()]


def forget_copies() -> None:
    """As on another machine, which has read nothing yet."""
    shutil.rmtree(settings.CACHE_ROOT, ignore_errors=True)


@pytest.mark.usefixtures("bucket")
def test_a_clip_that_comes_in_lies_in_the_bucket_and_is_shown_from_there(film):
    video = admitted(make.project(), film)
    browser = make.browser(make.annotator(video.project))
    shown = browser.get(f"/api/videos/{video.pk}").json()

    whole = browser.get(shown["media"])
    part = browser.get(shown["media"], headers={"Range": "bytes=10-19"})
    others = [browser.get(address) for address in (shown["thumbnail"], shown["frame_table"], shown["stills"][2]["url"])]
    between = browser.get(shown["stills"][1]["url"].replace("00030", "00017"))

    kept = {one.name: one.bytes for one in store().listed(f"media/{video.folder}")}
    content = body_of(whole)
    assert (whole.status_code, len(content)) == (200, kept[f"media/{video.folder}/canonical.mp4"])
    assert (part.status_code, body_of(part)) == (206, content[10:20])
    assert [one.status_code for one in (*others, between)] == [200] * 4
    assert sum(kept.values()) == video.bytes
    assert [path for path in files_here() if "between" not in path] == []


@pytest.mark.usefixtures("bucket")
def test_a_release_is_built_from_the_bucket_proved_and_downloaded_from_it(film, tmp_path):
    release = released(admitted(make.project(), film))
    forget_copies()
    reader = make.browser(make.researcher(release.project))

    archive = body_of(reader.get(f"/api/releases/{release.pk}/archive.zip"))
    one = reader.get(f"/api/releases/{release.pk}/files/README.md")
    numbers = reader.get(f"/api/releases/{release.pk}/statistics").json()

    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        opened.extractall(tmp_path / "fetched")
    [fetched] = (tmp_path / "fetched").iterdir()
    call_command("verify_release", str(fetched))
    assert layout.verify(fetched).manifest_sha256 == release.manifest_sha256
    assert body_of(one) == (fetched / "README.md").read_bytes()
    assert numbers["splits"]
    assert layout.verify(folder_with(release)).videos == 1
    assert files_here() == []


@pytest.mark.usefixtures("bucket")
def test_masks_are_shown_from_the_bucket_and_everything_that_must_hold_does(film):
    release = released(admitted(make.project(), film))
    video = Video.objects.get()
    forget_copies()
    out = io.StringIO()

    masks = make.browser(make.annotator(video.project)).get(f"/api/videos/{video.pk}/masks.json")
    call_command("check_invariants", "--files", "--json", stdout=out)

    assert masks.status_code == 200
    assert Segment.objects.exists()
    assert release.state == "published"
    assert json.loads(out.getvalue())["clean"]


def test_where_browsers_reach_the_bucket_they_are_sent_there_for_some_minutes(film, own_folders, tmp_path_factory):
    s3 = start_s3(tmp_path_factory.mktemp("s3"), checking=False)
    s3.client().create_bucket(Bucket="films")
    told = {"ENDPOINT": s3.endpoint, "ADDRESS": s3.endpoint, "BUCKET": "films"}
    with kept_by(told | {"ACCESS_KEY": s3.access_key, "SECRET_KEY": s3.secret_key}, own_folders / "cache"):
        video = admitted(make.project(), film)
        member = make.browser(make.annotator(video.project))
        address = member.get(f"/api/videos/{video.pk}").json()["media"]

        sent = member.get(address, headers={"Range": "bytes=0-9"})
        stranger = make.browser(make.annotator(make.project())).get(address)

    assert (sent.status_code, sent["Cache-Control"]) == (302, "private, no-store")
    fetched = httpx.get(sent["Location"], headers={"Range": "bytes=0-9"})
    assert (fetched.status_code, fetched.headers["Content-Type"]) == (206, "video/mp4")
    assert all(
        word in sent["Location"] for word in ("X-Amz-Expires=300", "X-Amz-Signature=", "X-Amz-SignedHeaders=host")
    )
    assert stranger.status_code == 404
