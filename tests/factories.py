"""Builds the world for tests; a test names only what matters to it. Import as `from tests import factories as make`."""

import itertools
from collections.abc import Sequence

from annotator.accounts.models import Role, User
from annotator.annotations.actions.captions import save_caption
from annotator.annotations.actions.keyframes import save_keyframe
from annotator.annotations.models import Track
from annotator.formats import clock
from annotator.review import actions as review
from annotator.videos.models import Membership, Project, Video
from annotator.work import actions as work
from annotator.work.models import WorkItem

_serial = itertools.count(1)
PASSWORD = "a long enough password"
CAPTION = "[A red box]<mask_1> slides past [two balls]<mask_2,3>."
SQUARE = [[[10.0, 10.0], [30.0, 10.0], [30.0, 30.0], [10.0, 30.0]]]


def project(**columns: object) -> Project:
    """An empty project."""
    number = next(_serial)
    return Project.objects.create(slug=f"project-{number}", name=f"Project {number}", **columns)


def person(project: Project | None = None, role: Role = Role.ANNOTATOR) -> User:
    """Somebody, with a role in a project if one is given."""
    user = User.objects.create(username=f"person{next(_serial)}")
    if project is not None:
        Membership.objects.create(project=project, user=user, role=role)
    return user


def annotator(project: Project) -> User:
    return person(project, Role.ANNOTATOR)


def inspector(project: Project) -> User:
    return person(project, Role.INSPECTOR)


def lead(project: Project) -> User:
    return person(project, Role.LEAD)


def video(project: Project, *, frame_count: int = 91, width: int = 64, height: int = 48) -> Video:
    """A clip's rows, waiting for its caption; without media."""
    number = next(_serial)
    clip = Video.objects.create(
        project=project, number=number, name=f"clip_{number}.mp4", width=width, height=height, frame_count=frame_count,
        source_fps=30, original_sha256=f"{number:064x}", sha256=f"{number + 2**32:064x}",
    )  # fmt: skip
    work.open_line(clip)
    return clip


def caption_item(video: Video) -> WorkItem:
    return WorkItem.objects.get(video=video, step=WorkItem.Step.CAPTION)


def masks_item(video: Video) -> WorkItem:
    return WorkItem.objects.get(video=video, step=WorkItem.Step.MASKS)


def submitted_caption(video: Video, author: User, text: str = CAPTION) -> WorkItem:
    """A caption handed in by somebody."""
    item = work.claim(author, item_id=caption_item(video).pk)
    save_caption(author, video_id=video.pk, text=text, seen_revision=0)
    return review.submit(author, item_id=item.pk)


def masking(video: Video, author: User, *, text: str = CAPTION) -> list[Track]:
    """A clip whose caption is approved and whose masks `author` has begun; its tracks in order."""
    submitted_caption(video, annotator(video.project), text)
    review.approve(inspector(video.project), item_id=caption_item(video).pk)
    work.claim(author, item_id=masks_item(video).pk)
    return list(video.tracks.order_by("number"))


def draw_all(video: Video, author: User, *, rings: Sequence[object] = SQUARE) -> None:
    """Every open cell drawn alike."""
    for track in video.tracks.all():
        for frame in clock.keyframes(video.frame_count):
            save_keyframe(author, track_id=track.pk, frame=frame, rings=rings, absent=False, seen_revision=0)


def submitted_masks(video: Video, author: User) -> WorkItem:
    """Masks handed in by somebody; their propagation is queued."""
    masking(video, author)
    draw_all(video, author)
    return review.submit(author, item_id=masks_item(video).pk)
