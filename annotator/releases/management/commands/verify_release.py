"""Proves a release from the shell, wherever it lies: everything that is wrong with it, in one run."""

import json
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.formats.fault import Fault
from annotator.formats.progress import Progress
from annotator.formats.verification import Verified, inspect


class Command(BaseCommand):
    help = (
        "Prove the release in DIR: every byte by its manifest, every rule of the ViCaS layout in every file, every "
        "clip against its annotation. Prints everything that is wrong, with file, clip, frame and track, and ends "
        "with 1 if anything is. Pairs of clips in different splits that seem to show the same are told, for a person "
        "to look at, and are no fault. Needs no database; docs/releases.md lists the kinds of faults."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR", help="the folder that holds manifest.json")
        parser.add_argument(
            "--json", action="store_true", help="one JSON object: whole, faults, kinds, holds (with leaks)"
        )

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        if not directory.is_dir():
            raise CommandError(f"There is no folder {directory}; name the one that holds manifest.json.")
        progress = Progress("files")
        faults: list[Fault] = []
        kinds: Counter[str] = Counter()

        def report(fault: Fault) -> None:
            kinds[fault.kind] += 1
            if options["json"]:
                faults.append(fault)
                return
            progress.clear()
            self.stdout.write(fault.line)

        verified = inspect(directory, report=report, step=progress)
        progress.clear()
        if options["json"]:
            self.stdout.write(json.dumps(as_json(faults, kinds, verified)))
        elif not kinds:
            masks = verified.masks_human + verified.masks_automatic
            self.stdout.write(
                f"Whole: {verified.version}, {verified.videos} clips, {verified.frames} frames, "
                f"{verified.tracks} tracks, {masks} masks; manifest sha256 {verified.manifest_sha256}"
            )
        if not options["json"]:
            for leak in verified.leaks:
                self.stdout.write(f"look at: {leak.line}")
        if kinds:
            told = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
            raise CommandError(f"{directory} is damaged, {kinds.total()} faults: {told}.")


def as_json(faults: list[Fault], kinds: Counter[str], verified: Verified) -> dict[str, Any]:
    """What a program reads: whether the release is whole, each fault, how many of each kind, what could be counted."""
    return {
        "whole": not faults,
        "faults": [asdict(fault) for fault in faults],
        "kinds": dict(sorted(kinds.items())),
        "holds": asdict(verified),
    }
