"""Makes a release from the shell: freeze, build, verify, publish, and a copy where it is wanted."""

import json
import shutil
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.errors import AnnotatorError
from annotator.releases.actions import freeze, mark_failed
from annotator.releases.build import build
from annotator.releases.models import Release
from annotator.releases.queries import folder_of
from annotator.videos.models import Project


class Command(BaseCommand):
    help = "Freeze all finished clips of a project as VERSION, build and verify the release, and copy it to --out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("version", help="such as v1.0; one that was frozen but not published is taken up again")
        parser.add_argument("--out", type=Path, required=True, help="the folder to make; it must not exist")
        parser.add_argument("--note", default="", help="a sentence for the release's README")
        parser.add_argument("--json", action="store_true", help="print what the release holds as JSON")

    def handle(self, *args: Any, out: Path, version: str, note: str, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            known = ", ".join(Project.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no project {options['project']!r}; there are: {known}.")
        if out.exists():
            raise CommandError(f"{out} exists; name a folder that does not.")
        begun = Release.objects.select_related("project").filter(project=project, version=version)
        release = begun.exclude(state=Release.State.PUBLISHED).first()
        try:
            release = release or freeze(project, version=version, note=note, by=None)
            verified = build(release, step=self.show)
        except AnnotatorError as error:
            if release is not None:
                mark_failed(release, str(error))
            raise CommandError(str(error)) from error
        copy(folder_of(release), out)
        if options["json"]:
            self.stdout.write(json.dumps(asdict(verified) | {"out": str(out)}))
            return
        self.stdout.write(f"{verified.videos} clips, {verified.tracks} tracks, {verified.frames} frames in {out}")
        self.stdout.write(f"manifest sha256 {verified.manifest_sha256}")

    def show(self, done: int, total: int) -> None:
        """Progress, on standard error so that --json stays clean."""
        self.stderr.write(f"clip {done} of {total}")


def copy(source: Path, out: Path) -> None:
    """Copy a folder so that it appears whole or not at all."""
    beside = out.with_name(f".{out.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, beside)
    beside.rename(out)
