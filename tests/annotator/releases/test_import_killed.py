"""An import and a release that are killed in their midst are started again, and all is as if nothing had happened.

`python -m tests.acceptance.import_and_release` does the same with 200 videos and ten kills of each.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests import factories as make
from tests.annotator.releases import vicas_set
from tests.annotator.releases.finished import files_below
from tests.annotator.releases.importing import import_annotations, make_release
from tests.annotator.releases.killed import Commands, halves_in, imported_into, written

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
KILLS = 3
SEED = 11


def test_an_import_and_a_release_killed_at_random_moments_end_like_undisturbed_ones(tmp_path: Path):
    source = vicas_set.write_set(tmp_path / "set", 12)
    calm, project = (make.project(name="Killed", min_seconds=1) for _ in range(2))
    import_annotations(calm.slug, source)
    expected = files_below(make_release(calm.slug, tmp_path / "calm"))
    commands = Commands(tmp_path, random.Random(SEED))

    words = ["import_annotations", project.slug, source]
    killed, halves = 0, []
    for _ in range(KILLS):
        killed += commands.run_and_kill(*words, progress=lambda: imported_into(project.slug))
        halves += halves_in(project.slug)
    here = imported_into(project.slug)
    ended = commands.run(*words)
    words = ["make_release", project.slug, vicas_set.VERSION, "--out", tmp_path / "out"]
    for _ in range(KILLS):
        killed += commands.run_and_kill(*words, progress=lambda: written(project))
    released = commands.run(*words)

    assert (killed, halves, ended.returncode, released.returncode) == (2 * KILLS, [], 0, 0)
    assert f"v1.0: {12 - here} imported, {here} present, 0 refused" in ended.stdout
    assert files_below(tmp_path / "out") == expected
    assert vicas_set.documents(tmp_path / "out") == vicas_set.documents(source)
