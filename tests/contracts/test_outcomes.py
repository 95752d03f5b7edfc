"""A long run names what failed once more at its end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from docker import outcomes


def reported(folder: Path, *tests: str) -> list[str]:
    """What is said of a real run of pytest over some tests."""
    (folder / "test_made_up.py").write_text("\n".join(tests))
    report = folder / "reports" / "0.xml"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--junitxml={report}", "test_made_up.py"]
    subprocess.run(command, cwd=folder, env={"PATH": os.defpath}, capture_output=True, check=False)
    return outcomes.failures(report)


def test_a_failed_test_and_a_broken_one_are_named_with_their_reason(tmp_path: Path) -> None:
    named = reported(
        tmp_path,
        "import pytest",
        "@pytest.fixture",
        "def scene(): raise OSError('no disk')",
        "def test_good(): pass",
        "def test_sum(): assert 1 + 1 == 3, 'sums went wrong'",
        "def test_scene(scene): pass",
    )
    assert len(named) == 2
    assert "test_made_up::test_sum: AssertionError: sums went wrong" in named[0]
    assert "test_made_up::test_scene:" in named[1]
    assert "no disk" in named[1]


def test_a_run_that_ended_before_its_first_test_is_said_to_have(tmp_path: Path) -> None:
    assert outcomes.failures(tmp_path / "absent.xml") == ["no report was written: it ended before its first test"]


def test_the_end_names_every_part_that_did_not_pass_and_how_many_more_there_are() -> None:
    lines = outcomes.summary({"the browser": [f"test_{number}" for number in range(outcomes.MOST_NAMED + 2)]})
    assert lines[:3] == ["Did not pass:", "• the browser", "    test_0"]
    assert lines[-1] == "    … and 2 more"
    assert outcomes.summary({}) == ["Every part passed."]
