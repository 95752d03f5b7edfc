"""A project, and its lead's program that sends it files in pieces."""

from __future__ import annotations

import pytest

from annotator.videos.models import Project
from tests import factories as make
from tests.annotator.videos.sender import Sender


@pytest.fixture
def project() -> Project:
    return make.project()


@pytest.fixture
def sender(project: Project) -> Sender:
    return Sender(make.browser(make.lead(project)), project)
