"""A project with an active model, and a stand-in for its worker: the model itself is tried in `tests/model_assist`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from annotator.accounts.models import User
from annotator.annotations.models import ModelDraft
from annotator.assist import actions
from annotator.assist.models import AssistRule
from annotator.assist.queries import KIND, QUEUE
from annotator.checkpoints.models import Checkpoint
from annotator.formats import ring
from annotator.jobs import actions as jobs
from annotator.videos.models import Project, Video
from annotator.work import actions as work
from tests import factories as make
from tests.annotator.checkpoints import scene

SAID = "[A red box]<mask_1> slides past [a wall]<mask_2>."


def with_model(project: Project, place: Path, *, control: int = 0, **said: Any) -> Checkpoint:
    """The active model of a project in which `control` percent of the work goes without drafts."""
    AssistRule.objects.update_or_create(project=project, defaults={"control_percent": control})
    return scene.active(project, place, **said)


def writing(video: Video) -> User:
    """Somebody who has the clip's caption in hand."""
    author = make.annotator(video.project)
    work.claim(author, item_id=make.caption_item(video).pk)
    return author


def ask(person: User, video: Video, step: str = "caption") -> Any:
    return make.browser(person).post(f"/api/videos/{video.pk}/model_drafts/{step}")


def look(person: User, video: Video, step: str = "caption") -> dict[str, Any]:
    return make.browser(person).get(f"/api/videos/{video.pk}/model_drafts/{step}").json()


def decide(person: User, draft: int, verdict: str) -> Any:
    body = {"verdict": verdict}
    return make.browser(person).put(f"/api/model_drafts/{draft}", body, content_type="application/json")


def say(text: str = SAID, score: float | None = 0.75) -> None:
    """The worker's answer to the next draft of a caption."""
    lease = jobs.claim_next(KIND, QUEUE, "worker")
    assert actions.begin(lease) is not None
    actions.store_caption(lease, text=text, score=score)


def draw(rings: Any = make.SQUARE, frames: tuple[int, ...] = (0, 30), sure: float = 0.5) -> int:
    """The worker's answer to the next draft of masks: every object alike; how many were put down."""
    lease = jobs.claim_next(KIND, QUEUE, "worker")
    wanted = actions.begin(lease)
    shape = ring.parse(rings, width=wanted.video.width, height=wanted.video.height)
    tracks = wanted.video.tracks.order_by("number")
    return actions.store_masks(lease, [(track, frame, shape, sure) for track in tracks for frame in frames])


def drafted(video: Video, place: Path | None = None, **said: Any) -> tuple[User, ModelDraft]:
    """Somebody who writes, and what the model drafted for them."""
    author = writing(video)
    answer = ask(author, video)
    assert answer.status_code == 202, answer.content
    say(**said)
    return author, ModelDraft.objects.get(pk=answer.json()["id"])
