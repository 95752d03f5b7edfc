"""What the tests of imports share: the command as programs call it, and sets that were changed."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command

from tests.annotator.releases import vicas_set


def import_annotations(*words: object) -> tuple[int, dict[str, Any]]:
    """The command's exit status and what it says to programs."""
    out, status = io.StringIO(), 0
    try:
        call_command("import_annotations", *map(str, words), "--json", stdout=out, stderr=io.StringIO())
    except SystemExit as ending:
        status = int(ending.code or 0)
    return status, json.loads(out.getvalue())


def make_release(slug: str, out: Path, version: str = vicas_set.VERSION) -> Path:
    """A release of all that is finished."""
    call_command("make_release", slug, version, "--out", str(out), stdout=io.StringIO(), stderr=io.StringIO())
    return out


def copied(source: Path, folder: Path) -> Path:
    """A set's copy, to be changed."""
    return Path(shutil.copytree(source, folder / "set"))


def edited(source: Path, folder: Path, change: Callable[[dict[str, Any]], object], *, number: int = 0) -> Path:
    """A set's copy with one annotation changed."""
    root = copied(source, folder)
    place = vicas_set.annotation(root, number)
    document = json.loads(place.read_text())
    change(document)
    place.write_text(json.dumps(document))
    return root
