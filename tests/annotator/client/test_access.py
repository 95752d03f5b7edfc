"""Who a program is and what it may do: a token from a private place, and every refusal in words with an exit code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from annotator.accounts.models import ApiToken, Scope
from annotator.client import schema
from annotator.client.connection import Connection
from annotator.client.errors import NotReached
from annotator.client.sending import Sending
from annotator.videos.models import Upload
from tests import factories as make
from tests.annotator.client.scene import ROOT, Shell, token_of
from tests.annotator.videos.sender import kept
from tests.services import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clip(home: Path) -> Path:
    place = home / "clip.mp4"
    place.write_bytes(b"a few bytes")
    return place


def refusal(done) -> tuple[int, str]:
    return done.returncode, json.loads(done.stdout)["error"]["code"]


def test_an_unknown_token_is_refused_and_the_person_told_where_to_make_one(server, project, home):
    answer = Shell(server, home, "no-such-token").run("--json", "whoami")

    assert refusal(answer) == (3, "authentication_failed")
    assert "make a new one on your page" in answer.stderr


def test_a_revoked_token_is_refused(shell):
    assert shell.run("whoami").returncode == 0
    ApiToken.objects.all().delete()

    assert refusal(shell.run("--json", "whoami")) == (3, "authentication_failed")


def test_a_token_without_the_scope_is_told_which_one_it_lacks(server, project, home, clip):
    reader = Shell(server, home, token_of(make.lead(project), Scope.READ))

    answer = reader.run("--json", "upload", project.slug, clip)

    assert refusal(answer) == (3, "scope_missing")
    assert "'upload'" in answer.stderr
    assert not Upload.objects.exists()


def test_a_role_that_may_not_send_is_refused_and_nothing_is_kept(server, project, home, clip):
    answer = Shell(server, home, token_of(make.annotator(project))).run("--json", "upload", project.slug, clip)

    assert refusal(answer) == (3, "not_allowed")
    assert (Upload.objects.exists(), kept()) == (False, [])


def test_a_project_that_is_not_there_is_named_by_its_address(shell):
    answer = shell.run("progress", "no-such-project")

    assert answer.returncode == 1
    assert "/api/projects/no-such-project" in answer.stderr


def test_a_server_that_is_down_is_named_with_what_to_do(server, home):
    server.address = f"http://127.0.0.1:{free_port()}"

    answer = Shell(server, home, "a-token").run("--json", "whoami")

    assert refusal(answer) == (4, "server_unreachable")
    assert server.address in answer.stderr
    assert "See that the server runs" in answer.stderr


def test_whatever_answers_and_is_not_tether_is_said_to_be_none(server, shell):
    server.address += "/somewhere"

    assert refusal(shell.run("--json", "whoami")) == (4, "not_tether")


def test_what_may_have_been_done_is_not_asked_for_a_second_time(server, project, clip):
    server.wire.hold(down=0)
    with Connection(server.address, token_of(make.lead(project)), attempts=3, patience=0) as line:
        line.http.timeout = 1

        with pytest.raises(NotReached):
            Sending(line, project.slug, clip).send()

    assert Upload.objects.count() == 1


def test_a_token_is_read_from_a_file_that_only_its_person_can_read(shell, home):
    file = home / ".config" / "tether" / "token"
    file.parent.mkdir(parents=True)
    file.write_text(f"{shell.token}\n")
    file.chmod(0o600)
    shell.without = "TETHER_TOKEN"

    private = shell.run("whoami")
    file.chmod(0o640)
    exposed = shell.run("whoami")

    assert private.returncode == 0, private.stderr
    assert exposed.returncode == 2
    assert f"chmod 600 {file}" in exposed.stderr


@pytest.mark.parametrize(("missing", "words"), [("TETHER_TOKEN", "No token"), ("TETHER_SERVER", "No server is named")])
def test_what_is_missing_is_said_before_anything_is_asked(shell, missing, words):
    shell.without = missing

    answer = shell.run("whoami")

    assert answer.returncode == 2
    assert words in answer.stderr


def test_no_command_takes_a_token(shell):
    helps = [shell.run(*words, "--help").stdout for words in ([], ["upload"], ["pull"], ["predictions"])]

    assert all("usage: python -m annotator.client" in words for words in helps)
    assert not any(re.search(r"--\w*token", words) for words in helps)


def test_who_am_i_progress_and_queue_say_what_the_pages_say(shell, project):
    video = make.video(project)

    assert project.slug in shell.run("whoami").stdout
    assert (
        shell.answer("progress", project.slug)["counts"]
        == make.browser(project.memberships.get().user).get(f"/api/projects/{project.slug}").json()["counts"]
    )
    assert f"clip {video.number:06d}" in shell.run("queue", project.slug).stdout
    assert shell.run("releases", project.slug).stdout == "No release yet.\n"
    assert shell.run("board", project.slug).stdout == "Nothing was brought yet.\n"


def test_every_operation_that_the_client_names_is_in_its_table_and_the_other_way_round():
    words = "".join(
        path.read_text() for path in (ROOT / "annotator" / "client").glob("*.py") if path.name != "schema.py"
    )

    assert set(re.findall(r'(?:ask|answered)\(\s*"(\w+)"', words)) == set(schema.OPERATIONS)
