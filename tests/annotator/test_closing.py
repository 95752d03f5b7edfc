"""An account is closed: nobody comes in by it, nothing tells who it was, and the work stays where it was."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from annotator.accounts.models import ApiToken, User
from annotator.videos.models import Invitation, Membership
from annotator.work import actions as work
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaving():
    """Somebody with everything that an account can have."""
    project = make.project()
    secret = make.browser(make.lead(project)).post(
        f"/api/projects/{project.slug}/invitations",
        {"email": "grace@example.org", "role": "annotator"},
        content_type="application/json",
    )
    body = {"username": "ghopper", "name": "Grace Hopper", "password": make.PASSWORD}
    browser = Client()
    browser.post(f"/api/join/{secret.json()['secret']}", body, content_type="application/json")
    key = browser.post("/api/tokens", {"label": "x"}, content_type="application/json").json()["key"]
    return project, User.objects.get(username="ghopper"), browser, key


def close(actor, person):
    return make.browser(actor).post(f"/api/people/{person.pk}/close")


def test_nobody_comes_in_by_a_closed_account(leaving):
    project, person, browser, key = leaving

    answer = close(make.admin(project), person)

    body = {"username": "ghopper", "password": make.PASSWORD}
    signed_in = Client().post("/api/session", body, content_type="application/json")
    by_token = Client().get("/api/me", headers={"Authorization": f"Token {key}"})
    assert answer.status_code == 204
    assert [one.status_code for one in (browser.get("/api/me"), signed_in, by_token)] == [401, 401, 401]
    assert not ApiToken.objects.exists()
    assert not Membership.objects.filter(user=person).exists()


def test_the_name_is_replaced_everywhere_and_the_work_is_kept(leaving):
    project, person, *_ = leaving
    video, other = make.video(project), make.video(project)
    done = make.submitted_caption(video, person)
    begun = work.claim(person, item_id=make.caption_item(other).pk)
    admin = make.admin(project)

    close(admin, person)

    shown = make.browser(admin).get(f"/api/work/{done.pk}").json()
    begun.refresh_from_db()
    assert shown["author"]["id"] == person.pk
    assert shown["author"]["name"] == f"Former annotator {person.pk}"
    assert (begun.state, begun.author) == ("ready", None)
    assert Invitation.objects.get().email == ""


def test_no_table_tells_who_it_was(leaving):
    project, person, *_ = leaving

    close(make.admin(project), person)

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM \"{table}\" t")
            words = cursor.fetchone()[0].lower()
            assert not [one for one in ("hopper", "grace") if one in words], table


def test_only_an_admin_of_all_of_their_projects_closes_an_account(leaving):
    project, person, *_ = leaving
    elsewhere = make.project()
    Membership.objects.create(project=elsewhere, user=person, role="viewer")
    admin = make.admin(project)

    answers = [close(actor, person).status_code for actor in (make.lead(project), admin, make.admin(make.project()))]
    Membership.objects.create(project=elsewhere, user=admin, role="admin")
    as_both = close(admin, person)

    assert answers == [403, 404, 404]
    assert as_both.status_code == 204


def test_nobody_closes_their_own_account_or_that_of_the_last_lead():
    project = make.project()
    admin, lead = make.admin(project), make.lead(project)

    answers = [close(admin, admin), close(admin, lead)]

    assert [(one.status_code, one.json()["error"]["code"]) for one in answers] == [
        (403, "not_allowed"),
        (409, "last_lead"),
    ]
    assert User.objects.filter(is_active=True, pk__in=[admin.pk, lead.pk]).count() == 2
    assert Membership.objects.filter(project=project).count() == 2
