"""What a dataset holds, counted as the paper counts it, so that two datasets can be put side by side.

Reads any folder in the ViCaS layout, ours or another's, and only the fields it counts: a file that breaks a rule which
no number depends on still counts. One file is in memory at a time.

    videos                  annotation files whose id is in the split; "all" takes every file of the version
    avg_duration_s          mean of the number of 30-fps frame entries / 30
    avg_container_s         mean duration that the clips in `videos/` state, of those that are there
    avg_caption_words       mean number of words between spaces in `caption_parsed_en_gpt`, the text that is trained on
    avg_caption_words_human the same of `caption_parsed_en`, as the person wrote it
    tracks, prompts         members of `all_track_ids`; of `object_referrals`
    masks_human             mask entries on frames that people drew (`is_gt`), an empty mask too; …_visible: not empty
    masks_auto              the same on all other frames; `masks` is both together
    caption_words, seconds  histograms: how many videos from n · `bin` up to the next; the last bar takes all beyond
    objects, mask_area      the same of tracks a video; of visible drawn masks by per cent of the picture
    nouns, noun_phrases     different ones in the grounding phrases of `caption_raw_en_gpt`, as `nouns.py` defines them
    top_nouns               the most frequent nouns, each with the number of grounding phrases that hold it
    unreadable, missing     files that could not be counted; ids that a split names and no file has

Source: Athar et al., "ViCaS: A Dataset for Combining Holistic and Pixel-level Video Understanding using Captions with
Grounded Segmentation" (2024), Tables 1 and 6 and Fig. 3. That masks are counted as entries, visible or not, follows
from its numbers: masks a track on 1-fps frames come to the average duration. The text and the word boundaries of its
caption lengths are not given there; the bins are ours. The paper gives one number of "unique nouns/noun-phrases".
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from annotator.errors import AnnotatorError
from annotator.formats.clock import FPS
from annotator.formats.container_facts import ContainerUnreadable, Onlooker
from annotator.formats.progress import Progress, Step
from annotator.formats.whole_file import write_whole
from annotator.scoring import figures
from annotator.scoring.nouns import nouns_of
from annotator.scoring.statistics_tables import RENDERERS
from annotator.scoring.video_counts import VideoCounts, typed, video_counts

ALL = "all"
WORDS_BIN, WORDS_LAST = 5, 100
SECONDS_BIN, SECONDS_LAST = 2, 30
OBJECTS_LAST = 10
AREA_BIN, AREA_LAST = 2, 40  # per cent of the picture
TOP_NOUNS = 300
_FILE = re.compile(r"(\d+)(?:_.*)?\.json")
_KNOWN_SPLITS = ("train", "val", "test")

Complain = Callable[[str, str], None]


class NothingCounted(AnnotatorError):
    """A folder in which there is no annotation that could be counted."""

    code = "nothing_counted"


class Histogram(TypedDict):
    """`counts[n]` videos from n · `bin` up to the next; the last holds all from `last` on."""

    bin: int
    last: int
    counts: list[int]


class NounCount(TypedDict):
    """A noun, and in how many grounding phrases it is."""

    noun: str
    count: int


class Row(TypedDict):
    """One split's numbers, as the module's head defines them; an average of no video is null."""

    videos: int
    avg_duration_s: float | None
    avg_container_s: float | None
    avg_caption_words: float | None
    avg_caption_words_human: float | None
    tracks: int
    prompts: int
    masks_human: int
    masks_human_visible: int
    masks_auto: int
    masks_auto_visible: int
    masks: int
    masks_visible: int
    frames: int
    unreadable: int
    missing: int
    caption_words: Histogram
    seconds: Histogram
    objects: Histogram
    mask_area: Histogram
    nouns: int
    noun_phrases: int
    top_nouns: list[NounCount]


@dataclass(slots=True)
class Tally:
    """The sums of a split, in a space that grows with its vocabulary only."""

    videos: int = 0
    unreadable: int = 0
    missing: int = 0
    sums: Counter[str] = field(default_factory=Counter)
    words: Counter[int] = field(default_factory=Counter)
    seconds: Counter[int] = field(default_factory=Counter)
    objects: Counter[int] = field(default_factory=Counter)
    areas: Counter[int] = field(default_factory=Counter)
    nouns: Counter[str] = field(default_factory=Counter)
    phrases: set[str] = field(default_factory=set)
    containers: int = 0
    containers_s: float = 0.0

    def add(self, video: VideoCounts, container_s: float | None) -> None:
        """Count one more video, and how many seconds its clip states if it is there."""
        if container_s is not None:
            self.containers += 1
            self.containers_s += container_s
        cleaned, human = video.words
        self.videos += 1
        self.sums.update(video.masks)
        self.sums.update(
            frames=video.frames, words=cleaned, words_human=human, tracks=video.tracks, prompts=video.prompts
        )
        self.words[min(cleaned, WORDS_LAST) // WORDS_BIN] += 1
        self.seconds[min(video.frames, SECONDS_LAST * FPS) // (SECONDS_BIN * FPS)] += 1
        self.objects[min(video.tracks, OBJECTS_LAST)] += 1
        self.areas.update(int(min(area * 100, AREA_LAST) // AREA_BIN) for area in video.areas)
        for found in map(nouns_of, video.phrases):
            self.nouns.update(found.nouns)
            self.phrases |= found.phrases

    def row(self) -> Row:
        """The numbers to print."""
        sums = self.sums
        return {
            "videos": self.videos,
            "avg_duration_s": self._mean(sums["frames"], FPS),
            "avg_container_s": self.containers_s / self.containers if self.containers else None,
            "avg_caption_words": self._mean(sums["words"]),
            "avg_caption_words_human": self._mean(sums["words_human"]),
            "tracks": sums["tracks"],
            "prompts": sums["prompts"],
            "masks_human": sums["human"],
            "masks_human_visible": sums["human_visible"],
            "masks_auto": sums["auto"],
            "masks_auto_visible": sums["auto_visible"],
            "masks": sums["human"] + sums["auto"],
            "masks_visible": sums["human_visible"] + sums["auto_visible"],
            "frames": sums["frames"],
            "unreadable": self.unreadable,
            "missing": self.missing,
            "caption_words": _histogram(self.words, WORDS_BIN, WORDS_LAST),
            "seconds": _histogram(self.seconds, SECONDS_BIN, SECONDS_LAST),
            "objects": _histogram(self.objects, 1, OBJECTS_LAST),
            "mask_area": _histogram(self.areas, AREA_BIN, AREA_LAST),
            "nouns": len(self.nouns),
            "noun_phrases": len(self.phrases),
            "top_nouns": self._top_nouns(),
        }

    def _top_nouns(self) -> list[NounCount]:
        """Of equally frequent ones the first in the alphabet, so that the order of files says nothing."""
        first = sorted(self.nouns.items(), key=lambda one: (-one[1], one[0]))[:TOP_NOUNS]
        return [{"noun": noun, "count": count} for noun, count in first]

    def _mean(self, total: int, unit: int = 1) -> float | None:
        return total / (unit * self.videos) if self.videos else None


def statistics(root: Path, *, complain: Complain, step: Step) -> dict[str, dict[str, Row]]:
    """Count every version in a folder, split by split.

    Args:
        root: The folder that holds `annotations/` and `splits/`.
        complain: Called with a file's path below `root` and what is wrong with it; it is then left out.
        step: Called with (files done, files in all) after each file.

    Returns:
        By version, by split (the split files that there are, then "all"), the numbers.

    Raises:
        NothingCounted: there is no annotation file, or none of them can be counted.
    """
    versions = _versions(root)
    if not versions:
        raise NothingCounted(f"{root} holds no annotations/VERSION/NNNNNN.json; name the folder of a dataset.")
    total, done = sum(1 for version in versions for _ in _files(root, version)), 0
    found: dict[str, dict[str, Row]] = {}
    with Onlooker(root / "videos") as onlooker:
        for version in versions:
            splits = _splits(root, version, complain)
            tallies = {name: Tally() for name in (*splits, ALL)}
            seen: dict[int, str] = {}
            for path in _files(root, version):
                own = [tallies[name] for name, ids in splits.items() if _number(path) in ids] + [tallies[ALL]]
                _count(root, path, own, seen, complain, onlooker)
                done += 1
                step(done, total)
            _account(version, splits, tallies, seen.keys(), complain)
            found[version] = {name: tally.row() for name, tally in tallies.items()}
    if not any(rows[ALL]["videos"] for rows in found.values()):
        raise NothingCounted(f"None of the {total} annotation files in {root} can be counted.")
    return found


def _count(
    root: Path, path: Path, own: list[Tally], seen: dict[int, str], complain: Complain, onlooker: Onlooker
) -> None:
    """Add one file to the tallies that it belongs to."""
    file, number = path.relative_to(root).as_posix(), _number(path)
    try:
        if number in seen:
            raise ValueError(f"it is video {number}, as is {seen[number]}")
        seen[number] = path.name
        counts = video_counts(json.loads(path.read_bytes().decode()))
        if counts.video_id != number:
            raise ValueError(f"it holds video {counts.video_id}")
    except (ValueError, OSError, RecursionError) as error:
        complain(file, f"is left out: {error}")
        for tally in own:
            tally.unreadable += 1
        return
    container_s = _container_seconds(root, counts.filename, complain, onlooker)
    for tally in own:
        tally.add(counts, container_s)


def _container_seconds(root: Path, filename: str, complain: Complain, onlooker: Onlooker) -> float | None:
    """The duration that a clip states of itself; nothing where it is not there or says nothing."""
    path = root / "videos" / filename
    if Path(filename).name != filename or not path.is_file():
        return None
    try:
        return onlooker.facts(path).seconds
    except ContainerUnreadable as error:
        complain(f"videos/{filename}", f"is no video, its duration counts nowhere: {error}")
        return None


def _account(
    version: str, splits: Mapping[str, frozenset[int]], tallies: Mapping[str, Tally], present: Iterable[int],
    complain: Complain,
) -> None:  # fmt: skip
    """Say which ids have no file, which files are in no split, and which are in several."""
    known = set(present)
    times = Counter(number for ids in splits.values() for number in ids)
    for name, ids in splits.items():
        missing = sorted(ids - known)
        tallies[name].missing = len(missing)
        if missing:
            complain(f"splits/{version}/{name}.json", f"names videos without an annotation: {_some(missing)}")
    tallies[ALL].missing = len(times.keys() - known)
    if twice := sorted(number for number, count in times.items() if count > 1):
        complain(f"splits/{version}", f"several hold the same videos, which count in each: {_some(twice)}")
    if splits and (outside := sorted(known - times.keys())):
        complain(f"annotations/{version}", f'videos in no split, which count in "all" only: {_some(outside)}')


def _versions(root: Path) -> list[str]:
    folders = sorted(path.name for path in (root / "annotations").glob("*") if path.is_dir())
    return [name for name in folders if any(_files(root, name))]


def _files(root: Path, version: str) -> Iterator[Path]:
    """Every annotation file of a version in the order of its name; the evaluation also takes `NNNNNN_NAME.json`."""
    folder = root / "annotations" / version
    return iter(sorted(path for path in folder.iterdir() if _FILE.fullmatch(path.name) and path.is_file()))


def _number(path: Path) -> int:
    found = _FILE.fullmatch(path.name)
    return int(found[1]) if found else -1


def _splits(root: Path, version: str, complain: Complain) -> dict[str, frozenset[int]]:
    """The split files that can be read, the usual three first."""
    found: dict[str, frozenset[int]] = {}
    paths = sorted((root / "splits" / version).glob("*.json"), key=lambda path: path.name)
    names = {path.stem: path for path in paths if path.stem != ALL}
    for name in dict.fromkeys([*(known for known in _KNOWN_SPLITS if known in names), *names]):
        file = f"splits/{version}/{name}.json"
        try:
            ids = typed(json.loads(names[name].read_bytes().decode()), list, "the file")
            found[name] = frozenset(typed(number, int, f"item {place}") for place, number in enumerate(ids))
            if len(found[name]) < len(ids):
                complain(file, "holds videos twice, which count once")
        except (ValueError, OSError, RecursionError) as error:
            complain(file, f"is left out: {error}")
    if not names:
        complain(f"splits/{version}", 'holds no split: only "all" is counted')
    return found


def _histogram(counted: Mapping[int, int], width: int, last: int) -> Histogram:
    return {"bin": width, "last": last, "counts": [counted.get(place, 0) for place in range(last // width + 1)]}


def _some(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:10])) + (f" and {len(numbers) - 10} more" if len(numbers) > 10 else "")


def main(arguments: list[str] | None = None) -> int:
    """Count videos, seconds, words, tracks, prompts and masks of a dataset in the ViCaS layout.

    Returns:
        0; or 1 when there was nothing that could be counted.

    Raises:
        OSError: the file cannot be written.
    """
    program = argparse.ArgumentParser(
        prog="python -m annotator.scoring.statistics",
        description=str(main.__doc__).partition("\n")[0],
        epilog="DIR holds annotations/VERSION/NNNNNN.json and splits/VERSION/SPLIT.json; every version is counted. "
        "Files that cannot be counted are named on standard error and left out; it is a failure when all are. "
        "A mask counts when it is listed, even an empty one; the *_visible numbers leave empty masks out.",
    )
    program.add_argument("directory", type=Path, metavar="DIR", help="the folder of the dataset")
    program.add_argument("--out", type=Path, metavar="FILE", help="where to write; without it, to standard output")
    program.add_argument(
        "--format", choices=tuple(RENDERERS), default="json", help="json (default) holds all, also histograms"
    )
    program.add_argument(
        "--figures", type=Path, metavar="DIR", help="also draw each version, SVG and PNG, in DIR/VERSION"
    )
    chosen = program.parse_args(arguments)
    progress = Progress("files")

    def complain(file: str, fault: str) -> None:
        progress.clear()
        sys.stderr.write(f"{file} {fault}\n")

    try:
        found = statistics(chosen.directory, complain=complain, step=progress)
    except NothingCounted as error:
        complain(error.text, "")
        return 1
    progress.clear()
    if chosen.figures:
        for version, rows in found.items():
            figures.draw(chosen.figures / version, rows[ALL])
    text = RENDERERS[chosen.format](found)
    if chosen.out:
        write_whole(chosen.out, text.encode())
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
