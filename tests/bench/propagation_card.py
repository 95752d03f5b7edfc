"""`python -m tests.bench.propagation_card`: SAM 2 on a graphics card, the package's own ways beside ours.

One row a way, each in a process of its own, warmed up, on the clip, keyframes and random weights of propagation.py.
B is how many rows (an object in one direction) are computed at once: N objects, 2N with both directions, 2NS with S
segments, which is one step for the whole clip. Logits are compared with those of the package's run per segment in the
same precision, over the first segment: in fp32 they must agree, in bf16 by its rounding.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.ending import end_when_asked
from tests.bench.propagation import FPS, difference, measured, say

PACKAGE = {"naive": "naive", "per_segment": "per_segment", "vos_optimized": "naive"}
OURS = ("B=N", "B=2N", "B=2NS")
TITLES = (
    "objects  precision  way            graphs  compile  clip s  object-frames/s  peak VRAM MiB  encoder runs"
    "  largest logit difference  pixels that differ"
)


@dataclass(frozen=True)
class Row:
    """One way to propagate some objects."""

    objects: int
    precision: str
    way: str
    graphs: bool = False
    compiled: bool = False

    def speed(self, segments: int) -> dict[str, object]:
        """As `Speed` takes it."""
        at_once = segments if self.way == "B=2NS" else 1
        batch = self.objects * {"B=2N": 2, "B=2NS": 2 * segments}.get(self.way, 1)
        return {
            "batch": batch, "segments": at_once, "precision": self.precision, "compile": self.compiled,
            "graphs": self.graphs,
        }  # fmt: skip


def rows(chosen: argparse.Namespace) -> Iterator[Row]:
    """The package's run per segment first: the others' logits are held against it."""
    for objects, precision in itertools.product(chosen.objects, chosen.precision):
        for way in sorted(chosen.ways, key=["per_segment", *PACKAGE, *OURS].index):
            for graphs, compiled in [(False, False)] if way in PACKAGE else switches(chosen):
                yield Row(objects, precision, way, graphs, compiled)


def switches(chosen: argparse.Namespace) -> Iterator[tuple[bool, bool]]:
    """Graphs and compile, off and on unless left out."""
    kinds = {"plain": (False, False), "graphs": (True, False), "compile": (False, True), "both": (True, True)}
    return (kinds[name] for name in chosen.switches)


def print_row(row: Row, chosen: argparse.Namespace, folder: Path) -> None:
    """Measure and print one."""
    segments = int(chosen.seconds)
    frames = segments * FPS + 1
    official, own = folder / f"{row.objects}-{row.precision}.npz", folder / "own.npz"
    logits = {"per_segment": str(official)}.get(row.way) or (str(own) if row.way in OURS else None)
    found = measured(
        kind=PACKAGE.get(row.way, "ours"), device=chosen.device, side=chosen.image_side, frames=frames,
        objects=row.objects, speed=row.speed(segments), repeats=chosen.repeats, vos=row.way == "vos_optimized",
        warm=chosen.warm, logits=logits,
    )  # fmt: skip
    if found is None:
        return
    same = ""
    if row.way in OURS and official.exists():
        largest, differing, pixels = difference(official, own)
        same = f"{largest:24.1e}  {differing} of {pixels}"
    say(
        f"  {row.objects:>7}  {row.precision:<9}  {row.way:<13}  {row.graphs!s:<6}  {row.compiled!s:<7}  "
        f"{found['wall']:6.2f}  {row.objects * frames / found['wall']:15.1f}  {found.get('vram_mib', 0):13.0f}  "
        f"{found['encoded']:12.0f}  {same}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.propagation_card", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--device", default="cuda", help="torch's name of the card; cpu to try the script")
    parser.add_argument("--image-side", type=int, default=1024, help="of the model, a multiple of 64")
    parser.add_argument("--seconds", type=float, default=10, help="of the clip, at 30 frames and a keyframe a second")
    parser.add_argument("--objects", type=int, nargs="+", default=[1, 3, 10])
    parser.add_argument("--precision", nargs="+", default=["fp32", "bf16"], choices=["fp32", "bf16"])
    parser.add_argument("--ways", nargs="+", default=[*PACKAGE, *OURS], choices=[*PACKAGE, *OURS])
    parser.add_argument(
        "--switches", nargs="+", default=["plain", "graphs", "compile", "both"],
        choices=["plain", "graphs", "compile", "both"], help="CUDA graphs and torch.compile, for our ways",
    )  # fmt: skip
    parser.add_argument("--warm", type=int, default=1, help="runs of a row before it is measured")
    parser.add_argument("--repeats", type=int, default=3, help="runs of a row, of which the median is told")
    parser.add_argument("--within", type=float, help="seconds after which no further row is begun")
    chosen = parser.parse_args(arguments)
    end_when_asked()
    if chosen.seconds < 1 or min(chosen.objects) < 1 or chosen.image_side % 64:
        parser.error("--seconds is at least 1, --objects at least 1, --image-side a multiple of 64")
    begun = time.monotonic()
    say(f"{chosen.device}, {chosen.image_side} px, {int(chosen.seconds)} s; medians of {chosen.repeats} runs")
    say(f"  {TITLES}")
    with TemporaryDirectory() as folder:
        for row in rows(chosen):
            if chosen.within and time.monotonic() - begun > chosen.within:
                say(f"  left out, as {chosen.within:.0f} s are over: {row}")
                continue
            print_row(row, chosen, Path(folder))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
