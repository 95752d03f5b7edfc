"""`python -m annotator.formats.interchange RELEASE OUT --format NAME`: a release in the formats of other tools."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.formats.interchange.every import FORMATS, export
from annotator.formats.interchange.losses import Losses
from annotator.formats.progress import Progress
from annotator.formats.release import read_release


def main(arguments: list[str] | None = None) -> int:
    """Write a release in other formats, each into a folder of its name with a LOSSES.json that says what is not in it.

    Returns:
        0 when all are written, 1 when one is not: the release is damaged, the disk is full.
    """
    listed = "\n".join(f"  {name:<18} {one.purpose}" for name, one in FORMATS.items())
    program = argparse.ArgumentParser(
        prog="python -m annotator.formats.interchange",
        description=main.__doc__.split("\n\n")[0] if main.__doc__ else None,
        epilog=f"formats:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    program.add_argument("release", type=Path, metavar="RELEASE", help="its folder")
    program.add_argument("out", type=Path, metavar="OUT", help="a folder; an export that is there already is refused")
    program.add_argument("--format", action="append", required=True, choices=sorted(FORMATS), help="may be given again")
    program.add_argument("--version", help="which, where the folder holds several")
    program.add_argument("--json", action="store_true", help="print what was written and lost as JSON")
    chosen = program.parse_args(arguments)
    told = []
    try:
        release = read_release(chosen.release, chosen.version)
        for name in dict.fromkeys(chosen.format):
            progress = Progress(f"videos as {name}")
            told.append(export(name, release, chosen.out, step=progress))
            progress.clear()
    except (AnnotatorError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(
        json.dumps([one.as_json() for one in told], indent=1) + "\n" if chosen.json else "".join(map(_told, told))
    )
    return 0


def _told(losses: Losses) -> str:
    counts = ", ".join(f"{count:,} {what}" for what, count in sorted(losses.written.items()))
    lost = [
        f"  without {losses.lost[what]:,} {what}: {why}\n" for what, why in losses.reasons.items() if losses.lost[what]
    ]
    return f"{losses.name}: {counts}\n" + "".join(lost)


if __name__ == "__main__":
    raise SystemExit(main())
