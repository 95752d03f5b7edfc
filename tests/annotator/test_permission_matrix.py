"""Every operation of the OpenAPI document, tried by everybody, on rows of their own project, of another, and on none.

What people are answered at home is the table of `test_permissions.py`; the rest follows from it by the rules here. Who
may not know of a row is answered, letter by letter, as if there were none; and whatever is read or refused changes no
row. All cases share one world, in one transaction: each is undone before the next begins.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from annotator.accounts.actions import make_token
from annotator.videos.people_actions import remove_person
from tests import factories as make
from tests.annotator.folders import folders_in
from tests.annotator.permission_world import PEOPLE, World, give_password, operations
from tests.annotator.test_permissions import ALLOWED

KINDS = (*PEOPLE, "former member", "colleague", "read token")
STRANGERS = ("outsider", "former member")
OF_TOKENS = {"make_token", "revoke_token", "close_account"}  # a token's use is written down, too: look at the rows
USED = {"accounts_session": "seen_at"}  # a token's table says by `last_used_at` when it was used
READ_BY_POST = {"caption_consequences", "estimate_wording", "repair_rings"}
ABSENT = {"slug": "nowhere", "secret": "nothing", "key": uuid.UUID(int=0), "upload": uuid.UUID(int=0)}
NO_ROW = 987654321
OF_WHO_WORKS_ON_IT = {"comment", "open_thread", "reopen_thread", "resolve_thread"}


def row_parameters(operation: str) -> list[str]:
    """What in an operation's path names a row, in order; frames, fields and verbs do not."""
    names = re.findall(r"{(\w+)}", operations()[operation][1])
    return [name for name in names if name in {*ABSENT, "number"} or name.endswith("_id")]


def places(operation: str) -> list[str]:
    """Where an operation can be tried; `mixed` is a row of another project below one of one's own."""
    named = row_parameters(operation)
    return ["own", "other", "absent", "mixed"][: 1 if not named else 3 if len(named) == 1 else 4]


CASES = [
    pytest.param(operation, kind, place, id=f"{operation}-{kind}-{place}")
    for operation in sorted(operations())
    for kind in KINDS
    for place in places(operation)
]


def at_home(operation: str, kind: str) -> int:
    """What somebody is answered about the rows of the table's own project."""
    row = dict(zip(PEOPLE, ALLOWED.get(operation, [0] * len(PEOPLE)), strict=True))
    reads = operations()[operation][0] == "get" or operation in READ_BY_POST
    match kind:
        case "former member":
            return row["outsider"]
        case "colleague" if operation in OF_WHO_WORKS_ON_IT:
            return 403
        case "colleague":  # does what an annotator does, but holds nothing: as to that, a lead stands where they stand
            return row["lead"] if row["annotator"] < 400 <= row["lead"] else row["annotator"]
        case "read token":  # a lead's
            return row["lead"] if reads else 403
        case _:
            return row[kind]


def expected(operation: str, kind: str, place: str) -> int:
    """What somebody is answered at a place."""
    home = at_home(operation, kind)
    if place == "own":
        return home
    if place == "mixed":
        return home if home >= 400 else 404
    stranger = home if kind in ("anonymous", "read token") and home >= 400 else at_home(operation, "outsider")
    return 404 if place == "absent" and stranger < 400 else stranger


class Matrix:
    """Two projects alike; everybody belongs to the first."""

    def __init__(self) -> None:
        self.here, self.there = World(), World()
        lead, project = self.here.people["lead"], self.here.project
        gone = give_password(make.annotator(project))
        remove_person(lead, slug=project.slug, person_id=gone.pk)
        key = make_token(lead, label="reads", scopes=["read"])[1]
        self.here.browsers |= {
            "former member": make.browser(gone),
            "colleague": make.browser(give_password(make.annotator(project))),
            "read token": Client(headers={"Authorization": f"Token {key}"}),
        }
        self.rows = rows()

    def parameters(self, operation: str, place: str) -> dict[str, Any]:
        """What the path names at a place."""
        named = row_parameters(operation)
        elsewhere = self.there.parameters(operation)
        other = {name: elsewhere[name] for name in named}
        absent = {name: ABSENT.get(name, NO_ROW) for name in named}
        last = named[-1:]
        return {
            "own": {},
            "other": other,
            "absent": absent,
            "mixed": {name: other[name] for name in last},
            "own above none": {name: absent[name] for name in last},
        }[place]

    def ask(self, operation: str, kind: str, place: str) -> tuple[HttpResponse, bool]:
        """An answer, and whether it changed a row; everything is undone."""
        with transaction.atomic():
            before = written()
            answer = self.here.ask(kind, operation, self.parameters(operation, place))
            counted = written() != before or operation in OF_TOKENS
            changed = counted and rows() != self.rows
            transaction.set_rollback(True)
        return answer, changed

    @cache  # noqa: B019  # one matrix a run
    def nothing_there(self, operation: str, kind: str, place: str) -> str:
        """What somebody is told of a row that does not exist."""
        return words(self.ask(operation, kind, "own above none" if place == "mixed" else "absent")[0])


def words(answer: HttpResponse) -> str:
    """A refusal, but for the names of what was asked for."""
    text = answer.content.decode()
    for name in (*(str(value) for value in ABSENT.values()), r"project-\d+", r"[0-9a-f-]{36}", r"\d+"):
        text = re.sub(name, "#", text)
    return text


def written() -> list[tuple[str, int]]:
    """How many rows were written in this transaction, undone ones too; a use of a token or of a door is no change."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables "
            "WHERE relname NOT IN ('accounts_apitoken', 'counted') ORDER BY relname"
        )
        return list(cursor.fetchall())


def rows() -> dict[str, str]:
    """Every table's content, as a digest, but for when a token or a session was last used and how often a door was."""
    with connection.cursor() as cursor:
        each = (
            f"SELECT '{table}', coalesce(md5(string_agg(r, '|' ORDER BY r)), '') "
            f"FROM (SELECT (to_jsonb(t) - '{USED.get(table, 'last_used_at')}')::text AS r FROM \"{table}\" t) q"
            for table in connection.introspection.table_names(cursor)
            if table != "counted"
        )
        cursor.execute(" UNION ALL ".join(each))
        return dict(cursor.fetchall())


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database for all cases together; in place of pytest-django's, which would undo the world after the first."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def matrix(db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    hosts = override_settings(WEBHOOK_HOSTS=["hooks.example.org"])
    with folders_in(tmp_path_factory.mktemp("matrix")), hosts:
        yield Matrix()


def test_there_are_cases_for_every_operation_everybody_and_every_place():
    assert len(CASES) >= 1000
    assert {case.values[0] for case in CASES} == set(operations())


@pytest.mark.parametrize(("operation", "kind", "place"), CASES)
def test_everybody_is_answered_as_the_table_says(matrix: Matrix, operation: str, kind: str, place: str):
    answer, changed = matrix.ask(operation, kind, place)

    assert answer.status_code == expected(operation, kind, place), answer.content if answer.status_code >= 400 else ""
    assert not changed or (answer.status_code < 400 and operations()[operation][0] != "get")
    hidden = place in ("other", "mixed") or (place == "own" and kind in STRANGERS and row_parameters(operation))
    if hidden and answer.status_code >= 400:
        assert words(answer) == matrix.nothing_there(operation, kind, place)


def test_the_check_for_changed_rows_sees_a_change(matrix: Matrix):
    _, changed = matrix.ask("save_keymap", "viewer", "own")

    assert changed
