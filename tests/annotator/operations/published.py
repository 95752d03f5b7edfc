"""Makes a project with a finished clip and a published release in whatever database and data folder are configured.

Run as a module, in a process of its own: `python -m tests.annotator.operations.published`.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import django


def main() -> None:
    """Rows first, then what is in them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    django.setup()
    from django.core.management import call_command  # models load only after the line above

    from annotator.formats.frames import Limits, canonicalise
    from tests import factories as make
    from tests.annotator.formats import clips
    from tests.annotator.releases.finished import made
    from tests.annotator.storage.clip import finished_anywhere

    call_command("migrate", interactive=False, verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        original = clips.render(clips.cfr(30, 61 / 30, width=64, height=48), Path(folder))
        canonical = Path(folder) / "canonical"
        footage = make.Footage(canonical, canonicalise(original, canonical, limits=Limits(min_seconds=1)))
        project = make.project()
        for _ in range(3):
            finished_anywhere(footage, project)
    made(project)


if __name__ == "__main__":
    main()
