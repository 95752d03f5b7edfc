"""The only writes to jobs. Each decision is one conditional UPDATE by the database's clock: of two only one wins.

Source: fenced leases as in Kleppmann, "How to do distributed locking" (2016).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Now

from annotator.celery import app
from annotator.errors import AnnotatorError
from annotator.events.whence import come_from, here
from annotator.formats.whole_file import is_full
from annotator.jobs import queries
from annotator.jobs.models import Job
from annotator.storage.refusals import StorageAway

log = structlog.get_logger()


class LeaseLost(AnnotatorError):
    """Another worker holds the job, or it has ended: stop and write nothing."""

    code = "lease_lost"
    status = 409


@dataclass(frozen=True)
class Lease:
    """The right to run a job, until `fence` is no longer the newest."""

    job: int
    subject: int
    part: int
    fence: int


def later(seconds: float) -> object:
    """The database's time, some seconds from now."""
    return Now() + timedelta(seconds=seconds)


def enqueue(
    kind: str, subject: int, *, queue: str, part: int = 0, priority: int = Job.Priority.NORMAL, total: int = 0
) -> Job:
    """Write down that a job has to run, and ring once this transaction commits.

    A live job for the same part is kept, paused ones included; asked for more urgently, it becomes more urgent.

    Args:
        kind: Also the name of the Celery task that runs it; `docs/jobs.md` lists all.
        subject: The row number of what it works on.
        queue: The Celery queue whose workers know the kind.
        part: Which piece of the subject, by a number that means something to the kind.
        priority: One of `Job.Priority`; the lower number goes first.
        total: How many steps the work has, as far as is known.
    """
    job, fresh = Job.objects.get_or_create(
        kind=kind,
        subject=subject,
        part=part,
        state__in=Job.LIVE,
        defaults={
            "queue": queue,
            "state": Job.State.QUEUED,
            "priority": priority,
            "total": total,
            "request": here().request,
        },
    )
    raised = Job.objects.filter(pk=job.pk, priority__gt=priority).update(priority=priority)
    if fresh or raised:
        transaction.on_commit(partial(ring, job))
    return job


def ring(job: Job) -> None:
    """Send the bell for a job. A broker that is away costs nothing: the dispatcher rings again.

    That it rings is noted first: a worker that answers at once would pass over a row that the note still holds.
    """
    Job.objects.filter(pk=job.pk).update(rung_at=Now())
    try:
        app.send_task(job.kind, args=[job.pk], queue=job.queue, retry=False, ignore_result=True)
    except Exception as error:
        log.warning("job.bell_failed", job=job.pk, error=str(error))
        Job.objects.filter(pk=job.pk).update(rung_at=None)


def ring_waiting() -> int:
    """Ring for every queued job that has no bell, and again where none was answered for a while; returns how many.

    As long as workers take jobs of a kind from a queue its bells are not lost: ringing again would only heap them up.
    """
    answered = Job.objects.filter(
        kind=OuterRef("kind"), queue=OuterRef("queue"), started_at__gt=later(-settings.JOB_RING_SECONDS)
    )
    unanswered = Q(rung_at__lt=later(-settings.JOB_RING_SECONDS)) & ~Exists(answered)
    stale = Job.objects.filter(queries.waiting()).filter(Q(rung_at__isnull=True) | unanswered)
    jobs = list(stale.order_by("priority", "id")[:200])
    for job in jobs:
        ring(job)
    return len(jobs)


def claim(job_id: int, worker: str) -> Lease | None:
    """Answer a bell: take the most urgent job of the same kind and queue, of equals the one that was rung for.

    Every bell takes one job at most and a job rings once at least, so nothing waits because another was taken first.

    Returns:
        None when nothing of the kind waits there: somebody else has it, it was paused or cancelled, or it has ended.
    """
    rung = Job.objects.filter(pk=job_id).values_list("kind", "queue").first()
    return None if rung is None else claim_next(*rung, worker, before=job_id)


@transaction.atomic
def claim_next(kind: str, queue: str, worker: str, *, before: int | None = None) -> Lease | None:
    """Take the most urgent job of a kind from a queue; of equals `before`, then the oldest. None: nothing waits."""
    order = ("priority", Case(When(pk=before, then=Value(0)), default=Value(1)), "pk")
    waiting = Job.objects.filter(queries.free(), kind=kind, queue=queue).order_by(*order)
    chosen = waiting.select_for_update(skip_locked=True).first()
    return None if chosen is None else _take(chosen, worker)


@transaction.atomic
def claim_beside(lease: Lease, worker: str, *, at_most: int) -> list[Lease]:
    """Take further waiting parts of a held job's subject, each with its own lease, for who does several at once.

    Args:
        at_most: How many; of equally urgent ones the first parts are taken.
    """
    held = Job.objects.filter(pk=lease.job).first()
    if held is None:
        return []
    waiting = Job.objects.filter(queries.free(), kind=held.kind, queue=held.queue, subject=held.subject)
    chosen = waiting.exclude(pk=held.pk).order_by("priority", "part").select_for_update(skip_locked=True)
    return [_take(job, worker) for job in chosen[:at_most]]


def _take(job: Job, worker: str) -> Lease:
    """Give a locked job that is free to a worker."""
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING,
        leased_by=worker[:120],
        lease_until=later(settings.JOB_LEASE_SECONDS),
        started_at=Now(),
        attempt=F("attempt") + 1,
        fence=F("fence") + 1,
    )
    come_from(f"worker:{worker}", request=job.request)
    log.info("job.claimed", job=job.pk, kind=job.kind, part=job.part, worker=worker, attempt=job.attempt + 1)
    return Lease(job=job.pk, subject=job.subject, part=job.part, fence=job.fence + 1)


def extend(lease: Lease, *, done: int | None = None, total: int | None = None) -> None:
    """Keep the lease alive, and say how far the work is.

    Raises:
        LeaseLost: The claim no longer holds the job.
    """
    progress = {name: value for name, value in (("done", done), ("total", total)) if value is not None}
    kept = queries.held(lease.job, lease.fence).update(lease_until=later(settings.JOB_LEASE_SECONDS), **progress)
    if not kept:
        raise LeaseLost(f"Job {lease.job} is held by another worker or has ended.", job=lease.job)


@contextmanager
def heartbeat(*leases: Lease) -> Iterator[None]:
    """Extend leases from one thread while a long step runs; the step itself finds a lost one at its next write."""
    stop, held = threading.Event(), list(leases)

    def beat() -> None:
        while held and not stop.wait(settings.JOB_LEASE_SECONDS / 4):
            close_old_connections()
            held[:] = [lease for lease in held if _kept(lease)]
        connection.close()

    thread = threading.Thread(target=beat, daemon=True, name=f"heartbeat-{'-'.join(str(one.job) for one in leases)}")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def _kept(lease: Lease) -> bool:
    """Whether a lease still stands, extended; where the database does not answer, it may."""
    try:
        extend(lease)
    except LeaseLost:
        return False
    except Exception as error:
        log.warning("job.heartbeat_failed", job=lease.job, error=str(error))
    return True


def hold(lease: Lease) -> None:
    """Lock the job's row for the rest of the transaction, so that a write under this lease cannot race a newer claim.

    Raises:
        LeaseLost: The claim no longer holds the job.
    """
    if not queries.held(lease.job, lease.fence).select_for_update().exists():
        raise LeaseLost(f"Job {lease.job} is held by another worker or has ended.", job=lease.job)


def finish(lease: Lease) -> None:
    """The work is done.

    Raises:
        LeaseLost: The claim no longer holds the job.
    """
    _end(lease, state=Job.State.DONE, error_code="", error_text="")


def fail(lease: Lease, *, code: str, text: str) -> None:
    """The work cannot be done, for a reason that trying again would not change.

    Raises:
        LeaseLost: The claim no longer holds the job.
    """
    _end(lease, state=Job.State.FAILED, error_code=code[:40], error_text=text)


def set_aside(lease: Lease) -> None:
    """The work goes on later, behind what waits now: inside a transaction, so that its bell rings with the commit.

    Raises:
        LeaseLost: The claim no longer holds the job.
    """
    job = queries.held(lease.job, lease.fence).first()
    kept = queries.held(lease.job, lease.fence).update(
        state=Job.State.QUEUED, lease_until=None, leased_by="", attempt=0, rung_at=None
    )
    if job is None or not kept:
        raise LeaseLost(f"Job {lease.job} is held by another worker or has ended.", job=lease.job)
    transaction.on_commit(partial(ring, job))


def give_back(lease: Lease, error: Exception) -> bool:
    """The work stopped by an accident: queue it again, or fail it after as many attempts as the setting allows.

    A full disk uses up no attempt, nor does a storage that is away: the work goes on by itself once it can.

    Returns:
        Whether it has failed for good.
    """
    job = queries.held(lease.job, lease.fence).first()
    if job is None:
        return False
    spared = is_full(error) or isinstance(error, StorageAway)
    if job.attempt >= settings.JOB_ATTEMPTS and not spared:
        text = f"Stopped after {job.attempt} attempts. Last: {type(error).__name__}: {error}"
        _end(lease, state=Job.State.FAILED, error_code="attempts_used_up", error_text=text)
        return True
    queries.held(lease.job, lease.fence).update(
        state=Job.State.QUEUED,
        lease_until=None,
        leased_by="",
        attempt=F("attempt") - int(spared),
        error_text=f"{type(error).__name__}: {error}",
        rung_at=Now(),
    )
    return False


def pause(kind: str, subject: int) -> int:
    """Stop what waits or runs for a subject until `resume`; a worker notices at its next write. Returns how many."""
    return _stop(kind, subject, (Job.State.QUEUED, Job.State.RUNNING), state=Job.State.PAUSED)


def cancel(kind: str, subject: int) -> int:
    """End everything that is live for a subject; a worker notices at its next write. Returns how many."""
    return _stop(kind, subject, Job.LIVE, state=Job.State.CANCELLED, ended_at=Now())


def _stop(kind: str, subject: int, states: tuple[Job.State, ...], **columns: object) -> int:
    rows = Job.objects.filter(kind=kind, subject=subject, state__in=states).order_by("pk")
    keys = list(rows.select_for_update().values_list("pk", flat=True))
    return Job.objects.filter(pk__in=keys).update(lease_until=None, leased_by="", fence=F("fence") + 1, **columns)


def resume(kind: str, subject: int) -> int:
    """Let go on what was paused; each part has all its attempts again. Returns how many."""
    rows = Job.objects.filter(kind=kind, subject=subject, state=Job.State.PAUSED).order_by("pk")
    paused = list(rows.select_for_update())
    Job.objects.filter(pk__in=[job.pk for job in paused]).update(state=Job.State.QUEUED, attempt=0, rung_at=None)
    for job in paused:
        transaction.on_commit(partial(ring, job))
    return len(paused)


def requeue_expired() -> list[Job]:
    """Put jobs whose worker fell silent back into the queue, or fail them after too many attempts; returns those."""
    silent = Q(state=Job.State.RUNNING, lease_until__lt=Now())
    failed = []
    for job in Job.objects.filter(silent, attempt__gte=settings.JOB_ATTEMPTS):
        text = f"Its worker died {job.attempt} times; look at the worker's log, then start it again."
        ended = Job.objects.filter(silent, pk=job.pk, fence=job.fence).update(
            state=Job.State.FAILED, lease_until=None, ended_at=Now(), error_code="attempts_used_up", error_text=text
        )
        failed += [job] * ended
    back = Job.objects.filter(silent).update(state=Job.State.QUEUED, lease_until=None, leased_by="", rung_at=None)
    if back or failed:
        log.warning("job.expired", requeued=back, failed=len(failed))
    return failed


def _end(lease: Lease, *, state: Job.State, error_code: str, error_text: str) -> None:
    ended = queries.held(lease.job, lease.fence).update(
        state=state, lease_until=None, ended_at=Now(), error_code=error_code, error_text=error_text
    )
    if not ended:
        raise LeaseLost(f"Job {lease.job} is held by another worker or has ended.", job=lease.job)
    log.info("job.ended", job=lease.job, state=str(state), error=error_code)
