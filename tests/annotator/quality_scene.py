"""A project whose rule mixes in what a test asks for, with the people who annotate twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import Client

from annotator.jobs import actions as jobs
from annotator.jobs.queries import live
from annotator.review import actions as review
from annotator.review import quality_actions, quality_queries
from annotator.review.quality_models import SamplingRule, Score, Twin
from annotator.review.tasks import run
from annotator.videos.models import Video
from annotator.work.models import WorkItem
from tests import factories as make

RULE = {"gold_percent": 0, "double_percent": 0, "first_clips": 0, "later_percent": 100}
BOX = "[A red box]<mask_1> slides past a wall."
MOVED = [[[14.0, 10.0], [34.0, 10.0], [34.0, 30.0], [14.0, 30.0]]]


class Scene:
    """An empty project with a lead, and one annotator who is new to every clip."""

    def __init__(self) -> None:
        self.project = make.project()
        self.lead, self.inspector = make.lead(self.project), make.inspector(self.project)
        self.person = make.annotator(self.project)
        self.browsers: dict[int, Client] = {}

    def rule(self, **shares: int) -> None:
        """Set the rule over HTTP; what is not named is off."""
        answer = self.ask(self.lead, "PUT", f"projects/{self.project.slug}/sampling", RULE | shares)
        assert answer.status_code == 200, answer.content

    def ask(self, person: Any, method: str, path: str, body: Any = None) -> Any:
        """What somebody is answered."""
        if person.pk not in self.browsers:
            self.browsers[person.pk] = make.browser(person)
        return self.browsers[person.pk].generic(method, f"/api/{path}", encoded(body), content_type="application/json")

    @contextmanager
    def off(self) -> Iterator[None]:
        """Nothing is mixed in meanwhile."""
        rule = SamplingRule.objects.filter(project=self.project)
        kept = list(rule.values("gold_percent", "double_percent"))
        rule.update(gold_percent=0, double_percent=0)
        yield
        for shares in kept:
            rule.update(**shares)

    def clip(self) -> Video:
        """A clip that waits for its caption, of two keyframes."""
        return make.video(self.project, frame_count=31)

    def gold(self) -> Video:
        """A finished clip that the lead vouches for."""
        with self.off():
            video = make.finish(self.clip(), text=BOX)
        assert self.ask(self.lead, "PUT", f"videos/{video.pk}/gold").status_code == 200
        return video

    def caption(self, person: Any = None, text: str = BOX) -> WorkItem:
        """A caption of a new clip, handed in by somebody."""
        return make.submitted_caption(self.clip(), person or self.person, text)

    def masks(self, person: Any = None, rings: Any = make.SQUARE) -> Video:
        """Masks of a new clip, handed in by somebody and computed."""
        video, drawer = self.clip(), person or self.person
        with self.off():
            make.masking(video, drawer, text=BOX)
        self.draw(video, drawer, rings=rings)
        return video

    def draw(self, video: Video, drawer: Any, rings: Any = make.SQUARE) -> None:
        """Draw everything alike, hand in, compute."""
        make.draw_all(video, drawer, rings=rings)
        review.submit(drawer, item_id=make.masks_item(video).pk)
        make.propagate(video)

    def twin(self) -> Twin:
        """The only second annotation."""
        return Twin.objects.select_related("video__project", "person").get()

    def take(self, twin: Twin) -> WorkItem:
        """Its person asks for the next work, and gets it."""
        answer = self.ask(twin.person, "POST", f"projects/{self.project.slug}/queue/next", {})
        assert answer.json()["video"] == twin.video_id, answer.content
        return WorkItem.objects.get(pk=answer.json()["id"])

    def second_caption(self, twin: Twin, text: str = BOX) -> None:
        """The twin's person writes its caption and hands it in."""
        item = self.take(twin)
        self.ask(twin.person, "PUT", f"videos/{twin.video_id}/captions/en", {"text": text, "seen_revision": 0})
        assert self.ask(twin.person, "POST", f"work/{item.pk}/submit").status_code == 200

    def second_masks(self, twin: Twin, rings: Any = make.SQUARE) -> None:
        """The twin's person draws it and hands it in, and its masks are computed."""
        self.take(twin)
        self.draw(twin.video, twin.person, rings=rings)

    def score(self, twin: Twin) -> dict[str, float]:
        """What the dispatcher and the worker make of it: values by what, of a track with its number."""
        quality_actions.score_due()
        job = live(quality_queries.KIND, twin.pk)
        assert job is not None
        run(job.pk)
        return {f"{row.what}{row.number or ''}": row.value for row in Score.objects.filter(twin=twin)}


def encoded(body: Any) -> str:
    """JSON, or nothing."""
    return "" if body is None else json.dumps(body)


def claimed(twin: Twin) -> jobs.Lease:
    """The lease of a worker that has begun to score."""
    quality_actions.score_due()
    job = live(quality_queries.KIND, twin.pk)
    assert job is not None
    lease = jobs.claim(job.pk, "worker")
    assert lease is not None
    return lease
