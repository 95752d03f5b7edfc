"""Imports a release in the ViCaS layout from the shell: every video a finished clip, or named with the reason."""

import json
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.formats.incoming import ImportRefused, Incoming, open_incoming, videos_folder
from annotator.formats.progress import Progress
from annotator.releases.import_media import Pictures
from annotator.releases.importing import Outcome, take_in
from annotator.videos.models import Project


class Command(BaseCommand):
    help = (
        "Import the annotations of a release in the ViCaS layout into PROJECT: captions with their phrases, objects, "
        "drawn and computed masks, prompts, rewordings, splits. Each video becomes a clip under its own number, with "
        "caption and masks approved, so that make_release writes it again field by field. A video that cannot be "
        "imported is named and left out; the others come in. Running it again goes on where it stopped and changes "
        "nothing that is there. Ends with 1 if anything was left out. docs/releases.md says more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", metavar="PROJECT", help="the project's slug")
        parser.add_argument(
            "directory",
            type=Path,
            metavar="RELEASE_DIR",
            help="the folder that holds annotations/<version>/NNNNNN.json",
        )
        parser.add_argument(
            "--videos", type=Path, metavar="DIR",
            help="where the video files lie, if not in RELEASE_DIR/videos; a clip without one has grey pictures",
        )  # fmt: skip
        parser.add_argument(
            "--release-version", metavar="VERSION", help="which version, where RELEASE_DIR holds several, such as v1.0"
        )
        parser.add_argument(
            "--json", action="store_true", help="one JSON object: version, imported, present, refused, …"
        )

    def handle(self, *args: Any, directory: Path, videos: Path | None, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            known = ", ".join(Project.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no project {options['project']!r}; there are: {known}.")
        for folder in (directory, videos):
            if folder is not None and not folder.is_dir():
                raise CommandError(f"There is no folder {folder}.")
        try:
            incoming = open_incoming(directory, options["release_version"])
            pictures = Pictures(project, videos or videos_folder(directory))
        except ImportRefused as error:
            raise CommandError(str(error)) from error
        try:
            outcomes = self.take_all(project, incoming, pictures, quiet=options["json"])
        finally:
            pictures.forget()
        self.tell(incoming, outcomes, as_json=options["json"])
        if incoming.strays or any(outcome.state == "refused" for outcome in outcomes):
            raise SystemExit(1)

    def take_all(self, project: Project, incoming: Incoming, pictures: Pictures, *, quiet: bool) -> list[Outcome]:
        """Every video, each with its line as it comes where a line is due."""
        progress, outcomes = Progress("videos"), []
        for done, number in enumerate(incoming.videos, 1):
            outcomes.append(take_in(project, incoming, number, pictures))
            if not quiet and (told := line(outcomes[-1])):
                progress.clear()
                self.stdout.write(told)
            progress(done, len(incoming.videos))
        progress.clear()
        return outcomes

    def tell(self, incoming: Incoming, outcomes: list[Outcome], *, as_json: bool) -> None:
        """What became of all of it."""
        counts = Counter(outcome.state for outcome in outcomes)
        states = {state: counts[state] for state in ("imported", "present", "refused")}
        strays = [f"annotations/{incoming.version}/{name}" for name in incoming.strays]
        grey = sum(outcome.grey for outcome in outcomes)
        if as_json:
            document = {"version": incoming.version} | states | {"grey": grey, "strays": strays}
            videos = [asdict(outcome) for outcome in outcomes]
            self.stdout.write(json.dumps(document | {"videos": videos}, ensure_ascii=False))
            return
        for stray in strays:
            self.stdout.write(f"{stray!a}: is no annotation (NNNNNN.json); it was left out")
        told = ", ".join(f"{count} {state}" for state, count in states.items())
        self.stdout.write(f"{incoming.version}: {told}; {grey} without a video file, their pictures are grey")


def line(outcome: Outcome) -> str:
    """What people should know of one video; nothing where all went well."""
    if outcome.state == "refused":
        return f"refused  {outcome.text}"
    if outcome.differences:
        return f"imported  {outcome.file}: a release will write in another form: {', '.join(outcome.differences)}"
    return ""
