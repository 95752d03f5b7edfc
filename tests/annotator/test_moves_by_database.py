"""The database refuses every move that the table does not hold, whoever writes it, and keeps those that were made."""

import itertools
import os
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from annotator.review import actions as review
from annotator.work import actions as work
from annotator.work.models import Move, WorkItem
from annotator.work.transitions import TRANSITIONS
from tests import factories as make

pytestmark = pytest.mark.django_db
LEGAL = {(state, step.to) for (state, _), step in TRANSITIONS.items()}


def columns(state: str, person) -> dict[str, object]:
    """What the constraints ask of an item in a state, so that only the step itself can be refused."""
    begun = state not in ("blocked", "ready")
    return {"author": person if begun else None, "lease_until": Now() if state == "annotating" else None}


@pytest.mark.parametrize(
    ("before", "after"), [pair for pair in itertools.permutations(WorkItem.State.values, 2) if pair not in LEGAL]
)
def test_no_update_leads_an_item_where_no_step_does(before, after):
    project = make.project()
    video, person = make.video(project), make.annotator(project)
    make.caption_item(video).delete()
    item = WorkItem.objects.create(video=video, step="caption", state=before, **columns(before, person))

    with pytest.raises(IntegrityError, match="no step leads"), transaction.atomic():
        WorkItem.objects.filter(pk=item.pk).update(state=after, **columns(after, person))

    item.refresh_from_db()
    assert item.state == before


@pytest.mark.parametrize(("before", "after"), sorted(pair for pair in LEGAL if pair[0] != pair[1]))
def test_every_step_of_the_table_is_one_that_the_database_knows(before, after):
    project = make.project()
    video, person = make.video(project), make.annotator(project)
    make.caption_item(video).delete()
    item = WorkItem.objects.create(video=video, step="caption", state=before, **columns(before, person))

    assert WorkItem.objects.filter(pk=item.pk).update(state=after, **columns(after, person)) == 1


def test_a_row_of_a_move_that_is_none_cannot_be_written():
    item = make.caption_item(make.video(make.project()))

    with pytest.raises(IntegrityError, match="moves_are_in_the_table"), transaction.atomic():
        Move.objects.create(item=item, number=1, verb="approve", from_state="ready", to_state="approved")

    assert not Move.objects.exists()


@pytest.mark.parametrize("change", [lambda rows: rows.update(verb="skip"), lambda rows: rows.delete()])
def test_a_move_is_neither_changed_nor_taken_away(change):
    project = make.project()
    work.claim(make.annotator(project), item_id=make.caption_item(make.video(project)).pk)

    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        change(Move.objects.all())

    assert [move.verb for move in Move.objects.all()] == ["claim"]


def test_the_moves_of_a_clip_tell_its_whole_way_with_everybody_in_it():
    project = make.project()
    video = make.video(project)
    writer, inspector = make.annotator(project), make.inspector(project)
    item = make.submitted_caption(video, writer)
    review.return_submission(inspector, item_id=item.pk, findings=[{"reason": "language"}])
    review.submit(writer, item_id=item.pk)
    review.approve(inspector, item_id=item.pk)

    answer = make.browser(inspector).get(f"/api/work/{item.pk}/moves").json()["moves"]

    assert [(move["number"], move["verb"], move["actor"]["id"], move["person"]["id"]) for move in answer] == [
        (1, "claim", writer.pk, writer.pk),
        (2, "submit", writer.pk, writer.pk),
        (3, "return", inspector.pk, writer.pk),
        (4, "submit", writer.pk, writer.pk),
        (5, "approve", inspector.pk, writer.pk),
    ]
    assert [move["to_state"] for move in answer[:-1]] == [move["from_state"] for move in answer[1:]]


def test_a_stranger_finds_no_moves():
    item = make.caption_item(make.video(make.project()))

    answer = make.browser(make.lead(make.project())).get(f"/api/work/{item.pk}/moves")

    assert answer.status_code == 404


@pytest.mark.slow
def test_the_embedded_database_refuses_the_same(tmp_path):
    path = tmp_path / "tether.sqlite3"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{path}", "TETHER_DATA": str(tmp_path)}
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=settings.BASE_DIR, env=environment, check=True, timeout=250)
    rows = sqlite3.connect(path)
    rows.executescript(
        """
        INSERT INTO videos_project (id, slug, name, min_seconds, max_seconds, max_side, max_bytes, next_number)
        VALUES (1, 'p', 'P', 4, 30, 4096, 1, 2);
        INSERT INTO videos_video (id, project_id, number, name, source, width, height, frame_count, source_fps,
            original_sha256, sha256, notes, added_at)
        VALUES (1, 1, 1, 'clip', '', 64, 48, 31, 30, 'a', 'b', '[]', '2026-01-01');
        INSERT INTO work_workitem (id, video_id, step, state, round, priority, partial, moved, changed_at)
        VALUES (1, 1, 'masks', 'blocked', 1, 0, 0, 0, '2026-01-01');
        INSERT INTO work_move (item_id, number, verb, from_state, to_state, reason, text)
        VALUES (1, 1, 'unblock', 'blocked', 'ready', '', '');
        """
    )

    for statement, why in [
        ("UPDATE work_workitem SET state = 'approved'", "no step leads"),
        ("UPDATE work_move SET reason = 'x'", "only ever added"),
        ("DELETE FROM work_move", "only ever added"),
    ]:
        with pytest.raises(sqlite3.IntegrityError, match=why):
            rows.execute(statement)

    assert rows.execute("UPDATE work_workitem SET state = 'ready'").rowcount == 1
    rows.close()
