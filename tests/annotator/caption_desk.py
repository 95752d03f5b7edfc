"""What the tests of captions share: a clip whose caption somebody has in work."""

from __future__ import annotations

from annotator.annotations.models import Caption, CaptionRevision
from annotator.events.models import Event
from annotator.work import actions as work
from tests import factories as make

CAT = "[A white cat]<mask_1> sniffs [a purple cup]<mask_2>."
CAT_CN = "[一只白猫]<mask_1>闻，[紫色的杯子]<mask_2>。"


class Desk:
    """A clip whose caption `author` has in work."""

    def __init__(self) -> None:
        self.project = make.project()
        self.author, self.inspector = make.annotator(self.project), make.inspector(self.project)
        self.video = make.video(self.project)
        self.item = work.claim(self.author, item_id=make.caption_item(self.video).pk)

    def put(self, text: str, *, person=None, field: str = "en", seen: int = 0, **body: object):
        given = {"text": text, "seen_revision": seen} | body
        address = f"/api/videos/{self.video.pk}/captions/{field}"
        return make.browser(person or self.author).put(address, given, "application/json")

    def get(self, *, person=None, field: str = "en", more: str = ""):
        return make.browser(person or self.author).get(f"/api/videos/{self.video.pk}/captions/{field}{more}")

    def rows(self) -> list:
        return [list(model.objects.order_by("pk").values()) for model in (Caption, CaptionRevision, Event)]
