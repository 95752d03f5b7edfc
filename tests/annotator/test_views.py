"""A list that somebody comes back to is kept under a name: one's own, or everybody's where a lead shares it."""

from __future__ import annotations

import pytest

from annotator.videos.models import SavedView
from tests import factories as make

pytestmark = pytest.mark.django_db
LATE = {"name": "Late reviews", "query": "stage=mask_review&waits=48"}


@pytest.fixture
def project():
    return make.project()


def ask(person, method: str, path: str, body: object = None):
    return getattr(make.browser(person), method)(f"/api/{path}", body, content_type="application/json")


def save(person, project, **body: object):
    return ask(person, "post", f"projects/{project.slug}/views", LATE | body)


def names(person, project) -> list[tuple[str, bool, bool]]:
    shown = make.browser(person).get(f"/api/projects/{project.slug}/views").json()["views"]
    return [(view["name"], view["shared"], view["mine"]) for view in shown]


def test_a_view_of_ones_own_is_found_again_and_by_nobody_else(project):
    person, colleague = make.annotator(project), make.annotator(project)

    saved = save(person, project)

    assert saved.status_code == 201
    assert saved.json()["query"] == LATE["query"]
    assert names(person, project) == [("Late reviews", False, True)]
    assert names(colleague, project) == []


def test_a_view_that_a_lead_shares_is_everybodys_and_comes_first(project):
    lead, person = make.lead(project), make.annotator(project)

    save(person, project, name="Alone")
    shared = save(lead, project, shared=True)

    assert shared.json()["shared"] is True
    assert names(person, project) == [("Late reviews", True, False), ("Alone", False, True)]


def test_only_a_lead_or_an_admin_shares_changes_and_removes_what_is_everybodys(project):
    person, admin = make.annotator(project), make.admin(project)
    view = save(make.lead(project), project, shared=True).json()["id"]

    refused = [
        save(person, project, name="Mine for all", shared=True),
        ask(person, "put", f"views/{view}", LATE | {"query": "stage=ready"}),
        ask(person, "delete", f"views/{view}"),
    ]
    changed = ask(admin, "put", f"views/{view}", LATE | {"query": "stage=ready"})

    assert [answer.status_code for answer in refused] == [403] * 3
    assert (changed.status_code, SavedView.objects.get().query) == (200, "stage=ready")


def test_somebody_elses_view_answers_as_if_it_were_not_there(project):
    view = save(make.annotator(project), project).json()["id"]
    lead = make.lead(project)

    assert ask(lead, "put", f"views/{view}", LATE).status_code == 404
    assert ask(lead, "delete", f"views/{view}").status_code == 404
    assert SavedView.objects.get().query == LATE["query"]


def test_a_name_is_given_once_to_a_person_and_once_to_everybody(project):
    lead, person = make.lead(project), make.annotator(project)
    first = [save(lead, project), save(lead, project, shared=True), save(person, project)]

    again = [save(lead, project), save(lead, project, shared=True)]
    other = save(lead, project, name="Another").json()["id"]
    renamed = ask(lead, "put", f"views/{other}", LATE)

    assert [answer.status_code for answer in first] == [201] * 3
    assert [answer.status_code for answer in [*again, renamed]] == [409] * 3
    assert renamed.json()["error"]["code"] == "view_refused"
    assert SavedView.objects.count() == 4


def test_a_removed_view_is_gone_and_its_clips_are_not(project):
    person, video = make.annotator(project), make.video(project)
    view = save(person, project).json()["id"]

    assert ask(person, "delete", f"views/{view}").status_code == 204
    assert names(person, project) == []
    video.refresh_from_db()
