"""Files on their way: whose they are, who takes them back, how long they are kept, and what the disk has to spare."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from annotator.accounts.models import Role
from annotator.jobs.models import Job
from annotator.videos import queries, upload_actions
from annotator.videos.models import Membership, Upload
from annotator.videos.tasks import tidy
from tests import factories as make
from tests.annotator.videos.sender import SPOKEN, Sender, code, kept, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
CONTENT_OF_FILE = bytes(range(256)) * 40


def expire(upload: Upload) -> None:
    Upload.objects.filter(pk=upload.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def test_who_takes_a_file_back_leaves_nothing_of_it(sender):
    sender.begin(10)
    sender.append(b"01234", 0)

    removed = sender.remove()

    assert removed.status_code == 204
    assert not Upload.objects.exists()
    assert kept() == []
    assert sender.ask().status_code == 404


def test_a_file_that_has_arrived_cannot_be_taken_back(sender):
    sender.begin(4)
    sender.append(b"four", 0)

    assert code(sender.remove()) == (409, "upload_complete")
    assert kept() == [f"upload-{sender.row().pk}"]


def test_nobody_but_its_sender_reaches_a_file_on_its_way(sender, project):
    sender.begin(10)
    sender.append(b"01234", 0)
    others = [make.lead(project), make.annotator(project), make.admin(project), make.lead(make.project())]

    for person in others:
        other = Sender(make.browser(person), project)
        other.address = sender.address
        answers = [other.ask(), other.append(b"56789", 5), other.remove(), other.browser.get(other.address)]
        assert [answer.status_code for answer in answers] == [404] * 4
    nobody = Client()
    assert nobody.head(sender.address, headers=SPOKEN).status_code == 401
    assert nobody.options(sender.uploads).status_code == 401

    assert (sender.row().offset, sender.row().state) == (5, "sending")


@pytest.mark.parametrize("role", [Role.ANNOTATOR, Role.INSPECTOR, Role.RESEARCHER, Role.ADMIN, Role.VIEWER])
def test_only_a_lead_announces_files(project, role):
    answer = Sender(make.browser(make.person(project, role)), project).begin(10)

    assert code(answer) == (403, "not_allowed")
    assert not Upload.objects.exists()


def test_who_is_no_lead_any_more_sends_no_more(sender, project):
    sender.begin(10)
    Membership.objects.filter(project=project).update(role=Role.ANNOTATOR)

    assert code(sender.append(b"01234", 0)) == (403, "not_allowed")
    Membership.objects.filter(project=project).delete()
    assert code(sender.append(b"01234", 0)) == (404, "not_found")
    assert sender.row().offset == 0


def test_a_page_needs_its_csrf_token_for_every_step(project):
    lead = make.lead(project)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lead)
    forged = Sender(browser, project)

    assert code(forged.begin(10)) == (403, "permission_denied")
    honest = Sender(make.browser(lead), project)
    honest.begin(10)
    forged.address = honest.address
    assert code(forged.append(b"01234", 0)) == (403, "permission_denied")
    assert code(forged.remove()) == (403, "permission_denied")

    assert honest.row().offset == 0


def test_a_nearly_full_disk_takes_no_more_and_keeps_what_it_has(sender):
    sender.begin(10)
    sender.append(b"01234", 0)

    with override_settings(FREE_SPACE_BYTES=10**15):
        piece, announced = sender.append(b"56789", 5), Sender(sender.browser, sender.row().project).begin(10)

    assert code(piece) == code(announced) == (507, "disk_full")
    assert sender.row().offset == 5


def test_files_on_their_way_have_their_place_on_the_disk_reserved(project, sender, monkeypatch):
    usage = upload_actions.shutil.disk_usage(settings.UPLOADS_ROOT)
    monkeypatch.setattr(upload_actions.shutil, "disk_usage", lambda root: usage._replace(free=1000))

    with override_settings(FREE_SPACE_BYTES=100):
        statuses = [sender.begin(length).status_code for length in (500, 300, 200, 100)]

    assert statuses == [201, 201, 507, 201]


@pytest.mark.django_db(transaction=True)
def test_what_has_expired_is_refused_and_collected_with_its_file(sender):
    sender.begin(10)
    sender.append(b"01234", 0)
    expire(sender.row())

    answers = [sender.append(b"56789", 5), sender.ask()]
    call_command("dispatch", "--once")
    tidy(Job.objects.get(kind=upload_actions.COLLECT).pk)

    assert code(answers[0]) == (410, "upload_expired")
    assert answers[1].status_code == 410
    assert not Upload.objects.exists()
    assert kept() == []
    assert Job.objects.get(kind=upload_actions.COLLECT).state == "done"


def test_what_has_not_expired_or_is_whole_is_not_collected(sender, project):
    sender.begin(10)
    sender.append(b"01234", 0)
    send(sender.browser, project, b"whole")

    assert upload_actions.collect_uploads() == 0
    assert len(kept()) == 2


def test_every_piece_renews_the_time_that_the_rest_has(sender):
    sender.begin(10)
    Upload.objects.update(expires_at=timezone.now() + timedelta(seconds=30))

    sender.append(b"01234", 0)

    left = sender.row().expires_at - timezone.now()
    assert timedelta(days=2, hours=23) < left <= timedelta(days=3)


@pytest.mark.django_db(transaction=True)
def test_of_two_pieces_for_the_same_place_at_once_one_is_refused(project):
    lead = make.lead(project)
    sender = Sender(make.browser(lead), project)
    sender.begin(len(CONTENT_OF_FILE))
    key, writing, refused = sender.row().key, threading.Event(), []

    def slow():
        yield CONTENT_OF_FILE[:2000]
        writing.set()
        late.join(0.5)  # it waits for the row all the while
        yield CONTENT_OF_FILE[2000:4000]

    def second():
        writing.wait(5)
        try:
            upload_actions.append(lead, key=key, offset=0, pieces=[b"x" * 4000], length=4000)
        except upload_actions.OffsetConflict as error:
            refused.append(error.fields["offset"])
        finally:
            connection.close()

    late = threading.Thread(target=second)
    late.start()
    upload_actions.append(lead, key=key, offset=0, pieces=slow(), length=4000)
    late.join(10)

    assert refused == [4000]
    assert queries.file_of(sender.row()).read_bytes() == CONTENT_OF_FILE[:4000]
