"""Five raters score captions blind, two each; what the lead reads is what the command prints for the same data."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations

import pytest

from annotator.benchmark.study_models import Pair, Rating, Sample, Study
from annotator.scoring.metric_study.__main__ import main
from tests import factories as make
from tests.annotator.benchmark.scene import predictions_of, scored
from tests.annotator.videos.sender import code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


@pytest.fixture
def lead(project):
    return make.browser(make.lead(project))


@pytest.fixture
def raters(project):
    return [make.annotator(project) for _ in range(5)]


@pytest.fixture
def sets(browser, release):
    return [scored(browser, release, predictions_of(release), name).pk for name in ("One", "Two", "Three")]


def started(lead, project, sets, raters, **more):
    body = {"name": "First", "sets": sets, "raters": [one.pk for one in raters], "samples": 6, "pairs": 2} | more
    return lead.post(f"/api/projects/{project.slug}/studies", body, "application/json")


@pytest.fixture
def study(lead, project, sets, raters) -> int:
    answer = started(lead, project, sets, raters)
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def scripted(sample: Sample, rater: int) -> int:
    """What a rater says of a sample, in half points: close to what the other says, and not the same."""
    return (5 * sample.place + 3 * (rater % 2)) % 21


def rate_all(study: int, raters) -> int:
    """Everybody rates what is dealt to them, one after the other; how many ratings that were."""
    given = 0
    for rater in raters:
        browser = make.browser(rater)
        while (waiting := browser.get(f"/api/studies/{study}").json()["sample"]) is not None:
            points = scripted(Rating.objects.get(pk=waiting["id"]).sample, rater.pk)
            address = f"/api/studies/{study}/ratings/{waiting['id']}"
            assert browser.put(address, {"half_points": points}, "application/json").status_code == 200
            given += 1
    return given


def measured(study: int) -> dict[str, object]:
    """Scores of two made-up measures for a study of six samples and two pairs."""
    near = [[(5 * place) % 21 / 4, (place * 7) % 5] for place in range(6)]
    return {
        "near": {
            "scores_per_ground_truth": near,
            "score_range": [0, 5.25],
            "hard_positive": [5, 4],
            "hard_negative": [1, 2],
        },
        "open": {"scores_per_ground_truth": [[place] for place in (3, 1, 4, 1, 5, 9)], "score_range": None},
    }


def test_each_sample_has_two_raters_and_everybody_as_much_as_the_others(study):
    samples = Sample.objects.filter(study=study)

    assert {sample.ratings.count() for sample in samples} == {2}
    each = Counter(Rating.objects.filter(sample__study=study).values_list("rater", flat=True))
    assert max(each.values()) - min(each.values()) <= 1
    partners = {frozenset(sample.ratings.values_list("rater", flat=True)) for sample in samples}
    assert len(partners) > 2
    assert len({sample.source for sample in samples}) == 3


def test_who_rates_is_told_neither_whose_caption_it_is_nor_what_the_other_said(study, raters):
    for one, other in combinations(raters, 2):
        told = make.browser(one).get(f"/api/studies/{study}").json()["sample"]
        assert set(told) == {"id", "truth", "prediction"}
        theirs = make.browser(other).get(f"/api/studies/{study}").json()["sample"]["id"]
        foreign = make.browser(one).put(
            f"/api/studies/{study}/ratings/{theirs}", {"half_points": 1}, "application/json"
        )
        assert code(foreign) == (404, "not_found")


def test_raters_see_samples_in_orders_of_their_own(lead, project, sets, raters):
    study = started(lead, project, sets, raters[:2]).json()["id"]

    orders = []
    for rater in raters[:2]:
        browser, order = make.browser(rater), []
        while (waiting := browser.get(f"/api/studies/{study}").json()["sample"]) is not None:
            order.append(Rating.objects.get(pk=waiting["id"]).sample.place)
            browser.put(f"/api/studies/{study}/ratings/{waiting['id']}", {"half_points": 1}, "application/json")
        orders.append(order)

    assert sorted(orders[0]) == sorted(orders[1]) == list(range(6))
    assert orders[0] != orders[1]


def test_five_raters_come_to_what_the_command_prints_for_the_same_data(lead, study, raters, tmp_path, capsys):
    assert rate_all(study, raters) == 12
    for pair in Pair.objects.filter(study=study):
        body = {"positive": "Something red moves by.", "negative": "A red ball slides past a wall."}
        address = f"/api/studies/{study}/pairs/{pair.pk}"
        assert make.browser(pair.writer).put(address, body, "application/json").status_code == 200
    lead.post(f"/api/studies/{study}/close")

    brought = lead.put(f"/api/studies/{study}/methods", measured(study), "application/json")

    assert brought.status_code == 200, brought.content
    file = lead.get(f"/api/studies/{study}/file").json()
    assert file["human"] == [
        [scripted(sample, rating.rater_id) / 2 for rating in sample.ratings.order_by("pk")]
        for sample in Sample.objects.filter(study=study).order_by("place")
    ]
    (tmp_path / "study.json").write_text(json.dumps(file))
    assert main([str(tmp_path / "study.json"), "--out", str(tmp_path / "out.json")]) == 0
    printed = json.loads((tmp_path / "out.json").read_text())
    told = lead.get(f"/api/studies/{study}/results").json()
    assert told == json.loads(brought.content)
    assert {row.pop("name"): row for row in told["methods"]} == printed["methods"]
    assert told["raters"] == printed["raters"]
    assert (told["samples"], told["left_out"]) == (6, 0)
    assert printed["methods"]["near"]["r"] is not None
    assert f"| near | {printed['methods']['near']['r']:.1f}" in capsys.readouterr().out


def test_samples_that_one_rater_did_not_score_are_left_out_and_counted(lead, study, raters):
    rate_all(study, raters[:4])

    lead.post(f"/api/studies/{study}/close")

    told = lead.get(f"/api/studies/{study}/results").json()
    assert told["samples"] + told["left_out"] == 6
    assert 0 < told["samples"] < 6
    assert len(lead.get(f"/api/studies/{study}/file").json()["human"]) == told["samples"]


def test_ratings_of_a_closed_study_stand(lead, study, raters):
    waiting = make.browser(raters[0]).get(f"/api/studies/{study}").json()["sample"]["id"]
    pair = Pair.objects.filter(study=study).first()
    lead.post(f"/api/studies/{study}/close")

    rated = make.browser(raters[0]).put(
        f"/api/studies/{study}/ratings/{waiting}", {"half_points": 1}, "application/json"
    )
    written = make.browser(pair.writer).put(
        f"/api/studies/{study}/pairs/{pair.pk}", {"positive": "a", "negative": "b"}, "application/json"
    )

    assert code(rated) == code(written) == (409, "study_not_open")
    assert code(lead.post(f"/api/studies/{study}/close")) == (409, "study_not_open")
    assert not Rating.objects.filter(half_points__isnull=False).exists()


def test_nothing_is_held_against_ratings_that_may_still_come(lead, study):
    assert code(lead.put(f"/api/studies/{study}/methods", {}, "application/json")) == (409, "study_not_closed")
    assert code(lead.get(f"/api/studies/{study}/file")) == (409, "study_not_closed")


@pytest.mark.parametrize("half_points", [-1, 21, 1.5, None])
def test_a_score_is_a_half_point_from_0_to_10(study, raters, half_points):
    waiting = make.browser(raters[0]).get(f"/api/studies/{study}").json()["sample"]["id"]

    answer = make.browser(raters[0]).put(
        f"/api/studies/{study}/ratings/{waiting}", {"half_points": half_points}, "application/json"
    )

    assert code(answer) == (400, "invalid_body")


def test_scores_that_are_not_of_this_study_are_refused(lead, study, raters):
    rate_all(study, raters)
    lead.post(f"/api/studies/{study}/close")
    near = measured(study)["near"]

    wrong = [
        {"near": near | {"scores_per_ground_truth": near["scores_per_ground_truth"][:5]}},
        {"near": near},  # of two pairs, and none was written
        {"near": "none"},
    ]

    answers = [lead.put(f"/api/studies/{study}/methods", one, "application/json") for one in wrong]
    assert [code(answer) for answer in answers] == [(400, "study_refused")] * 3
    assert Study.objects.get(pk=study).results == {}


def test_a_study_takes_scored_sets_and_at_least_two_members(lead, project, sets, raters, study):
    outsider = make.annotator(make.project())

    refused = [
        started(lead, project, sets, raters),  # the name is taken
        started(lead, project, [*sets, 999], raters, name="A"),
        started(lead, project, sets, [raters[0], outsider], name="B"),
        started(lead, project, sets, [raters[0], raters[0]], name="C"),
    ]

    assert [code(answer) for answer in refused] == [(409, "study_not_possible")] * 4
    assert Study.objects.count() == 1


def test_who_takes_no_part_sees_no_study(project, study):
    other = make.browser(make.annotator(project))

    assert other.get(f"/api/projects/{project.slug}/studies").json() == {"studies": []}
    assert other.get(f"/api/studies/{study}").status_code == 404
