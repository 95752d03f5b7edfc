"""A project, and a language endpoint that it may ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from annotator.videos.models import Project
from tests import factories as make
from tests.annotator.wordings.scene import connect
from tests.language_server import LanguageServer, serving


@pytest.fixture
def project() -> Project:
    return make.project()


@pytest.fixture
def server(settings) -> Iterator[LanguageServer]:
    with serving() as one:
        connect(settings, one, price_in=3, price_out=15)
        yield one
