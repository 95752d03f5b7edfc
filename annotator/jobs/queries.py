"""Reading jobs."""

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, When
from django.db.models.functions import Now

from annotator.jobs.models import Job

SPEAKS_FIRST = ["running", "queued", "paused", "failed", "cancelled", "done"]


def latest(kind: str, subject: int) -> Job | None:
    """The newest job of a kind for a subject, live or ended."""
    return Job.objects.filter(kind=kind, subject=subject).order_by("-id").first()


def live(kind: str, subject: int) -> Job | None:
    """The first job of a kind for a subject that has not ended; there is at most one a part."""
    return Job.objects.filter(kind=kind, subject=subject, state__in=Job.LIVE).order_by("part").first()


def newest(kind: str) -> QuerySet[Job]:
    """The jobs of a kind that are the newest of their subject's part: what came before them is history."""
    newer = Job.objects.filter(kind=kind, subject=OuterRef("subject"), part=OuterRef("part"), pk__gt=OuterRef("pk"))
    return Job.objects.filter(~Exists(newer), kind=kind)


def parts_of(kind: str, subject: int) -> list[Job]:
    """The newest job of each part of a subject, in the order of the parts."""
    return list(newest(kind).filter(subject=subject).order_by("part"))


def overall(parts: list[Job]) -> Job | None:
    """The job that says how its subject stands, by the newest of each of its parts; None when there are none."""
    return min(parts, key=lambda job: SPEAKS_FIRST.index(job.state), default=None)


def earlier_failures(kind: str, subjects: list[int]) -> dict[int, str]:
    """Why the last try failed, for subjects of which a part is being tried again."""
    again = Job.objects.filter(kind=kind, subject__in=subjects, state__in=Job.LIVE)
    before = again.annotate(
        reason=Subquery(
            Job.objects.filter(kind=kind, subject=OuterRef("subject"), part=OuterRef("part"), pk__lt=OuterRef("pk"))
            .order_by("-pk")
            .annotate(why=Case(When(state=Job.State.FAILED, then=F("error_text")), output_field=TextField()))
            .values("why")[:1]
        )
    )
    return {subject: why for subject, why in before.order_by("-part").values_list("subject", "reason") if why}


def unfinished(kind: str) -> QuerySet[Job]:
    """The parts of subjects whose newest job is not done, for whatever reason."""
    return newest(kind).exclude(state=Job.State.DONE)


def latest_of(kind: str, subjects: list[int]) -> dict[int, Job]:
    """The newest job of a kind for each of several subjects."""
    return {job.subject: job for job in Job.objects.filter(kind=kind, subject__in=subjects).order_by("id")}


def kind_of(job_id: int) -> str:
    """What a job is."""
    return Job.objects.values_list("kind", flat=True).get(pk=job_id)


def held(job_id: int, fence: int) -> QuerySet[Job]:
    """The job, if the claim with this fence still holds it."""
    return Job.objects.filter(pk=job_id, fence=fence, state=Job.State.RUNNING)


def waiting() -> Q:
    """Jobs that somebody ought to run."""
    return Q(state=Job.State.QUEUED)


def free() -> Q:
    """Jobs that a worker may take: those that wait, and those whose worker fell silent."""
    return waiting() | Q(state=Job.State.RUNNING, lease_until__lt=Now())
