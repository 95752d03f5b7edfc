"""The command: its estimate, its words, its end; and a kill in the middle, after which nothing is paid for twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from annotator.videos.models import Project
from annotator.wordings.models import Answer, Draft, Item, Run
from tests import processes
from tests.annotator.wordings.scene import captioned
from tests.language_server import hangs, obliging, says, sends
from tests.processes import QUICK, Process, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_folders")]


def command(project: Project, *words: str) -> tuple[int, str]:
    """How the command ends, and what it prints."""
    out = StringIO()
    try:
        call_command("write_prompts", project.slug, *words, stdout=out, stderr=StringIO())
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def test_all_that_can_be_written_is_written(project, server) -> None:
    captioned(project)

    status, words = command(project, "--json")

    told = json.loads(words)
    assert (status, told["state"], told["written"], told["asked"]) == (0, "done", 3, 4)


def test_without_an_endpoint_that_is_the_prompts_by_rule(project) -> None:
    captioned(project)

    status, words = command(project)

    assert status == 0
    assert words == "done: 1 written, 0 failed, 0 left out, 0 unreadable, 0 asked, 0 remembered; 0.0000 spent\n"
    with pytest.raises(CommandError, match="no rule for cleaned captions and rewordings"):
        command(project, "--what", "cleaned")


def test_an_estimate_asks_nothing_and_writes_nothing(project, server) -> None:
    captioned(project)

    status, words = command(project, "--estimate", "--json")

    told = json.loads(words)
    assert (status, told["clips"], told["items"], told["questions"], told["remembered"]) == (0, 1, 3, 4, 0)
    assert told["cost"] > 0
    assert (server.heard, Run.objects.count()) == ([], 0)


def test_what_could_not_be_written_is_named_and_ends_with_1(project, server) -> None:
    clip = captioned(project)
    server.otherwise = says("I am sorry.")

    status, words = command(project, "--what", "rewordings")

    assert status == 1
    assert f"{clip.number:06d} rewordings: After 3 answers: these are 1 lines, not 3." in words


def test_an_endpoint_that_refuses_ends_with_1_and_says_so(project, server) -> None:
    captioned(project)
    server.otherwise = sends(401, b"no")

    status, words = command(project)

    assert status == 1
    assert "status 401" in words


def test_only_the_clips_that_are_named_are_taken(project) -> None:
    captioned(project)
    named = captioned(project)

    command(project, "--clips", f"{named.number:06d}")

    assert set(Draft.objects.values_list("video", flat=True)) == {named.pk}
    with pytest.raises(CommandError, match="has no clip 999999"):
        command(project, "--clips", f"{named.number},999999")


def test_a_kind_that_there_is_not_is_refused(project) -> None:
    with pytest.raises(CommandError, match="poems is none of prompts, cleaned, rewordings"):
        command(project, "--what", "prompts,poems")


@pytest.mark.slow
def test_killed_half_way_the_same_command_goes_on_and_pays_for_nothing_twice(project, server, tmp_path: Path) -> None:
    for n in range(6):
        captioned(project, f"[A dog]<mask_1> runs {n} times around [a tree]<mask_2>.")
    questions = 6 * (2 + 1 + 1)
    server.script = [says(obliging)] * 9 + [hangs]
    told = {"URL": server.url, "MODEL": "m", "PRICE_IN": "3", "PRICE_OUT": "15"}
    environment = {**os.environ, **QUICK, "DATABASE_URL": processes.test_rows()}
    environment |= {f"TETHER_LANGUAGE_{name}": value for name, value in told.items()}
    words = ["manage.py", "write_prompts", project.slug, "--json"]
    first = Process("first", tmp_path / "first.log", environment, words)
    wait_for(lambda: len(server.heard) == 10, log=tmp_path / "first.log")

    first.kill()
    kept = Item.objects.filter(state="written").count()
    ended = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
    assert 0 < kept < 18
    assert server.answered == questions
    assert len(server.heard) == questions + 1  # the one that was under way when the worker died
    assert Answer.objects.filter(answered_at__isnull=False).count() == questions
    assert Run.objects.count() == 1
    assert Draft.objects.count() == 6 * (2 + 1 + 3)
    # what was under way is counted at the most that it can have cost, once
    assert questions * 450_000 < Run.objects.get().spent < questions * 450_000 + 50_000_000
