"""Reads every file that rows say something of, and names what is gone or not what it was, with the row."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.formats.progress import Progress
from annotator.operations import kept_files
from annotator.operations.invariant import AT_ONCE
from annotator.storage.refusals import StorageAway
from annotator.storage.store import store

Found = tuple[str, str, str]  # row, name, fault


class Command(BaseCommand):
    help = (
        "Read every clip's media, every bundle of masks and every file of a release where they are kept, on a disk or "
        "in a bucket, and compare their checksums with the rows'. Writes nothing; may run while people work. Ends with "
        "1 if anything is gone or changed. A file whose rows have no checksum is looked for only."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one object: whole, files, faults (row, name, fault)")

    def handle(self, *args: Any, **options: Any) -> None:
        self.progress, self.files = Progress("files"), 0
        faults = []
        try:
            where = store().probe()
            for row, name, fault in self.faults():
                faults.append({"row": row, "name": name, "fault": fault})
                self.progress.clear()
                if not options["json"]:
                    self.stdout.write(f"{row}: {name} {fault}")
        except StorageAway as error:
            raise CommandError(f"Not scrubbed: {error}") from error
        finally:
            self.progress.clear()
        if options["json"]:
            self.stdout.write(json.dumps({"whole": not faults, "files": self.files, "faults": faults}))
        elif not faults:
            self.stdout.write(f"Whole: {self.files} files, {where}")
        if faults:
            raise CommandError(f"{len(faults)} of {self.files} files are gone or not what they were.")

    def faults(self) -> Iterator[Found]:
        """Each fault as it is met."""
        total = kept_files.count()
        for file in kept_files.everything():
            self.files += 1
            self.progress(self.files, max(self.files, total))
            if fault := kept_files.fault_by_look(file) or kept_files.fault_by_reading(file):
                row, _, name = str(file).rpartition(": ")
                yield row, name, fault
        for clip in kept_files.clips().exclude(media="").iterator(AT_ONCE):
            if fault := kept_files.fault_beside_video(clip):
                yield f"clip {clip.pk}", f"media/{clip.folder}", fault
