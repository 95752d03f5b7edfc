"""Imports annotations from the shell: every video of a release a finished clip, or masks of other tools for clips."""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.formats.incoming import ImportRefused, open_incoming, videos_folder
from annotator.formats.progress import Progress
from annotator.releases import import_foreign
from annotator.releases.import_media import Pictures
from annotator.releases.importing import Outcome, take_in
from annotator.storage.refusals import StorageAway
from annotator.videos.models import Project

RELEASE = "vicas"


@dataclass(frozen=True)
class Plan:
    """What there is to import, one call a video, and what lies beside it."""

    version: str | None
    calls: list[Callable[[], Outcome]]
    strays: list[str]


class Command(BaseCommand):
    help = (
        "Import the annotations of a release in the ViCaS layout into PROJECT: captions with their phrases, objects, "
        "drawn and computed masks, prompts, rewordings, splits. Each video becomes a clip under its own number, with "
        "caption and masks approved, so that make_release writes it again field by field. A video that cannot be "
        "imported is named and left out; the others come in. Running it again goes on where it stopped and changes "
        "nothing that is there. Ends with 1 if anything was left out. With --format the files of another tool bring "
        "masks to clips that wait for them. docs/releases.md says more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", metavar="PROJECT", help="the project's slug")
        parser.add_argument(
            "directory",
            type=Path,
            metavar="RELEASE_DIR",
            help="the folder of annotations/<version>/NNNNNN.json",
        )
        parser.add_argument(
            "--videos", type=Path, metavar="DIR",
            help="where the video files lie, if not in RELEASE_DIR/videos; a clip without one has grey pictures",
        )  # fmt: skip
        parser.add_argument(
            "--release-version", metavar="VERSION", help="which version, where RELEASE_DIR holds several, such as v1.0"
        )
        parser.add_argument(
            "--format", choices=(RELEASE, *import_foreign.FORMATS), default=RELEASE,
            help="vicas unless told otherwise; cvat (CVAT for video 1.1) and sa-v are masks for clips that are here",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print one JSON object: imported, refused, …")

    def handle(self, *args: Any, directory: Path, videos: Path | None, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            known = ", ".join(Project.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no project {options['project']!r}; there are: {known}.")
        for folder in (directory, videos):
            if folder is not None and not folder.is_dir():
                raise CommandError(f"There is no folder {folder}.")
        pictures = Pictures(project, videos)
        try:
            plan = self.plan(project, directory, pictures, options)
            outcomes = self.take_all(plan, quiet=options["json"])
        except (ImportRefused, StorageAway) as error:
            raise CommandError(str(error)) from error
        finally:
            pictures.forget()
        self.tell(plan, outcomes, as_json=options["json"])
        if plan.strays or any(outcome.state == "refused" for outcome in outcomes):
            raise SystemExit(1)

    def plan(self, project: Project, directory: Path, pictures: Pictures, options: dict[str, Any]) -> Plan:
        """What there is to import."""
        if (name := options["format"]) != RELEASE:
            if pictures.videos or options["release_version"]:
                raise CommandError(f"--videos and --release-version mean nothing for {name}; leave them out.")
            files = import_foreign.files_in(directory, name)
            take = partial(import_foreign.take_in_masks, project, directory)
            return Plan(None, [partial(take, file, name) for file in files], [])
        incoming = open_incoming(directory, options["release_version"])
        pictures.videos = pictures.videos or videos_folder(directory)
        strays = [f"annotations/{incoming.version}/{stray}" for stray in incoming.strays]
        calls = [partial(take_in, project, incoming, video, pictures) for video in incoming.videos]
        return Plan(incoming.version, [*calls], strays)

    def take_all(self, plan: Plan, *, quiet: bool) -> list[Outcome]:
        """Every video, each with its line as it comes where a line is due."""
        progress, outcomes = Progress("videos"), []
        for done, call in enumerate(plan.calls, 1):
            outcomes.append(call())
            if not quiet and (told := line(outcomes[-1])):
                progress.clear()
                self.stdout.write(told)
            progress(done, len(plan.calls))
        progress.clear()
        return outcomes

    def tell(self, plan: Plan, outcomes: list[Outcome], *, as_json: bool) -> None:
        """What became of all of it."""
        counts = Counter(outcome.state for outcome in outcomes)
        states = {state: counts[state] for state in ("imported", "present", "refused")}
        grey = sum(outcome.grey for outcome in outcomes)
        if as_json:
            document = {"version": plan.version} | states | {"grey": grey, "strays": plan.strays}
            videos = [asdict(outcome) for outcome in outcomes]
            self.stdout.write(json.dumps(document | {"videos": videos}, ensure_ascii=False))
            return
        for stray in plan.strays:
            self.stdout.write(f"{stray!a}: is no annotation (NNNNNN.json); it was left out")
        told = ", ".join(f"{count} {state}" for state, count in states.items())
        if plan.version is None:
            self.stdout.write(f"{told}; what was imported waits for review")
            return
        self.stdout.write(f"{plan.version}: {told}; {grey} without a video file, their pictures are grey")


def line(outcome: Outcome) -> str:
    """What people should know of one video; nothing where all went well."""
    if outcome.state == "refused":
        return f"refused  {outcome.text}"
    if outcome.differences:
        return f"imported  {outcome.file}: a release will write in another form: {', '.join(outcome.differences)}"
    return ""
