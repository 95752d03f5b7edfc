"""Whether anything was lost or done twice: what people were told, held against rows, files, history and sockets."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from annotator.annotations.bundles import name_of
from annotator.annotations.models import KeyframeRevision, Segment
from annotator.jobs.models import Job
from annotator.storage.disk import path_of
from annotator.videos.queries import clips_root
from annotator.work.models import Move
from tests.bench.soak.courier import Courier, lost_files
from tests.bench.soak.crew import Journal
from tests.bench.soak.faults import Fault
from tests.bench.soak.losses import lost_edits
from tests.bench.team import judgement
from tests.bench.team.judgement import Day


@dataclass(frozen=True)
class Promise:
    """Something that holds whatever dies, and what contradicts it."""

    says: str
    broken: list[str]


def promises(day: Day, journal: Journal, courier: Courier, heard: dict[str, Any]) -> list[Promise]:
    """All of them, looked at once everything has come to rest."""
    looks: dict[str, Callable[[], Iterator[str]]] = {
        "edits lost": lambda: lost_edits(journal),
        "moves of work lost": lambda: lost_moves(journal),
        "files lost": lambda: lost_files(courier),
        "duplicate hand-outs": lambda: judgement.twice(day),
        "hand-outs of unknown end": lambda: unaccounted(day, journal),
        "duplicate bundles": duplicate_bundles,
        "machine work lost": machine_work_lost,
        "events missed by a socket": lambda: judgement.missed(day.last_event, heard),
        "answers of 500, people who could not go on": lambda: judgement.broken(day),
        "leases that never ended": lambda: judgement.dead_leases(day),
        "rows and log differ": lambda: (*judgement.log_differs(day), *judgement.moves_differ(day)),
        "own work judged or drawn": lambda: judgement.own_work(day),
        "invariants broken": broken_invariants,
    }
    return [Promise(says, list(look())) for says, look in looks.items()]


def lost_moves(journal: Journal) -> Iterator[str]:
    """Steps of work that the server said it made, and that no row tells of."""
    told = Counter((step.item, step.verb, step.person) for step in journal.steps)
    rows = Counter(Move.objects.filter(actor__isnull=False).values_list("item", "verb", "actor"))
    for step, count in told.items():
        if rows[step] < count:
            yield f"work {step[0]}: {step[1]} by {step[2]} acknowledged {count} times, {rows[step]} rows"


def unaccounted(day: Day, journal: Journal) -> Iterator[str]:
    """Work taken from the queue that nobody was told of, more than replies were lost."""
    handed = Move.objects.filter(verb="claim").count()
    lost = journal.lost_replies.get("next", 0)
    if not len(day.notes.taken) <= handed <= len(day.notes.taken) + lost:
        yield f"{handed} hand-outs, {len(day.notes.taken)} were heard of, {lost} replies were lost"


def duplicate_bundles() -> Iterator[str]:
    """Segments computed and kept again though no shape beside them had changed, and rows of the same place."""
    rows = KeyframeRevision.objects.values_list("keyframe__track", "frame").annotate(n=Count("pk")).order_by()
    counted = {(track, frame): n for track, frame, n in rows}
    seen = set[tuple[int, int, int]]()
    for run, track, first, last, computed in Segment.objects.values_list("run", "track", "first", "last", "computed"):
        left, right = counted.get((track, first), 0), counted.get((track, last + 1), 0)
        most = left + right - 1 if right else left
        if computed > most:
            yield f"track {track} from {first} on was computed {computed} times, its shapes allow {most}"
        if (run, track, first) in seen:
            yield f"track {track} from {first} on has two rows in run {run}"
        seen.add((run, track, first))


def machine_work_lost() -> Iterator[str]:
    """Jobs that failed or that nobody does, and segments without their bundle."""
    for job in Job.objects.exclude(state__in=[Job.State.DONE, Job.State.CANCELLED]):
        yield f"{job}, tried {job.attempt} times: {job.error_text}"
    for sha256 in Segment.objects.values_list("bundle_sha256", flat=True).distinct():
        if not path_of(name_of(sha256)).is_file():
            yield f"bundle {sha256[:12]} is not there"


def broken_invariants() -> Iterator[str]:
    """What the command finds that operators run."""
    asked = [sys.executable, "manage.py", "check_invariants", "--files"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        yield from [line for line in done.stdout.splitlines() if line.strip()][:20] or [done.stderr[-1000:]]


def show(
    day: Day, journal: Journal, courier: Courier, faults: list[Fault], heard: dict[str, Any], found: list[Promise]
) -> None:  # fmt: skip
    """The day in numbers, what went wrong in it, and what was promised."""
    judgement.show(day, heard)
    ways = Counter(how for _, how in journal.requests)
    print(", ".join(f"{n:,} requests {how}" for how, n in sorted(ways.items())))
    print(f"\n{'fault':<34}{'number':>9}{'a job held':>12}{'seconds':>9}")
    for kind in sorted({fault.kind for fault in faults}):
        those = [fault for fault in faults if fault.kind == kind]
        seconds = sum(fault.ended - fault.begun for fault in those) / len(those)
        print(f"{kind:<34}{len(those):>9}{sum(fault.held_a_job for fault in those):>12}{seconds:>9.1f}")
    again = sum(notes["opened"] - 1 for notes in heard.values())
    print(f"{'socket opened again':<34}{again:>9}")
    print(f"{'parts of files left by killed':<34}{sum(1 for _ in clips_root().parent.rglob('*.part')):>9}")
    print(f"\n{'promise':<44}{'held against':>13}{'broken':>8}")
    against = {
        "edits lost": len(journal.saves), "moves of work lost": len(journal.steps),
        "files lost": len(courier.sent), "duplicate hand-outs": len(day.notes.taken),
        "duplicate bundles": Segment.objects.count(), "machine work lost": Job.objects.count(),
        "events missed by a socket": sum(len(notes["ids"]) for notes in heard.values()),
        "answers of 500, people who could not go on": len(journal.requests),
    }  # fmt: skip
    for promise in found:
        print(f"{promise.says:<44}{against.get(promise.says, ''):>13}{len(promise.broken):>8}")
    for promise in found:
        for place in promise.broken[:10]:
            print(f"BROKEN  {promise.says}: {place}")
