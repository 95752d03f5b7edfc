"""Restores a backup into the configured database and data folder, and looks whether what must hold does."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from annotator.errors import AnnotatorError
from annotator.formats.progress import Progress
from annotator.operations.restoration import Restored, restore
from annotator.storage.refusals import StorageAway


class Command(BaseCommand):
    help = (
        "Restore the newest whole backup in DIR into DATABASE_URL and TETHER_DATA, which have to be empty; every "
        "checksum is compared before anything is written. Stop the services first. Then check_invariants is run."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR", help="the folder that manage.py backup wrote to")
        parser.add_argument("--backup", metavar="NAME", help="an older one, by the name of its folder in DIR/backups")
        parser.add_argument("--replace", action="store_true", help="put aside the rows and files that are here")
        parser.add_argument("--json", action="store_true", help="print one object: name, files, migrated, aside")

    def handle(self, *args: Any, directory: Path, replace: bool, **options: Any) -> None:
        progress = Progress("files")
        try:
            restored = restore(directory, name=options["backup"], replace=replace, seen=progress)
        except (AnnotatorError, StorageAway) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"The backup was not restored: {error}. Mend that, then give the command again."
            ) from error
        finally:
            progress.clear()
        self.tell(restored, as_json=options["json"])
        if restored.migrated:
            call_command("check_invariants", stdout=self.stderr if options["json"] else self.stdout)

    def tell(self, restored: Restored, *, as_json: bool) -> None:
        """What stands here now."""
        if as_json:
            self.stdout.write(json.dumps(asdict(restored)))
            return
        self.stdout.write(f"{restored.name}: the rows and {restored.files} files are here.")
        for place in restored.aside:
            self.stdout.write(f"What was here before is {place}; delete it once you are sure.")
        if not restored.migrated:
            self.stdout.write("They are of an older Tether: run manage.py migrate, then manage.py check_invariants.")
