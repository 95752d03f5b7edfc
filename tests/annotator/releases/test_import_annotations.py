"""`manage.py import_annotations`, as somebody uses it who has a ViCaS dataset and wants it here."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests import factories as make
from tests.annotator.releases import vicas_set

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


def import_annotations(*words: object) -> tuple[int, dict[str, Any]]:
    """The command's exit status and what it says for programs."""
    out, status = io.StringIO(), 0
    try:
        call_command("import_annotations", *map(str, words), "--json", stdout=out, stderr=io.StringIO())
    except SystemExit as ending:
        status = int(ending.code or 0)
    return status, json.loads(out.getvalue())


def make_release(slug: str, out: Path) -> Path:
    call_command("make_release", slug, vicas_set.VERSION, "--out", str(out), stdout=io.StringIO(), stderr=io.StringIO())
    return out


@pytest.fixture
def project():
    return make.project(name="Imported set", min_seconds=1)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return vicas_set.write_set(tmp_path_factory.mktemp("set"), 6)


def test_what_was_imported_is_released_field_by_field_as_it_was(project, source, tmp_path):
    status, said = import_annotations(project.slug, source)

    out = make_release(project.slug, tmp_path / "out")

    assert (status, said["imported"], said["refused"], said["grey"]) == (0, 6, 0, 6)
    assert [video["differences"] for video in said["videos"]] == [[]] * 6
    assert vicas_set.documents(out) == vicas_set.documents(source)
    assert vicas_set.split_lists(out) == vicas_set.split_lists(source)
