"""A clip whose masks somebody draws and asks about, with everybody who may or may not say something to it."""

from __future__ import annotations

from annotator.review import actions as review
from annotator.work import actions as work
from annotator.work.models import WorkItem
from tests import factories as make

BALLS = {"number": 2, "start": 22, "end": 31, "frame": 30, "x": 20.5, "y": 10.25, "text": "Which ball is 2?"}


class Scene:
    """A clip whose caption `author` wrote and whose masks `drawer` holds, with colleagues of every role."""

    def __init__(self, project=None) -> None:
        self.project = project or make.project()
        self.author, self.drawer = make.annotator(self.project), make.annotator(self.project)
        self.lead, self.inspector = make.lead(self.project), make.inspector(self.project)
        self.researcher, self.colleague = make.researcher(self.project), make.annotator(self.project)
        self.outsider = make.lead(make.project())
        self.video = make.video(self.project)
        make.submitted_caption(self.video, self.author)
        review.approve(self.inspector, item_id=make.caption_item(self.video).pk)
        work.claim(self.drawer, item_id=make.masks_item(self.video).pk)

    def ask(self, person=None, **body: object):
        browser = make.browser(person or self.drawer)
        return browser.post(f"/api/videos/{self.video.pk}/questions", BALLS | body, "application/json")

    def asked(self, **body: object) -> int:
        answer = self.ask(**body)
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]

    def answer(self, person, question: int, text: object = "The one on the left."):
        return make.browser(person).post(f"/api/questions/{question}/answer", {"text": text}, "application/json")

    def withdraw(self, person, question: int):
        return make.browser(person).delete(f"/api/questions/{question}")

    def listed(self, person) -> list[dict]:
        answer = make.browser(person).get(f"/api/videos/{self.video.pk}/questions")
        assert answer.status_code == 200, answer.content
        return answer.json()["questions"]

    def queued(self, person) -> list[dict]:
        return make.browser(person).get(f"/api/projects/{self.project.slug}/queue").json()["questions"]

    def work(self) -> list[dict]:
        return list(WorkItem.objects.filter(video=self.video).order_by("step").values())


def error_of(answer) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error["fields"].get("error")
