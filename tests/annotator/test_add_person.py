"""`manage.py add_person`: how the first people come into a project."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from annotator.accounts.models import User
from annotator.videos.models import Membership, Project
from tests import factories as make

pytestmark = pytest.mark.django_db


def add(*words: str) -> dict:
    out = io.StringIO()
    call_command("add_person", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def signs_in(username: str, password: str) -> bool:
    answer = Client().post("/api/session", {"username": username, "password": password}, "application/json")
    return answer.status_code == 200


def test_a_first_lead_makes_a_project_and_signs_in():
    account = add("clips", "ana", "lead", "--name", "Ana Lima", "--new-project", "Our clips")

    assert signs_in("ana", account["password"])
    assert Membership.objects.get(user__username="ana", project__slug="clips").role == "lead"
    assert (Project.objects.get().name, User.objects.get().name) == ("Our clips", "Ana Lima")


def test_somebody_known_keeps_their_password_and_gets_the_new_role():
    project = make.project()
    first = add(project.slug, "bo", "annotator")

    again = add(project.slug, "bo", "inspector")

    assert again["password"] is None
    assert signs_in("bo", first["password"])
    assert Membership.objects.get(user__username="bo").role == "inspector"


def test_a_forgotten_password_is_replaced():
    project = make.project()
    first = add(project.slug, "bo", "annotator")

    second = add(project.slug, "bo", "annotator", "--new-password")

    assert signs_in("bo", second["password"])
    assert not signs_in("bo", first["password"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere", "bo", "lead"], "There is no project 'nowhere'; there are: none"),
        (["no slug", "bo", "lead", "--new-project", "X"], "'no slug'"),
        (["clips", "bo bo", "lead", "--new-project", "X"], "'bo bo'"),
    ],
)
def test_a_name_that_cannot_be_is_named_and_nothing_is_made(words, said):
    with pytest.raises(CommandError, match=said):
        add(*words)

    assert not Project.objects.exists()
    assert not User.objects.exists()
