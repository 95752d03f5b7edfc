"""A dataset's statistics in a folder beside its annotations: for programs, for spreadsheets and for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotator.formats.manifest import ReleaseDamaged
from annotator.formats.whole_file import write_whole
from annotator.scoring import figures
from annotator.scoring.statistics_tables import RENDERERS, Rows

FOLDER = "statistics"
JSON = f"{FOLDER}/statistics.json"
_NAMES: Mapping[str, str] = {"json": "statistics.json", "csv": "statistics.csv", "markdown": "statistics.md"}


def write(root: Path, found: Rows) -> None:
    """Write the tables of a dataset in every form, and the figures of its one version.

    Args:
        root: The dataset's folder.
        found: By version, of which there is one, by split.

    Raises:
        OSError: the disk is full or not writable.
    """
    for name, render in RENDERERS.items():
        write_whole(root / FOLDER / _NAMES[name], render(found).encode())
    for rows in found.values():
        figures.draw(root / FOLDER, rows["all"])


def read(root: Path, version: str) -> Mapping[str, Mapping[str, Any]] | None:
    """The numbers of a version by split, as they were counted when it was made.

    Returns:
        Nothing where they do not lie beside it, or are those of other versions only.

    Raises:
        ReleaseDamaged: the file cannot be read.
    """
    try:
        rows = json.loads((root / JSON).read_bytes().decode())[version]
        return {split: dict(row) for split, row in rows.items()}
    except (FileNotFoundError, KeyError):
        return None
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ReleaseDamaged(JSON, f"cannot be read ({error}); fetch it again") from error
