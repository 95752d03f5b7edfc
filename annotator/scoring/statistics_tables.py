"""A dataset's statistics as a file: JSON with everything, CSV and Markdown with the numbers of the paper's tables."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Rows = Mapping[str, Mapping[str, Mapping[str, Any]]]

_TITLES = {
    "videos": "Videos",
    "avg_duration_s": "Avg duration (s)",
    "avg_caption_words": "Avg caption (words)",
    "tracks": "Object tracks",
    "prompts": "LG-VIS prompts",
    "masks_human": "Masks, human",
    "masks_human_visible": "visible",
    "masks_auto": "Masks, automatic",
    "masks_auto_visible": "visible",
    "masks": "Masks, all",
    "masks_visible": "visible",
    "nouns": "Nouns",
    "noun_phrases": "Noun phrases",
    "unreadable": "Files left out",
}


def as_json(found: Rows) -> str:
    """By version, by split, every number and both histograms."""
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def as_csv(found: Rows) -> str:
    """A line for each version and split; histograms are left out, an average of nothing is empty."""
    out = io.StringIO()
    lines = [{"version": version, "split": split} | _numbers(row) for version, split, row in _each(found)]
    table = csv.DictWriter(out, list(lines[0]) if lines else [], lineterminator="\n")
    table.writeheader()
    table.writerows(lines)
    return out.getvalue()


def as_markdown(found: Rows) -> str:
    """A table for each version, averages with one decimal as in the paper."""
    parts = []
    for version, rows in found.items():
        head = f"## {version}\n\n| Split | {' | '.join(_TITLES.values())} |\n|---|{'---:|' * len(_TITLES)}\n"
        lines = [f"| {split} | {' | '.join(_shown(row[name]) for name in _TITLES)} |\n" for split, row in rows.items()]
        parts.append(head + "".join(lines))
    return "\n".join(parts)


def _each(found: Rows) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    return ((version, split, row) for version, rows in found.items() for split, row in rows.items())


def _numbers(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not isinstance(value, dict | list)}


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:.1f}"


RENDERERS: Mapping[str, Callable[[Rows], str]] = {"json": as_json, "csv": as_csv, "markdown": as_markdown}
