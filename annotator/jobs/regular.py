"""Jobs that nobody asks for: the dispatcher starts them when their time has come round."""

from dataclasses import dataclass
from datetime import timedelta

from annotator.jobs.actions import enqueue, later
from annotator.jobs.models import Job

KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Regular:
    """A kind of job without a subject, its queue, and how long after one the next is started."""

    kind: str
    queue: str
    seconds: float


REGULAR = (
    Regular("releases.collect", "machine", 3600),
    Regular("videos.collect_uploads", "machine", 3600),
    Regular("notices.mail", "machine", 900),
)


def start_due() -> None:
    """Queue what is due; rows of long ago go."""
    for regular in REGULAR:
        rows = Job.objects.filter(kind=regular.kind)
        if not rows.filter(created_at__gt=later(-regular.seconds)).exists():
            enqueue(regular.kind, 0, queue=regular.queue, priority=Job.Priority.BATCH)
            rows.filter(ended_at__lt=later(-KEPT.total_seconds())).delete()
