"""The soak, shortened: a few people for a minute, and one of each fault; `make soak` is the long one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docker import install
from tests.e2e.test_ended_benchmarks import OURS, ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420)]
FEW = ["--minutes", "0.8", "--annotators", "6", "--inspectors", "2", "--clips", "24", "--think-seconds", "0.2"]
ONE_OF_EACH = [word for kind in ("redis", "postgres", "pause") for word in (f"--{kind}-faults", "1")]
TWO = ["--web-faults", "2", "--worker-faults", "2"]  # the process with the sockets is the first to be killed


def test_a_team_loses_nothing_while_one_of_everything_is_killed_under_it(tmp_path: Path) -> None:
    install.build_frontend()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    picture = tmp_path / "soak.svg"
    asked = ["-m", "tests.bench.soak", *FEW, *ONE_OF_EACH, *TWO, "--plot", str(picture)]

    done = subprocess.run(
        [sys.executable, *asked], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=400
    )

    print(done.stdout[-6000:])
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    assert "Every promise held." in done.stdout
    assert re.search(r"^socket opened again +[1-9]", done.stdout, re.M)
    assert picture.read_text().startswith("<?xml")
