"""Migrations and the demo project in one process, because each start of Django costs a second or two.

What people should read (the demo's accounts) goes to stdout, everything else to stderr. `--no-demo` is for servers.
"""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command


def main() -> None:
    """Migrate, then be sure of the demo project."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=1, stdout=sys.stderr)
    if "--no-demo" not in sys.argv:
        call_command("seed_demo", stdout=sys.stdout, stderr=sys.stderr)


if __name__ == "__main__":
    main()
