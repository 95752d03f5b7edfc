"""What the machines do for a project: workers by device, and every clip whose propagation is not done."""

from collections import defaultdict
from typing import Any

from annotator.accounts.models import User
from annotator.annotations.masks_document import KIND, eta_of
from annotator.annotations.propagation_plan import predictor_name
from annotator.insights.stages import by_machine
from annotator.jobs.models import Job, Worker
from annotator.jobs.queries import earlier_failures, newest, overall
from annotator.jobs.workers import alive, seconds_a_segment
from annotator.videos.models import Project, Video
from annotator.videos.queries import OVERSEERS, membership

SHOWN = 200
ORDER = ["running", "queued", "paused", "failed", "cancelled"]


def machines_for(actor: User, slug: str) -> dict[str, Any]:
    """Workers and unfinished propagations of a project, in JSON; the number of queries does not depend on theirs.

    Raises:
        NotFound: No such project for the actor.
        NotAllowed: The actor does not oversee the project.
    """
    project = membership(actor, slug, roles=OVERSEERS).project
    jobs = parts_of_clips(project)
    running = {job.leased_by: job for job in Job.objects.filter(state=Job.State.RUNNING)}
    shown = {*jobs, *(job.subject for job in running.values() if job.kind == KIND)}
    clips = {video.pk: video for video in Video.objects.filter(project=project, pk__in=shown)}
    return {
        "workers": [describe_worker(worker, running.get(worker.name), clips) for worker in alive()],
        "jobs": propagations_of(jobs, clips),
    }


def describe_worker(worker: Worker, job: Job | None, clips: dict[int, Video]) -> dict[str, Any]:
    """One worker in JSON; of other projects' work it only says that there is some."""
    clip = clips.get(job.subject) if job and job.kind == KIND else None
    return {
        "name": worker.name,
        "queue": worker.queue,
        "device": worker.device,
        "predictor": worker.predictor,
        "busy": job is not None,
        "clip": clip and clip.number,
        "frame": job.part if clip and job else None,
        "segments": worker.segments,
        "seconds_a_segment": round(worker.seconds / worker.segments, 2) if worker.segments else None,
        "started_at": worker.started_at,
        "seen_at": worker.seen_at,
    }


def parts_of_clips(project: Project) -> dict[int, list[Job]]:
    """The newest job of each part of clips whose propagation waits, runs, is paused, failed or was cancelled."""
    mine = Video.objects.filter(project=project).values("pk")
    subjects = list(by_machine().filter(subject__in=mine).order_by("speaks", "subject")[:SHOWN])
    parts: dict[int, list[Job]] = defaultdict(list)
    for job in newest(KIND).filter(subject__in=[row["subject"] for row in subjects]).order_by("part"):
        parts[job.subject].append(job)
    return parts


def propagations_of(parts: dict[int, list[Job]], clips: dict[int, Video]) -> list[dict[str, Any]]:
    """Clips with an unfinished propagation, the liveliest first, in JSON."""
    reasons = earlier_failures(KIND, list(parts))
    each = seconds_a_segment(predictor_name())
    rows = [describe_propagation(clips[video], jobs, reasons.get(video), each) for video, jobs in parts.items()]
    return sorted(rows, key=lambda row: (ORDER.index(row["state"]), row["priority"], row["queued_at"]))


def describe_propagation(
    video: Video, parts: list[Job], previous_error: str | None, each: float | None
) -> dict[str, Any]:
    """One clip's propagation in JSON, by the newest job of each of its parts."""
    open_parts = [job for job in parts if job.state != Job.State.DONE]
    speaker = overall(parts) or parts[0]
    total = sum(job.total for job in parts)
    left = sum(job.total - job.done for job in open_parts)
    return {
        "video": video.pk,
        "number": video.number,
        "name": video.name,
        "state": speaker.state,
        "priority": min(job.priority for job in open_parts),
        "segments_done": total - left,
        "segments_total": total,
        "workers": [job.leased_by for job in parts if job.state == Job.State.RUNNING],
        "attempt": max(job.attempt for job in open_parts),
        "eta_seconds": eta_of(parts, left, each) if speaker.state in Job.LIVE else None,
        "error": next((job.error_text for job in open_parts if job.state == Job.State.FAILED), None),
        "previous_error": previous_error or next((job.error_text for job in open_parts if job.error_text), None),
        "queued_at": min(job.created_at for job in open_parts),
    }
