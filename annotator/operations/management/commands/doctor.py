"""Says whether this place is fit to run Tether: a line a sign, and what to do next."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.operations.signs import signs


class Command(BaseCommand):
    help = (
        "Look at the database, the broker, the disk, clocks, workers, libraries and settings. Ends with 1 if anything "
        "is bad; what only somebody should know is marked `look`."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one object: well, signs")

    def handle(self, *args: Any, **options: Any) -> None:
        found = []
        for sign in signs():
            found.append(sign)
            if not options["json"]:
                cure = f" – {sign.cure}" if sign.cure else ""
                self.stdout.write(
                    f"{sign.state.upper() if sign.state == 'bad' else sign.state:<6}{sign.name:<12}{sign.says}{cure}"
                )
        bad = [sign for sign in found if sign.state == "bad"]
        if options["json"]:
            self.stdout.write(json.dumps({"well": not bad, "signs": [asdict(sign) for sign in found]}))
        if bad:
            raise CommandError("Not well: " + ", ".join(dict.fromkeys(sign.name for sign in bad)) + ".")
