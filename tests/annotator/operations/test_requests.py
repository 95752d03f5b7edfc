"""One id leads from a request to its answer, its log lines, its events, its jobs, and what became of them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from annotator.annotations.actions import propagations
from annotator.events.models import Event
from annotator.events.whence import here
from annotator.jobs.models import Job
from tests import factories as make
from tests.contracts.source import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
NUMBER = "of-a-test.0001"


def test_an_answer_brings_back_the_id_that_its_request_came_with():
    answer = make.browser().get("/api/session", headers={"X-Request-Id": NUMBER})

    assert answer.headers["X-Request-Id"] == NUMBER
    assert here().request == ""


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "two words", "<script>alert(1)</script>"])
def test_a_request_without_an_id_that_can_be_kept_gets_one(given: str):
    answer = make.browser().get("/api/session", headers={"X-Request-Id": given} if given else {})

    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-Id"])


def test_the_id_of_a_request_is_in_its_events_its_job_and_in_what_the_worker_does_and_logs(capsys):
    video = make.video(make.project())
    drawer = make.annotator(video.project)
    make.masking(video, drawer)
    make.draw_all(video, drawer)
    before = Event.objects.latest("pk").pk

    address = f"/api/work/{make.masks_item(video).pk}/submit"
    answer = make.browser(drawer).post(address, {}, content_type="application/json", headers={"X-Request-Id": NUMBER})
    asked = set(Event.objects.filter(pk__gt=before).values_list("request", flat=True))
    between = Event.objects.latest("pk").pk
    make.work_off(propagations.KIND, video.pk)

    assert answer.status_code == 200
    assert asked == {NUMBER}
    assert set(Job.objects.values_list("request", flat=True)) == {NUMBER}
    done = Event.objects.filter(pk__gt=between)
    assert set(done.values_list("via", "request")) == {("worker:worker", NUMBER)}
    claimed = [line for line in capsys.readouterr().err.splitlines() if "job.claimed" in line]
    assert claimed
    assert all(f"request={NUMBER}" in line for line in claimed)


def test_logs_for_programs_are_one_object_a_line_those_of_libraries_too(tmp_path):
    code = """
import django; django.setup()
import logging, structlog
from annotator.events.whence import arrived
with arrived("page", None, "of-a-test.0002"):
    structlog.get_logger().info("work.expired", work=7)
    logging.getLogger("a.library").warning("%s was slow", "it")
structlog.get_logger().debug("not.told")
"""
    told = {"TETHER_LOG_FORMAT": "json", "DJANGO_SETTINGS_MODULE": "annotator.settings", "TETHER_DATA": str(tmp_path)}

    ended = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | told, cwd=ROOT, capture_output=True, text=True, check=True
    )

    ours, theirs = map(json.loads, ended.stderr.splitlines())
    assert (ours["event"], ours["work"], ours["level"]) == ("work.expired", 7, "info")
    assert (theirs["event"], theirs["logger"], theirs["level"]) == ("it was slow", "a.library", "warning")
    assert ours["request"] == theirs["request"] == "of-a-test.0002"
    assert ended.stdout == ""
