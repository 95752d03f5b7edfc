"""The demo: one call makes it, the next changes nothing, and who reads its output can sign in."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from annotator.accounts.models import User
from annotator.videos.models import Membership, Video
from annotator.videos.queries import clip_folder
from annotator.work.models import WorkItem
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def seed() -> dict:
    out = io.StringIO()
    call_command("seed_demo", "--json", stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


def test_the_demo_is_made_once_and_everybody_in_it_can_sign_in(own_folders: Path):
    with override_settings(DATA_DIR=own_folders):
        first = seed()
        [video] = Video.objects.all()
        at = (clip_folder(video) / "canonical.mp4").stat().st_mtime_ns
        hashes = dict(User.objects.values_list("username", "password"))
        second = seed()

    assert first == second
    assert (own_folders / "demo_password").stat().st_mode & 0o077 == 0
    assert list(Video.objects.all()) == [video]
    assert (clip_folder(video) / "canonical.mp4").stat().st_mtime_ns == at
    assert dict(User.objects.values_list("username", "password")) == hashes
    assert (Membership.objects.count(), WorkItem.objects.count()) == (7, 2)
    assert not any((own_folders / "uploads").iterdir())
    for name in first["accounts"]:
        body = {"username": name, "password": first["password"]}
        answer = make.browser().post("/api/session", body, content_type="application/json")
        assert answer.json()["projects"][0]["slug"] == "demo"
