"""What a model drafts is asked for by a person, lies beside their work, and becomes theirs only by their own act."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from annotator.annotations.actions.captions import Writing, save_caption
from annotator.annotations.actions.keyframes import save_keyframe
from annotator.annotations.models import Caption, Keyframe, ModelDraft, Suggestion
from annotator.assist import actions
from annotator.assist.queries import KIND, QUEUE, goes_without
from annotator.events.models import Event
from annotator.formats.contents import provenance
from annotator.jobs import actions as jobs
from annotator.jobs.models import Job
from annotator.releases.models import Release, ReleaseVideo
from annotator.review import actions as review
from annotator.review.quality_actions import make_twin
from annotator.review.quality_models import Twin
from annotator.videos.models import Video
from annotator.work import actions as work
from annotator.work.models import WorkItem
from tests import factories as make
from tests.annotator.assist import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


def test_a_drafted_caption_comes_with_its_model_and_nothing_of_it_is_written(project, video) -> None:
    author = scene.writing(video)

    asked = scene.ask(author, video)
    before = scene.look(author, video)
    scene.say()

    assert (asked.status_code, asked.json()["state"], before["draft"]["state"]) == (202, "waiting", "waiting")
    told = scene.look(author, video)
    assert told["model"] == "live"
    assert {name: told["draft"][name] for name in ("state", "text", "score", "model")} == {
        "state": "ready", "text": scene.SAID, "score": 0.75, "model": "live",
    }  # fmt: skip
    assert not Caption.objects.filter(video=video).exists()


def test_asking_twice_is_asking_once(video) -> None:
    author = scene.writing(video)

    assert scene.ask(author, video).json()["id"] == scene.ask(author, video).json()["id"]
    assert Job.objects.filter(kind="assist.draft").count() == 1


def test_who_has_not_the_work_in_hand_neither_asks_nor_sees(project, video) -> None:
    scene.drafted(video)

    assert scene.ask(make.annotator(project), video).status_code == 404
    assert scene.look(make.annotator(project), video)["draft"] is None


def test_a_draft_that_was_made_ahead_is_shown_to_who_asks_and_to_nobody_before(project, video) -> None:
    lead = make.browser(make.lead(project))
    begun = lead.post(f"/api/projects/{project.slug}/assist/ahead", {"count": 5}, content_type="application/json")
    scene.say()
    author = scene.writing(video)

    assert begun.json() == {"begun": 1}
    assert scene.look(author, video)["draft"] is None
    assert scene.ask(author, video).json()["text"] == scene.SAID
    assert scene.look(author, video)["draft"]["state"] == "ready"


def test_without_an_active_model_there_is_nothing_to_ask(video) -> None:
    author = scene.writing(video)
    lead = make.browser(make.lead(video.project))
    [model] = lead.get(f"/api/projects/{video.project.slug}/checkpoints").json()["checkpoints"]
    lead.post(f"/api/checkpoints/{model['id']}/retire")

    answer = scene.ask(author, video)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "no_model")


def without(author, video) -> str | None:
    answer = scene.ask(author, video)
    why = (answer.json()["error"] or {}).get("fields", {}).get("why")
    assert scene.look(author, video)["without"] == why
    return why


def test_work_that_was_drawn_as_control_goes_without(project, video) -> None:
    lead = make.browser(make.lead(project))
    rule = {"control_percent": 100, "held_out": False}
    lead.put(f"/api/projects/{project.slug}/assist", json.dumps(rule), content_type="application/json")

    assert without(scene.writing(video), video) == "control"
    assert not ModelDraft.objects.exists()


def test_the_control_is_a_share_and_the_same_whenever_it_is_asked(project) -> None:
    project.assist_rule.control_percent = 30
    project.assist_rule.save()
    for _ in range(60):
        make.video(project, frame_count=31)
    items = list(WorkItem.objects.filter(video__project=project, step="caption").select_related("video__project"))

    drawn = [goes_without(item) for item in items]

    assert 5 < drawn.count("control") < 35
    assert drawn == [goes_without(item) for item in items]


def test_held_out_clips_go_without_unless_the_lead_says_otherwise(project, video) -> None:
    release = Release.objects.create(project=project, version="v1.0")
    ReleaseVideo.objects.create(release=release, video=video, split="val", caption_revision=1, frozen={})
    author = scene.writing(video)

    assert without(author, video) == "held_out"
    project.assist_rule.held_out = True
    project.assist_rule.save()
    assert without(author, video) is None


def test_a_second_annotation_goes_without(project, video) -> None:
    item = make.submitted_caption(video, make.annotator(project))
    person = make.annotator(project)
    twin = make_twin(video, Twin.Kind.DOUBLE, item.submissions.get(), person=person).video

    assert goes_without(WorkItem.objects.get(video=twin, step="caption")) == "second"


def test_a_dismissed_draft_is_gone_and_another_may_be_asked_for(video) -> None:
    author, draft = scene.drafted(video)

    answer = scene.decide(author, draft.pk, "dismissed")

    assert answer.json()["state"] == "dismissed"
    assert scene.ask(author, video).json()["id"] != draft.pk


def test_what_was_decided_is_not_decided_otherwise(video) -> None:
    author, draft = scene.drafted(video)
    scene.decide(author, draft.pk, "accepted")

    answer = scene.decide(author, draft.pk, "dismissed")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "draft_decided")


def test_a_draft_that_fails_says_why(video) -> None:
    author = scene.writing(video)
    scene.ask(author, video)
    actions.give_up(jobs.claim_next(KIND, QUEUE, "worker"), code="nothing_drafted", text="It saw nothing.")

    told = scene.look(author, video)["draft"]
    assert (told["state"], told["error"]) == ("failed", "It saw nothing.")


def masked(video: Video):
    """Somebody who draws, after asking for the model's masks."""
    drawer = make.annotator(video.project)
    tracks = make.masking(video, drawer)
    assert scene.ask(drawer, video, "masks").status_code == 202
    return drawer, tracks


def test_drafted_masks_lie_in_every_open_cell_and_in_no_decided_one(video) -> None:
    drawer, tracks = masked(video)
    save_keyframe(drawer, track_id=tracks[0].pk, frame=0, rings=make.SQUARE, absent=False, seen_revision=0)

    kept = scene.draw()

    listed = make.browser(drawer).get(f"/api/videos/{video.pk}/suggestions").json()["suggestions"]
    assert kept == len(listed) == 2 * len(tracks) - 1
    assert {(one["method"], one["predictor"], one["estimate"]) for one in listed} == {("model", "live", 0.5)}
    assert Keyframe.objects.count() == 1


def test_an_accepted_mask_is_the_persons_and_marked_as_suggested_or_edited(video) -> None:
    drawer, tracks = masked(video)
    scene.draw()
    for frame, rings in ((0, make.SQUARE), (30, [[[10, 10], [34, 10], [34, 30], [10, 30]]])):
        cell = Suggestion.objects.get(track=tracks[0], frame=frame)
        save_keyframe(
            drawer, track_id=tracks[0].pk, frame=frame, rings=rings, absent=False, seen_revision=0, suggestion=cell.key
        )

    states = Suggestion.objects.filter(track=tracks[0]).values_list("state", flat=True)
    assert set(states) == {"accepted"}
    assert set(Keyframe.objects.values_list("origin", "by")) == {("edited", drawer.pk)}


def finished(video: Video, text: str, *, draft: bool) -> Video:
    """A clip brought to the end of the line, its caption from a draft or not."""
    author = scene.writing(video)
    if draft:
        asked = scene.ask(author, video).json()
        scene.say()
        scene.decide(author, asked["id"], "accepted")
    save_caption(author, video_id=video.pk, writing=Writing(text), seen_revision=0)
    review.submit(author, item_id=make.caption_item(video).pk)
    review.approve(make.inspector(video.project), item_id=make.caption_item(video).pk)
    drawer = make.annotator(video.project)
    work.claim(drawer, item_id=make.masks_item(video).pk)
    make.draw_all(video, drawer)
    review.submit(drawer, item_id=make.masks_item(video).pk)
    make.propagate(video)
    review.approve(make.inspector(video.project), item_id=make.masks_item(video).pk)
    return video


@pytest.mark.django_db(transaction=True)
def test_a_release_tells_which_captions_began_from_a_draft_and_whose(project, footage, tmp_path) -> None:
    taken, changed, own = (make.filmed(project, footage) for _ in range(3))
    finished(taken, scene.SAID, draft=True)
    finished(changed, scene.SAID.replace("red", "dark red"), draft=True)
    finished(own, scene.SAID, draft=False)
    call_command("make_release", project.slug, "v1.0", out=tmp_path / "released", stdout=StringIO())

    lines = dict(provenance.read(tmp_path / "released"))

    sha256 = project.checkpoints.get().sha256
    assert lines[taken.number]["caption"] == {"origin": "suggested", "model": "live", "sha256": sha256}
    assert lines[changed.number]["caption"] == {"origin": "edited", "model": "live", "sha256": sha256}
    assert lines[own.number]["caption"] == {"origin": "human"}


def test_every_step_of_a_draft_is_in_the_log(video) -> None:
    author, draft = scene.drafted(video)
    scene.decide(author, draft.pk, "accepted")

    said = Event.objects.filter(topic="draft").order_by("pk").values_list("payload", flat=True)
    assert [one["state"] for one in said] == ["waiting", "ready", "accepted"]
