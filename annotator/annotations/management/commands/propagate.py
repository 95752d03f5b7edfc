"""Propagates clips from the shell: asks for what is missing, waits, and says of each what became of it."""

import json
import subprocess
import sys
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections, transaction
from django.db.models import Sum

from annotator.annotations.actions.propagations import QUEUE, start_propagation
from annotator.annotations.actions.runs import complete_run
from annotator.annotations.masks_document import propagation_state
from annotator.annotations.models import Run, Segment
from annotator.annotations.propagation_plan import current_run
from annotator.errors import AnnotatorError
from annotator.jobs.models import Job
from annotator.jobs.workers import alive
from annotator.videos.models import Project, Video

LOOK_SECONDS = 0.3
FAILED_STARTS = 3
EPILOG = """A clip is PROJECT/NUMBER, for example demo/1; PROJECT alone stands for all its clips with something drawn.
Segments that are computed already, from the same keyframes, are not computed again.

  python manage.py propagate demo/1
  python manage.py propagate demo --json > result.json
  python manage.py propagate demo/1 --predictor flow-fast    beside the masks that stand, to compare

Running workers do the work; if there is none, one is started for it. Ends with 1 if a clip is not propagated."""


@dataclass
class Errand:
    """One clip that was asked for, and what is known of it."""

    video: Video
    name: str
    begun: float
    run: Run | None = None
    computed_before: int = 0
    error: str | None = None
    seconds: float | None = None

    def state(self) -> dict[str, Any]:
        """How far the run is that was asked for; without a name, the clip's current one."""
        return propagation_state(self.video, self.run)

    def computed(self) -> int:
        """How often segments of that run were computed, ever."""
        run = self.run or current_run(self.video)
        return Segment.objects.filter(run=run).aggregate(times=Sum("computed"))["times"] or 0 if run else 0

    def ended(self, state: dict[str, Any]) -> bool:
        """Whether there is nothing to wait for; notes when."""
        if self.seconds is None and (self.error or state["state"] not in (Job.State.QUEUED, Job.State.RUNNING)):
            self.seconds = round(time.monotonic() - self.begun, 2)
        return self.seconds is not None


class Command(BaseCommand):
    help = "Compute the masks between the keyframes of clips. Ends with 1 if a clip is not propagated."

    def create_parser(self, *args: Any, **options: Any) -> Any:
        return super().create_parser(*args, epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, **options)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("videos", nargs="+", metavar="VIDEO", help="PROJECT/NUMBER, or PROJECT for all its clips")
        offered = ", ".join(settings.RUN_PREDICTORS)
        parser.add_argument("--predictor", metavar="NAME", help=f"a run of its own beside others: {offered}")
        parser.add_argument("--json", action="store_true", help="print one JSON list instead of a table")
        parser.add_argument("--no-wait", action="store_true", help="only queue; workers that run elsewhere do it")

    def handle(self, *args: Any, videos: list[str], **options: Any) -> None:
        errands = [self.ask(video, options["predictor"]) for video in clips_named(videos)]
        if not options["no_wait"]:
            self.wait(errands)
        results = [result_of(errand) for errand in errands]
        if options["json"]:
            self.stdout.write(json.dumps(results, ensure_ascii=False))
        else:
            for result in results:
                self.stdout.write(line(result))
        wanted = ("done", "queued", "running") if options["no_wait"] else ("done",)
        if any(result["error"] or result["state"] not in wanted for result in results):
            raise SystemExit(1)

    def ask(self, video: Video, predictor: str | None) -> Errand:
        """Queue what a clip needs: its current run, or that of a predictor."""
        errand = Errand(video, f"{video.project.slug}/{video.number}", time.monotonic())
        try:
            with transaction.atomic():
                if predictor is None:
                    start_propagation(video, priority=Job.Priority.BATCH)
                else:
                    errand.run = complete_run(video, predictor=predictor)
                errand.computed_before = errand.computed()
        except AnnotatorError as refusal:
            errand.error = str(refusal)
        return errand

    def wait(self, errands: list[Errand]) -> None:
        """Stay until every clip has ended or is paused, with progress on standard error and a worker at work."""
        helper, failures = None, 0
        try:
            while True:
                close_old_connections()
                states = [(errand, errand.state()) for errand in errands]
                waiting = [(errand, state) for errand, state in states if not errand.ended(state)]
                self.show(states, len(waiting))
                if not waiting:
                    return
                if helper is not None and helper.poll() is not None:
                    failures += helper.returncode != 0
                    helper = None
                if failures >= FAILED_STARTS:
                    raise CommandError("The worker ended with an error three times; see its messages above.")
                if helper is None and not alive(QUEUE).exists():
                    helper = subprocess.Popen([sys.executable, "-m", "propagation.worker", "--drain"], stdout=2)
                time.sleep(LOOK_SECONDS)
        finally:
            if helper is not None:
                helper.terminate()
                helper.wait()

    def show(self, states: list[tuple[Errand, dict[str, Any]]], waiting: int) -> None:
        """One line of progress, written over itself on a terminal."""
        done = sum(state["segments_done"] for _, state in states)
        total = sum(state["segments_total"] for _, state in states)
        etas = [state["eta_seconds"] for _, state in states if state["eta_seconds"] is not None]
        left = f", about {max(1, round(sum(etas)))} s left" if etas else ""
        said = f"{done} of {total} segments, {waiting} of {len(states)} clips to go{left}"
        if sys.stderr.isatty():
            self.stderr.write(f"\r{said:<78}", ending="\n" if not waiting else "")
            self.stderr.flush()
        elif said != getattr(self, "said", None):
            self.stderr.write(said)
        self.said = said


def clips_named(names: list[str]) -> list[Video]:
    """The clips that the command line names, each once, in its order.

    Raises:
        CommandError: No such project or clip; the text says which there are.
    """
    found: dict[int, Video] = {}
    for name in names:
        slug, _, number = name.partition("/")
        project = Project.objects.filter(slug=slug).first()
        if project is None:
            known = ", ".join(Project.objects.order_by("slug").values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no project {slug!r}; there are: {known}.")
        clips = Video.objects.filter(project=project).select_related("project").order_by("number")
        if "/" in name:
            clips = clips.filter(number=int(number)) if number.isdecimal() and len(number) < 9 else clips.none()
        else:
            clips = clips.filter(tracks__keyframes__deleted=False, tracks__retired=False).distinct()
        if not clips:
            known = (
                ", ".join(map(str, project.videos.order_by("number").values_list("number", flat=True)[:20])) or "none"
            )
            what = f"no clip {number!r}" if "/" in name else "no clip on which anything is drawn"
            raise CommandError(f"Project {slug} has {what}; its clips are: {known}.")
        found.update({clip.pk: clip for clip in clips})
    return list(found.values())


def result_of(errand: Errand) -> dict[str, Any]:
    """What became of a clip, in JSON."""
    state = errand.state()
    computed = errand.computed() - errand.computed_before
    return {
        "video": errand.name,
        "segments_total": state["segments_total"],
        "computed": computed,
        "reused": max(0, state["segments_done"] - computed),
        "seconds": errand.seconds or round(time.monotonic() - errand.begun, 2),
        "run": state["run"],
        "predictor": state["predictor"],
        "state": state["state"],
        "error": errand.error or state["error"],
    }


def line(result: dict[str, Any]) -> str:
    """One row of the table."""
    start = f"{result['video']:<28.28}  {result['state']:<9}"
    if result["error"]:
        return f"{start}  {result['error']}"
    counts = f"{result['segments_total']:>5} segments: {result['computed']} computed, {result['reused']} reused"
    return f"{start}  {counts}, {result['seconds']:g} s"
