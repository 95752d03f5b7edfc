"""Real servers and an environment of their own come before anything of Django's is imported, so it happens right here.

Everything below `tests/` may therefore import models and factories at the top of the file.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import django
import hypothesis
import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.services import environment_for_tests

os.environ.update(environment_for_tests())
os.environ["DJANGO_SETTINGS_MODULE"] = "annotator.settings"
django.setup()
# `--hypothesis-profile=default` explores. A deadline by the clock says how busy the machine is, nothing of the code.
hypothesis.settings.register_profile("the same every time", derandomize=True, deadline=None)
hypothesis.settings.load_profile("the same every time")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Before workers start: they read their own settings here, not this process's at once as pytest-django would."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files in the order of how long they may take, then of how many tests they have, so that no process waits at the
    end of a parallel run for another that has just begun a long one.
    """
    seconds, count = defaultdict[Path, float](float), defaultdict[Path, int](int)
    for item in items:
        seconds[item.path] = max(seconds[item.path], may_take(item))
        count[item.path] += 1
    items.sort(key=lambda item: (-seconds[item.path], -count[item.path]))


def may_take(test: pytest.Item) -> float:
    """The seconds that a test asks to be given; of one that is only marked as slow, what every test is given."""
    asked = test.get_closest_marker("timeout")
    if asked:
        return float(asked.args[0])
    return float(test.config.getini("timeout")) if test.get_closest_marker("slow") else 0.0


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database; at the end nobody holds it, though a killed worker may still be in the server's books."""
    yield
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"{others} AND pid <> pg_backend_pid()")
