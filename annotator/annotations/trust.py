"""How far to trust a segment, as few numbers that a queue can be sorted by; every frame's own stays in its bundle."""

from dataclasses import dataclass

from annotator.formats.bundle import Bundle


@dataclass(frozen=True)
class Trust:
    """Of the frames that nobody drew: the mean and the least confidence (0..1) and the frame of the least.

    All are None where the engine measured nothing, or where the segment is a drawn frame alone.
    """

    trust_mean: float | None = None
    trust_least: float | None = None
    worst_frame: int | None = None


def trust_of(bundle: Bundle) -> Trust:
    """Summarise a bundle, whose first frame is a person's."""
    computed = (bundle.confidence or ())[1:]
    if not computed:
        return Trust()
    least = min(computed)
    worst = bundle.first + 1 + computed.index(least)
    return Trust(round(sum(computed) / len(computed) / 255, 4), round(least / 255, 4), worst)
