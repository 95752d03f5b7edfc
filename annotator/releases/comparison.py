"""Two published releases of a project side by side: neither ever changes, so a pair is compared once, and kept.

A comparison is a folder beside the releases, there whole or not at all: `summary.json`, and `captions.jsonl` and
`masks.jsonl` with a line a change, so that a page of them is read without the others.
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings

from annotator.accounts.models import User
from annotator.errors import AnnotatorError
from annotator.formats import release as layout
from annotator.formats.progress import Step
from annotator.formats.whole_file import beside, write_whole
from annotator.jobs.models import Job
from annotator.jobs.queries import parts_of
from annotator.releases.models import Release
from annotator.releases.queries import folder_with, release_for
from annotator.scoring.changes import Changes, MaskChange, changes

KIND = "releases.compare"
AT_ONCE = 50
NAMED = 200  # videos that were added, removed or moved are named up to here, and counted beyond
IOU_BINS = 10


class NotComparable(AnnotatorError):
    """Two releases that cannot be held against each other; the text says why."""

    code = "not_comparable"
    status = 409


def pair_for(actor: User, release_id: int, since: int) -> tuple[Release, Release]:
    """The earlier and the later release of a pair that may be compared.

    Raises:
        NotFound, NotAllowed: The actor does not read one of them.
        NotComparable: They are one, of two projects, or not both published.
    """
    new, old = release_for(actor, release_id), release_for(actor, since)
    if new.pk == old.pk or new.project_id != old.project_id:
        raise NotComparable("Name two releases of one project.")
    for release in (old, new):
        if release.state != Release.State.PUBLISHED:
            raise NotComparable(f"{release.version} is {release.state}; compare it once it is published.")
    return old, new


def place_of(old: Release, new: Release) -> Path:
    """Where their comparison lies once it is whole."""
    return Path(settings.RELEASES_ROOT) / new.project.slug / f".changes-{old.version}-{new.version}"


def compare(old: Release, new: Release, *, step: Step) -> None:
    """Compare a pair and keep what was found; one that is kept stays as it is.

    Raises:
        ReleaseDamaged, DamagedRle: One of them cannot be read.
        OSError: The disk is full or not writable.
    """
    place = place_of(old, new)
    if place.exists():
        return
    read = [layout.read_release(folder_with(one, "annotations", "splits", "statistics")) for one in (old, new)]
    found = changes(*read, step=step)
    part = place.with_name(f"{place.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # of a worker that was killed
    write_lines(part / "captions.jsonl", (asdict(change) for change in found.captions))
    worst_first = sorted(found.masks, key=lambda change: (change.iou, change.video, change.track))
    write_lines(part / "masks.jsonl", (asdict(change) for change in worst_first))
    write_whole(part / "summary.json", json.dumps(summary(found)).encode())
    os.replace(part, place)


def write_lines(path: Path, documents: Iterable[dict[str, Any]]) -> None:
    """A JSON document a line."""
    with beside(path) as out:
        for document in documents:
            out.write(json.dumps(document, ensure_ascii=False).encode() + b"\n")


def summary(found: Changes) -> dict[str, Any]:
    """What changed in numbers, with the first videos by name."""
    moved = [{"number": number, "before": one, "after": other} for number, (one, other) in found.moved.items()]
    return {
        "added": {"total": len(found.added), "numbers": found.added[:NAMED]},
        "removed": {"total": len(found.removed), "numbers": found.removed[:NAMED]},
        "moved": {"total": len(moved), "videos": moved[:NAMED]},
        "captions": {"total": len(found.captions), "videos": len({one.video for one in found.captions})},
        "masks": masks_summary(found.masks),
        "statistics": [{"split": split, "moved": moved} for split, moved in found.statistics.items() if moved],
    }


def masks_summary(masks: tuple[MaskChange, ...]) -> dict[str, Any]:
    """How many tracks changed, and how much: their overlap in tenths."""
    ious = [change.iou for change in masks]
    tenths = [min(int(iou * IOU_BINS), IOU_BINS - 1) for iou in ious]
    return {
        "total": len(masks),
        "videos": len({change.video for change in masks}),
        "frames": sum(change.frames for change in masks),
        "drawn": sum(change.drawn for change in masks),
        "mean_iou": sum(ious) / len(ious) if ious else None,
        "iou": {"bin": 1 / IOU_BINS, "last": 1.0, "counts": [tenths.count(place) for place in range(IOU_BINS)]},
    }


def describe_comparison(old: Release, new: Release) -> dict[str, Any]:
    """How far a comparison is, and what it found once it is done."""
    place = place_of(old, new)
    job = next((job for job in parts_of(KIND, new.pk) if job.part == old.pk), None)
    kept = place.exists()
    return {
        "since": {"id": old.pk, "version": old.version},
        "release": {"id": new.pk, "version": new.version},
        "state": "done" if kept else state_of(job),
        "progress": {"done": job.done if job else 0, "total": job.total if job else 0},
        "error": job.error_text if job and not kept and job.state == Job.State.FAILED else None,
        "changes": json.loads((place / "summary.json").read_bytes()) if kept else None,
    }


def state_of(job: Job | None) -> str:
    """Of a comparison that is not kept; one whose folder is gone is asked for anew."""
    live = (Job.State.QUEUED, Job.State.RUNNING, Job.State.PAUSED)
    if job is None or job.state not in (*live, Job.State.FAILED):
        return "none"
    return "failed" if job.state == Job.State.FAILED else "running"


def changes_page(old: Release, new: Release, *, what: str, offset: int) -> dict[str, Any]:
    """Some changes of one kind, in the order in which they are kept.

    Args:
        what: captions, or masks (those that changed most first).

    Raises:
        NotComparable: The pair was not compared yet.
    """
    place = place_of(old, new)
    if not place.exists():
        raise NotComparable(f"{new.version} was not compared with {old.version} yet; ask for it first.")
    total = json.loads((place / "summary.json").read_bytes())[what]["total"]
    with (place / f"{what}.jsonl").open("rb") as lines:
        return {"total": total, what: [json.loads(line) for line in islice(lines, offset, offset + AT_ONCE)]}
