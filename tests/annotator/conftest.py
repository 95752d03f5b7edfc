"""What several rooms' tests share: folders of their own, and one canonical clip made once a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from annotator.accounts.models import User
from annotator.events.whence import arrived
from annotator.formats.frames import Limits, canonicalise
from tests import factories as make
from tests.annotator.folders import folders_in
from tests.annotator.formats import clips


@pytest.fixture(autouse=True)
def from_a_shell() -> Iterator[None]:
    """Whatever earlier tests said of where they come from is forgotten."""
    with arrived("shell", None):
        yield


@pytest.fixture
def own_folders(tmp_path: Path) -> Iterator[Path]:
    """Media, uploads and releases of this test alone; returns the folder that holds them."""
    with folders_in(tmp_path):
        yield tmp_path


@pytest.fixture
def nobody_tried_yet() -> None:
    """No address has guessed before: the brake of an earlier test is forgotten."""
    cache.clear()


@pytest.fixture
def quick_hashes(settings) -> None:
    """Many guesses at a password take no time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def member() -> User:
    """Somebody who may sign in with `make.PASSWORD`."""
    person = make.annotator(make.project())
    person.set_password(make.PASSWORD)
    person.save()
    return person


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> make.Footage:
    """A real canonical clip of 64×48 pixels and 61 frames."""
    place = tmp_path_factory.mktemp("footage")
    original = clips.render(clips.cfr(30, 61 / 30, width=64, height=48), place)
    made = canonicalise(original, place / "canonical", limits=Limits(min_seconds=1))
    return make.Footage(place / "canonical", made)
