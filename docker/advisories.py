"""Known weaknesses of what we depend on: every pinned Python package and every package of the pages, asked of the
advisory services of PyPI and npm.

Three outcomes, never mixed up: nothing is known (0), something is (1), or nobody answered (3): a machine without a way
to the services has not audited anything, and says so.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docker.install import FRONTEND, ROOT, VENV
from docker.steps import say

CLEAN, KNOWN, NOT_ASKED = 0, 1, 3
SECONDS = 300


def audit() -> int:
    """Ask for both kinds, and tell."""
    return tell(
        {
            "Python": read_python(answer([str(VENV / "bin" / "pip-audit"), *PYTHON_OPTIONS], ROOT)),
            "npm": read_npm(answer(["npm", "audit", "--json"], FRONTEND)),
        }
    )


def tell(asked: Mapping[str, list[str] | None]) -> int:
    """Say what is known of each kind, one weakness a line; returns the outcome."""
    for kind, found in asked.items():
        if found is None:
            say(f"• {kind}: NOT AUDITED, its advisory service gave no answer.")
        else:
            say(f"• {kind}: {len(found)} known weaknesses.")
            for line in found:
                say(f"    {line}")
    if any(asked.values()):
        return KNOWN
    return NOT_ASKED if None in asked.values() else CLEAN


# Pins are exact and complete, so nothing has to be resolved, downloaded or run to know what is meant.
PYTHON_OPTIONS = ["-r", str(ROOT / "requirements" / "pins.txt"), "--no-deps", "--disable-pip", "-f", "json"]


def answer(command: list[str], folder: Path) -> str:
    """What a program says; its status tells too little: both end with 1 when they find something or reach nobody."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        say(f"  {error}")
        return ""
    if done.returncode and not done.stdout.strip():
        say("\n".join("  " + line for line in done.stderr.splitlines()[-3:]))
    return done.stdout


def read_python(text: str) -> list[str] | None:
    """Weaknesses in what `pip-audit` says; None if it knows of none but could not ask about every package.

    With nobody to ask it says "No known vulnerabilities found" and ends with 0: what it left out has to be looked for.
    """
    told = _json(text)
    if not isinstance(told, dict) or "dependencies" not in told:
        return None
    packages = told["dependencies"]
    found = [
        f"{package['name']} {package['version']}: {weak['id']}, mended in {', '.join(weak['fix_versions']) or 'none'}"
        for package in packages
        for weak in package.get("vulns", [])
    ]
    complete = bool(packages) and not any("skip_reason" in package for package in packages)
    return found if found or complete else None


def read_npm(text: str) -> list[str] | None:
    """Weaknesses in what `npm audit` says; None if it reached nobody."""
    told = _json(text)
    if not isinstance(told, dict) or "vulnerabilities" not in told:
        return None
    return [f"{name} {weak['range']}: {weak['severity']}" for name, weak in sorted(told["vulnerabilities"].items())]


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
