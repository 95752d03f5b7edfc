"""Schemathesis against a running server: requests made from our own OpenAPI document, and chains of them by its links.

`FUZZ_EXAMPLES=200 SEED=7 .venv/bin/pytest tests/annotator/test_fuzzed_api.py` asks more, and from another seed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "3"))
SEED = os.environ.get("SEED", "1")


@dataclass(frozen=True)
class Fuzzed:
    """How a run ended; `failures` are the lines that tell of server errors."""

    status: int
    text: str

    @property
    def asked(self) -> int:
        """How many requests were made."""
        return sum(int(number) for number in re.findall(r"(\d+) generated", self.text))


def fuzz(
    address: str, headers: dict[str, str], phases: str, *words: str, folder: Path, examples: int = EXAMPLES
) -> Fuzzed:
    """Ask a server everything that its document allows, and what it does not."""
    shown = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "run", f"{address}/api/schema", *shown,
        "--phases", phases, "--checks", "not_a_server_error", "--max-examples", str(examples), "--seed", SEED,
        "--generation-database", "none", "--generation-deterministic", "--no-color", "--workers", "2",
        "--exclude-operation-id", "sign_out", *words,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return Fuzzed(done.returncode, done.stdout + done.stderr)
