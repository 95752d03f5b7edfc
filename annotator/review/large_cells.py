"""The millions: keyframes, their revisions, segments and jobs of a large project, made by the database from one table.

Every clip of one length is the same picture and every object of one number the same square, so that a cell's shape and
its computed masks are known by (length, number, frame): one temporary table of those, joined with clips and tracks.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection

from annotator.annotations import bundles
from annotator.annotations.masks_document import KIND
from annotator.annotations.models import Keyframe
from annotator.annotations.propagation_plan import WantedSegment, predictor_name
from annotator.formats import bundle, clock, raster, ring
from annotator.formats.canonical import Canonical
from annotator.review.large_plan import MOST_OBJECTS

SURE = 240  # the confidence that is stored with each mask, of 255
TABLE = """CREATE TEMPORARY TABLE large_cell (
    frame_count integer, number integer, frame integer, last integer, rings {binary}, digest text, bundle text,
    bytes integer
)"""
DRAWN = "('annotating', 'submitted', 'returned', 'approved')"
CELLS = f"""
    FROM videos_video v
    JOIN work_workitem w ON w.video_id = v.id AND w.step = 'masks' AND w.state IN {DRAWN}
    JOIN annotations_track t ON t.video_id = v.id
    JOIN large_cell c ON c.frame_count = v.frame_count AND c.number = t.number
    WHERE v.id BETWEEN %s AND %s
"""


def square_of(number: int, *, width: int, height: int) -> ring.Shape:
    """What every object of a number looks like, on every frame."""
    left, top, side = width * (0.04 + 0.09 * number), height * 0.2, width * 0.08
    corners = [[left, top], [left + side, top], [left + side, top + side], [left, top + side]]
    return ring.parse([corners], width=width, height=height)


def fill_cells(lengths: dict[int, Canonical]) -> None:
    """Make the temporary table, and the bundles of masks that its rows name."""
    binary = "bytea" if connection.vendor == "postgresql" else "blob"
    with connection.cursor() as cursor:
        cursor.execute(TABLE.format(binary=binary))
        rows = [row for seconds, made in lengths.items() for row in cells_of(seconds, made)]
        cursor.executemany("INSERT INTO large_cell VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", rows)


def cells_of(seconds: int, made: Canonical) -> list[tuple[Any, ...]]:
    """The rows of one length: every number on every keyframe."""
    rows: list[tuple[Any, ...]] = []
    frames = clock.keyframes(seconds * clock.FPS)
    for number in range(MOST_OBJECTS):
        shape = square_of(number, width=made.width, height=made.height)
        packed = ring.pack(shape)
        mask = np.asarray(raster.rasterise(shape, width=made.width, height=made.height))
        for frame in frames:
            last, open_end = frame + clock.KEYFRAME_STEP - 1, frame == frames[-1]
            right = None if open_end else packed
            segment = WantedSegment(0, number, frame, last, packed, right, open_end, made.sha256)
            content = bundle.encode([mask] * clock.KEYFRAME_STEP, first=frame, confidence=[SURE] * clock.KEYFRAME_STEP)
            kept = bundles.put(content)
            rows.append((seconds * clock.FPS, number, frame, last, packed, segment.digest, kept, len(content)))
    return rows


def draw(first: int, last: int) -> None:
    """Keyframes for every cell of clips whose masks are begun; `remember` follows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO annotations_keyframe (track_id, frame, revision, absent, deleted, rings, origin, by_id, "
            "saved_at) SELECT t.id, c.frame, 1, false, false, c.rings, 'human', w.author_id, w.changed_at "
            f"{CELLS}",
            [first, last],
        )


def remember(first: int, last: int) -> None:
    """The keyframes' first revisions, which nobody takes away again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO annotations_keyframerevision (keyframe_id, video_id, frame, revision, absent, deleted, rings, "
            "origin, by_id, saved_at) SELECT k.id, t.video_id, k.frame, 1, false, false, k.rings, k.origin, k.by_id, "
            "k.saved_at FROM annotations_keyframe k JOIN annotations_track t ON t.id = k.track_id "
            "WHERE t.video_id BETWEEN %s AND %s",
            [first, last],
        )


def compute(first: int, last: int, now: datetime) -> None:
    """Runs, segments and finished jobs of clips whose masks were handed in, but for those that have jobs already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO annotations_run (video_id, kind, predictor, engine, current, bytes, created_at) "
            "SELECT v.id, 'masks', %s, 'square', true, 0, %s FROM videos_video v JOIN work_workitem w "
            "ON w.video_id = v.id AND w.step = 'masks' AND w.state IN ('submitted', 'returned', 'approved') "
            "WHERE v.id BETWEEN %s AND %s "
            "AND NOT EXISTS (SELECT 1 FROM jobs_job j WHERE j.kind = %s AND j.subject = v.id)",
            [predictor_name(), now, first, last, KIND],
        )
        trust = "0.6 + 0.4 * ((t.id * 7919 + c.frame * 104729) %% 1000) / 1000.0"
        cursor.execute(
            "INSERT INTO annotations_segment (run_id, track_id, first, last, input_digest, engine, bundle_sha256, "
            "bytes, predictor, stale, computed, trust_mean, trust_least, worst_frame, stored_at) SELECT r.id, t.id, "
            f"c.frame, c.last, c.digest, 'square', c.bundle, c.bytes, r.predictor, false, 1, {trust}, {trust} - 0.2, "
            f"c.frame + 15, %s {CELLS.replace('WHERE', 'JOIN annotations_run r ON r.video_id = v.id WHERE')}",
            [now, first, last],
        )
        cursor.execute(
            "UPDATE annotations_run SET least_trust = (SELECT min(s.trust_mean) FROM annotations_segment s "
            "WHERE s.run_id = annotations_run.id), bytes = (SELECT sum(s.bytes) FROM annotations_segment s "
            "WHERE s.run_id = annotations_run.id) WHERE video_id BETWEEN %s AND %s",
            [first, last],
        )
        cursor.execute(
            "INSERT INTO jobs_job (kind, subject, part, priority, queue, state, attempt, fence, leased_by, done, "
            "total, error_code, error_text, created_at, started_at, ended_at) SELECT %s, r.video_id, g.first, 5, "
            "'propagation', 'done', 1, 1, 'large', 1, 1, '', '', %s, %s, %s FROM annotations_run r JOIN "
            "(SELECT DISTINCT run_id, first FROM annotations_segment) g ON g.run_id = r.id "
            "WHERE r.video_id BETWEEN %s AND %s",
            [KIND, now, now, now, first, last],
        )


def erase(video: int, count: int) -> None:
    """Leave so many of a clip's last cells open, as if nobody had come to them yet; before `remember`."""
    last = Keyframe.objects.filter(track__video=video).order_by("-frame", "-track")[:count]
    Keyframe.objects.filter(pk__in=list(last.values_list("pk", flat=True))).delete()
