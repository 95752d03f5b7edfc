"""Second annotations of a large project's clips, handed in and scored: half on clips known to be good, half doubles."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from annotator.annotations.models import Track
from annotator.review.large_history import place_of
from annotator.review.large_rows import Line
from annotator.review.models import Submission
from annotator.review.quality_models import Gold, Score, Twin
from annotator.videos.models import Video
from annotator.work.models import WorkItem

GOLDS = 40


class Twins:
    """Second annotations, made from the rows of a line that is complete."""

    def __init__(self, line: Line) -> None:
        self.line, self.rows, self.chance = line, line.rows, line.chance
        self.videos = {row["id"]: row for row in self.rows.of[Video]}
        self.items = {row["id"]: row for row in self.rows.of[WorkItem]}
        self.people: dict[int, dict[str, int]] = defaultdict(dict)
        for item in self.items.values():
            self.people[item["video_id"]][item["step"]] = item["author_id"]
        self.numbers: dict[int, list[int]] = defaultdict(list)
        for track in self.rows.of[Track]:
            self.numbers[track["video_id"]].append(track["number"])

    def add(self, count: int) -> None:
        """So many, by people who did neither step of the clip; fewer where less is approved or nobody else is there."""
        approved = [row for row in self.rows.of[Submission] if row["state"] == "approved"]
        whole = [self.items[row["item_id"]] for row in approved]
        golds = [item["video_id"] for item in whole if item["step"] == WorkItem.Step.MASKS][:GOLDS]
        for video in golds:
            self.rows.add(Gold, video_id=video, by_id=self.line.people.inspectors[0], at=self.line.now)
        number = self.line.project.next_number + len(self.videos)
        for place, after in enumerate(self.chance.sample(approved, min(count, len(approved)))):
            unseen = [video for video in golds if after["author_id"] not in self.people[video].values()]
            if place % 2 and unseen:
                self.add_twin(after, Twin.Kind.GOLD, self.chance.choice(unseen), after["author_id"], number + place)
                continue
            original = self.items[after["item_id"]]["video_id"]
            unlike = [one for one in self.line.people.annotators if one not in self.people[original].values()]
            if unlike:
                self.add_twin(after, Twin.Kind.DOUBLE, original, self.chance.choice(unlike), number + place)

    def add_twin(self, after: dict[str, Any], kind: str, original: int, person: int, number: int) -> None:
        """One second annotation, handed in a day after the work that led to it, approved and scored."""
        step, at = self.items[after["item_id"]]["step"], after["decided_at"] + timedelta(days=1)
        own = {"number": number, "twin_of_id": original, "added_at": at}
        columns = {name: value for name, value in self.videos[original].items() if name != "id"}
        video = self.rows.add(Video, **columns | own)
        twin = self.rows.add(
            Twin, video_id=video, kind=kind, step=step, person_id=person, after_id=after["id"], made_at=at, scored_at=at
        )
        writer = person if step == WorkItem.Step.CAPTION else self.people[original][WorkItem.Step.CAPTION]
        self.add_work(video, writer, person, after["inspector_id"], at)
        if step == WorkItem.Step.CAPTION:
            for what in (Score.What.TEXT, Score.What.PHRASES):
                self.rows.add(Score, twin_id=twin, what=what, value=self.chance.betavariate(8, 2))
            return
        self.rows.add(Score, twin_id=twin, what=Score.What.IDENTITY, value=self.chance.betavariate(20, 1), frames=240)
        for track in self.numbers[original]:
            value = self.chance.betavariate(12, 2)
            self.rows.add(Score, twin_id=twin, what=Score.What.TRACK, number=track, value=value, frames=240)

    def add_work(self, video: int, writer: int, person: int, inspector: int, at: datetime) -> None:
        """The two items of a twin's clip: its person's step is approved, and so is the caption that masks stand on."""
        done = {"state": "approved", "inspector_id": inspector, "changed_at": at}
        blocked = {"state": "blocked", "changed_at": at}
        caption = self.rows.add(WorkItem, video_id=video, step="caption", author_id=writer, **done)
        drawn = blocked if writer == person else done | {"author_id": person}
        masks = self.rows.add(WorkItem, video_id=video, step="masks", barred_author_id=writer, **drawn)
        wrote = writer == person
        step = WorkItem.Step.CAPTION if wrote else WorkItem.Step.MASKS
        item = {"id": caption if wrote else masks, "video_id": video, "step": step}
        self.rows.add(
            Submission, **place_of(self.line.project.pk, item), round=1, author_id=person, state="approved",
            revisions={}, inspector_id=inspector, submitted_at=at, decided_at=at,
        )  # fmt: skip
