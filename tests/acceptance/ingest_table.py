"""Holds the ingest against the public recipe, on any files: `python -m tests.acceptance.ingest_table PATH…`.

For every accepted file it checks that
- the canonical video has as many frames as `ffmpeg -i FILE -r 30 -q:v 1 -start_number 0 %05d.jpg` writes pictures,
- each of its frames shows the source frame that the recipe puts there (where the source is 8-bit 4:2:0, bit for bit),
- the recipe, run on the canonical video, writes the same number again and every picture has the frame table's checksum,
- each still is the JPEG of exactly that picture.
It prints one line a file and ends with status 1 if anything differs. It needs the program ffmpeg, of which 5.1 is the
reference, and is not part of the test suite: the files are not ours to ship.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from PIL import Image

from annotator.formats import frames
from annotator.formats.canonical import VIDEO

RECIPE = ["-r", "30"]


def pictures(path: Path) -> int:
    """How many pictures the public recipe writes."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["ffmpeg", "-nostdin", "-v", "quiet", "-i", str(path), *RECIPE, "-q:v", "1", "-start_number", "0"]
        subprocess.run([*command, f"{folder}/%05d.jpg"], check=False)
        return len(list(Path(folder).iterdir()))


def raw(path: Path, pixel_format: str, size: int, *extra: str) -> Iterator[bytes]:
    """The recipe's frames without JPEG, one by one."""
    command = ["ffmpeg", "-nostdin", "-v", "quiet", *extra, "-i", str(path), *RECIPE, "-pix_fmt", pixel_format]
    with subprocess.Popen([*command, "-f", "rawvideo", "-"], stdout=subprocess.PIPE) as process:
        assert process.stdout
        while len(frame := process.stdout.read(size)) == size:
            yield frame


def same_sources(path: Path, table: list[frames.FrameEntry]) -> str:
    """Whether each frame shows what the recipe shows there: `yes`, `no (index)`, or `-` where it cannot be compared."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        if stream.codec_context.pix_fmt != "yuv420p" or stream.width % 2 or stream.height % 2:
            return "-"
        size = stream.width * stream.height * 3 // 2
        sums = [hashlib.sha256(frame.to_ndarray().tobytes()).hexdigest() for frame in container.decode(stream)]
    for index, picture in enumerate(raw(path, "yuv420p", size, "-noautorotate")):
        if hashlib.sha256(picture).hexdigest() != sums[table[index].source_index]:
            return f"no ({index})"
    return "yes"


def same_pixels(folder: Path, made: frames.Canonical) -> str:
    """Whether the recipe on the canonical video gives the table's checksums and the stills."""
    table = frames.read_table(folder)
    count = 0
    for index, picture in enumerate(raw(folder / VIDEO, "rgb24", made.width * made.height * 3)):
        count += 1
        if hashlib.sha256(picture).hexdigest() != table[index].sha256:
            return f"no ({index})"
        if index in frames.keyframes(made.frame_count):
            shape = (made.height, made.width, 3)
            still = io.BytesIO()
            Image.fromarray(np.frombuffer(picture, np.uint8).reshape(shape)).save(still, "JPEG", quality=92)
            if still.getvalue() != (folder / frames.still_name(index)).read_bytes():
                return f"no (still {index})"
    return "yes" if count == made.frame_count else f"no ({count} frames)"


def line(path: Path) -> tuple[bool, list[str]]:
    """Ingest one file and judge the result."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "clip"
        try:
            made = frames.canonicalise(path, folder, limits=frames.Limits())
        except frames.RefusedVideo as error:
            left = [item.name for item in Path(place).iterdir()]
            return not left, [path.name, f"refused: {error.code}", "", "", "", "", "", error.text]
        recipe, again = pictures(path), pictures(folder / VIDEO)
        sources, pixels = same_sources(path, frames.read_table(folder)), same_pixels(folder, made)
        right = made.frame_count == recipe == again and pixels == "yes" and sources in {"yes", "-"}
    facts = [str(made.frame_count), str(recipe), str(again), sources, pixels]
    seconds = time.monotonic() - started
    about = f"{made.width}x{made.height}, {made.source_frames} source frames, {seconds:.0f} s. {' '.join(made.notes)}"
    return right, [path.name, "accepted" if right else "WRONG", *facts, about]


def main(paths: list[str]) -> int:
    """Print the table."""
    head = ["file", "verdict", "frames", "recipe", "recipe on canonical", "same source", "same pixels", ""]
    print("| " + " | ".join(head) + " |\n" + "|---" * len(head) + "|")
    wrong = 0
    for path in paths:
        right, cells = line(Path(path))
        wrong += not right
        print("| " + " | ".join(cells) + " |", flush=True)
    print(f"\n{len(paths)} files, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
