"""What was found in the tools of this field, tried on ours; `docs/security.md` lists the classes with their tests."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, override_settings
from kombu import Exchange, Producer, Queue

from annotator.celery import app
from annotator.jobs import actions as jobs
from annotator.jobs.models import Job
from annotator.videos.upload_actions import COLLECT
from tests import factories as make
from tests.annotator.permission_world import World, operations
from tests.annotator.test_permissions import ALLOWED
from tests.processes import running, wait_for

NOTED = {"accounts_session", "accounts_apitoken", "counted"}  # when somebody last came, how often they tried
LISTS = ("get_log", "list_videos", "list_people", "list_uploads", "get_facets")


def contents() -> dict[str, str]:
    """A checksum of every table."""
    with connection.cursor() as cursor:
        sums = {}
        for table in sorted(set(connection.introspection.table_names(cursor)) - NOTED):
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, ' ' ORDER BY t::text), '')) FROM \"{table}\" t")
            sums[table] = cursor.fetchone()[0]
    return sums


@pytest.fixture
def world(own_folders: Path) -> Iterator[World]:
    """Rows of every kind, for each of a project's people."""
    with override_settings(WEBHOOK_HOSTS=["hooks.example.org"]):
        with transaction.atomic():
            made = World()
        yield made


@pytest.mark.django_db
def test_reading_changes_nothing_whoever_reads(world):
    """CVAT's export by GET could be made to run by a link."""
    before = contents()

    for operation, (method, _) in operations().items():
        if method == "get":
            for name in ("annotator", "lead", "admin"):
                world.ask(name, operation)

    assert [table for table, checksum in contents().items() if checksum != before[table]] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("operation", LISTS)
def test_no_words_of_the_database_in_an_address_choose_or_order_rows(world, operation):
    """Label Studio told passwords letter by letter, by filters that went through relations."""
    address, lead = operations()[operation][1].format(**world.parameters(operation)), world.browsers["lead"]
    before = lead.get(address).content
    guesses = (
        "added_by__password__startswith=argon2", "project__memberships__user__email__contains=a", "pk__in=1",
        "ordering=added_by__password", "order_by=-user__password", "fields=password", "expand=user", "user__password=x",
    )  # fmt: skip

    for guess in guesses:
        answer = lead.get(f"{address}?{guess}")
        assert answer.status_code == 400 or answer.content == before, guess


@pytest.mark.django_db
def test_being_staff_of_the_framework_is_no_role_of_the_product():
    """CVAT's staff could make themselves its admins."""
    project = make.project()
    person = make.person()
    person.is_staff = person.is_superuser = True
    person.save()
    browser = make.browser(person)

    paths = (
        f"/api/projects/{project.slug}",
        f"/api/projects/{project.slug}/people",
        f"/api/projects/{project.slug}/log",
    )
    answers = [browser.get(path).status_code for path in paths]
    made = browser.put(
        f"/api/projects/{project.slug}/people/{person.pk}", {"role": "admin", "skills": []}, "application/json"
    )

    assert answers == [404, 404, 404]
    assert made.status_code == 404
    assert not apps.is_installed("django.contrib.admin")


@pytest.mark.django_db
def test_no_other_origin_is_let_near_the_answers():
    """SAM 2's demo let any page ask with the visitor's cookies."""
    person = make.annotator(make.project())
    foreign = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PUT"}

    for path in ("/api/session", "/api/me", "/media/videos/1/x/canonical.mp4"):
        browser = make.browser(person)
        for answer in (browser.get(path, headers=foreign), browser.options(path, headers=foreign)):
            assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.django_db
def test_only_five_addresses_say_anything_to_strangers():
    """Label Studio lets whoever finds it sign up."""
    cache.clear()
    world_open = {operation for operation, row in ALLOWED.items() if row[0] < 400}
    stranger = Client()

    assert world_open == {"accept_invitation", "get_invitation", "get_session", "sign_in", "sign_out"}
    for path in (
        "/api/users",
        "/api/signup",
        "/user/signup",
        "/register",
        "/api/auth/register",
        "/api/admin",
        "/admin/",
    ):
        answer = stranger.post(path, {"username": "new", "password": make.PASSWORD}, "application/json")
        assert answer.status_code in (403, 404, 405), path


class Bomb:
    """What a pickle can do to whoever opens it."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self):
        return Path.touch, (self.place,)


@pytest.mark.django_db(transaction=True)
def test_a_message_that_would_run_code_is_not_opened_and_the_worker_goes_on(tmp_path):
    """CVAT's trackers and Label Studio's models opened pickles that others had made."""
    bomb = tmp_path / "exploded"
    body = pickle.dumps([[1], {"bomb": Bomb(bomb)}, {}])
    headers = {"lang": "py", "task": COLLECT, "id": "1" * 36, "root_id": "1" * 36, "argsrepr": "", "kwargsrepr": ""}
    with app.connection_for_write() as broker:
        Producer(broker, serializer=None).publish(
            body, exchange=Exchange("machine"), routing_key="machine", headers=headers,
            declare=[Queue("machine", Exchange("machine"), "machine")],
            content_type="application/x-python-serialize", content_encoding="binary",
        )  # fmt: skip
    job = jobs.enqueue(COLLECT, 0, queue="machine")

    with running(tmp_path, "machine", "dispatch") as [machine, _]:
        wait_for(lambda: Job.objects.filter(pk=job.pk, state=Job.State.DONE).exists(), log=tmp_path / "machine.log")
        alive = machine.child.poll() is None

    assert alive
    assert not bomb.exists()
    assert re.search("ContentDisallowed|Refusing to deserialize", (tmp_path / "machine.log").read_text())
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
