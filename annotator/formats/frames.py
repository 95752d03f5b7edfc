"""The door to moving pictures: turn an original into the canonical video, and read its frames by index.

The original comes from a stranger, so it is decoded in a child process that limits its own memory, time and output,
and writes into a folder of its own. Whatever happens to the child, the caller gets either a finished folder or a
`RefusedVideo`, and nothing is left behind.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import annotator
from annotator.formats.canonical import (
    Canonical,
    FrameEntry,
    FrameMissing,
    Rgb,
    checksum,
    read_frames,
    read_table,
    still_name,
)
from annotator.formats.clock import FPS, KEYFRAME_STEP, keyframes
from annotator.formats.probe import Limits, RefusedVideo

__all__ = [
    "FPS",
    "KEYFRAME_STEP",
    "Canonical",
    "FrameEntry",
    "FrameMissing",
    "Limits",
    "RefusedVideo",
    "Rgb",
    "Sandbox",
    "canonicalise",
    "checksum",
    "keyframes",
    "read_frames",
    "read_table",
    "still_name",
]

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Sandbox:
    """What the decoding process may use. The defaults fit the default limits on one slow core."""

    memory_bytes: int = 6 * 2**30
    cpu_seconds: int = 1800
    wall_seconds: int = 3600
    file_bytes: int = 4 * 2**30


def canonicalise(
    source: Path,
    folder: Path,
    *,
    limits: Limits,
    progress: Progress | None = None,
    sandbox: Sandbox | None = None,
) -> Canonical:
    """Make the canonical video of a file: canonical.mp4, stills/, thumbnail.jpg and frames.json.gz in a new folder.

    Args:
        source: The original; it is only read.
        folder: Where the result appears, all at once; it must not exist yet or be empty.
        limits: What the project takes.
        progress: Called with (frames done, frames in all), from the calling thread; the second is an estimate at first.
        sandbox: What the decoding process may use.

    Raises:
        RefusedVideo: The file cannot become a clip; nothing was left behind.
        OSError: Our own disk failed, for example because it is full; nothing was left behind.
    """
    limits.check_file(source)
    folder.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent)).resolve()
    try:
        request: dict[str, object] = {
            "source": str(source.resolve()),
            "folder": str(workshop),
            "limits": asdict(limits),
        }
        made = _Child(request, sandbox or Sandbox()).run(progress or (lambda done, total: None))
        workshop.chmod(0o755)
        workshop.replace(folder)
    except BaseException:
        shutil.rmtree(workshop, ignore_errors=True)
        raise
    return made


class _Child:
    """One run of `annotator.formats.transcode`."""

    def __init__(self, request: dict[str, object], sandbox: Sandbox) -> None:
        confinement = asdict(sandbox)
        self._wall_seconds = confinement.pop("wall_seconds")
        self._request = json.dumps(request | {"sandbox": confinement})
        self._folder = str(request["folder"])
        self._late = False

    def run(self, progress: Progress) -> Canonical:
        """Start it, pass its progress on, and turn its end into a value or a refusal."""
        with tempfile.TemporaryFile("w+") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "annotator.formats.transcode"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=self._folder,
                env=child_environment(),
                text=True,
            )
            timer = threading.Timer(self._wall_seconds, self._stop, [process])
            timer.start()
            try:
                answer = self._listen(process, progress)
            finally:
                timer.cancel()
                process.kill()
                process.wait()
            if answer is None:
                raise self._accident(process.returncode, errors)
        return _result(answer)

    def _listen(self, process: subprocess.Popen[str], progress: Progress) -> dict[str, Any] | None:
        asked, answered = process.stdin, process.stdout
        if asked is None or answered is None:
            raise RuntimeError("the child was started without pipes")
        with answered:
            with contextlib.suppress(BrokenPipeError), asked:  # it may die before it reads: its exit status says why
                asked.write(self._request)
            for line in answered:
                message = json.loads(line)
                if "progress" in message:
                    progress(*message["progress"])
                else:
                    return dict(message)
        process.wait()
        return None

    def _stop(self, process: subprocess.Popen[str]) -> None:
        self._late = True
        process.kill()

    def _accident(self, status: int, errors: IO[str]) -> RefusedVideo:
        errors.seek(0)
        tail = errors.read()[-2000:]
        if self._late or status == -signal.SIGXCPU:
            text = "Decoding took longer than we allow; export the clip smaller or shorter, as H.264 (MP4)."
            return RefusedVideo("too_slow", text, detail=tail)
        ending = f"signal {-status}" if status < 0 else f"status {status}"
        text = f"The decoder broke down on this file ({ending}); export the clip again as H.264 (MP4)."
        return RefusedVideo("crashed", text, detail=tail)


def _result(answer: dict[str, Any]) -> Canonical:
    if "refused" in answer:
        refused = answer["refused"]
        raise RefusedVideo(refused["code"], refused["text"], **refused["fields"])
    if "failed" in answer:
        raise OSError(answer["failed"]["errno"], answer["failed"]["text"])
    made = answer["canonical"]
    return Canonical(**made | {"notes": tuple(made["notes"])})


def child_environment() -> dict[str, str]:
    """What a process gets that reads a stranger's file: where the code lies, and no secrets, settings or names."""
    root = Path(annotator.__file__).resolve().parent.parent
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    # Safe path: no module is ever looked for in the folder that holds the stranger's files.
    return kept | {
        "PYTHONPATH": str(root),
        "PYTHONSAFEPATH": "1",
        "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
