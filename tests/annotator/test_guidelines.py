"""A project's guideline: a default of ours, versions that only leads write, and who has seen which."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.events.models import Event
from annotator.formats import grounding
from annotator.formats.prose import check_prose
from annotator.guidelines.models import Guideline, GuidelineSeen
from annotator.guidelines.queries import default_text, seen_version
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make.project()


def get(person, project, query: str = ""):
    return make.browser(person).get(f"/api/projects/{project.slug}/guideline{query}")


def put(person, project, text: str, seen_version: int = 1):
    body = {"text": text, "seen_version": seen_version}
    return make.browser(person).put(f"/api/projects/{project.slug}/guideline", body, "application/json")


def see(person, project, version: int = 1):
    return make.browser(person).post(
        f"/api/projects/{project.slug}/guideline/seen", {"version": version}, "application/json"
    )


# ---- the text that every project begins with


def test_every_project_begins_with_our_text_as_version_one_that_nobody_has_seen(project):
    shown = get(make.annotator(project), project).json()

    assert (shown["version"], shown["text"]) == (1, default_text())
    assert (shown["by"], shown["made"], shown["seen"], shown["last_seen"]) == (None, None, False, None)
    assert shown["versions"] == [{"version": 1, "by": None, "made": None, "seen_by": 0}]


def test_the_default_text_ends_in_the_six_ticks_of_the_caption_page():
    ticks = re.findall(r"^- \[ \] (.+)$", default_text(), flags=re.MULTILINE)

    assert ticks == [
        "Main actor and setting named",
        "Events told in order",
        "Outcome of the event stated",
        "Needs the whole video to know",
        "Background: two details or more",
        "No more than 10 objects",
    ]


def test_every_example_of_the_default_text_is_in_the_grammar():
    blocks = re.findall(r"```\n(.+?)\n```", default_text(), flags=re.DOTALL)
    inline = re.findall(r"`(\[[^`]+)`", default_text())

    read = [grounding.parse(example.replace("\n", " ")) for example in [*blocks, *inline]]

    assert (len(blocks), len(inline)) == (6, 8)
    assert all(caption.phrases for caption in read)


def test_the_default_text_fits_its_own_limits():
    assert check_prose(default_text(), longest=20_000) is None


# ---- versions


def test_what_a_lead_saves_is_the_next_version_and_the_old_one_stays_readable(project):
    lead = make.lead(project)

    saved = put(lead, project, "# Ours\n\n- [ ] Say who\n")

    assert saved.status_code == 200, saved.content
    assert (saved.json()["version"], saved.json()["text"], saved.json()["seen"]) == (
        2,
        "# Ours\n\n- [ ] Say who\n",
        True,
    )
    assert [(v["version"], v["seen_by"]) for v in saved.json()["versions"]] == [(2, 1), (1, 0)]
    assert [v["by"] and v["by"]["username"] for v in saved.json()["versions"]] == [lead.username, None]
    assert get(lead, project, "?version=1").json()["text"] == default_text()
    assert get(make.annotator(project), project).json()["version"] == 2


def test_the_project_hears_of_a_new_version(project):
    put(make.lead(project), project, "Ours.")

    [event] = Event.objects.filter(topic="guideline")
    assert (event.project, event.verb, event.payload) == (project.pk, "changed", {"version": 2})


def test_one_project_s_guideline_is_not_another_s(project):
    other = make.project()
    put(make.lead(project), project, "Ours.")

    assert get(make.annotator(other), other).json()["text"] == default_text()
    assert get(make.lead(other), project).status_code == 404


@pytest.mark.parametrize("role", ["annotator", "inspector", "researcher"])
def test_only_leads_write_it(project, role):
    person = getattr(make, role)(project)

    refused = put(person, project, "Mine.")

    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_allowed")
    assert (get(person, project).json()["version"], get(person, project).json()["editable"]) == (1, False)
    assert not Guideline.objects.exists()


def test_who_began_from_an_older_version_gets_the_newer_one_to_choose(project):
    first, second = make.lead(project), make.lead(project)
    put(first, project, "First.")

    late = put(second, project, "Second.", seen_version=1)

    assert (late.status_code, late.json()["error"]["code"]) == (409, "stale_guideline")
    current = late.json()["error"]["fields"]["current"]
    assert (current["version"], current["text"], current["by"]["username"]) == (2, "First.", first.username)
    assert Guideline.objects.count() == 2


def test_saving_the_same_text_again_makes_no_version(project):
    lead = make.lead(project)
    put(lead, project, "Ours.")

    again = put(lead, project, "Ours.", seen_version=1)

    assert (again.status_code, again.json()["version"]) == (200, 2)
    assert Event.objects.filter(topic="guideline").count() == 1


@pytest.mark.parametrize("version", ["99", "2"])
def test_a_version_that_is_not_there_is_not_found(project, version):
    answer = get(make.annotator(project), project, f"?version={version}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize("version", ["0", "-1", "x", "1.5", "9" * 30])
def test_a_version_that_is_no_number_is_refused(project, version):
    assert get(make.annotator(project), project, f"?version={version}").status_code == 400
    assert see(make.annotator(project), project, version).status_code == 400


# ---- what may stand in it


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>\n<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1)) and ![x](data:text/html,<script>1</script>)",
        "{{ settings.SECRET_KEY }} {% debug %}",
        "'; DROP TABLE guidelines_guideline; --",
        "Tab\tand emoji 🐕‍🦺, 白い猫, שלום عليكم.\n",
        "x" * 20_000,
    ],
)
def test_markup_and_all_scripts_are_kept_and_given_back_as_the_text_they_are(project, text):
    lead = make.lead(project)

    saved = put(lead, project, text)
    answer = get(lead, project)

    assert saved.status_code == 200, saved.content
    assert answer.json()["text"] == text == Guideline.objects.get(version=2).text
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("text", "error", "position"),
    [
        ("ab\x00c", "E_CONTROL", 2),
        ("ab\rc", "E_CONTROL", 2),
        ("\x1b[31mred", "E_CONTROL", 0),
        ("🐕🐕\u202edoor", "E_CONTROL", 2),
        ("\ufeffTitle", "E_CONTROL", 0),
        ("a\x85b", "E_CONTROL", 1),
        ("a\ud800b", "E_CONTROL", 1),
        ("x" * 20_001, "too_long", 20_000),
        ("x" * 1_000_000, "too_long", 20_000),
        ("", "empty", 0),
        (" \n\t ", "empty", 0),
    ],
)
def test_a_text_that_cannot_be_shown_is_refused_with_its_place(project, text, error, position):
    lead = make.lead(project)

    refused = put(lead, project, text)

    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "guideline_refused")
    assert refused.json()["error"]["fields"] == {"error": error, "position": position}
    assert get(lead, project).json()["version"] == 1


def test_a_text_that_is_too_long_is_told_its_length(project):
    refused = put(make.lead(project), project, "🐕" * 20_001)

    assert "20,001 characters; 20,000 are the most" in refused.json()["error"]["text"]


@pytest.mark.parametrize(
    "body",
    [{}, {"text": "x"}, {"text": None, "seen_version": 1}, {"text": ["x"], "seen_version": 1},
     {"text": "x", "seen_version": "y"}, [], '"text"', 3],
)  # fmt: skip
def test_a_body_of_another_form_is_refused(project, body):
    address = f"/api/projects/{project.slug}/guideline"

    refused = make.browser(make.lead(project)).put(address, body, "application/json")

    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "invalid_body")
    assert not Guideline.objects.exists()


def test_more_than_a_request_may_bring_is_refused_by_its_size(project):
    refused = put(make.lead(project), project, "x" * 3_000_000)

    assert (refused.status_code, refused.json()["error"]["code"]) == (413, "body_too_large")


@given(st.text(max_size=40))
def test_a_fault_is_named_at_the_first_character_that_cannot_be_shown(text):
    fault = check_prose(text, longest=30)

    if fault is None:
        assert len(text) <= 30
        assert text.strip()
    elif fault.error == "E_CONTROL":
        assert check_prose("x" + text[: fault.position], longest=99) is None
        assert check_prose(text[fault.position], longest=30) is not None


# ---- who has seen which


def test_who_has_seen_a_version_is_kept_once(project):
    reader, other = make.annotator(project), make.annotator(project)

    answers = [see(reader, project), see(reader, project), see(other, project)]

    assert [answer.status_code for answer in answers] == [204, 204, 204]
    assert GuidelineSeen.objects.count() == 2
    shown = get(reader, project).json()
    assert (shown["seen"], shown["last_seen"], shown["versions"][0]["seen_by"]) == (True, 1, 2)


def test_what_somebody_saw_stays_what_it_was_when_our_default_changes(project):
    see(make.annotator(project), project)

    kept = Guideline.objects.get(project=project)

    assert (kept.version, kept.text, kept.by) == (1, default_text(), None)


def test_a_new_version_is_unseen_until_it_is_read(project):
    reader = make.annotator(project)
    see(reader, project)
    put(make.lead(project), project, "Ours.")

    unseen = get(reader, project).json()
    see(reader, project, 2)
    seen = get(reader, project).json()

    assert (unseen["version"], unseen["seen"], unseen["last_seen"]) == (2, False, 1)
    assert (seen["seen"], seen["last_seen"]) == (True, 2)


def test_the_newest_version_that_somebody_has_seen_is_known(project):
    reader, stranger, elsewhere = make.annotator(project), make.annotator(project), make.project()
    put(make.lead(project), project, "Ours.")
    see(reader, project, 2)
    see(reader, project, 1)

    assert (seen_version(reader, project), seen_version(stranger, project)) == (2, None)
    assert seen_version(reader, elsewhere) is None


def test_a_version_that_is_not_there_cannot_be_seen(project):
    answer = see(make.annotator(project), project, 2)

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    assert not Guideline.objects.exists()


def test_outsiders_neither_read_nor_mark_it(project):
    outsider = make.lead(make.project())

    assert [get(outsider, project).status_code, see(outsider, project).status_code] == [404, 404]
    assert not GuidelineSeen.objects.exists()


def test_reading_takes_few_queries_however_many_versions_there_are(project, django_assert_max_num_queries):
    lead = make.lead(project)
    for number in range(1, 12):
        put(lead, project, f"Version {number}.", seen_version=number)
    browser = make.browser(lead)

    with django_assert_max_num_queries(7):
        shown = browser.get(f"/api/projects/{project.slug}/guideline").json()

    assert [version["version"] for version in shown["versions"]] == list(range(12, 0, -1))
