"""Registers a trained model from the shell: here, where it is known whether its release is one of the project's."""

import json
import shutil
import tarfile
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.checkpoints.actions import register
from annotator.checkpoints.models import Checkpoint
from annotator.checkpoints.queries import describe
from annotator.errors import AnnotatorError
from annotator.formats.checkpoint import BASES, read_provenance
from annotator.releases.models import Release
from annotator.videos.models import Project

EPILOG = """\
what happens: every file is held against the checkpoint's own checksums, the whole is copied beside the releases, and
becomes a candidate. A lead promotes it on the page Models; nothing drafts before.

examples:
  manage.py register_checkpoint demo RUN/stage_3 --scores SCORES/scores.json --name 0.2
  manage.py register_checkpoint demo model.tar --licence language=llama3 --licence vision=NSCLv1 --json"""


def licence(word: str) -> tuple[str, str]:
    """A part of the recipe and the licence of the weights that it began from."""
    part, _, name = word.partition("=")
    if part not in BASES or not name.strip():
        raise ArgumentTypeError(f"{word!r} is no licence; give PART=NAME, with a part of {', '.join(BASES)}")
    return part, name.strip()


class Command(BaseCommand):
    help = "Prove a checkpoint of model_assist, keep a copy of it, and make it a candidate of PROJECT."

    def create_parser(self, *args: Any, **options: Any) -> Any:
        return super().create_parser(*args, epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, **options)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", metavar="PROJECT", help="the project's slug, as in its address")
        parser.add_argument("folder", type=Path, metavar="DIR", help="the checkpoint's folder, or a tar archive of it")
        parser.add_argument("--name", default="", help="by which people know it; default the folder's name")
        parser.add_argument("--scores", type=Path, metavar="FILE", help="the scores.json of model_assist.evaluate")
        parser.add_argument(
            "--log", type=Path, metavar="FILE", help="the run's log.jsonl; default the one beside DIR, if there is one"
        )
        parser.add_argument(
            "--licence", type=licence, action="append", default=[], metavar="PART=NAME", dest="licences",
            help="of weights that it began from; needed for each part of its recipe that names some",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *args: Any, project: str, folder: Path, **options: Any) -> None:
        found = Project.objects.filter(slug=project).first()
        if found is None:
            known = ", ".join(Project.objects.order_by("slug").values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no project {project!r}; there are: {known}.")
        try:
            row = take_in(found, folder, options)
        except (AnnotatorError, OSError, tarfile.TarError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(describe(row), default=str, ensure_ascii=False))
            return
        of = "" if row.ours else ", which is none of this project's: none of its clips counts as learned from"
        self.stdout.write(f"{row.name}: {row.state}, learned from release {row.release_version}{of}; {row.sha256}")


def unpack(archive: tarfile.TarFile, place: Path) -> None:
    """An archive's files and folders. `TarFile.extractall` can refuse the rest from Python 3.11.4 on only.

    Raises:
        tarfile.ExtractError: One would lie outside, or is a link or a device; what came before it is written.
    """
    for member in archive:
        path = place / member.name
        inside = path.resolve().is_relative_to(place.resolve())
        if not inside or not (member.isfile() or member.isdir()):
            raise tarfile.ExtractError(f"{member.name} in the archive is outside it, or no file; pack the folder anew.")
        if content := archive.extractfile(member):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                shutil.copyfileobj(content, file)


def take_in(project: Project, folder: Path, options: dict[str, Any]) -> Checkpoint:
    """Register a folder, or what an archive holds.

    Raises:
        AnnotatorError: As `register`.
        OSError, tarfile.TarError: It cannot be read, or the archive would write outside its folder.
    """
    with TemporaryDirectory() as place:
        if folder.is_file():
            with tarfile.open(folder) as archive:
                unpack(archive, Path(place))
            options = options | {"name": options["name"] or folder.name.split(".")[0]}
            folder = next((path.parent for path in Path(place).rglob("SHA256SUMS")), Path(place))
        sha256 = read_provenance(folder).release_sha256
        return register(
            project, folder, ours=Release.objects.filter(project=project, manifest_sha256=sha256).exists(),
            name=options["name"], scores=options["scores"], log=options["log"], licences=dict(options["licences"]),
        )  # fmt: skip
