"""A project with a published release, and people who bring predictions."""

from __future__ import annotations

import pytest

from tests import factories as make
from tests.annotator.benchmark.scene import released


@pytest.fixture
def project():
    return make.project()


@pytest.fixture
def release(project, footage):
    return released(project, footage)


@pytest.fixture
def browser(project):
    return make.browser(make.researcher(project))
