"""What the page asks of a release: how it was chosen, what it holds by split, and which pairs to look at."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.jobs.models import Job
from annotator.releases import actions
from annotator.releases.build import build
from annotator.releases.choices import Choices
from annotator.releases.models import Release
from annotator.releases.queries import KIND
from annotator.releases.tasks import run
from annotator.videos.queries import clip_folder
from tests import factories as make
from tests.annotator.folders import folder_of
from tests.annotator.releases.finished import body_of, finished, made, silent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


def ask(project, person, **body):
    return make.browser(person).post(
        f"/api/projects/{project.slug}/releases", json.dumps(body), content_type="application/json"
    )


def test_a_lead_chooses_splits_seed_formats_and_licence_as_the_command_does(project, clip, footage):
    others = [finished(project, footage) for _ in range(2)]
    chosen = {"splits": "1,1,rest", "seed": 7, "formats": ["mevis", "parquet", "mevis"], "licence": "cc-by-4.0"}

    answer = ask(project, make.lead(project), version="v1.0", **chosen)
    run(Job.objects.get(kind=KIND).pk)

    kept = {**chosen, "formats": ["parquet", "mevis"], "videos": "files", "prompts": "reviewed"}
    assert (answer.status_code, answer.json()["choices"]) == (201, kept), answer.content
    release = Release.objects.get()
    assert sorted(entry.split for entry in release.videos.all()) == ["test", "train", "val"]
    assert 'license: "cc-by-4.0"' in (folder_of(release) / "README.md").read_text()
    assert sorted(folder.name for folder in (folder_of(release) / "formats").iterdir()) == ["mevis", "parquet"]
    assert len(others) == 2


@pytest.mark.parametrize(
    ("choice", "code", "told"),
    [
        ({"splits": "1,1,1"}, "invalid_splits", "there are 1 clips"),
        ({"splits": "0.9,0.9,0.9"}, "invalid_splits", "adds up to 2.7"),
        ({"formats": ["nonsense"]}, "invalid_body", "nonsense"),
        ({"seed": -1}, "invalid_body", "0"),
        ({"prompts": "unseen"}, "invalid_body", "unseen"),
    ],
)
def test_choices_that_cannot_be_had_are_refused_and_nothing_is_frozen(project, clip, choice, code, told):
    answer = ask(project, make.lead(project), version="v1.0", **choice)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert told in answer.content.decode()
    assert not Release.objects.exists()


def test_the_list_costs_the_same_however_many_releases_and_files_there_are(project, clip, footage):
    browser, address = make.browser(make.lead(project)), f"/api/projects/{project.slug}/releases"
    made(project, "v1.0")
    browser.get(address)
    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    finished(project, footage)
    newer = [made(project, version) for version in ("v1.1", "v1.2", "v1.3")]

    with CaptureQueriesContext(connection) as four:
        shown = browser.get(address).json()["releases"]

    assert [release["version"] for release in shown] == ["v1.3", "v1.2", "v1.1", "v1.0"]
    assert [(release["videos"], release["masks_human"]) for release in shown] == [(2, 6)] * 3 + [(1, 3)]
    assert all(release["parts"] == [] and sum(release["splits"].values()) == release["videos"] for release in shown)
    assert len(four) == len(one)
    asked = " ".join(query["sql"] for query in four)
    assert not [heavy for heavy in ("releases_releasefile", "releases_releasevideo", '"leaks"') if heavy in asked]
    assert newer[0].files.count() > newer[0].videos.count()


def test_the_formats_that_can_be_chosen_come_with_the_list(project):
    shown = make.browser(make.lead(project)).get(f"/api/projects/{project.slug}/releases").json()

    assert {"parquet", "mevis", "davis"} <= {one["name"] for one in shown["formats"]}
    assert all(one["purpose"] for one in shown["formats"])


def test_the_statistics_of_a_release_are_told_by_split_as_they_lie_beside_it(project, clip, footage):
    finished(project, footage)
    choices = Choices(splits="1,1,0")
    release = actions.freeze(project, version="v1.0", note="", by=None, choices=choices)
    build(release, step=silent)

    shown = make.browser(make.researcher(project)).get(f"/api/releases/{release.pk}/statistics").json()["splits"]

    assert [row["split"] for row in shown] == ["train", "val", "test", "all"]
    assert [row["videos"] for row in shown] == [1, 1, 0, 2]
    assert (shown[3]["masks_human"], shown[3]["masks_auto"], shown[3]["avg_duration_s"]) == (6, 116, 61 / 30)
    assert shown[2]["avg_duration_s"] is None
    assert sum(shown[3]["seconds"]["counts"]) == 2
    written = {path.name for path in (folder_of(release) / "statistics").iterdir()}
    assert {"statistics.json", "statistics.csv", "statistics.md"} <= written


def test_pairs_that_leak_are_told_with_the_stills_that_look_alike(project, clip, footage):
    other = finished(project, footage)
    release = actions.freeze(project, version="v1.0", note="", by=None, choices=Choices(splits="1,0,1"))
    build(release, step=silent)
    reader = make.browser(make.researcher(project))

    told = reader.get(f"/api/releases/{release.pk}/leaks").json()
    later = reader.get(f"/api/releases/{release.pk}/leaks?offset=24").json()

    [leak] = [leak for leak in told["leaks"] if leak["kind"] == "near_duplicate"]
    assert {video["number"] for video in leak["videos"]} == {clip.number, other.number}
    assert {video["split"] for video in leak["videos"]} == {"train", "test"}
    assert [video["frame"] for video in leak["videos"]] == [0, 0]
    assert body_of(reader.get(leak["videos"][0]["still"])) == (clip_folder(clip) / "stills/00000.jpg").read_bytes()
    assert (told["total"], later) == (len(told["leaks"]), {"total": told["total"], "leaks": []})
    assert reader.get(f"/api/releases/{release.pk}").json()["leaks"] == told["total"]


def test_what_an_older_release_did_not_keep_is_said_to_be_unknown(project, clip):
    release = made(project)
    (folder_of(release) / "statistics/statistics.json").unlink()
    counts = {name: value for name, value in release.counts.items() if name != "leaks"}
    Release.objects.update(counts=counts, leaks=None)
    reader = make.browser(make.researcher(project))

    assert reader.get(f"/api/releases/{release.pk}/leaks").json() == {"total": None, "leaks": []}
    assert reader.get(f"/api/releases/{release.pk}/statistics").json() == {"splits": []}
    assert reader.get(f"/api/releases/{release.pk}").json()["leaks"] is None


@pytest.mark.parametrize("address", ["statistics", "leaks"])
def test_nothing_is_told_before_it_is_published_nor_to_strangers(project, clip, address):
    release = actions.freeze(project, version="v1.0", note="", by=None)

    early = make.browser(make.lead(project)).get(f"/api/releases/{release.pk}/{address}")
    stranger = make.browser(make.lead(make.project())).get(f"/api/releases/{release.pk}/{address}")
    drawer = make.browser(make.annotator(project)).get(f"/api/releases/{release.pk}/{address}")

    assert (early.status_code, stranger.status_code, drawer.status_code) == (404, 404, 403)
    assert "frozen" in early.json()["error"]["text"]
