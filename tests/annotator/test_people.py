"""Leads and admins say who is in a project and as what; who leaves keeps their name on their work, and nothing else."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from annotator.annotations.actions.captions import Writing, save_caption
from annotator.annotations.models import CaptionRevision
from annotator.consumers import ProjectConsumer
from annotator.events.models import Event
from annotator.videos.models import Membership
from annotator.work import actions as work
from tests import factories as make

pytestmark = pytest.mark.django_db


def put(actor, project, person, role: str, *skills: str):
    address = f"/api/projects/{project.slug}/people/{person.pk}"
    return make.browser(actor).put(address, {"role": role, "skills": list(skills)}, content_type="application/json")


def remove(actor, project, person):
    return make.browser(actor).delete(f"/api/projects/{project.slug}/people/{person.pk}")


def place(project, person) -> Membership | None:
    return Membership.objects.filter(project=project, user=person).first()


def test_everybody_is_listed_by_name_with_a_constant_number_of_queries(django_assert_max_num_queries):
    project = make.project()
    admin = make.admin(project)
    for name in ("zoe", "Alma"):
        person = make.annotator(project)
        person.first_name = name
        person.save()
    browser = make.browser(admin)

    with django_assert_max_num_queries(4):
        listed = browser.get(f"/api/projects/{project.slug}/people").json()["people"]

    assert [one["name"] for one in listed] == ["Alma", admin.name, "zoe"]
    assert listed[0]["role_name"] == "Annotator"


def test_a_role_and_skills_are_changed_and_told():
    project = make.project()
    person = make.annotator(project)
    lead = make.lead(project)

    answer = put(lead, project, person, "annotator", "masks")

    assert (answer.status_code, answer.json()["skills"]) == (200, ["masks"])
    assert place(project, person).skills == ["masks"]
    event = Event.objects.latest("id")
    assert (event.topic, event.verb, event.payload, event.actor) == (
        "person",
        "changed",
        {"person": person.pk, "role": "annotator", "before": "annotator", "skills": ["masks"]},
        lead.pk,
    )


def test_who_becomes_a_viewer_gives_back_what_they_hold_and_saves_no_more():
    project = make.project()
    person, video = make.annotator(project), make.video(project)
    item = work.claim(person, item_id=make.caption_item(video).pk)

    put(make.lead(project), project, person, "viewer")

    item.refresh_from_db()
    address = f"/api/videos/{video.pk}/captions/en"
    saved = make.browser(person).put(address, {"text": "x", "seen_revision": 0}, content_type="application/json")
    assert (item.state, item.author, item.lease_until) == ("ready", None, None)
    assert saved.status_code == 404


def test_returned_work_is_closed_to_somebody_whose_role_takes_none():
    project = make.project()
    person, video = make.annotator(project), make.video(project)
    item = make.submitted_caption(video, person)
    body = {"findings": [{"reason": "language"}]}
    make.browser(make.inspector(project)).post(f"/api/work/{item.pk}/return", body, content_type="application/json")

    put(make.lead(project), project, person, "viewer")

    address = f"/api/videos/{video.pk}/captions/en"
    saved = make.browser(person).put(address, {"text": "x", "seen_revision": 1}, content_type="application/json")
    assert saved.status_code == 404
    assert CaptionRevision.objects.count() == 1


def test_who_is_removed_sees_nothing_any_more_and_their_work_stays_theirs():
    project = make.project()
    person, video, other = make.annotator(project), make.video(project), make.video(project)
    done = make.submitted_caption(video, person)
    begun = work.claim(person, item_id=make.caption_item(other).pk)
    save_caption(person, video_id=other.pk, writing=Writing("A draft."), seen_revision=0)

    answer = remove(make.lead(project), project, person)

    done.refresh_from_db()
    begun.refresh_from_db()
    assert answer.status_code == 204
    assert make.browser(person).get(f"/api/videos/{video.pk}").status_code == 404
    assert (done.author, done.state) == (person, "submitted")
    assert (begun.author, begun.state) == (None, "ready")
    assert CaptionRevision.objects.filter(by=person).count() == 2


def test_the_last_lead_stays():
    project = make.project()
    admin, last = make.admin(project), make.lead(project)

    answers = [remove(admin, project, last), put(admin, project, last, "viewer")]
    make.lead(project)
    after = remove(admin, project, last)

    assert [(answer.status_code, answer.json()["error"]["code"]) for answer in answers] == [(409, "last_lead")] * 2
    assert after.status_code == 204


def test_only_an_admin_makes_an_admin():
    project = make.project()
    person, lead, admin = make.annotator(project), make.lead(project), make.admin(project)

    by_lead = put(lead, project, person, "admin")
    unchanged = place(project, person).role
    by_admin = put(admin, project, person, "admin")

    assert (by_lead.status_code, unchanged) == (403, "annotator")
    assert (by_admin.status_code, place(project, person).role) == (200, "admin")


def test_nobody_changes_their_own_place():
    project = make.project()
    admin = make.admin(project)
    make.admin(project)

    answers = [put(admin, project, admin, "lead"), remove(admin, project, admin)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert place(project, admin).role == "admin"


def test_a_skill_that_is_none_is_refused():
    project = make.project()
    person = make.annotator(project)

    answer = put(make.lead(project), project, person, "annotator", "singing")

    assert answer.status_code == 400
    assert place(project, person).skills == []


def test_an_admin_reads_releases_and_machines_but_takes_and_judges_no_work():
    project = make.project()
    item = make.submitted_caption(make.video(project), make.annotator(project))
    make.video(project)
    browser = make.browser(make.admin(project))

    reads = [browser.get(f"/api/projects/{project.slug}/{page}").status_code for page in ("releases", "machines")]
    writes = [
        browser.post(f"/api/work/{item.pk}/approve"),
        browser.post(f"/api/projects/{project.slug}/queue/next", {}, content_type="application/json"),
    ]

    item.refresh_from_db()
    assert reads == [200, 200]
    assert [answer.status_code for answer in writes] == [403, 403]
    assert item.state == "submitted"


@pytest.mark.django_db(transaction=True)
async def test_the_socket_of_somebody_who_is_removed_ends():
    project = await sync_to_async(make.project)()
    person, lead = await sync_to_async(make.annotator)(project), await sync_to_async(make.lead)(project)
    sockets = []
    for member in (person, lead):
        socket = WebsocketCommunicator(ProjectConsumer.as_asgi(), f"/ws/projects/{project.slug}")
        socket.scope |= {"user": member, "url_route": {"kwargs": {"slug": project.slug}}}
        await socket.connect()
        await socket.receive_json_from()
        sockets.append(socket)

    await sync_to_async(remove)(lead, project, person)

    ended = await sockets[0].receive_output(timeout=5)
    heard = await sockets[1].receive_json_from(timeout=5)
    assert (ended["type"], ended["code"]) == ("websocket.close", 4404)
    assert (heard["topic"], heard["payload"]) == ("person", {"person": person.pk, "role": None, "before": "annotator"})
    await sockets[1].disconnect()
