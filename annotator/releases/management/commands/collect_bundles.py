"""Delete files that no row refers to: computed masks, media, releases; `--dry-run` says what would go."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.releases.collection import OLD_HOURS, collect
from annotator.storage.refusals import StorageAway

LEAST = 0.1


def hours(word: str) -> float:
    """An age that leaves a worker time to refer to what it stored."""
    try:
        value = float(word)
    except ValueError:
        value = -1.0
    if not LEAST <= value < float("inf"):
        raise ArgumentTypeError(f"{word!r} is no age; give hours, at least {LEAST:g}")
    return value


class Command(BaseCommand):
    help = (
        "Put files aside that no row refers to, and delete them a day later: masks, clips' media, releases; and "
        "cached documents that nobody asked for lately. On a disk and in a bucket."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")
        parser.add_argument("--older-than", type=hours, default=OLD_HOURS, metavar="HOURS", help="keep what is younger")
        parser.add_argument("--json", action="store_true", help="the counts as one JSON object")

    def handle(self, *args: Any, dry_run: bool, older_than: float, **options: Any) -> None:
        try:
            found = collect(older_than_hours=older_than, dry_run=dry_run)
        except StorageAway as error:
            raise CommandError(f"Not collected: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json() | {"dry_run": dry_run}))
            return
        self.stdout.write(
            f"{'Nothing was changed: ' if dry_run else ''}{found.old} files are old, rows refer to {found.referred}; "
            f"{found.aside} put aside, {found.restored} put back, {found.deleted} deleted ({found.bytes} bytes); "
            f"{found.cached} cached files and {found.previews} rows of old previews."
        )
