"""Machine work: nothing is lost when a worker or queue dies, nothing runs twice, a lost lease writes nothing."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.test import override_settings

from annotator.celery import app
from annotator.jobs import actions as jobs
from annotator.jobs.models import Job

KIND = "annotations.propagate"


@pytest.fixture(autouse=True)
def empty_queue():
    """No bell of an earlier test waits, and none is left for a later one."""
    wipe()
    yield
    wipe()


def wipe() -> None:
    """Take every bell out of the broker's queue."""
    with app.connection_for_write() as broker:
        broker.default_channel.queue_purge("propagation")


def silence(job_id: int) -> None:
    """Let the worker's lease run out, as after a kill -9."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE jobs_job SET lease_until = now() - interval '1 second' WHERE id = %s", [job_id])


@pytest.mark.django_db
def test_asking_twice_for_the_same_work_makes_one_job():
    first = jobs.enqueue(KIND, 7, queue="propagation")

    second = jobs.enqueue(KIND, 7, queue="propagation")

    assert first.pk == second.pk
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_a_job_is_claimed_by_one_worker_only():
    job = jobs.enqueue(KIND, 7, queue="propagation")

    claims = [jobs.claim(job.pk, f"worker-{number}") for number in range(3)]

    assert [claim is not None for claim in claims] == [True, False, False]


@pytest.mark.django_db
def test_the_parts_of_one_subject_are_jobs_of_their_own():
    parts = [jobs.enqueue(KIND, 7, queue="propagation", part=part) for part in (0, 30, 30)]

    leases = [jobs.claim(parts[0].pk, f"worker-{number}") for number in range(3)]

    assert parts[1].pk == parts[2].pk
    assert [lease and (lease.subject, lease.part) for lease in leases] == [(7, 0), (7, 30), None]


@pytest.mark.django_db
def test_every_bell_brings_the_most_urgent_job_and_no_job_goes_without():
    rung = [
        jobs.enqueue(KIND, subject, queue="propagation", priority=priority)
        for subject, priority in ((1, Job.Priority.BATCH), (2, Job.Priority.NORMAL), (3, Job.Priority.URGENT))
    ]
    jobs.enqueue(KIND, 4, queue="elsewhere", priority=Job.Priority.URGENT)
    jobs.enqueue("annotations.suggest", 5, queue="propagation", priority=Job.Priority.URGENT)

    order = [jobs.claim(job.pk, "worker").subject for job in rung]

    assert order == [3, 2, 1]
    assert jobs.claim(rung[0].pk, "worker") is None


@pytest.mark.django_db
def test_of_equally_urgent_jobs_the_one_that_was_rung_for_goes_first():
    _, second = (jobs.enqueue(KIND, subject, queue="propagation") for subject in (1, 2))

    assert jobs.claim(second.pk, "worker").subject == 2


@pytest.mark.django_db
def test_work_asked_for_more_urgently_becomes_more_urgent_and_never_less():
    batch, other = (jobs.enqueue(KIND, subject, queue="propagation", priority=Job.Priority.BATCH) for subject in (1, 2))

    for priority in (Job.Priority.URGENT, Job.Priority.NORMAL):
        assert jobs.enqueue(KIND, 2, queue="propagation", priority=priority).pk == other.pk

    assert jobs.claim(batch.pk, "worker").subject == 2


@pytest.mark.django_db
def test_paused_work_is_taken_by_nobody_until_it_is_resumed():
    job = jobs.enqueue(KIND, 7, queue="propagation")

    assert jobs.pause(KIND, 7) == 1

    assert jobs.claim(job.pk, "worker") is None
    assert jobs.ring_waiting() == 0
    assert jobs.enqueue(KIND, 7, queue="propagation").pk == job.pk
    assert jobs.resume(KIND, 7) == 1
    assert jobs.claim(job.pk, "worker").job == job.pk


@pytest.mark.django_db
@pytest.mark.parametrize(("stop", "state"), [(jobs.pause, "paused"), (jobs.cancel, "cancelled")])
def test_a_worker_whose_job_is_paused_or_cancelled_can_write_no_more(stop, state):
    lease = jobs.claim(jobs.enqueue(KIND, 7, queue="propagation").pk, "worker")

    stop(KIND, 7)

    with pytest.raises(jobs.LeaseLost), transaction.atomic():
        jobs.hold(lease)
    with pytest.raises(jobs.LeaseLost):
        jobs.finish(lease)
    assert not jobs.give_back(lease, OSError("disk full"))
    job = Job.objects.get(pk=lease.job)
    assert (job.state, job.leased_by, job.lease_until) == (state, "", None)


@pytest.mark.django_db
def test_cancelled_work_is_asked_for_again_as_a_new_job():
    job = jobs.enqueue(KIND, 7, queue="propagation")
    jobs.pause(KIND, 7)

    assert jobs.cancel(KIND, 7) == 1

    assert jobs.cancel(KIND, 7) == jobs.resume(KIND, 7) == 0
    assert jobs.enqueue(KIND, 7, queue="propagation").pk != job.pk


@pytest.mark.django_db
def test_the_job_of_a_killed_worker_is_finished_by_another_and_the_first_can_write_no_more():
    job = jobs.enqueue(KIND, 7, queue="propagation")
    lost = jobs.claim(job.pk, "first")
    silence(job.pk)

    taken = jobs.claim(job.pk, "second")

    for write in (lambda: jobs.extend(lost), lambda: jobs.finish(lost), lambda: jobs.fail(lost, code="x", text="x")):
        with pytest.raises(jobs.LeaseLost):
            write()
    with pytest.raises(jobs.LeaseLost), transaction.atomic():
        jobs.hold(lost)
    jobs.finish(taken)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.fence) == ("done", 2, 2)


@pytest.mark.django_db
def test_expired_jobs_wait_again_and_after_too_many_deaths_fail_with_a_reason():
    job = jobs.enqueue(KIND, 7, queue="propagation")
    with override_settings(JOB_ATTEMPTS=2):
        for _ in range(2):
            assert jobs.claim(job.pk, "worker") is not None
            silence(job.pk)
            failed = jobs.requeue_expired()

    job.refresh_from_db()
    assert failed == [job]
    assert job.state == "failed"
    assert "died 2 times" in job.error_text


@pytest.mark.django_db
def test_an_accident_queues_the_job_again_with_what_happened():
    job = jobs.enqueue(KIND, 7, queue="propagation")
    lease = jobs.claim(job.pk, "worker")

    jobs.give_back(lease, OSError("disk full"))

    job.refresh_from_db()
    assert (job.state, job.lease_until) == ("queued", None)
    assert "disk full" in job.error_text


@pytest.mark.django_db(transaction=True)
def test_a_bell_rings_on_commit_and_again_after_the_queue_was_wiped():
    job = jobs.enqueue(KIND, 7, queue="propagation")
    assert messages() == 1

    wipe()
    with override_settings(JOB_RING_SECONDS=0.0):
        rung = jobs.ring_waiting()

    assert rung == 1
    assert messages() == 1
    job.refresh_from_db()
    assert job.state == "queued"


@pytest.mark.django_db
def test_bells_are_not_heaped_up_while_workers_answer_them_and_a_lost_one_is_still_rung_again():
    waiting = [jobs.enqueue(KIND, subject, queue="propagation") for subject in range(1, 5)]
    Job.objects.update(rung_at="2000-01-01T00:00Z")
    jobs.claim(waiting[0].pk, "worker")

    while_answered = jobs.ring_waiting()
    Job.objects.filter(pk=waiting[1].pk).update(rung_at=None)
    for_the_one_without = jobs.ring_waiting()
    Job.objects.filter(pk=waiting[0].pk).update(started_at="2000-01-01T00:00Z")
    after_silence = jobs.ring_waiting()

    assert (while_answered, for_the_one_without, after_silence) == (0, 1, 2)


@pytest.mark.django_db(transaction=True)
def test_no_bell_rings_for_a_change_that_was_rolled_back():
    def enqueue_and_fail() -> None:
        with transaction.atomic():
            jobs.enqueue(KIND, 7, queue="propagation")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        enqueue_and_fail()

    assert messages() == 0
    assert not Job.objects.exists()


def messages() -> int:
    """How many bells wait in the broker."""
    with app.connection_for_read() as broker:
        channel = broker.default_channel
        return int(channel.client.llen("propagation"))


@pytest.mark.django_db(transaction=True)
@override_settings(JOB_LEASE_SECONDS=1)
def test_a_heartbeat_keeps_a_long_step_alive():
    job = jobs.enqueue(KIND, 7, queue="propagation")
    lease = jobs.claim(job.pk, "worker")

    with jobs.heartbeat(lease):
        time.sleep(2.2)
        stolen = jobs.claim(job.pk, "thief")

    assert stolen is None
    jobs.finish(lease)


@pytest.mark.django_db(transaction=True)
def test_of_sixteen_workers_claiming_at_once_one_gets_the_job():
    job = jobs.enqueue(KIND, 7, queue="propagation")
    got: list[object] = []

    def claim(number: int) -> None:
        try:
            got.append(jobs.claim(job.pk, f"worker-{number}"))
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(lease is not None for lease in got) == 1


@pytest.mark.django_db
def test_who_does_several_parts_at_once_claims_further_ones_of_the_same_subject_each_with_its_own_lease():
    for subject, parts in ((7, (0, 60, 30, 90)), (8, (0,))):
        for part in parts:
            jobs.enqueue(KIND, subject, queue="propagation", part=part)
    taken = jobs.claim_next(KIND, "propagation", "other")
    held = jobs.claim_next(KIND, "propagation", "several")

    more = jobs.claim_beside(held, "several", at_most=5)

    assert (taken.part, held.part) == (0, 60)
    assert [(lease.subject, lease.part) for lease in more] == [(7, 30), (7, 90)]
    assert jobs.claim_beside(held, "several", at_most=5) == []
    jobs.finish(more[0])
    with pytest.raises(jobs.LeaseLost):
        jobs.extend(more[0])
    for lease in (held, more[1]):
        jobs.extend(lease)


@pytest.mark.django_db
def test_no_more_parts_are_claimed_beside_one_than_there_is_room_for():
    for part in (0, 30, 60):
        jobs.enqueue(KIND, 7, queue="propagation", part=part)
    held = jobs.claim_next(KIND, "propagation", "several")

    assert [lease.part for lease in jobs.claim_beside(held, "several", at_most=1)] == [30]


@pytest.mark.django_db(transaction=True)
@override_settings(JOB_LEASE_SECONDS=0.8)
def test_one_heartbeat_keeps_every_lease_but_those_that_were_lost():
    for part in (0, 30):
        jobs.enqueue(KIND, 7, queue="propagation", part=part)
    one = jobs.claim_next(KIND, "propagation", "several")
    [two] = jobs.claim_beside(one, "several", at_most=1)
    silence(one.job)
    again = jobs.claim_next(KIND, "propagation", "other")

    with jobs.heartbeat(one, two):
        time.sleep(1.2)
        kept = Job.objects.get(pk=two.job)
        lost = Job.objects.get(pk=one.job)
        free = jobs.claim_next(KIND, "propagation", "third")

    assert again.job == one.job
    assert (kept.leased_by, lost.fence) == ("several", again.fence)
    assert free.job == one.job  # whose newer lease nobody kept


@pytest.mark.django_db(transaction=True)
@override_settings(JOB_ATTEMPTS=1)
def test_work_that_is_set_aside_waits_behind_with_all_its_attempts_and_its_worker_writes_no_more():
    job = jobs.enqueue(KIND, 7, queue="propagation")
    lease = jobs.claim(job.pk, "worker")

    with transaction.atomic():
        jobs.set_aside(lease)

    job.refresh_from_db()
    assert (job.state, job.attempt, job.leased_by) == (Job.State.QUEUED, 0, "")
    assert job.rung_at is not None
    for write in (jobs.extend, jobs.finish, jobs.set_aside):
        with pytest.raises(jobs.LeaseLost):
            write(lease)
    assert jobs.claim(job.pk, "another") is not None
