"""What failed, said once more at the end: a long run's first failures have left the screen by then."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

MOST_NAMED = 30
WIDTH = 500


def failures(report: Path) -> list[str]:
    """The tests that failed or broke, with the first line of why.

    Args:
        report: The JUnit XML file that our own pytest or Vitest just wrote; where there is none, the run ended before
            its first test.
    """
    if not report.is_file():
        return ["no report was written: it ended before its first test"]
    named = []
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314  # written by ourselves, a minute ago
        trouble = next((found for kind in ("failure", "error") if (found := case.find(kind)) is not None), None)
        if trouble is not None:
            why = (trouble.get("message") or "").strip().splitlines() or [""]
            named.append(f"{case.get('classname')}::{case.get('name')}: {why[0]}"[:WIDTH])
    return named


def summary(failed: dict[str, list[str]]) -> list[str]:
    """Lines for the terminal.

    Args:
        failed: The parts that did not pass, each with the names of its failures.
    """
    if not failed:
        return ["Every part passed."]
    lines = ["Did not pass:"]
    for part, names in failed.items():
        lines.append(f"• {part}")
        lines += [f"    {name}" for name in names[:MOST_NAMED]]
        if len(names) > MOST_NAMED:
            lines.append(f"    … and {len(names) - MOST_NAMED} more")
    return lines
