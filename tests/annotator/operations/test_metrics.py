"""`/metrics`: shut unless the operator opened it, true to the rows, and silent about people."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families

from annotator.annotations.models import Segment
from annotator.events.actions import announce
from annotator.events.models import Event
from annotator.jobs.models import Job
from annotator.jobs.workers import Machine, measure, see
from annotator.operations.measures import BUCKETS
from annotator.videos.models import Upload
from annotator.work.models import Move
from tests import factories as make
from tests.contracts.source import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
TOKEN = "a token of more than 24 characters"
LABELS = {
    "method", "operation", "status", "le", "verb", "step", "state", "kind", "queue", "code", "folder", "device",
    "predictor",
}  # fmt: skip


def scraped() -> dict[str, list[tuple[dict[str, str], float]]]:
    """Every figure, by its name."""
    with override_settings(METRICS="loopback"):
        answer = Client().get("/metrics")
    assert answer.status_code == 200
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(answer.content.decode()):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def value(name: str, **labels: str) -> float:
    """One figure."""
    [found] = [number for told, number in scraped()[name] if labels.items() <= told.items()]
    return found


def test_nobody_reads_it_unless_the_operator_says_so():
    assert Client().get("/metrics").status_code == 404


def test_on_this_machine_only_means_not_through_a_proxy_either():
    with override_settings(METRICS="loopback"):
        here = Client().get("/metrics")
        elsewhere = Client(REMOTE_ADDR="192.0.2.7").get("/metrics")
        through = Client(headers={"X-Forwarded-For": "192.0.2.7"}).get("/metrics")

    assert [answer.status_code for answer in (here, elsewhere, through)] == [200, 404, 404]


def test_a_token_opens_it_and_no_other_word_does():
    with override_settings(METRICS="token", METRICS_TOKEN=TOKEN):
        right = Client(REMOTE_ADDR="192.0.2.7").get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        wrong = [
            Client().get("/metrics", headers={"Authorization": word})
            for word in ("", "Bearer ", f"Bearer {TOKEN}x", f"Token {TOKEN}", TOKEN)
        ]

    assert right.status_code == 200
    assert [answer.status_code for answer in wrong] == [404] * len(wrong)


def test_figures_are_those_of_the_rows():
    project = make.project()
    clip = make.finish(make.video(project))
    make.submitted_masks(make.video(project), make.annotator(project))
    Upload.objects.create(project=project, name="x.mp4", bytes=1, offset=1, state="refused", code="not_a_video")
    machine = Machine("gpu0@here", "propagation", "flow", "cpu")
    see(machine)
    measure(machine, segments=4, seconds=8)

    assert value("tether_work_moves_total", verb="claim") == Move.objects.filter(verb="claim").count()
    assert value("tether_work_items", step="masks", state="submitted") == 1
    assert (
        value("tether_jobs", kind="annotations.propagate", state="queued") == Job.objects.filter(state="queued").count()
    )
    assert value("tether_job_wait_seconds", kind="annotations.propagate") >= 0
    assert value("tether_uploads_refused_total", code="not_a_video") == 1
    assert value("tether_workers", queue="propagation") == 1
    assert value("tether_segment_seconds", predictor="flow") == 2
    assert value("tether_free_bytes", folder="media") > 0
    assert value("tether_database_up") == 1
    assert Segment.objects.filter(track__video=clip).exists()


@pytest.mark.django_db(transaction=True)
def test_the_log_is_told_by_its_last_number():
    announce(make.project().pk, "video", "added", {"video": 1})

    assert value("tether_events_total") == Event.objects.latest("pk").pk


def test_every_answer_is_counted_by_the_pattern_of_its_address():
    project = make.project()
    browser = make.browser(make.annotator(project))
    labels = {"method": "GET", "operation": "api/projects/<slug:slug>/queue", "status": "200"}

    def counted() -> float:
        return sum(number for told, number in scraped().get("tether_http_answers_total", []) if told == labels)

    before = counted()
    browser.get(f"/api/projects/{project.slug}/queue")

    assert counted() == before + 1
    assert value("tether_http_seconds_bucket", operation=labels["operation"], le=str(float(BUCKETS[-1]))) >= 1


def test_no_label_names_a_person_or_a_project():
    project = make.project()
    make.browser(make.finish(make.video(project)).work.first().author).get(f"/api/projects/{project.slug}")

    found = scraped()

    assert {label for several in found.values() for labels, _ in several for label in labels} <= LABELS
    assert project.slug not in json.dumps(found)


def test_ten_times_the_rows_are_the_same_number_of_queries(django_assert_max_num_queries):
    for _ in range(3):
        make.finish(make.video(make.project()))

    with django_assert_max_num_queries(12):
        scraped()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_a_figure_too(monkeypatch):
    connection.close()
    connection.close_pool()
    monkeypatch.setitem(connection.settings_dict, "NAME", "nowhere")
    monkeypatch.setitem(connection.settings_dict["OPTIONS"]["pool"], "timeout", 0.5)
    try:
        found = scraped()
    finally:
        connection.close()
        connection.close_pool()

    assert found["tether_database_up"] == [({}, 0.0)]
    assert found["tether_free_bytes"]
    assert "tether_jobs" not in found


def test_the_board_asks_only_for_figures_that_there_are():
    make.finish(make.video(make.project()))
    Upload.objects.create(project=make.project(), name="x.mp4", bytes=1, offset=1, state="refused", code="not_a_video")
    source = "".join((ROOT / "annotator" / "operations" / name).read_text() for name in ("measures.py", "metrics.py"))
    known = set(re.findall(r'"(tether_\w+)"', source))

    board = json.loads((ROOT / "docker" / "grafana" / "tether.json").read_text())
    asked = {
        re.sub(r"_(total|bucket)$", "", name)
        for panel in board["panels"]
        for target in panel["targets"]
        for name in re.findall(r"tether_\w+", target["expr"])
    }

    assert asked == known
