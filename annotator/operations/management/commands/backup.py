"""Makes a backup of rows and files; run it as often as you like, each copies only what is new."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.errors import AnnotatorError
from annotator.formats.progress import Progress
from annotator.operations.backup import back_up
from annotator.storage.refusals import StorageAway


class Command(BaseCommand):
    help = (
        "Back up the database and all files into DIR, beside earlier backups; while people work, too. Contents are "
        "kept once, by their checksum. Killed half way, it leaves what was there. The secret key is not in it."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "directory", type=Path, metavar="DIR", help="the folder of backups; made if it is not there"
        )
        parser.add_argument(
            "--read-all", action="store_true", help="read every file, in place of trusting its size and time of writing"
        )
        parser.add_argument("--json", action="store_true", help="print one object: name, files, bytes, copied, …")

    def handle(self, *args: Any, directory: Path, read_all: bool, **options: Any) -> None:
        progress = Progress("files")
        try:
            made = back_up(directory, read_all=read_all, seen=lambda done: progress(done, done))
        except (AnnotatorError, StorageAway) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup was not made, earlier ones are as they were: {error}.") from error
        finally:
            progress.clear()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(made)))
            return
        self.stdout.write(
            f"{made.name}: the rows and {made.files} files ({made.bytes} bytes), of which {made.copied} were copied "
            f"now ({made.copied_bytes} bytes), in {directory}"
        )
