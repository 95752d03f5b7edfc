"""Rows from before each room began with one migration: whole, they go on; short of any, they are refused."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from annotator.operations.database_copy import applied_migrations, is_migrated, unknown_migrations
from annotator.operations.former_migrations import FORMER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


def went_through(names) -> None:
    """The rows have these recorded as well."""
    for name in names:
        MigrationRecorder(connection).record_applied(*name.split("."))


def test_rows_that_went_through_all_of_them_have_nothing_before_them_and_are_not_of_a_newer_tether():
    went_through(FORMER)
    out = io.StringIO()

    call_command("migrate", "--plan", stdout=out)

    assert "No planned migration operations." in out.getvalue()
    assert is_migrated()
    assert unknown_migrations(applied_migrations()) == []


def test_rows_that_lack_one_are_refused_with_where_it_is_and_are_not_taken_for_migrated():
    went_through(FORMER - {"work.0011_correctors"})

    with pytest.raises(CommandError, match=r"1 migrations short, work\.0011_correctors first.*commit c6945b8"):
        call_command("migrate")

    assert not is_migrated()
    assert Client().get("/readyz").json()["checks"]["migrations"] is False


def test_the_doctor_says_what_to_do_with_rows_that_lack_some():
    went_through(["work.0002_partial"])
    out = io.StringIO()

    with pytest.raises(CommandError):
        call_command("doctor", "--json", stdout=out)

    [sign] = [sign for sign in json.loads(out.getvalue())["signs"] if sign["name"] == "migrations"]
    assert (sign["state"], "70 migrations short" in sign["says"]) == ("bad", True)
    assert "commit c6945b8" in sign["cure"]


def test_no_migration_has_the_name_of_one_that_is_no_more():
    there = {f"{room}.{name}" for room, name in MigrationLoader(connection).disk_migrations}

    assert FORMER.isdisjoint(there)
