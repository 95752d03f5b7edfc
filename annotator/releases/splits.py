"""Who belongs to which split: a clip never changes its split from one version to the next."""

from collections import Counter
from collections.abc import Iterable

RATIOS = {"train": 0.7, "val": 0.15, "test": 0.15}


def assign(videos: Iterable[int], before: dict[int, str]) -> dict[int, str]:
    """A split for each clip.

    Args:
        videos: Clip numbers. New ones are taken in this order, each to the split that lacks most of its share.
        before: Splits of earlier releases, by clip number; kept as they are.
    """
    wanted = list(videos)
    chosen = {number: before[number] for number in wanted if number in before}
    sizes = Counter(chosen.values())
    for number in wanted:
        if number not in chosen:
            total = len(chosen) + 1
            chosen[number] = max(RATIOS, key=lambda split: RATIOS[split] * total - sizes[split])
            sizes[chosen[number]] += 1
    return chosen
