"""What the container of a video says of itself, read in a process that may die without harm.

A release may come from anybody, and even its header is read by large C code. So who proves a release asks another
process, shut in like the one that decodes uploads (`confinement`): it may read one folder and write nothing. It stays
for many files, because starting it takes half a second and a release may hold twenty thousand.

`python -m annotator.formats.container_facts FOLDER` is that process: a path below FOLDER a line in, a JSON value out.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import av

from annotator.formats import confinement
from annotator.formats.frames import child_environment
from annotator.formats.probe import RefusedVideo, open_source

_FILES = 500  # one process reads so many, and shares its processor seconds among them
_SECONDS = 30  # by the clock, for one file
_LIMITS = {"memory_bytes": 2 * 2**30, "cpu_seconds": 300, "file_bytes": 0}


class ContainerUnreadable(Exception):
    """No video is there that could be read: the text says why, without the file's name."""


@dataclass(frozen=True)
class ContainerFacts:
    """Sizes in pixels; `frames` is 0 and `seconds` None where the container does not say."""

    width: int
    height: int
    frames: int
    seconds: float | None


class Onlooker:
    """Somebody who looks into the videos of one folder, for as long as the block lasts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._process: subprocess.Popen[str] | None = None
        self._left = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._end()

    def facts(self, path: Path) -> ContainerFacts:
        """What a video below the folder says of itself.

        Raises:
            ContainerUnreadable: It is no video, or reading it took too much.
        """
        if self._left == 0:
            self._end()
        process = self._process or self._start()
        self._left -= 1
        timer = threading.Timer(_SECONDS, process.kill)
        timer.start()
        try:
            answer = self._ask(process, path)
        finally:
            timer.cancel()
        if answer is None:
            self._end()
            raise ContainerUnreadable("reading it broke down, or took too long")
        if "unreadable" in answer:
            raise ContainerUnreadable(answer["unreadable"])
        return ContainerFacts(**answer)

    def _ask(self, process: subprocess.Popen[str], path: Path) -> dict[str, Any] | None:
        asked, answered = process.stdin, process.stdout
        if asked is None or answered is None:
            raise RuntimeError("the process was started without pipes")
        try:
            asked.write(json.dumps(str(self._folder / path.name)) + "\n")
            asked.flush()
        except BrokenPipeError:
            return None
        line = answered.readline()
        return dict(json.loads(line)) if line.endswith("\n") else None

    def _start(self) -> subprocess.Popen[str]:
        self._left = _FILES
        self._process = subprocess.Popen(
            [sys.executable, "-m", "annotator.formats.container_facts", str(self._folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=child_environment(),
        )  # fmt: skip
        return self._process

    def _end(self) -> None:
        process, self._process, self._left = self._process, None, 0
        if process is not None:
            process.kill()
            process.communicate()


def _look(path: Path) -> dict[str, Any]:
    try:
        with open_source(path) as container:
            if not container.streams.video:
                return {"unreadable": "it holds no picture"}
            stream = container.streams.video[0]
            seconds = container.duration / av.time_base if container.duration else None
            return asdict(ContainerFacts(stream.width, stream.height, stream.frames, seconds))
    except RefusedVideo as refused:
        return {"unreadable": str(refused.fields.get("reason"))}
    except (av.error.FFmpegError, OSError, MemoryError) as error:
        return {"unreadable": str(error)}


def main(folder: Path) -> None:
    """Answer each line of standard input, until there is none."""
    confinement.limit(**_LIMITS)
    confinement.close_off(read=[folder])
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_look(Path(json.loads(line)))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
