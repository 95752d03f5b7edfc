"""Builds the world for tests; a test names only what matters to it. Import as `from tests import factories as make`."""

import itertools
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.db import transaction
from django.test import Client

from annotator.accounts.models import Role, User
from annotator.annotations.actions import propagations, runs
from annotator.annotations.actions.captions import Writing, save_caption
from annotator.annotations.actions.keyframes import save_keyframe
from annotator.annotations.masks_document import RUN_KIND
from annotator.annotations.models import Run, Track
from annotator.annotations.propagation_plan import WantedSegment
from annotator.formats import bundle, clock, raster, ring
from annotator.formats.canonical import Canonical
from annotator.jobs import actions as jobs
from annotator.jobs.actions import Lease
from annotator.jobs.queries import live
from annotator.review import actions as review
from annotator.videos import queries as videos
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
    return Project.objects.create(slug=f"project-{number}", **{"name": f"Project {number}"} | columns)


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


def researcher(project: Project) -> User:
    return person(project, Role.RESEARCHER)


def admin(project: Project) -> User:
    return person(project, Role.ADMIN)


def viewer(project: Project) -> User:
    return person(project, Role.VIEWER)


def browser(person: User | None = None) -> Client:
    """A browser, with somebody signed in."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def video(
    project: Project, *, frame_count: int = 91, width: int = 64, height: int = 48, number: int | None = None
) -> Video:
    """A clip's rows, waiting for its caption; without media."""
    number = number or next(_serial)
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
    save_caption(author, video_id=video.pk, writing=Writing(text), seen_revision=0)
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


def awaited_masks(video: Video) -> None:
    """The masks of one object drawn, and those between asked for."""
    drawer = annotator(video.project)
    masking(video, drawer, text="[A disc]<mask_1> crosses.")
    draw_all(video, drawer)
    with transaction.atomic():
        propagations.start_propagation(video)


def submitted_masks(video: Video, author: User) -> WorkItem:
    """Masks handed in by somebody; their propagation is queued."""
    masking(video, author)
    draw_all(video, author)
    return review.submit(author, item_id=masks_item(video).pk)


@dataclass(frozen=True)
class Footage:
    """A canonical clip on disk, to be copied into place, and what is known of it."""

    folder: Path
    made: Canonical


def filmed(project: Project, footage: Footage) -> Video:
    """A clip with its media, waiting for its caption."""
    clip = video(project, frame_count=footage.made.frame_count, width=footage.made.width, height=footage.made.height)
    clip.sha256 = footage.made.sha256
    clip.save()
    videos.clips_root()
    shutil.copytree(footage.folder, videos.clip_folder(clip))
    return clip


def masks_of(wanted: WantedSegment, video: Video) -> list[np.ndarray]:
    """A stand-in for a predictor: what was drawn at a segment's start, on every frame of it."""
    still = np.zeros((video.height, video.width), bool)
    if wanted.left is not None:
        still = raster.rasterise(ring.unpack(wanted.left), width=video.width, height=video.height)
    return [still] * (wanted.last - wanted.first + 1)


def compute(lease: Lease, *, engine: str = "still engine 1", confidence: int | None = None) -> None:
    """Do what a propagation's lease asks for, as a worker does, with the stand-in."""
    run = propagations.run_to_compute(lease)
    for segment in propagations.begin(lease, run, engine=engine):
        masks = masks_of(segment, run.video)
        trust = None if confidence is None else [255] + [confidence] * (len(masks) - 1)
        content = bundle.encode(masks, first=segment.first, confidence=trust)
        propagations.store_segment(lease, run, segment, propagations.Computed(content, "still", engine))
    propagations.conclude(lease, run)


def propagate(video: Video) -> None:
    """Run the clip's propagation to its end, part by part, as a worker does."""
    with transaction.atomic():
        propagations.start_propagation(video)
    work_off(propagations.KIND, video.pk)


def work_off(kind: str, subject: int, *, engine: str = "still engine 1", confidence: int | None = None) -> None:
    """Do every part of a subject that is live."""
    while (job := live(kind, subject)) is not None:
        compute(jobs.claim(job.pk, "worker"), engine=engine, confidence=confidence)


def run_beside(video: Video, *, engine: str = "still engine 2", confidence: int | None = None) -> Run:
    """Another run of the clip, computed to its end by another engine."""
    started = runs.start_run(lead(video.project), video_id=video.pk, predictor="flow-fast")
    work_off(RUN_KIND, started["id"], engine=engine, confidence=confidence)
    return Run.objects.get(pk=started["id"])


def finish(video: Video, *, rings: Sequence[object] = SQUARE, text: str = CAPTION) -> Video:
    """Bring a clip that waits for its caption to the end of the line."""
    drawer = annotator(video.project)
    masking(video, drawer, text=text)
    draw_all(video, drawer, rings=rings)
    review.submit(drawer, item_id=masks_item(video).pk)
    propagate(video)
    review.approve(inspector(video.project), item_id=masks_item(video).pk)
    return video
