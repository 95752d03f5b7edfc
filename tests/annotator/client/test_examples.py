"""The commands and the program of docs/python-client.md do what the page says, on the product's own processes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import factories as make
from tests.annotator.assist import scene as assist
from tests.annotator.benchmark import scene as board
from tests.annotator.benchmark.predicted import zipped
from tests.annotator.client.scene import ROOT, Shell
from tests.annotator.formats import clips
from tests.processes import running

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = (ROOT / "docs" / "python-client.md").read_text()
COMMANDS = "\n".join(re.findall(r"```console\n(.*?)```", PAGE, flags=re.DOTALL))
PROGRAMS = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
OF_THE_API = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "http-api.md").read_text(), flags=re.DOTALL)


@pytest.fixture
def page_s_shell(shell: Shell, server, project, footage, home: Path) -> Shell:
    """What the page takes for granted: a project, a release, an active model, and files to send."""
    project.slug = "demo"
    project.save()
    release = board.released(project, footage)
    (home / "predictions.zip").write_bytes(zipped(board.predictions_of(release)))
    clips.render(clips.cfr(30), home, "disc")
    assist.with_model(project, server.folder / "live")
    make.video(project, number=100012, frame_count=31)
    (home / "caption.txt").write_text(assist.SAID)
    return shell


def run(shell: Shell, *command: str) -> str:
    done = subprocess.run(
        command, cwd=shell.home, env=shell.environment() | {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout


def test_every_command_of_the_page_works_and_says_what_stands_below_it(page_s_shell, server):
    asked = re.findall(r"^\$ (.*)\n((?:(?!\$ ).+\n)*)", COMMANDS, flags=re.MULTILINE)

    with running(server.folder, "machine", "dispatch", environment=server.environment):
        said = [run(page_s_shell, "sh", "-c", command) for command, _ in asked]

    assert len(asked) >= 8
    missing = [
        (c, line, out)
        for (c, shown), out in zip(asked, said, strict=True)
        for line in shown.splitlines()
        if line.strip() not in out
    ]
    assert missing == []


def test_the_program_of_the_http_api_s_page_works(shell: Shell, project):
    project.slug = "demo"
    project.save()

    [said] = [run(shell, sys.executable, "-c", program) for program in OF_THE_API]

    assert said.strip() == str(shell.answer("progress", "demo")["counts"])


def test_the_program_of_the_page_works(page_s_shell, server):
    with running(server.folder, "machine", "dispatch", environment=server.environment):
        [said] = [run(page_s_shell, sys.executable, "-c", program) for program in PROGRAMS]

    assert re.search(r"clip \d+ is in the line", said)
    assert "each proved" in said
    assert "demo has no release 'v9.9'" in said
