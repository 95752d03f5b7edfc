"""Words prompts, cleaned captions and rewordings from the shell: tells the cost, writes drafts, names what failed."""

import json
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from annotator.errors import AnnotatorError
from annotator.formats.progress import Progress
from annotator.jobs.models import Job
from annotator.jobs.queries import latest
from annotator.videos.models import Project
from annotator.wordings.actions import list_run
from annotator.wordings.estimates import OFF, Estimate, estimate
from annotator.wordings.models import Item, Run, What
from annotator.wordings.queries import KIND, describe_run
from annotator.wordings.spending import endpoint
from annotator.wordings.tasks import run as take_a_turn

LOOK_SECONDS = 0.3
ENDED = (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED, Job.State.PAUSED)
EPILOG = """\
what happens: every clip with an approved caption gets drafts of what it still lacks. A person accepts, edits or
dismisses each on the page Wordings; only what was accepted enters a release. Without a language endpoint
(TETHER_LANGUAGE_URL, docs/settings.md) prompts are written by rule, and nothing else can be.
Answers are kept: killed half way, the same command goes on and pays for nothing twice.

examples:
  manage.py write_prompts demo --estimate
  manage.py write_prompts demo --what prompts,cleaned --cap 2.50 --json

Ends with 1 if something could not be written."""


class Command(BaseCommand):
    help = "Write drafts of LG-VIS prompts, cleaned captions and rewordings for a project's approved captions."

    def create_parser(self, *args: Any, **options: Any) -> Any:
        return super().create_parser(*args, epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, **options)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", metavar="PROJECT", help="the project's slug, as in its address")
        parser.add_argument(
            "--what", metavar="WHAT,WHAT", help="prompts, cleaned, rewordings; default all that can be written here"
        )
        parser.add_argument("--cap", type=float, metavar="AMOUNT", help="what it may cost, in the operator's currency")
        parser.add_argument("--clips", metavar="NUMBER,NUMBER", help="only these clips; default all")
        parser.add_argument("--estimate", action="store_true", help="only say what it would ask and cost")
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *args: Any, project: str, what: str | None, cap: float | None, **options: Any) -> None:
        found = Project.objects.filter(slug=project).first()
        if found is None:
            known = ", ".join(Project.objects.order_by("slug").values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no project {project!r}; there are: {known}.")
        kinds, chosen = kinds_of(what), clips_named(found, options["clips"])
        if what is None and endpoint() is None:
            self.stderr.write(OFF)
        try:
            if options["estimate"]:
                self.tell_estimate(estimate(found, what=kinds, chosen=chosen), as_json=options["json"])
                return
            run = begun(found, kinds) or list_run(found, what=kinds, chosen=chosen, cap=cap, by=None)
        except AnnotatorError as error:
            raise CommandError(str(error)) from error
        self.work_off(run)
        self.tell(describe_run(run), as_json=options["json"])

    def work_off(self, run: Run) -> None:
        """Take turns until the run has ended or is paused; a worker that runs elsewhere may take some of them."""
        progress = Progress("drafts")
        while (job := latest(KIND, run.pk)) is not None and job.state not in ENDED:
            take_a_turn(job.pk)
            job.refresh_from_db()
            progress(job.done, job.total)
            if job.state == Job.State.RUNNING:
                time.sleep(LOOK_SECONDS)
            close_old_connections()
        progress.clear()
        run.refresh_from_db()

    def tell_estimate(self, told: Estimate, *, as_json: bool) -> None:
        """What it would ask and cost."""
        if as_json:
            self.stdout.write(json.dumps(told.as_json()))
            return
        values = told.as_json()
        self.stdout.write(
            f"{values['clips']} clips, {values['items']} drafts to write; {values['questions']} questions, of which "
            f"{values['remembered']} are answered already"
        )
        self.stdout.write(
            f"about {values['tokens_in']} tokens in and {values['tokens_out']} out, {values['cost']:.4f} in all"
        )

    def tell(self, told: dict[str, Any], *, as_json: bool) -> None:
        """What was written, and what was not."""
        if as_json:
            self.stdout.write(json.dumps(told, default=str, ensure_ascii=False))
        else:
            for fault in told["faults"]:
                self.stdout.write(f"{fault['number']:06d} {fault['what']}: {fault['text']}")
            counts = ("written", "failed", "left_out", "unreadable", "asked", "remembered")
            named = ", ".join(f"{told[name]} {name.replace('_', ' ')}" for name in counts)
            self.stdout.write(f"{told['state']}: {named}; {told['spent']:.4f} spent")
            if told["error"]:
                self.stdout.write(told["error"])
        if told["state"] != Job.State.DONE or told["failed"]:
            raise SystemExit(1)


def kinds_of(what: str | None) -> list[str]:
    """What the command asks for.

    Raises:
        CommandError: It is none of what there is.
    """
    if what is None:
        return list(What.values) if endpoint() else [What.PROMPTS.value]
    kinds = [one.strip() for one in what.split(",") if one.strip()]
    if not kinds or (wrong := [one for one in kinds if one not in What.values]):
        raise CommandError(
            f"--what {what}: {', '.join(wrong) if kinds else 'nothing'} is none of {', '.join(What.values)}."
        )
    return kinds


def clips_named(project: Project, numbers: str | None) -> list[int] | None:
    """The row numbers of the clips that the command names; None: all.

    Raises:
        CommandError: There is no such clip.
    """
    if numbers is None:
        return None
    known = {f"{number}": key for key, number in project.videos.values_list("pk", "number")}
    named = [one.strip().lstrip("0") or "0" for one in numbers.split(",")]
    if missing := [one for one in named if one not in known]:
        raise CommandError(f"--clips {numbers}: {project.slug} has no clip {', '.join(missing)}.")
    return [known[one] for one in named]


def begun(project: Project, kinds: list[str]) -> Run | None:
    """A run of the same that was begun and not ended, to be taken up."""
    for run in Run.objects.filter(project=project, items__state=Item.State.WAITING).distinct().order_by("-pk"):
        job = latest(KIND, run.pk)
        if run.what == [one for one in What.values if one in kinds] and job and job.state in Job.LIVE:
            return run
    return None
