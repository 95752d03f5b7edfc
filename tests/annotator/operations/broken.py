"""A way to break each invariant by hand, behind the database's back, so that no other one is broken with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from annotator.annotations.models import Caption, CaptionRevision, Keyframe, KeyframeRevision, Segment, Track
from annotator.checkpoints import queries as checkpoints
from annotator.checkpoints.models import Checkpoint
from annotator.events.models import Event
from annotator.formats.checkpoint import SUMS
from annotator.jobs.models import Job
from annotator.releases.models import Release, ReleaseFile, ReleaseVideo
from annotator.videos.models import Upload, Video
from annotator.videos.queries import clip_folder
from annotator.work import actions as work
from annotator.work.models import Move, WorkItem
from tests import factories as make
from tests.annotator.folders import bundle_file, folder_of
from tests.annotator.releases.finished import made

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class World:
    """A project with one finished clip, one published release of it, and one registered model."""

    clip: Video
    release: Release
    checkpoint: Checkpoint

    @property
    def caption(self) -> WorkItem:
        return make.caption_item(self.clip)

    @property
    def masks(self) -> WorkItem:
        return make.masks_item(self.clip)


@contextmanager
def unguarded() -> Iterator[None]:
    """While this lasts, the database's triggers and references look away; afterwards nothing of it has happened."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET session_replication_role = replica")
        yield
        transaction.set_rollback(True)


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def items(item: WorkItem) -> object:
    return WorkItem.objects.filter(pk=item.pk)


def job(**columns: object) -> None:
    Job.objects.create(**{"kind": "releases.build", "subject": 0, "queue": "machine"} | columns)


def forgotten_lease(world: World) -> None:
    item = work.claim(make.annotator(world.clip.project), item_id=make.caption_item(make.video(world.clip.project)).pk)
    clip_folder(item.video).mkdir(parents=True)
    for name in ("canonical.mp4", "frames.json.gz"):
        (clip_folder(item.video) / name).touch()
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    Video.objects.filter(pk=item.video_id).update(sha256=empty)
    items(item).update(lease_until=Now() - HOUR)


def keyframe_behind_the_end(world: World) -> None:
    by = world.masks.author
    track = Track.objects.create(video=world.clip, number=9, label="what is gone", retired=True)
    keyframe = Keyframe.objects.create(track=track, frame=5000, absent=True, by=by)
    KeyframeRevision.objects.create(
        keyframe=keyframe, video=world.clip, frame=5000, revision=1, absent=True, by=by
    )  # fmt: skip


def another_split(world: World) -> None:
    made(world.clip.project, "v1.1")
    later = ReleaseVideo.objects.exclude(release=world.release)
    later.update(split="test" if later.get().split == "train" else "train")


def other_byte(place: Path) -> None:
    """The first byte of a file becomes another."""
    content = bytearray(place.read_bytes())
    content[0] ^= 1
    place.write_bytes(content)


def any_bundle() -> Path:
    return bundle_file(Segment.objects.order_by("pk").values_list("bundle_sha256", flat=True)[0])


def stray_upload(world: World) -> None:
    columns = {"bytes": 20, "offset": 10, "expires_at": Now() + HOUR, "by": make.lead(world.clip.project)}
    Upload.objects.create(project=world.clip.project, name="half.mp4", **columns)


def link_out(world: World) -> None:
    (Path(settings.MEDIA_ROOT) / "way_out").symlink_to("/etc")


def path_out(world: World) -> None:
    draft = Release.objects.create(project=world.clip.project, version="v9.9")
    ReleaseFile.objects.create(release=draft, path="../../secret_key", bytes=1, sha256="0" * 64)


BREAKS: dict[str, Callable[[World], object]] = {
    "moves_are_numbered": lambda world: Move.objects.filter(item=world.caption, verb="claim").delete(),
    "states_follow_moves": lambda world: items(world.caption).update(state="submitted"),
    "moves_are_told": lambda world: Event.objects.filter(topic="work", verb="changed").earliest("pk").delete(),
    "one_holder": lambda world: items(world.masks).update(author=make.annotator(world.clip.project)),
    "writers_do_not_draw": lambda world: Move.objects.filter(item=world.masks, verb="submit").update(
        actor=world.caption.author
    ),
    "writers_are_barred": lambda world: items(world.masks).update(barred_author=None),
    "inspectors_are_not_authors": lambda world: Move.objects.filter(item=world.masks, verb="submit").update(
        actor=world.masks.inspector
    ),
    "correctors_are_apart": lambda world: world.caption.correctors.add(world.masks.author),
    "leases_end": forgotten_lease,
    "keyframe_revisions_are_kept": lambda world: KeyframeRevision.objects.earliest("pk").delete(),
    "caption_revisions_are_kept": lambda world: CaptionRevision.objects.earliest("pk").delete(),
    "what_stands_is_the_last_revision": lambda world: Caption.objects.update(text="Something else."),
    "annotations_are_in_their_clip": keyframe_behind_the_end,
    "segments_are_of_their_shapes": lambda world: Segment.objects.update(input_digest="0" * 64),
    "approved_masks_are_whole": lambda world: Segment.objects.earliest("pk").delete(),
    "jobs_have_outputs": lambda world: job(state="done"),
    "failed_jobs_say_why": lambda world: job(state="failed"),
    "job_leases_end": lambda world: job(state="running", lease_until=Now() - HOUR),
    "releases_hold_their_own_clips": lambda world: ReleaseVideo.objects.update(
        release=Release.objects.create(project=make.project(), version="v1.0")
    ),
    "splits_are_kept": another_split,
    "events_are_past": lambda world: Event.objects.update(written_by_transaction=2**60),
    "guards_stand": lambda world: run("DROP TRIGGER moves_are_kept ON work_move"),
    "references_hold": lambda world: run("ALTER TABLE work_stint ADD CONSTRAINT planted CHECK (id > 0) NOT VALID"),
    "clips_have_media": lambda world: (clip_folder(world.clip) / "frames.json.gz").unlink(),
    "bundles_are_there": lambda world: any_bundle().unlink(),
    "releases_are_there": lambda world: (folder_of(world.release) / "README.md").unlink(),
    "checkpoints_are_there": lambda world: (checkpoints.folder_of(world.checkpoint) / SUMS).unlink(),
    "uploads_are_there": stray_upload,
    "nothing_leads_outside": link_out,
    "clips_are_unchanged": lambda world: other_byte(clip_folder(world.clip) / "canonical.mp4"),
    "bundles_are_unchanged": lambda world: other_byte(any_bundle()),
    "releases_are_unchanged": lambda world: other_byte(folder_of(world.release) / "README.md"),
    "checkpoints_are_unchanged": lambda world: other_byte(
        checkpoints.folder_of(world.checkpoint) / "model.safetensors"
    ),
}
