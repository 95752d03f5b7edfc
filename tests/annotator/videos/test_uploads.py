"""Uploads: what comes in becomes a clip with its work, or a reason; never both, never half, and never a stray file."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, override_settings

from annotator.accounts.models import User
from annotator.formats.canonical import VIDEO
from annotator.formats.whole_file import sha256_of
from annotator.jobs import actions as jobs
from annotator.jobs.models import Job
from annotator.videos import actions, queries
from annotator.videos.models import Project, Upload, Video
from annotator.work.admission import admit_file, admit_upload
from annotator.work.models import WorkItem
from annotator.work.tasks import run
from tests import factories as make
from tests.annotator.formats import clips
from tests.annotator.videos.sender import send

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clips.render(clips.cfr(30, width=64, height=48), tmp_path_factory.mktemp("clip"), "a clip")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path) -> Iterator[None]:
    for name in ("media", "uploads"):
        (tmp_path / name).mkdir()
    with override_settings(MEDIA_ROOT=tmp_path / "media", UPLOADS_ROOT=tmp_path / "uploads"):
        yield


@pytest.fixture
def project() -> Project:
    return make.project()


def browser_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def left_over() -> list[str]:
    roots = (Path(settings.UPLOADS_ROOT), Path(settings.MEDIA_ROOT) / "videos")
    return [path.name for root in roots if root.exists() for path in root.iterdir()]


def work_off(upload_id: int) -> Job:
    job = Job.objects.get(kind=actions.ADMIT, subject=upload_id)
    run(job.pk)
    job.refresh_from_db()
    return job


def silence(job: Job) -> None:
    """Let the worker's lease run out, as after a kill -9."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE jobs_job SET lease_until = now() - interval '1 second' WHERE id = %s", [job.pk])


def test_an_uploaded_clip_gets_a_number_its_media_and_its_work(project: Project, clip: Path) -> None:
    browser = browser_of(make.lead(project))

    answer = send(browser, project, clip.read_bytes(), source="Oops")
    job = work_off(answer.json()["id"])

    assert (answer.json()["state"], answer.json()["bytes"]) == ("received", clip.stat().st_size)
    assert job.state == Job.State.DONE
    video = Video.objects.get(project=project)
    assert (video.number, video.name, video.source, video.frame_count) == (1, "a clip.mp4", "Oops", 135)
    assert (queries.clip_folder(video) / VIDEO).is_file()
    assert dict(WorkItem.objects.filter(video=video).values_list("step", "state")) == {
        "caption": "ready",
        "masks": "blocked",
    }
    [listed] = browser.get(f"/api/projects/{project.slug}/uploads").json()["uploads"]
    assert (listed["state"], listed["progress"]) == ("accepted", 1.0)
    assert (listed["video"], listed["number"]) == (video.pk, 1)
    assert Upload.objects.get().sha256 == sha256_of(clip)
    assert left_over() == [queries.clip_folder(video).name]


def test_a_file_that_cannot_become_a_clip_leaves_its_reason_and_nothing_else(project: Project) -> None:
    browser = browser_of(make.lead(project))

    answer = send(browser, project, b"not a video " * 400)
    job = work_off(answer.json()["id"])

    assert job.state == Job.State.DONE
    [listed] = browser.get(f"/api/projects/{project.slug}/uploads").json()["uploads"]
    assert (listed["state"], listed["code"]) == ("refused", "not_a_video")
    assert "MP4" in listed["text"]
    assert not Video.objects.exists()
    assert left_over() == []


def test_the_same_file_again_is_refused_with_the_number_of_its_clip(project: Project, clip: Path) -> None:
    browser = browser_of(make.lead(project))
    work_off(send(browser, project, clip.read_bytes()).json()["id"])

    again = send(browser, project, clip.read_bytes(), name="another name.mp4").json()["id"]
    work_off(again)

    [refused, _] = browser.get(f"/api/projects/{project.slug}/uploads").json()["uploads"]
    assert (refused["id"], refused["state"], refused["code"]) == (again, "refused", "duplicate")
    assert "000001 (a clip.mp4)" in refused["text"]
    assert Video.objects.count() == 1
    assert len(left_over()) == 1


def test_two_copies_that_wait_together_become_one_clip(project: Project, clip: Path) -> None:
    browser = browser_of(make.lead(project))
    waiting = [send(browser, project, clip.read_bytes()).json()["id"] for _ in range(2)]

    for upload_id in waiting:
        work_off(upload_id)

    assert list(Upload.objects.order_by("id").values_list("state", "code")) == [
        ("accepted", ""),
        ("refused", "duplicate"),
    ]
    assert Video.objects.count() == 1
    assert len(left_over()) == 1


def test_another_project_may_hold_the_same_file(clip: Path) -> None:
    for _ in range(2):
        project = make.project()
        work_off(send(browser_of(make.lead(project)), project, clip.read_bytes()).json()["id"])

    assert Video.objects.count() == 2


def test_a_killed_worker_leaves_the_upload_to_the_next_one(project: Project, clip: Path) -> None:
    upload_id = send(browser_of(make.lead(project)), project, clip.read_bytes()).json()["id"]
    job = Job.objects.get(kind=actions.ADMIT, subject=upload_id)
    jobs.claim(job.pk, "killed")
    Upload.objects.filter(pk=upload_id).update(state=Upload.State.CHECKING)
    silence(job)

    work_off(upload_id)

    assert Upload.objects.get(pk=upload_id).state == "accepted"
    assert Video.objects.count() == 1


def test_a_worker_that_lost_its_lease_adds_no_second_clip_and_refuses_nothing(project: Project, clip: Path) -> None:
    upload_id = send(browser_of(make.lead(project)), project, clip.read_bytes()).json()["id"]
    job = Job.objects.get(kind=actions.ADMIT, subject=upload_id)
    lost = jobs.claim(job.pk, "asleep")
    assert lost is not None
    upload = Upload.objects.get(pk=upload_id)
    original = queries.file_of(upload)
    silence(job)
    work_off(upload_id)
    original.write_bytes(clip.read_bytes())
    Upload.objects.filter(pk=upload_id).update(state=Upload.State.CHECKING)  # as the sleeper still believes

    with pytest.raises(jobs.LeaseLost):
        admit_upload(lost)

    assert Upload.objects.get(pk=upload_id).code == ""
    assert Video.objects.count() == 1


def test_doing_a_finished_upload_again_changes_nothing(project: Project, clip: Path) -> None:
    upload_id = send(browser_of(make.lead(project)), project, clip.read_bytes()).json()["id"]
    work_off(upload_id)
    again = jobs.claim(jobs.enqueue(actions.ADMIT, upload_id, queue="machine").pk, "second")
    assert again is not None

    admit_upload(again)

    assert Upload.objects.get(pk=upload_id).state == "accepted"
    assert Video.objects.count() == 1


def test_what_a_killed_worker_left_is_swept_up_once_it_is_old(project: Project, clip: Path) -> None:
    root = queries.clips_root()
    for name, age in [(".new-old", actions.STALE_SECONDS + 60), (".new-young", 0)]:
        (root / name).mkdir()
        os.utime(root / name, (time.time() - age,) * 2)

    video = admit_file(project, clip, source="Import", by=None)

    assert sorted(left_over()) == [".new-young", queries.clip_folder(video).name]


def test_an_accepted_clip_has_its_video_stills_thumbnail_and_frame_table(project: Project, clip: Path) -> None:
    browser = browser_of(make.lead(project))
    work_off(send(browser, project, clip.read_bytes()).json()["id"])
    shown = browser.get(f"/api/videos/{Video.objects.get().pk}").json()

    answers = [browser.get(url) for url in (shown["media"], shown["thumbnail"], shown["frame_table"])]
    stills = [browser.get(still["url"]) for still in shown["stills"]]

    assert [still["frame"] for still in shown["stills"]] == [0, 30, 60, 90, 120]
    assert {answer.status_code for answer in answers + stills} == {200}
    kinds = [answer["Content-Type"] for answer in answers + stills[:1]]
    assert kinds == ["video/mp4", "image/jpeg", "application/gzip", "image/jpeg"]


@pytest.mark.django_db(transaction=True)
def test_an_accident_of_ours_is_tried_again_and_at_last_told(project: Project, clip: Path, tmp_path: Path) -> None:
    upload_id = send(browser_of(make.lead(project)), project, clip.read_bytes()).json()["id"]
    (tmp_path / "media" / "videos").write_text("a file where a folder has to be")

    with override_settings(JOB_ATTEMPTS=2):
        states = [(work_off(upload_id).state, Upload.objects.get().state) for _ in range(2)]

    assert states == [("queued", "checking"), ("failed", "refused")]
    assert Upload.objects.get().code == "admission_failed"
    assert list(Path(settings.UPLOADS_ROOT).iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_an_upload_whose_workers_all_died_is_refused_by_the_dispatcher(project: Project) -> None:
    upload_id = send(browser_of(make.lead(project)), project, b"x").json()["id"]
    job = Job.objects.get(kind=actions.ADMIT, subject=upload_id)
    with override_settings(JOB_ATTEMPTS=1):
        jobs.claim(job.pk, "killed")
        silence(job)

        call_command("dispatch", "--once")

    assert (Upload.objects.get().state, Upload.objects.get().code) == ("refused", "admission_failed")
    assert left_over() == []


def test_a_death_between_the_rename_and_the_row_leaves_one_clip_after_the_next_attempt(
    project: Project, clip: Path
) -> None:
    upload_id = send(browser_of(make.lead(project)), project, clip.read_bytes()).json()["id"]
    upload = Upload.objects.get()

    def admit_and_die() -> None:
        with transaction.atomic():
            admit_file(project, queries.file_of(upload), source="Upload", by=None, upload=upload)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        admit_and_die()
    work_off(upload_id)

    video = Video.objects.get()
    assert (video.number, Upload.objects.get().state) == (1, "accepted")
    assert (queries.clip_folder(video) / VIDEO).is_file()
    assert list(Path(settings.UPLOADS_ROOT).iterdir()) == []
