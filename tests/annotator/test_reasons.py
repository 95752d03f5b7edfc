"""Why work is returned: what a project begins with, what its lead makes of it, and that old findings stay readable."""

from __future__ import annotations

import pytest

from annotator.events.models import Event
from annotator.review.models import Finding, Reason
from annotator.review.reasons import REASONS
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make.project()


def read(person, project) -> dict:
    answer = make.browser(person).get(f"/api/projects/{project.slug}/reasons")
    assert answer.status_code == 200, answer.content
    return answer.json()


def save(person, project, reasons: list, seen: str | None = None):
    body = {"reasons": reasons, "seen_version": read(person, project)["version"] if seen is None else seen}
    return make.browser(person).put(f"/api/projects/{project.slug}/reasons", body, "application/json")


def bare(reasons: list[dict]) -> list[dict]:
    return [{name: row[name] for name in ("step", "code", "text")} for row in reasons]


def give_back(project, reason: str):
    item = make.submitted_caption(make.video(project), make.annotator(project))
    body = {"findings": [{"reason": reason}]}
    answer = make.browser(make.inspector(project)).post(f"/api/work/{item.pk}/return", body, "application/json")
    return item, answer


def test_a_project_begins_with_our_reasons_and_writes_no_row(project):
    shown = read(make.annotator(project), project)

    assert {(row["step"], row["code"]) for row in shown["reasons"]} == {(s, c) for s in REASONS for c in REASONS[s]}
    assert (shown["editable"], Reason.objects.count()) == (False, 0)


def test_the_lead_renames_adds_drops_and_orders_and_reviewers_choose_from_that(project):
    lead = make.lead(project)
    kept = bare(read(lead, project)["reasons"])
    masks = [row for row in kept if row["step"] == "masks"]
    flicker = next(row for row in masks if row["code"] == "flicker")
    wanted = [
        {"step": "caption", "text": "Too short"},
        {"step": "caption", "code": "language", "text": "Spelling"},
        *[row for row in masks if row is not flicker],
    ]

    answer = save(lead, project, wanted)

    assert answer.status_code == 200, answer.content
    assert bare(answer.json()["reasons"])[:2] == [
        {"step": "caption", "code": "too_short", "text": "Too short"},
        {"step": "caption", "code": "language", "text": "Spelling"},
    ]
    offered = make.browser(lead).get(f"/api/projects/{project.slug}").json()["reasons"]
    assert [row["code"] for row in offered if row["step"] == "caption"] == ["too_short", "language"]
    assert "flicker" not in [row["code"] for row in offered]
    assert give_back(project, "too_short")[1].status_code == 200
    assert give_back(project, "wrong_order")[1].json()["error"]["code"] == "finding_refused"
    assert list(Event.objects.filter(topic="reasons").values_list("verb", "payload")) == [("changed", {})]


def test_a_finding_keeps_its_words_when_its_reason_is_renamed_or_retired(project):
    lead = make.lead(project)
    item, _ = give_back(project, "wrong_order")
    reasons = [row for row in bare(read(lead, project)["reasons"]) if row["code"] != "wrong_order"]

    save(lead, project, reasons)

    [submission] = make.browser(lead).get(f"/api/work/{item.pk}/submissions").json()["submissions"]
    assert submission["findings"][0]["reason_text"] == "Wrong order"


def test_a_retired_reason_comes_back_with_its_code_and_what_it_was_given_for(project):
    lead = make.lead(project)
    give_back(project, "wrong_order")
    reasons = bare(read(lead, project)["reasons"])
    save(lead, project, [row for row in reasons if row["code"] != "wrong_order"])

    answer = save(lead, project, [*bare(read(lead, project)["reasons"]), {"step": "caption", "text": "wrong ORDER"}])

    back = [row for row in answer.json()["reasons"] if row["code"] == "wrong_order"]
    assert back == [{"step": "caption", "code": "wrong_order", "text": "wrong ORDER", "given": 1}]


def test_new_words_get_a_code_of_their_own_even_when_they_read_alike_or_are_not_latin(project):
    lead = make.lead(project)
    added = [{"step": "masks", "text": text} for text in ("Too wide!", "Too, wide", "太宽", "Caption changed")]

    answer = save(lead, project, [*bare(read(lead, project)["reasons"]), *added])

    codes = [row["code"] for row in answer.json()["reasons"] if row["step"] == "masks"][-4:]
    assert codes == ["too_wide", "too_wide_2", "reason", "caption_changed_2"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"text": " "}, "empty"),
        ({"text": "x" * 81}, "too_long"),
        ({"text": "two\nlines"}, "line_break"),
        ({"text": "hidden\u202e"}, "E_CONTROL"),
        ({"text": "Language"}, "duplicate"),
        ({"code": "nonsense"}, "unknown_code"),
    ],
)
def test_a_reason_that_reviewers_could_not_choose_by_is_refused_and_nothing_changes(project, change, error):
    lead = make.lead(project)
    reasons = bare(read(lead, project)["reasons"])

    answer = save(lead, project, [reasons[0] | change, *reasons[1:]])

    refused = answer.json()["error"]
    assert (answer.status_code, refused["code"], refused["fields"]["error"]) == (400, "reasons_refused", error)
    assert not Reason.objects.exists()


def test_no_step_is_left_without_a_reason_or_with_too_many(project):
    lead = make.lead(project)
    reasons = bare(read(lead, project)["reasons"])
    many = [{"step": "masks", "text": f"Reason {number}"} for number in range(20)]

    for wanted in ([row for row in reasons if row["step"] == "masks"], [*reasons, *many]):
        answer = save(lead, project, wanted)

        assert answer.json()["error"]["fields"]["error"] == "count"
    assert not Reason.objects.exists()


def test_two_leads_who_edit_at_once_overwrite_nothing_and_saving_twice_is_saving_once(project):
    one, other = make.lead(project), make.lead(project)
    seen = read(one, project)["version"]
    reasons = bare(read(one, project)["reasons"])
    mine = [{"step": "caption", "text": "Mine"}, *reasons]
    save(one, project, mine, seen)
    saved = bare(read(one, project)["reasons"])

    late = save(other, project, [{"step": "caption", "text": "Theirs"}, *reasons], seen)
    again = save(one, project, saved, seen)

    assert (late.status_code, late.json()["error"]["code"]) == (409, "stale_reasons")
    assert bare(late.json()["error"]["fields"]["current"]["reasons"]) == saved
    assert again.status_code == 200
    assert bare(read(one, project)["reasons"]) == saved
    assert Event.objects.filter(topic="reasons").count() == 1


def test_another_project_keeps_its_own(project):
    other = make.project()
    lead = make.lead(project)
    save(lead, project, [{"step": "caption", "text": "Ours"}, {"step": "masks", "text": "Ours too"}])

    item = make.submitted_caption(make.video(other), make.annotator(other))
    body = {"findings": [{"reason": "language"}]}
    answer = make.browser(make.inspector(other)).post(f"/api/work/{item.pk}/return", body, "application/json")

    assert answer.status_code == 200
    assert Finding.objects.get().reason == "language"
