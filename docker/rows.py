"""Migrations and the demo project in one process, because each start of Django costs a second or two.

With `--demo FILE`, what people should read (the accounts) goes into that file, for its owner only.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path

import django
from django.core.management import call_command


def main() -> None:
    """Migrate, then be sure of the demo project if asked to."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--demo", type=Path, metavar="FILE")
    welcome = words.parse_args().demo
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    django.setup()
    gc.freeze()  # migrations leave much rubbish: who looks for it need not look through all that is loaded each time
    call_command("migrate", interactive=False, verbosity=1, stdout=sys.stderr)
    if welcome is not None:
        opened = os.open(welcome, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w") as file:
            call_command("seed_demo", stdout=file, stderr=sys.stderr)


if __name__ == "__main__":
    main()
