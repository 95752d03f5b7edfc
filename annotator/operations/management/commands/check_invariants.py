"""Says whether what must always hold does: every sentence, and where it is broken, what to do."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.operations.file_invariants import FILES
from annotator.operations.invariant import Finding, look_at
from annotator.operations.mask_invariants import MASKS
from annotator.operations.row_invariants import ROWS
from annotator.operations.work_invariants import WORK

EVERY = (*WORK, *MASKS, *ROWS, *FILES)
MOST = 20


class Command(BaseCommand):
    help = (
        "Look whether what must always hold of rows and files does; writes nothing, and may run while people work. "
        "Ends with 1 and names what is broken if anything is. docs/operations.md lists the sentences."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--files", action="store_true", help="read every file too, and compare its checksum")
        parser.add_argument("--json", action="store_true", help="one object: clean, files, checks")
        parser.add_argument("--most", type=int, default=MOST, metavar="N", help=f"places named of each; default {MOST}")

    def handle(self, *args: Any, files: bool, most: int, **options: Any) -> None:
        asked = [invariant for invariant in EVERY if files or not invariant.reads]
        findings = []
        for finding in look_at(asked, most=max(1, most)):
            findings.append(finding)
            if not options["json"]:
                self.tell(finding)
        broken = [finding for finding in findings if finding.count]
        if options["json"]:
            told = {"clean": not broken, "files": files, "checks": [as_json(finding) for finding in findings]}
            self.stdout.write(json.dumps(told))
        if broken:
            raise CommandError("Broken: " + ", ".join(f"{one.invariant.name} ({one.count})" for one in broken) + ".")

    def tell(self, finding: Finding) -> None:
        """One line; where it is broken, the places and what to do."""
        invariant = finding.invariant
        self.stdout.write(f"{'BROKEN' if finding.count else 'ok':<7}{invariant.name:<34}{invariant.says}")
        for place in finding.first:
            self.stdout.write(f"         {place}")
        if finding.count > len(finding.first):
            self.stdout.write(f"         and {finding.count - len(finding.first)} more")
        if finding.count:
            self.stdout.write(f"         What to do: {invariant.remedy}.")


def as_json(finding: Finding) -> dict[str, Any]:
    """What a program reads of one invariant."""
    told = {"name": finding.invariant.name, "says": finding.invariant.says, "broken": finding.count}
    return told | {"first": finding.first, "remedy": finding.invariant.remedy if finding.count else ""}
