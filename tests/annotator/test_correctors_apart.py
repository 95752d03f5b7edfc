"""Who corrected one step of a clip as its reviewer is given the clip's other step by nobody, in no way."""

from __future__ import annotations

import pytest

from annotator.review import quality_queries
from annotator.work.models import Move, WorkItem
from tests import factories as make

pytestmark = pytest.mark.django_db
MENDED = [[[12.0, 12.0], [34.0, 12.0], [34.0, 34.0], [12.0, 34.0]]]
TEXT = make.CAPTION.replace("A red box", "A dark red box")


class Line:
    """A clip, a lead who mends what others hand in, and another lead who hands out work."""

    def __init__(self) -> None:
        self.project = make.project()
        self.mender, self.lead = make.lead(self.project), make.lead(self.project)
        self.video = make.video(self.project)

    def post(self, who, address: str, **body: object):
        return make.browser(who).post(f"/api/{address}", body, "application/json")

    def correct_caption(self):
        address = f"/api/work/{self.caption.pk}/correction"
        return make.browser(self.mender).put(address, {"text": TEXT, "seen_revision": 1}, "application/json")

    def correct_masks(self):
        address = f"/api/tracks/{self.video.tracks.get(number=1).pk}/keyframes/30"
        body = {"rings": MENDED, "absent": False, "seen_revision": 1}
        return make.browser(self.mender).put(address, body, "application/json")

    def with_masks_corrected(self) -> None:
        """Masks handed in and mended; the caption reopened and without an author."""
        make.submitted_masks(self.video, make.annotator(self.project))
        assert self.correct_masks().status_code == 200
        assert self.post(self.lead, f"work/{self.caption.pk}/reopen").status_code == 200
        assert self.post(self.lead, f"work/{self.caption.pk}/release").status_code == 200

    def with_caption_corrected(self) -> None:
        """A caption mended and approved; the masks for anybody."""
        make.submitted_caption(self.video, make.annotator(self.project))
        assert self.correct_caption().status_code == 200
        assert self.post(self.lead, f"work/{self.caption.pk}/approve").status_code == 200

    @property
    def caption(self) -> WorkItem:
        return make.caption_item(self.video)

    @property
    def masks(self) -> WorkItem:
        return make.masks_item(self.video)

    def asked(self, step: str) -> list[tuple[int, str]]:
        """Every way in which the mender might come by a step: the status and code of each answer."""
        item = self.caption if step == "caption" else self.masks
        slug, person = self.project.slug, self.mender.pk
        answers = [
            self.post(self.mender, f"projects/{slug}/queue/next"),
            self.post(self.mender, f"work/{item.pk}/claim"),
            self.post(self.lead, f"work/{item.pk}/reassign", person=person),
        ]
        planned = self.post(self.lead, f"projects/{slug}/plan", videos=[self.video.pk], step=step, person=person)
        [clip] = planned.json()["clips"]
        assert self.post(make.annotator(self.project), f"work/{item.pk}/claim").status_code == 200
        answers.append(self.post(self.mender, f"work/{item.pk}/take_over"))
        told = [(answer.status_code, answer.json()["error"]["code"]) for answer in answers]
        return [*told, (planned.status_code, clip["code"])]


@pytest.fixture
def line() -> Line:
    return Line()


REFUSED = [(404, "nothing_to_do"), (409, "own_work"), (409, "own_work"), (409, "own_work"), (200, "own_work")]


def test_who_corrected_masks_comes_by_the_clips_caption_in_no_way(line):
    line.with_masks_corrected()

    assert line.asked("caption") == REFUSED

    assert line.caption.author != line.mender
    assert not Move.objects.filter(person=line.mender).exists()


def test_who_corrected_a_caption_comes_by_the_clips_masks_in_no_way(line):
    line.with_caption_corrected()

    assert line.asked("masks") == REFUSED

    assert line.masks.author != line.mender
    assert not Move.objects.filter(person=line.mender).exists()


def test_the_refusal_says_what_they_did(line):
    line.with_masks_corrected()

    own = line.post(line.mender, f"work/{line.caption.pk}/claim").json()["error"]["text"]
    planned = line.post(line.lead, f"work/{line.caption.pk}/reassign", person=line.mender.pk).json()["error"]["text"]

    assert own == "You corrected this clip's masks, so another person writes its caption."
    assert planned == f"{line.mender.name} corrected this clip's masks, so another person writes its caption."


def test_another_clips_work_comes_to_who_corrects_as_before(line):
    line.with_masks_corrected()
    other = make.video(line.project)

    answer = line.post(line.mender, f"projects/{line.project.slug}/queue/next")

    assert (answer.status_code, answer.json()["video"]) == (200, other.pk)


def test_who_draws_a_clips_masks_does_not_mend_its_caption(line):
    make.masking(line.video, line.mender)
    writer = line.caption.author
    line.post(line.lead, f"work/{line.caption.pk}/reopen")
    body = {"text": f"{make.CAPTION} Slowly.", "seen_revision": 1}
    make.browser(writer).put(f"/api/videos/{line.video.pk}/captions/en", body, "application/json")
    assert line.post(writer, f"work/{line.caption.pk}/submit").status_code == 200

    address = f"/api/work/{line.caption.pk}/correction"
    answer = make.browser(line.mender).put(address, {"text": TEXT, "seen_revision": 2}, "application/json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "own_work")
    assert line.video.captions.get(field="en").text == body["text"]


def test_who_corrected_a_caption_may_mend_the_masks_that_others_draw_by_it(line):
    line.with_caption_corrected()
    drawer = make.annotator(line.project)
    line.post(drawer, f"work/{line.masks.pk}/claim")
    make.draw_all(line.video, drawer)
    assert line.post(drawer, f"work/{line.masks.pk}/submit").status_code == 200

    assert line.correct_masks().status_code == 200


def test_a_clip_that_somebody_corrected_measures_them_no_more(line):
    line.with_caption_corrected()
    clips = line.project.videos.filter(pk=line.video.pk)

    assert list(quality_queries.unseen(line.lead, line.project.videos.none())) == []
    assert list(quality_queries.unseen(line.mender, clips)) == []
    assert list(quality_queries.unseen(make.annotator(line.project), clips)) == [line.video]
