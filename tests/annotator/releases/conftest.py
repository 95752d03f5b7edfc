"""A project with one clip at the end of the line."""

from __future__ import annotations

import pytest

from tests import factories as make
from tests.annotator.releases.finished import finished


@pytest.fixture
def project():
    return make.project()


@pytest.fixture
def clip(project, footage):
    return finished(project, footage)
