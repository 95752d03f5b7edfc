"""`make bench-planted`: which of 100 planted faults are flagged before an inspector looks, and what wrongly.

20 each: a shifted mask, a swapped identity, an object declared absent that is there (a missing frame), two objects
drawn as one thing (a wrong count of masks), a caption whose count is wrong. Each is planted alone into an annotation
that was right, and held against

- checks: what looks wrong without the truth, in masks (`annotator/scoring/mask_checks.py`) and in captions (the
  browser's own, in node);
- gold: any score below the line that the page Quality draws, if the clip is one with a known truth;
- trust: any frame of the propagated masks on which the engine's confidence is below the strip's line. Captions have
  none.

Few clips are gold, so a column says what the other two flag without it. The same annotations without a fault say how
often each is wrong to raise its hand. Everything is drawn from one seed; `--rounds 1` plants a quarter of the faults in
masks, for a quick look, and `--scene` those of one scene alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from annotator.formats import bundle
from annotator.formats.bundle import Bundle
from annotator.formats.grounding import parse
from annotator.scoring.grounding_agreement import grounding_agreement
from annotator.scoring.identity import identity
from annotator.scoring.mask_checks import doubts
from annotator.scoring.overlap import LOW, mean_overlap, over_time, shown_frames, whole_track
from annotator.scoring.text_similarity import similarity
from propagation.predictor import Mask
from propagation.propagate import SegmentMasks, SegmentTask, propagate
from propagation.registry import predictor_by_name
from tests.bench.planted_captions import CAPTIONS, linted, miscounted
from tests.bench.planted_masks import (
    HEIGHT,
    LENGTH,
    STAGES,
    WIDTH,
    Drawing,
    Scene,
    drawn,
    filmed,
    with_missing_frame,
    with_one_counted_twice,
    with_shifted_mask,
    with_swapped_identity,
)
from tests.children import ends_with_us

SEED = 6
ROUNDS = 4  # faults of each kind planted in each scene
MISCOUNTED = 20  # captions
HANDS = 2  # drawings of each scene that they are planted into
TRUST_LINE = 0.8  # as frontend/src/player/trust.ts draws it
FAULTS: dict[str, Callable[[Drawing, np.random.Generator], Drawing]] = {
    "shifted mask": with_shifted_mask,
    "swapped identity": with_swapped_identity,
    "missing frame": with_missing_frame,
    "count, masks": with_one_counted_twice,
}
IN_CAPTIONS = "count, captions"
SOURCES = {"checks": "checks", "gold": "gold", "trust": "trust", "no gold": "ungilded", "together": "any"}  # as printed
Segments = dict[tuple[int, int], SegmentMasks]  # by number and first frame


@dataclass(frozen=True)
class Flagged:
    """Which sources raise their hand at one annotation."""

    checks: bool
    gold: bool
    trust: bool

    @property
    def ungilded(self) -> bool:
        """Of a clip with no known truth."""
        return self.checks or self.trust

    @property
    def any(self) -> bool:
        return self.checks or self.gold or self.trust


def segments_of(scene: Scene, drawing: Drawing, known: Segments | None = None, base: Drawing | None = None) -> Segments:
    """The propagated masks of a drawing; segments whose ends are those of `base` are taken from `known`."""
    tasks, kept = [], {}
    for number, of_track in drawing.items():
        for first, last in pairwise(sorted(of_track)):
            ends = of_track[first], of_track[last]
            if known and base and ends[0] is base[number][first] and ends[1] is base[number][last]:
                kept[number, first] = known[number, first]
            else:
                tasks.append(SegmentTask(number, first, last, *ends))
    tasks.sort(key=lambda task: task.first)
    found = propagate(lambda a, b: iter(scene.frames[a : b + 1]), tasks, predictor_by_name("flow", {"threads": "1"}))
    return kept | {(answer.task.track, answer.task.first): answer for answer in found}


def whole(masks_by_first: Sequence[tuple[int, Sequence[Mask]]]) -> Bundle:
    """One object's masks of every frame."""
    parts = [bundle.decode(bundle.encode(list(masks), first=first)) for first, masks in masks_by_first]
    made, _ = whole_track(parts, frame_count=LENGTH, height=HEIGHT, width=WIDTH)
    return made


def scored(scene: Scene, segments: Segments) -> Iterator[float]:
    """The scores that the product would keep of these masks, with the scene's truth as gold."""
    truth = {number: whole([(0, masks)]) for number, masks in scene.masks.items()}
    mine = {
        number: whole([(first, answer.masks) for (track, first), answer in segments.items() if track == number])
        for number in truth
    }
    for number, true in truth.items():
        shown = [a or b for a, b in zip(shown_frames(mine[number]), shown_frames(true), strict=True)]
        value = mean_overlap(over_time(mine[number], true), shown)
        if value is not None:
            yield value
    share = identity(mine, truth).share
    if share is not None:
        yield share


def flagged_masks(scene: Scene, drawing: Drawing, segments: Segments) -> Flagged:
    """What is flagged of one annotation of masks."""
    least = min(min(answer.confidence[1:-1]) for answer in segments.values()) / 255
    return Flagged(bool(doubts(drawing)), min(scored(scene, segments)) < LOW, least < TRUST_LINE)


def flagged_captions(texts: Sequence[str], truths: Sequence[str]) -> list[Flagged]:
    """What is flagged of each caption; trust is in masks only."""
    found = []
    for text, truth, codes in zip(texts, truths, linted(texts), strict=True):
        mine, true = parse(text), parse(truth)
        scores = similarity(mine.plain, true.plain), grounding_agreement(mine, true).value
        found.append(Flagged(bool(codes), min(scores) < LOW, trust=False))
    return found


def planted_in(name: str, rounds: int) -> list[tuple[str, Flagged]]:
    """One scene's drawings as they were, then with each fault; named."""
    chance = np.random.default_rng([SEED, list(STAGES).index(name)])
    scene = filmed(name)
    bases = [drawn(scene, chance) for _ in range(min(HANDS, rounds))]
    computed = [segments_of(scene, base) for base in bases]
    clean = zip(bases, computed, strict=True)
    found = [("clean masks", flagged_masks(scene, base, known)) for base, known in clean]
    for turn in range(rounds):
        base, known = bases[turn % len(bases)], computed[turn % len(bases)]
        for fault, plant in FAULTS.items():
            drawing = plant(base, chance)
            found.append((fault, flagged_masks(scene, drawing, segments_of(scene, drawing, known, base))))
    print(f"  planted in {name}", flush=True)
    return found


def print_shares(title: str, rows: dict[str, list[Flagged]]) -> None:
    """A line a kind and one for all of them: the share that each source flags, and all sources together."""
    print(f"\n{title}\n  {'':18} {'number':>6}" + "".join(f"{source:>10}" for source in SOURCES))
    for name, found in (*rows.items(), ("all", [flagged for each in rows.values() for flagged in each])):
        shares = [np.mean([getattr(flagged, source) for flagged in found]) for source in SOURCES.values()]
        print(f"  {name:18} {len(found):6}" + "".join(f"{share:10.0%}" for share in shares))


def main(arguments: Sequence[str] | None = None) -> None:
    """Plant, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.planted", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="faults of each kind in each scene")
    parser.add_argument("--scene", choices=STAGES, action="append", help="only faults in masks of this scene; repeats")
    options = parser.parse_args(arguments)
    scenes = options.scene or list(STAGES)
    found: dict[str, list[Flagged]] = {name: [] for name in (*FAULTS, IN_CAPTIONS, "clean masks", "clean captions")}
    with ProcessPoolExecutor(len(scenes), initializer=ends_with_us()) as pool:
        for rows in pool.map(planted_in, scenes, [options.rounds] * len(scenes)):
            for name, flagged in rows:
                found[name].append(flagged)
    right = CAPTIONS[:MISCOUNTED]
    wrong = [miscounted(text, place % 3) for place, text in enumerate(right)]
    found[IN_CAPTIONS] = flagged_captions(wrong, right)
    found["clean captions"] = flagged_captions(right, right)
    print_shares("Planted faults, the share flagged", {name: found[name] for name in (*FAULTS, IN_CAPTIONS)})
    print_shares("The same without a fault, the share flagged", {name: found[name] for name in list(found)[-2:]})


if __name__ == "__main__":
    main()
