"""What always holds of jobs, releases' rows and the log, and what the database itself must go on refusing."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from annotator.events.models import Event
from annotator.jobs.models import Job
from annotator.operations.invariant import AT_ONCE, Invariant
from annotator.operations.work_invariants import BY_HAND, LATE
from annotator.releases import queries as releases
from annotator.releases.models import Release, ReleaseVideo
from annotator.videos.actions import ADMIT
from annotator.videos.models import Upload

GUARDED = ("events_event", "annotations_captionrevision", "annotations_keyframerevision")
TRIGGERS = frozenset(
    {f"{table}_no_{verb}" for table in GUARDED for verb in ("update", "delete")} | {"state_follows_the_table"}
)
UP_ON_POSTGRESQL = """
    SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND pg_table_is_visible(tgrelid)
"""
UNPROVED = """
    SELECT conrelid::regclass::text, conname FROM pg_constraint
    WHERE NOT convalidated AND pg_table_is_visible(conrelid) ORDER BY 1, 2
"""
OF_MOVES = {
    "postgresql": frozenset({"moves_are_kept"}),
    "sqlite": frozenset({"moves_are_not_changed", "moves_are_not_deleted"}),
}


def done_without_output() -> Iterator[str]:
    published = Release.objects.filter(pk=OuterRef("subject"), state=Release.State.PUBLISHED)
    built = Job.objects.filter(~Exists(published), kind=releases.KIND, state=Job.State.DONE)
    for job in built.order_by("pk").iterator(AT_ONCE):
        yield f"job {job.pk} built release {job.subject}, which is not published"
    undecided = Upload.objects.filter(pk=OuterRef("subject"), state__in=["sending", "received", "checking"])
    looked = Job.objects.filter(Exists(undecided), kind=ADMIT, state=Job.State.DONE)
    for job in looked.order_by("pk").iterator(AT_ONCE):
        yield f"job {job.pk} looked at upload {job.subject}, which nobody decided"


def failed_without_reason() -> Iterator[str]:
    for job in Job.objects.filter(state=Job.State.FAILED, error_code="").order_by("pk").iterator(AT_ONCE):
        yield f"job {job.pk}, {job.kind} of {job.subject}"


def endless_jobs() -> Iterator[str]:
    rows = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=Now() - LATE)
    for job in rows.order_by("pk").iterator(AT_ONCE):
        yield f"job {job.pk} is still {job.leased_by}'s, its lease ended at {job.lease_until:%Y-%m-%d %H:%M:%S}"


def foreign_clips() -> Iterator[str]:
    strays = ~Q(video__project=F("release__project")) | Q(video__twin_of__isnull=False)
    for entry in ReleaseVideo.objects.filter(strays).defer("frozen").order_by("pk").iterator(AT_ONCE):
        yield f"clip {entry.video_id} in release {entry.release_id}"


def two_splits() -> Iterator[str]:
    before = ReleaseVideo.objects.filter(video=OuterRef("video"), pk__lt=OuterRef("pk")).exclude(
        split=OuterRef("split")
    )
    for entry in ReleaseVideo.objects.filter(Exists(before)).defer("frozen").order_by("pk").iterator(AT_ONCE):
        yield f"clip {entry.video_id} is in {entry.split} of release {entry.release_id}, and was in another before"


def events_to_come() -> Iterator[str]:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        horizon = cursor.fetchone()[0]
    rows = Event.objects.filter(written_by_transaction__gt=horizon).order_by("pk")
    for event in rows.iterator(AT_ONCE):
        yield f"event {event.pk} of transaction {event.written_by_transaction}; the next one here is {horizon}"


def open_doors() -> Iterator[str]:
    standing = _triggers_on_postgresql() if connection.vendor == "postgresql" else _triggers_on_sqlite()
    for name in sorted((TRIGGERS | OF_MOVES[connection.vendor]) - standing):
        yield f"the trigger {name} is gone or off"


def _triggers_on_postgresql() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(UP_ON_POSTGRESQL)
        return {name for (name,) in cursor.fetchall()}


def _triggers_on_sqlite() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()}


def dangling() -> Iterator[str]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(UNPROVED)
            yield from (f"{table}: the constraint {name} was never proved" for table, name in cursor.fetchall())
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        yield from (
            f"{table}, row {row}: what it names in {parent} is gone" for table, row, parent, _ in cursor.fetchall()
        )


MIGRATE = "run manage.py migrate; if it stands all the same, lay it again as its migration does"
ROWS = (
    Invariant(
        "jobs_have_outputs", "A job that is done has left what it is for.",
        "ask for it again: a release with manage.py make_release, an upload by sending it once more",
        done_without_output,
    ),
    Invariant("failed_jobs_say_why", "A job that failed has a reason.", BY_HAND, failed_without_reason),
    Invariant(
        "job_leases_end", "A job whose worker fell silent is given back.",
        "start the dispatcher: python -m docker.services dispatch", endless_jobs,
    ),
    Invariant(
        "releases_hold_their_own_clips", "Releases hold clips of their own project, and no second annotations.",
        BY_HAND, foreign_clips,
    ),
    Invariant(
        "splits_are_kept", "A clip stays in the split of its first release.",
        "do not publish further versions; the later release is wrong, and people have to be told", two_splits,
    ),
    Invariant(
        "events_are_past", "No event is of a transaction that is still to come, or sockets would never tell of it.",
        "stop the services, and say that all of them are past, as docs/operations.md shows", events_to_come,
    ),
    Invariant(
        "guards_stand", "The database itself refuses to change history and to skip a state.", MIGRATE, open_doors
    ),
    Invariant("references_hold", "Whatever a row names is there.", BY_HAND, dangling),
)  # fmt: skip
