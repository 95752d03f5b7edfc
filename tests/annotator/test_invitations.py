"""An invitation lets one person in, once, within a week, as what it says: with a new or a known account."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from annotator.accounts.models import User
from annotator.videos.models import Invitation, Membership
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_tried_yet")]
ACCOUNT = {"username": "kim", "name": "Kim Lee", "password": "quite another phrase"}


def invite(actor, project, role: str = "annotator", *skills: str):
    body = {"email": "kim@example.org", "role": role, "skills": list(skills)}
    address = f"/api/projects/{project.slug}/invitations"
    return make.browser(actor).post(address, body, content_type="application/json")


def join(client: Client, secret: str, body: object = ACCOUNT):
    return client.post(f"/api/join/{secret}", body, content_type="application/json")


def test_somebody_new_makes_an_account_is_signed_in_and_is_what_the_invitation_says():
    project = make.project()
    secret = invite(make.lead(project), project, "annotator", "masks").json()["secret"]
    newcomer = Client()

    seen = newcomer.get(f"/api/join/{secret}").json()
    answer = join(newcomer, secret)

    place = Membership.objects.get(user__username="kim")
    assert (seen["project"], seen["role"], seen["email"]) == (project.name, "annotator", "kim@example.org")
    assert answer.status_code == 200
    assert newcomer.get("/api/session").json() == answer.json()
    assert [one["slug"] for one in answer.json()["projects"]] == [project.slug]
    assert (place.project, place.role, place.skills) == (project, "annotator", ["masks"])
    assert (place.user.name, place.user.email) == ("Kim Lee", "kim@example.org")


def test_somebody_with_an_account_comes_in_as_who_they_are():
    project, person = make.project(), make.annotator(make.project())
    secret = invite(make.lead(project), project, "inspector").json()["secret"]

    answer = join(make.browser(person), secret, None)

    assert answer.status_code == 200
    assert Membership.objects.get(project=project, user=person).role == "inspector"
    assert not User.objects.filter(username="kim").exists()


def test_an_invitation_s_secret_is_shown_once_and_kept_only_as_a_hash():
    project = make.project()
    lead = make.lead(project)

    secret = invite(lead, project).json()["secret"]
    [listed] = make.browser(lead).get(f"/api/projects/{project.slug}/invitations").json()["invitations"]

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM videos_invitation t")
        assert secret not in cursor.fetchone()[0]
    assert len(secret) >= 40
    assert "secret" not in listed
    assert listed["by"]["id"] == lead.pk


@pytest.mark.parametrize("fate", ["taken up", "taken back", "ran out", "never was"])
def test_an_invitation_that_is_gone_opens_nothing_and_does_not_say_why(fate):
    project = make.project()
    lead = make.lead(project)
    made = invite(lead, project).json()
    match fate:
        case "taken up":
            join(Client(), made["secret"], {**ACCOUNT, "username": "first"})
        case "taken back":
            assert make.browser(lead).delete(f"/api/invitations/{made['id']}").status_code == 204
        case "ran out":
            Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        case _:
            made["secret"] = "nothing"
    before = User.objects.count()

    answers = [Client().get(f"/api/join/{made['secret']}"), join(Client(), made["secret"])]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["error"]["code"] == "invitation_gone"
    assert User.objects.count() == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"password": "1234567890"}, "password_refused"),
        ({"password": "kim@example.org"}, "password_refused"),
        ({"username": "taken"}, "invitation_refused"),
        ({"username": "no name"}, "invitation_refused"),
        ({"name": ""}, "invalid_body"),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_the_invitation_stays(change, code):
    project = make.project()
    User.objects.create(username="taken")
    secret = invite(make.lead(project), project).json()["secret"]
    before = User.objects.count()

    answer = join(Client(), secret, {**ACCOUNT, **change})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert User.objects.count() == before
    assert Client().get(f"/api/join/{secret}").status_code == 200


def test_who_is_in_the_project_already_keeps_their_role_and_the_invitation():
    project = make.project()
    person = make.inspector(project)
    secret = invite(make.lead(project), project, "viewer").json()["secret"]

    answer = join(make.browser(person), secret, None)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invitation_refused")
    assert Membership.objects.get(project=project, user=person).role == "inspector"
    assert Invitation.objects.get().accepted_at is None


def test_only_an_admin_invites_an_admin():
    project = make.project()

    by_lead, by_admin = invite(make.lead(project), project, "admin"), invite(make.admin(project), project, "admin")

    assert (by_lead.status_code, by_admin.status_code) == (403, 201)
    assert Invitation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_come_at_once_with_one_address_one_gets_in():
    project = make.project()
    secret = invite(make.lead(project), project).json()["secret"]
    people = [make.annotator(make.project()) for _ in range(8)]
    browsers = [make.browser(person) for person in people]
    statuses: list[int] = []

    def come(browser: Client) -> None:
        statuses.append(join(browser, secret, None).status_code)
        connection.close()

    threads = [threading.Thread(target=come, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200] + [404] * 7
    assert Membership.objects.filter(project=project, user__in=people).count() == 1
