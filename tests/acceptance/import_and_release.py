"""Imports a large made-up ViCaS set, releases it and kills both: `python -m tests.acceptance.import_and_release`.

It shows on a PostgreSQL of its own that
- a release of what was imported says of every video, field by field, what the imported file said, and keeps its split,
- importing once more changes nothing,
- a second project, whose import and whose release are killed with SIGKILL at random moments and started again, has no
  half clip after any of the kills and ends with a release that is the same byte for byte.
It prints what it found and the seconds of each step, and ends with 1 if one of these does not hold. Not part of the
test suite, which does the same with 12 videos: with the defaults it takes some minutes.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Play it; everything it makes goes with it."""
    program = argparse.ArgumentParser(
        prog="python -m tests.acceptance.import_and_release", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    program.add_argument("--videos", type=int, default=200, help="how many the set has (200)")
    program.add_argument("--kills", type=int, default=10, help="of the import, and as many of the release (10)")
    program.add_argument("--seed", type=int, default=20, help="the same seed makes the same set and waits alike (20)")
    chosen = program.parse_args()
    from tests import conftest  # noqa: F401  # starts the servers and sets Django up, which --help needs not
    from tests.acceptance.import_story import play

    with tempfile.TemporaryDirectory(prefix="tether-import-") as folder:
        return play(Path(folder), chosen.videos, kills=chosen.kills, chance=random.Random(chosen.seed))


if __name__ == "__main__":
    sys.exit(main())
