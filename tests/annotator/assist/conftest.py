"""A project with a model, and a clip in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.videos.models import Project, Video
from tests import factories as make
from tests.annotator.assist import scene


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project whose model is called `live` and drafts for all work."""
    one = make.project()
    scene.with_model(one, tmp_path / "live")
    return one


@pytest.fixture
def video(project: Project) -> Video:
    return make.video(project, frame_count=31)
