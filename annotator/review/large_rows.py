"""The rows of a large project, in blocks: clips, work, captions, tracks, submissions, findings, questions, jobs.

They are written as they are, with the times and numbers that they ought to have had; no action could look back.
"""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max, Model

from annotator.annotations.masks_document import KIND
from annotator.annotations.models import Caption, CaptionRevision, Track
from annotator.formats.canonical import Canonical
from annotator.jobs.models import Job
from annotator.review import large_history
from annotator.review.large_plan import UNCAPTIONED, UNDRAWN, PlannedClip
from annotator.review.models import Finding, Question, Submission
from annotator.review.reasons import REASONS
from annotator.videos.models import Project, Video
from annotator.work.models import WorkItem

DAYS = 60
SOURCES = ["Upload", "Kinetics-700", "Oops!", "UVO"]
NOTES = ["Turned upright, as the file's rotation asks.", "Interlaced: both fields are kept in one frame."]
THINGS = ["red kite", "grey dog", "small boat", "old cart", "tall boy", "blue drum", "torn net", "wet horse", "lamp"]
CAPTION_STATE = {"to_caption": "ready", "captioning": "annotating", "caption_review": "submitted",
                 "caption_returned": "returned"}  # fmt: skip
MASK_STATE = {"to_mask": "ready", "masking": "annotating", "propagating": "submitted", "mask_review": "submitted",
              "masks_returned": "returned", "ready": "approved"}  # fmt: skip


@dataclass
class People:
    """Row numbers of who works in the project."""

    annotators: list[int]
    inspectors: list[int]


@dataclass
class Rows:
    """What is to be inserted, by model, with row numbers given out in advance."""

    of: dict[type[Model], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    next_key: dict[type[Model], int] = field(default_factory=dict)

    def add(self, model: type[Model], **columns: Any) -> int:
        """One row more; returns its number."""
        if model not in self.next_key:
            newest = model._default_manager.aggregate(newest=Max("pk"))["newest"]
            self.next_key[model] = (newest or 0) + 1
        key = self.next_key[model]
        self.next_key[model] += 1
        self.of[model].append({"id": key} | columns)
        return key

    def insert(self) -> None:
        """Write everything, and let the database's own numbering go on behind it."""
        for model, rows in self.of.items():
            insert(model, rows)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self.of)):
                cursor.execute(statement)


def insert(model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows with all their columns, those that `auto_now` would overwrite, too."""
    fields = model._meta.concrete_fields
    names = ", ".join(connection.ops.quote_name(str(column.column)) for column in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    values = [
        [
            column.get_db_prep_save(row.get(column.attname, column.get_default()), connection=connection)
            for column in fields
        ]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608


class Line:
    """The clips of a plan, as rows."""

    def __init__(
        self, project: Project, people: People, chance: random.Random, now: datetime, lengths: dict[int, Canonical]
    ) -> None:
        self.project, self.people, self.chance, self.now, self.lengths = project, people, chance, now, lengths
        self.rows = Rows()

    def add(self, clips: list[PlannedClip]) -> None:
        """All clips, the oldest first."""
        for place, clip in enumerate(clips):
            age = DAYS * (1 - place / len(clips))
            self.add_clip(clip, self.now - timedelta(days=age), self.project.next_number + place)

    def add_clip(self, clip: PlannedClip, added: datetime, number: int) -> None:
        """A clip with whatever its stage brings along."""
        made = self.lengths[clip.seconds]
        digest = hashlib.sha256(f"{self.project.slug}/{number}".encode()).hexdigest()
        video = self.rows.add(
            Video, project_id=self.project.pk, number=number, name=f"batch_{number % 97:02d}_{number:06d}.mp4",
            source=self.chance.choice(SOURCES), width=made.width, height=made.height, frame_count=clip.seconds * 30,
            source_fps=self.chance.choice([24, 25, 30, 60]), original_sha256=digest, sha256=made.sha256,
            notes=self.chance.sample(NOTES, 1) if self.chance.random() < 0.06 else [], added_at=added,
        )  # fmt: skip
        left = (self.now - added).total_seconds()
        written, drawn = (added + timedelta(seconds=left * share) for share in sorted(self.chance.choices(SPANS, k=2)))
        writer, drawer = self.chance.sample(self.people.annotators, 2)
        caption = self.step(video, "caption", CAPTION_STATE.get(clip.stage, "approved"), writer, written)
        if clip.stage != "to_caption":
            self.write(video, clip, writer, written, approved=clip.stage not in UNCAPTIONED)
            large_history.spend(self.rows, caption, writer, written)
        self.judge(caption, writer, written, {"caption": 1})
        masks = self.step(video, "masks", MASK_STATE.get(clip.stage, "blocked"), drawer, drawn)
        if clip.stage not in UNCAPTIONED:
            self.rows.of[WorkItem][-1]["barred_author_id"] = writer
            numbers = [(place + 1) % 10 for place in range(clip.tracks)]
            for depth, track in enumerate(numbers):
                words = f"the {THINGS[depth % len(THINGS)]}"
                self.rows.add(Track, video_id=video, number=track, label=words, words=[words], depth=depth)
        cells = {}
        if clip.stage not in UNDRAWN:
            cells = {f"{track}/{frame * 30}": 1 for track in numbers for frame in range(clip.seconds)}
            large_history.spend(self.rows, masks, drawer, drawn, frames=clip.seconds)
        self.judge(masks, drawer, drawn, cells)
        if clip.stage == "propagating":
            self.enqueue(video, clip, drawn)
        if clip.stage == "masking" and self.chance.random() < 0.3:
            self.ask(video, drawer, drawn)

    def step(self, video: int, step: str, state: str, author: int, at: datetime) -> dict[str, Any]:
        """A work item; returns its row."""
        begun = state not in ("ready", "blocked")
        twice = begun and state != "annotating" and self.chance.random() < 0.12
        self.rows.add(
            WorkItem, video_id=video, step=step, state=state, author_id=author if begun else None, changed_at=at,
            inspector_id=self.chance.choice(self.people.inspectors) if state in ("returned", "approved") else None,
            round=2 if twice or state == "returned" else 1, partial=False,
            lease_until=self.now + timedelta(minutes=30) if state == "annotating" else None,
        )  # fmt: skip
        return self.rows.of[WorkItem][-1]

    def write(self, video: int, clip: PlannedClip, by: int, at: datetime, *, approved: bool) -> None:
        """The raw caption: a sentence a phrase, one for each object."""
        count = clip.tracks or 1
        phrases = [f"[the {THINGS[n % len(THINGS)]}]<mask_{(n + 1) % 10}>" for n in range(count)]
        verbs = [self.chance.choice(["rises", "turns", "falls", "waits", "crosses the street"]) for _ in phrases]
        text = ", ".join(f"{phrase} {verb}" for phrase, verb in zip(phrases, verbs, strict=True))
        text = text[0] + text[1].upper() + text[2:] + "."
        caption = self.rows.add(
            Caption, video_id=video, text=text, revision=1, approved_revision=1 if approved else None, by_id=by,
            saved_at=at,
        )  # fmt: skip
        self.rows.add(CaptionRevision, caption_id=caption, revision=1, text=text, by_id=by, saved_at=at)
        payload = {"video": video, "field": "en", "revision": 1, "by": by}
        large_history.tell(self.rows, self.project.pk, "caption", "saved", payload, actor=by, at=at)

    def judge(self, item: dict[str, Any], author: int, at: datetime, revisions: dict[str, int]) -> None:
        """The moves and rounds of a work item: each round but the last returned, the last as the item stands."""
        inspector = item["inspector_id"] or self.chance.choice(self.people.inspectors)
        large_history.move(self.rows, self.project.pk, item, author, inspector, at)
        if item["state"] in ("ready", "annotating", "blocked"):
            return
        for number in range(1, item["round"]):
            self.decide(item, number, "returned", author, inspector, at - timedelta(hours=9), revisions)
        if item["state"] != "returned":
            verdict = "approved" if item["state"] == "approved" else "open"
            self.decide(item, item["round"], verdict, author, inspector, at, revisions)

    def decide(
        self, item: dict[str, Any], number: int, state: str, author: int, inspector: int, at: datetime,
        revisions: dict[str, int],
    ) -> None:  # fmt: skip
        """One round, and why it was returned."""
        decided = state != "open"
        submission = self.rows.add(
            Submission, **large_history.place_of(self.project.pk, item), round=number, author_id=author,
            revisions=revisions, state=state, inspector_id=inspector if decided else None,
            submitted_at=at - timedelta(hours=3), decided_at=at if decided else None,
        )  # fmt: skip
        if state == "returned":
            for reason in self.chance.sample(sorted(REASONS[item["step"]]), self.chance.choice([1, 1, 2])):
                self.rows.add(Finding, submission_id=submission, reason=reason, by_id=inspector, created_at=at)

    def enqueue(self, video: int, clip: PlannedClip, at: datetime) -> None:
        """A propagation that waits, or failed on one part."""
        failed = self.chance.random() < 0.1
        for frame in range(0, clip.seconds * 30, 30):
            ended = {"state": "failed", "error_code": "out_of_memory", "error_text": "It did not fit."}
            self.rows.add(
                Job, kind=KIND, subject=video, part=frame, queue="propagation", total=clip.tracks, created_at=at,
                **(ended if failed and frame == 0 else {}),
            )  # fmt: skip

    def ask(self, video: int, by: int, at: datetime) -> None:
        """A question about the caption that nobody has answered."""
        self.rows.add(
            Question, video_id=video, phrase="the red kite", start=0, end=12, caption_revision=1, frame=0,
            text="Which of the two?", by_id=by, asked_at=at,
        )  # fmt: skip


SPANS = [0.02, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9]  # after which share of its time in the project a step was last touched
