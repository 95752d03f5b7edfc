"""Imports clips from the shell, one after the other, and says of each what became of it."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.errors import AnnotatorError
from annotator.storage.refusals import StorageAway
from annotator.videos.models import Project
from annotator.work.admission import admit_file


class Command(BaseCommand):
    help = "Import video files or folders of them into a project. Ends with 1 if any was refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("paths", nargs="+", type=Path, help="files, or folders whose files are all tried")
        parser.add_argument("--source", default="Import", help="where the clips come from, such as Oops or Kinetics")
        parser.add_argument("--json", action="store_true", help="print one JSON list instead of a table")

    def handle(self, *args: Any, paths: list[Path], source: str, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            known = ", ".join(Project.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no project {options['project']!r}; there are: {known}.")
        results = []
        for number, path in enumerate(files := list(files_in(paths)), 1):
            results.append(self.try_one(project, path, source))
            if not options["json"]:
                self.stdout.write(line(number, len(files), results[-1]))
        refused = sum(not result["accepted"] for result in results)
        if options["json"]:
            self.stdout.write(json.dumps(results, ensure_ascii=False))
        else:
            self.stdout.write(f"{len(results) - refused} accepted, {refused} refused")
        if refused:
            raise SystemExit(1)

    def try_one(self, project: Project, path: Path, source: str) -> dict[str, Any]:
        """Import one file, with its progress on standard error."""

        def progress(done: int, total: int) -> None:
            if done % 30 == 0:
                self.stderr.write(f"\r{path.name}: frame {done} of {total} ", ending="")
                self.stderr.flush()

        try:
            video = admit_file(project, path, source=source, by=None, progress=progress)
        except AnnotatorError as refusal:
            return {"path": str(path), "accepted": False, "code": refusal.code, "reason": str(refusal)}
        except StorageAway as error:
            raise CommandError(str(error)) from error
        finally:
            self.stderr.write("\r" + " " * 78 + "\r", ending="")
        return {
            "path": str(path), "accepted": True, "video": video.pk, "number": video.number, "frames": video.frame_count,
            "width": video.width, "height": video.height, "notes": video.notes,
        }  # fmt: skip


def files_in(paths: list[Path]) -> Iterator[Path]:
    """Files as they are, folders as the files in them by name."""
    for path in paths:
        yield from sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]


def line(number: int, total: int, result: dict[str, Any]) -> str:
    """One row of the table."""
    name = Path(result["path"]).name
    start = f"{number:>3}/{total}  {name:<36.36}"
    if result["accepted"]:
        size = f"{result['width']}x{result['height']}"
        return f"{start}  accepted  {result['frames']:>4} frames  {size}  clip {result['number']:06d}"
    return f"{start}  refused   {result['code']}: {result['reason']}"
