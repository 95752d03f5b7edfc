"""What the tests of reopened work share: a clip that its people bring from caption to masks and back."""

from __future__ import annotations

from annotator.annotations.models import Keyframe, KeyframeRevision, Segment, Track
from annotator.events.models import Event
from annotator.review import actions as review
from annotator.review.models import Finding, Submission
from annotator.work import actions as work
from annotator.work.models import WorkItem
from tests import factories as make

BEFORE = "[A red box]<mask_1> slides past [a ball]<mask_2> and [a cone]<mask_3>."
AFTER = "[A red box]<mask_1> slides past [a blue ball]<mask_2> to [a wall]<mask_4>."


class Clip:
    """A clip of 31 frames with a caption by `author` and masks by `drawer`."""

    def __init__(self, text: str = BEFORE) -> None:
        self.project = make.project()
        self.author, self.drawer = make.annotator(self.project), make.annotator(self.project)
        self.inspector, self.lead = make.inspector(self.project), make.lead(self.project)
        self.video = make.video(self.project, frame_count=31)
        make.submitted_caption(self.video, self.author, text)
        review.approve(self.inspector, item_id=self.caption.pk)
        work.claim(self.drawer, item_id=self.masks.pk)

    @property
    def caption(self) -> WorkItem:
        return make.caption_item(self.video)

    @property
    def masks(self) -> WorkItem:
        return make.masks_item(self.video)

    def drawn(self) -> Clip:
        for track in self.tracks(retired=False):
            for frame in (0, 30):
                assert self.draw(track, frame).status_code == 200
        return self

    def submitted(self) -> Clip:
        self.drawn()
        assert self.post(self.drawer, f"work/{self.masks.pk}/submit").status_code == 200
        return self

    def approved(self) -> Clip:
        self.submitted()
        make.propagate(self.video)
        assert self.post(self.inspector, f"work/{self.masks.pk}/approve").status_code == 200
        return self

    def tracks(self, **columns: object) -> list[Track]:
        return list(self.video.tracks.filter(**columns).order_by("number"))

    def track(self, number: int) -> Track:
        return self.video.tracks.get(number=number)

    def post(self, person, address: str, body: object = None):
        return make.browser(person).post(f"/api/{address}", body or {}, "application/json")

    def draw(self, track: Track, frame: int, *, seen: int = 0, absent: bool = False):
        body = {"rings": None if absent else make.SQUARE, "absent": absent, "seen_revision": seen}
        return make.browser(self.drawer).put(f"/api/tracks/{track.pk}/keyframes/{frame}", body, "application/json")

    def read(self) -> dict:
        return make.browser(self.drawer).get(f"/api/videos/{self.video.pk}/tracks").json()

    def reopen(self, person=None):
        return self.post(person or self.inspector, f"work/{self.caption.pk}/reopen")

    def reword(self, text: str) -> Clip:
        """Reopen, rewrite, hand in and approve the caption."""
        assert self.reopen().status_code == 200
        seen = self.video.captions.get(field="en").revision
        address, body = f"/api/videos/{self.video.pk}/captions/en", {"text": text, "seen_revision": seen}
        assert make.browser(self.author).put(address, body, "application/json").status_code == 200
        assert self.post(self.author, f"work/{self.caption.pk}/submit").status_code == 200
        assert self.post(self.inspector, f"work/{self.caption.pk}/approve").status_code == 200
        return self

    def rows(self) -> list:
        models = (WorkItem, Submission, Finding, Track, Keyframe, KeyframeRevision, Segment, Event)
        return [list(model.objects.order_by("pk").values()) for model in models]
