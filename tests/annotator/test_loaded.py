"""A web process does not search what it loaded for rubbish while somebody waits."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ASKED = "import gc, annotator.asgi; print(gc.get_freeze_count(), len(gc.get_objects()))"


def test_what_is_loaded_at_the_start_is_out_of_the_collectors_sight() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    )
    kept, searched = map(int, done.stdout.split())

    assert kept > 100_000
    assert searched < kept / 100
