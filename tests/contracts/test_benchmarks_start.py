"""Every benchmark starts by its command: a run of minutes must not be what shows that one cannot be imported."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BENCHMARKS = sorted(set(re.findall(r'"(tests\.bench\.\w+)"', (ROOT / "docker" / "commands.py").read_text())))


def test_the_commands_name_benchmarks() -> None:
    assert len(BENCHMARKS) >= 12


@pytest.mark.parametrize("benchmark", BENCHMARKS)
def test_a_benchmark_says_what_it_measures_and_needs_no_settings_for_that(benchmark: str) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("TETHER_", "DJANGO_"))}

    done = subprocess.run(
        [sys.executable, "-m", benchmark, "--help"], cwd=ROOT, env=bare, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith(f"usage: python -m {benchmark}")
