"""Reading jobs."""

from django.db.models import Q, QuerySet

from annotator.jobs.models import Job


def latest(kind: str, subject: int) -> Job | None:
    """The newest job of a kind for a subject, live or ended."""
    return Job.objects.filter(kind=kind, subject=subject).order_by("-id").first()


def live(kind: str, subject: int) -> Job | None:
    """The job of a kind for a subject that is queued or running; there is at most one."""
    return Job.objects.filter(kind=kind, subject=subject, state__in=Job.LIVE).first()


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
