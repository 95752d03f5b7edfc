"""A judge that always says 4, and one video to be judged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.annotator.scoring.caption_scene import Captions
from tests.language_server import LanguageServer, says, serving


@pytest.fixture
def server() -> Iterator[LanguageServer]:
    with serving() as one:
        one.otherwise = says("4")
        yield one


@pytest.fixture
def captions(tmp_path) -> Captions:
    made = Captions(tmp_path)
    made.add("A dog runs.", ["A dog runs past.", "A dog is running past.", "Past runs a dog."])
    return made
